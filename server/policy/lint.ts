/**
 * What is wrong with a policy document, and what in it is most likely not meant: for those who write policies, before they
 * attach them. Pure: what operations there are and what they touch is handed in.
 */

import {
  type DocumentKind,
  MAX_CUSTOM_DOCUMENT_LENGTH,
  MalformedPolicyDocument,
  type PolicyDocument,
  parsePolicyDocument,
} from './document.ts'
import { type ActionFacts, lintStatements } from './lint-statements.ts'

export type { ActionFacts, TouchedKind } from './lint-statements.ts'

/** `error`: it cannot be saved. `warning`: it does not do what it seems to. `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note'

export interface LintFinding {
  readonly severity: Severity
  /** A short name that stays, such as `unknown-action`. */
  readonly rule: string
  /** Where in the document, such as `Statement[0].Action[1]`; empty: the document as a whole. */
  readonly where: string
  readonly message: string
}

export interface LintOptions {
  readonly kind: DocumentKind
  readonly actions: readonly ActionFacts[]
  /** Most characters the document may have. */
  readonly maxLength?: number
}

/** From this share of the limit on, a document is called nearly full. */
const nearlyFull = 0.9

/**
 * Looks through a policy document.
 *
 * @param source the JSON text, whose length counts, or the value parsed from it
 * @returns errors first, then by the place in the document
 */
export function lintPolicy(source: unknown, options: LintOptions): readonly LintFinding[] {
  const findings = [...lintSize(source, options.maxLength ?? MAX_CUSTOM_DOCUMENT_LENGTH)]
  const value = typeof source === 'string' ? parsedJson(source) : source
  const read = readStatements(value === undefined ? source : value, options.kind)
  findings.push(...read.errors)
  if (read.document !== undefined) findings.push(...lintStatements(read.document, value, options.actions))
  const severities: readonly Severity[] = ['error', 'warning', 'note']
  return findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser of documents says it better.
    return undefined
  }
}

function lintSize(source: unknown, limit: number): readonly LintFinding[] {
  const length = (typeof source === 'string' ? source : (JSON.stringify(source) ?? '')).length
  const found = { rule: 'size', where: '' }
  if (length > limit) {
    return [{ ...found, severity: 'error', message: `${length} characters: at most ${limit} are allowed.` }]
  }
  if (length < limit * nearlyFull) return []
  const message = `${length} of ${limit} characters are used: split the policy before it grows further.`
  return [{ ...found, severity: 'warning', message }]
}

interface Read {
  readonly document?: PolicyDocument
  readonly errors: readonly LintFinding[]
}

/** Reads the document; when it is malformed, every statement that is by itself is told. */
function readStatements(value: unknown, kind: DocumentKind): Read {
  try {
    return { document: parsePolicyDocument(value, kind), errors: [] }
  } catch (error) {
    if (!(error instanceof MalformedPolicyDocument)) throw error
    const first = errorOf(error)
    if (!/^Statement\[\d+\]/.test(error.where) || !hasStatements(value)) return { errors: [first] }
    const errors = value.Statement.flatMap((statement, index) => errorsOfStatement(statement, index, kind))
    return { errors: errors.length === 0 ? [first] : errors }
  }
}

const hasStatements = (value: unknown): value is { readonly Statement: readonly unknown[] } =>
  typeof value === 'object' && value !== null && 'Statement' in value && Array.isArray(value.Statement)

function errorsOfStatement(statement: unknown, index: number, kind: DocumentKind): readonly LintFinding[] {
  try {
    parsePolicyDocument({ Version: '1', Statement: [statement] }, kind)
    return []
  } catch (error) {
    if (!(error instanceof MalformedPolicyDocument)) throw error
    const here = (text: string): string => text.replace('Statement[0]', `Statement[${index}]`)
    const { where, message, ...rest } = errorOf(error)
    return [{ ...rest, where: here(where), message: here(message) }]
  }
}

function errorOf({ where, message }: MalformedPolicyDocument): LintFinding {
  const isIfExists = message.includes('IfExists/Null')
  const advice = isIfExists
    ? ': write the plain operator, a negative one also holds where the key is absent; or two statements'
    : ''
  const text = message.replace(/\.$/, '')
  return { severity: 'error', rule: isIfExists ? 'if-exists' : 'malformed', where, message: `${text}${advice}.` }
}
