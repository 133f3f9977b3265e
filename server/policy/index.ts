/** What other rooms use of this one. */
export { MalformedCase, type PolicyCase, readPolicyCase } from './cases.ts'
export {
  type DocumentKind,
  MAX_CUSTOM_DOCUMENT_LENGTH,
  MAX_SESSION_DOCUMENT_LENGTH,
  MalformedPolicyDocument,
  type PolicyDocument,
  parsePolicyDocument,
} from './document.ts'
export {
  type AccessRequest,
  type AttachedPolicy,
  type ConsideredStatement,
  type Decision,
  type Explanation,
  evaluate,
  explain,
  type Miss,
  type Principal,
} from './evaluate.ts'
export { type ActionFacts, type LintFinding, lintPolicy } from './lint.ts'
export { type MissingStatement, missingFor } from './missing.ts'
export { takesIn } from './pattern-sets.ts'
export { missInWords } from './sentences.ts'
export {
  compiledDocument,
  SYSTEM_POLICIES,
  systemPoliciesSince,
  systemPolicyVersion,
} from './system-policies.ts'
