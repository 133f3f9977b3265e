/** `deskfleet policy lint`: what is wrong with policies, and what in them is most likely not meant. Needs no server. */
import { parse } from 'yaml'
import {
  type DocumentKind,
  type LintFinding,
  lintPolicy,
  MAX_CUSTOM_DOCUMENT_LENGTH,
  MAX_SESSION_DOCUMENT_LENGTH,
  MalformedCase,
  readPolicyCase,
} from '../../../server/policy/index.ts'
import { CommandError, exitCodes } from '../exit.ts'
import type { Io } from '../io.ts'
import { actionFacts } from './policy-facts.ts'
import { type PolicyFile, readPolicyFile } from './policy-files.ts'

export interface FileFinding extends LintFinding {
  readonly file: string
}

/** A document inside a file. */
interface Found {
  /** Where in the file; empty: the file is the document. */
  readonly where: string
  readonly kind: DocumentKind
  /** The text where the file is the document, as its length counts; otherwise the value. */
  readonly source: unknown
  readonly maxLength?: number
}

const fileForms = 'a policy document, a list of cases, or a fleet file'

/** @throws CommandError when it is none of the forms */
export function lintFile(file: PolicyFile): readonly FileFinding[] {
  const { documents, errors } = documentsIn(file)
  const findings = documents.flatMap(({ where, source, ...options }) =>
    lintPolicy(source, { ...options, actions: actionFacts }).map(finding => ({
      ...finding,
      where: [where, finding.where].filter(part => part !== '').join('.'),
    })),
  )
  return [...errors, ...findings].map(finding => ({ ...finding, file: file.name }))
}

interface Contents {
  readonly documents: readonly Found[]
  readonly errors: readonly LintFinding[]
}

function documentsIn(file: PolicyFile): Contents {
  const value = contentOf(file)
  if (Array.isArray(value)) return inCases(value)
  if (isRecord(value) && 'accounts' in value) return { documents: inFleet(value), errors: [] }
  if (isRecord(value)) {
    const source = file.text.trimStart().startsWith('{') ? file.text.trim() : value
    return { documents: [{ where: '', kind: kindOf(value), source }], errors: [] }
  }
  throw new CommandError(`${file.name} is ${JSON.stringify(value)?.slice(0, 40)}: it must be ${fileForms}.`)
}

/** JSON is read as JSON, for its better messages; anything else as YAML, which a fleet file is. */
function contentOf({ name, text }: PolicyFile): unknown {
  const isJson = /^\s*[{[]/.test(text)
  try {
    return isJson ? JSON.parse(text) : parse(text, { maxAliasCount: 100 })
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    throw new CommandError(
      `${name} is not ${isJson ? 'JSON' : 'YAML'}: ${reason.replace(/[.:]$/, '')}. It must be ${fileForms}.`,
    )
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A trust policy says who; a permission policy says on what. */
function kindOf(document: Readonly<Record<string, unknown>>): DocumentKind {
  const statements = Array.isArray(document.Statement) ? document.Statement : []
  return statements.some(each => isRecord(each) && 'Principal' in each && !('Resource' in each))
    ? 'trust'
    : 'permission'
}

function inCases(cases: readonly unknown[]): Contents {
  const documents: Found[] = []
  const errors: LintFinding[] = []
  for (const [index, each] of cases.entries()) {
    const policies = isRecord(each) && Array.isArray(each.policies) ? each.policies : []
    const found = policies.flatMap((policy: unknown, place): Found[] => {
      if (!isRecord(policy) || policy.document === undefined) return []
      const limit = policy.type === 'SessionPolicy' ? MAX_SESSION_DOCUMENT_LENGTH : MAX_CUSTOM_DOCUMENT_LENGTH
      const kind = policy.type === 'TrustPolicy' ? 'trust' : 'permission'
      return [{ where: `[${index}].policies[${place}].document`, kind, source: policy.document, maxLength: limit }]
    })
    documents.push(...found)
    errors.push(...errorsOfCase(each, index))
  }
  return { documents, errors }
}

function errorsOfCase(value: unknown, index: number): readonly LintFinding[] {
  try {
    readPolicyCase(value, `[${index}]`)
    return []
  } catch (error) {
    if (!(error instanceof MalformedCase)) throw error
    // What is wrong inside a document is told by the look at the document.
    if (/\.document: /.test(error.message)) return []
    return [{ severity: 'error', rule: 'malformed-case', where: `[${index}]`, message: error.message }]
  }
}

/** Custom policies and trust policies of a fleet; what else is in it, `deskfleet apply` checks. */
function inFleet(fleet: Readonly<Record<string, unknown>>): readonly Found[] {
  const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
  const exampleAccount = (document: unknown): unknown =>
    document === undefined ? document : JSON.parse(JSON.stringify(document).replaceAll('{account}', '1234567890123456'))
  return listed(fleet.accounts).flatMap((account, index) => {
    if (!isRecord(account)) return []
    const at = (list: string, place: number, member: string) => `accounts[${index}].${list}[${place}].${member}`
    const policies = listed(account.policies).flatMap((policy, place): Found[] =>
      isRecord(policy)
        ? [{ where: at('policies', place, 'document'), kind: 'permission', source: exampleAccount(policy.document) }]
        : [],
    )
    const roles = listed(account.roles).flatMap((role, place): Found[] =>
      isRecord(role)
        ? [{ where: at('roles', place, 'trustPolicy'), kind: 'trust', source: exampleAccount(role.trustPolicy) }]
        : [],
    )
    return [...policies, ...roles]
  })
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** Prints what was found; errors make the command fail, and warnings where it is strict. */
export function runLint(
  io: Io,
  paths: readonly string[],
  { strict, asJson }: { strict: boolean; asJson: boolean },
): void {
  const findings = paths.map(readPolicyFile).flatMap(lintFile)
  const count = (severity: LintFinding['severity']): number =>
    findings.filter(finding => finding.severity === severity).length
  const [errors, warnings, notes] = [count('error'), count('warning'), count('note')]
  if (asJson) io.out(JSON.stringify({ errors, warnings, notes, findings }, null, 2))
  else {
    for (const { file, where, severity, rule, message } of findings) {
      io.out(`${file}${where === '' ? '' : ` ${where}`}\n  ${severity} ${rule}: ${message}`)
    }
    io.out(`${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(notes, 'note')}.`)
  }
  if (errors > 0 || (strict && warnings > 0)) process.exitCode = exitCodes.failed
}
