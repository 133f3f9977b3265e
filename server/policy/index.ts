/** What other rooms use of this one. */
export {
  type AccessRequest,
  type AttachedPolicy,
  type Decision,
  evaluate,
  type Principal,
} from './evaluate.ts'
export { compiledDocument, SYSTEM_POLICIES } from './system-policies.ts'
