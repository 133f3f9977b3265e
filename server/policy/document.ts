/**
 * Policy documents: text to statements whose matchers are ready, so that deciding a request compares strings and reads
 * no JSON (grammar: ram.md 1.1 to 1.4; trust policies: ram.md 4.2).
 */

import { type ActualValue, findOperator, isIfExistsOrNull, prepareCondition } from './conditions.ts'
import { MalformedPolicyDocument, readList, readObject, readText, refuseOthers, shown, wrong } from './grammar.ts'
import { type KeyReader, keyReader } from './request.ts'
import { RULINGS, type Rulings } from './rulings.ts'
import { compileWildcard, compileWildcards, fitsEverything, hasWildcard, type TextMatcher } from './wildcard.ts'

export { MalformedPolicyDocument } from './grammar.ts'

/** Most characters of a custom policy's document (ram.md 1.1). */
export const MAX_CUSTOM_DOCUMENT_LENGTH = 6144
/** Most characters of the session policy passed to AssumeRole (ram.md 1.1). */
export const MAX_SESSION_DOCUMENT_LENGTH = 2048

/** A permission policy says what may be done; a trust policy says who may assume a role. */
export type DocumentKind = 'permission' | 'trust'

export type Effect = 'Allow' | 'Deny'

/** The patterns of one element, as written and ready to match. `matches` has a Not… element's negation in it. */
export interface Patterns {
  readonly element: 'Action' | 'NotAction' | 'Resource' | 'NotResource'
  readonly written: readonly string[]
  readonly matches: TextMatcher
}

/** Whom a trust policy names (ram.md 4.2). Callers here are RAM identities, so only `ram` can match one. */
export interface TrustedPrincipals {
  readonly ram: readonly string[]
  readonly service: readonly string[]
  readonly federated: readonly string[]
}

/** One key under one operator. */
export interface Condition {
  readonly operator: string
  readonly key: string
  readonly wanted: readonly string[]
  readonly read: KeyReader
  readonly holds: (actual: ActualValue) => boolean
}

export interface Statement {
  readonly effect: Effect
  /** Matches actions in lower case. */
  readonly action: Patterns
  /** Absent in trust policies. */
  readonly resource: Patterns | undefined
  /** Present in trust policies only. */
  readonly principals: TrustedPrincipals | undefined
  /** All of them have to hold. */
  readonly conditions: readonly Condition[]
}

export interface PolicyDocument {
  readonly kind: DocumentKind
  readonly statements: readonly Statement[]
}

export interface ParseOptions {
  /** Refuse a text with more characters than this (UTF-16 units). No limit by default: stored documents have passed one. */
  readonly maxLength?: number
  /**
   * What an unknown operator does. `refuse`, the default, is for saving. `fail-closed` is for reading a document that was
   * stored under other rules: an Allow with such an operator never matches, a Deny matches whatever its conditions say
   * (ram.md 1.4).
   */
  readonly unknownOperators?: 'refuse' | 'fail-closed'
  readonly rulings?: Rulings
}

interface Settings {
  readonly kind: DocumentKind
  readonly failClosed: boolean
  readonly rulings: Rulings
}

/**
 * Reads and prepares a policy document.
 *
 * @param source the JSON text, or the value already parsed from it
 * @throws {MalformedPolicyDocument} for the first thing that breaks the grammar
 */
export function parsePolicyDocument(source: unknown, kind: DocumentKind, options: ParseOptions = {}): PolicyDocument {
  const { maxLength = Number.POSITIVE_INFINITY, unknownOperators = 'refuse', rulings = RULINGS } = options
  if (typeof source === 'string' && source.length > maxLength) {
    throw new MalformedPolicyDocument(
      `The policy document has ${source.length} characters: at most ${maxLength} are allowed.`,
    )
  }
  const value = typeof source === 'string' ? readJson(source) : source
  const document = readObject(value, 'The policy document', 'a JSON object with Version and Statement')
  refuseOthers(document, ['Version', 'Statement'], '')
  if (document.get('Version') !== '1') throw wrong('Version', document.get('Version'), 'the string "1"')
  const statements = document.get('Statement')
  if (!Array.isArray(statements) || statements.length === 0) {
    throw wrong('Statement', statements, 'a list of at least one statement')
  }
  const settings: Settings = { kind, failClosed: unknownOperators === 'fail-closed', rulings }
  return {
    kind,
    statements: statements.map((item: unknown, index) => readStatement(item, `Statement[${index}]`, settings)),
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MalformedPolicyDocument(`The policy document is not valid JSON: ${reason}.`)
  }
}

const ELEMENTS: Readonly<Record<DocumentKind, readonly string[]>> = {
  permission: ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'Condition'],
  trust: ['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Condition'],
}

function readStatement(value: unknown, where: string, settings: Settings): Statement {
  const elements = readObject(value, where, 'a statement object')
  refuseMisplaced(elements, where, settings)
  const effect = elements.get('Effect')
  if (effect !== 'Allow' && effect !== 'Deny') throw wrong(`${where}.Effect`, effect, '"Allow" or "Deny"')
  const trust = settings.kind === 'trust'
  return {
    effect,
    action: readAction(elements, where),
    resource: trust ? undefined : readResource(elements, where, settings.rulings),
    principals: trust ? readPrincipals(elements.get('Principal'), `${where}.Principal`) : undefined,
    conditions: readConditions(elements.get('Condition'), `${where}.Condition`, effect, settings),
  }
}

/** Says more about elements that exist elsewhere than that they are unknown. */
function refuseMisplaced(elements: ReadonlyMap<string, unknown>, where: string, { kind, rulings }: Settings): void {
  const notResource = kind === 'permission' && rulings.notResourceAccepted ? ['NotResource'] : []
  const reasons: Readonly<Record<string, string>> = {
    NotPrincipal: 'is not supported: name the trusted principals in Principal',
    NotResource: 'is not supported: name the resources in Resource',
    Principal: 'belongs to the trust policy of a role: a permission policy applies to whom it is attached to',
    Resource: 'does not belong in a trust policy: the role it is attached to is the resource',
  }
  const known = [...ELEMENTS[kind], ...notResource]
  for (const [name, reason] of Object.entries(reasons)) {
    if (!elements.has(name) || known.includes(name)) continue
    throw new MalformedPolicyDocument(`${where}.${name} ${reason}.`, `${where}.${name}`)
  }
  refuseOthers(elements, known, where)
}

/** Reads the one of two elements of which exactly one has to be there. */
function readEither<Name extends string>(
  elements: ReadonlyMap<string, unknown>,
  plain: Name,
  negated: Name,
  where: string,
): { readonly name: Name; readonly value: unknown; readonly negated: boolean } {
  const both = elements.has(plain) && elements.has(negated)
  if (both) throw new MalformedPolicyDocument(`${where} has both ${plain} and ${negated}: keep one of them.`, where)
  const isNegated = elements.has(negated)
  const name = isNegated ? negated : plain
  return { name, value: elements.get(name), negated: isNegated }
}

const negate = (matches: TextMatcher): TextMatcher => {
  return text => !matches(text)
}

const ACTION_FORM = 'an action such as "ecd:DescribeDesktops" or "ecd:Describe*", or "*"'

function readActionPattern(value: unknown, where: string): string {
  const text = readText(value, where, ACTION_FORM)
  if (!fitsEverything(text) && !/^[^\s,:]+:[^\s,]+$/.test(text)) throw wrong(where, text, ACTION_FORM)
  return text
}

function readAction(elements: ReadonlyMap<string, unknown>, where: string): Patterns {
  const found = readEither(elements, 'Action', 'NotAction', where)
  const written = readList(found.value, `${where}.${found.name}`, ACTION_FORM, readActionPattern)
  const matches = compileWildcards(written.map(pattern => pattern.toLowerCase()))
  return { element: found.name, written, matches: found.negated ? negate(matches) : matches }
}

const RESOURCE_FORM = 'a resource name "acs:<service>:<region>:<account>:<relative id>", or "*"'
const RESOURCE_PARTS = 5

function readResourcePattern(value: unknown, where: string): string {
  const text = readText(value, where, RESOURCE_FORM)
  const fixed = text.slice(0, text.search(/[*?]|$/))
  const canBeName = hasWildcard(text) || text.split(':').length >= RESOURCE_PARTS
  if (!canBeName || !(fixed.startsWith('acs:') || 'acs:'.startsWith(fixed))) throw wrong(where, text, RESOURCE_FORM)
  return text
}

/** Cuts a resource name into its five parts; the last one keeps its own colons. */
function partsOf(name: string): readonly string[] {
  const pieces = name.split(':')
  return [...pieces.slice(0, RESOURCE_PARTS - 1), pieces.slice(RESOURCE_PARTS - 1).join(':')]
}

/** Matches part by part, for the ruling that a star stays within its part. */
function compileByParts(pattern: string, ignoreCase: boolean): TextMatcher {
  if (fitsEverything(pattern)) return () => true
  const matchers = partsOf(pattern).map(part => compileWildcard(part, { ignoreCase }))
  return text => {
    const parts = partsOf(text)
    return parts.length === matchers.length && matchers.every((matches, index) => matches(parts[index] ?? ''))
  }
}

function compileResources(written: readonly string[], rulings: Rulings): TextMatcher {
  const ignoreCase = rulings.resourceIgnoresCase
  const matchers = rulings.starCrossesColon
    ? [compileWildcards(ignoreCase ? written.map(pattern => pattern.toLowerCase()) : written)]
    : written.map(pattern => compileByParts(pattern, ignoreCase))
  const all = written.some(fitsEverything)
  const matchesName: TextMatcher = text => matchers.some(matches => matches(ignoreCase ? text.toLowerCase() : text))
  // A call without a named resource is granted by "*" alone, not by a pattern that a star happens to fit (ram.md 1.3).
  return text => all || (text !== '*' && matchesName(text))
}

function readResource(elements: ReadonlyMap<string, unknown>, where: string, rulings: Rulings): Patterns {
  const found = readEither(elements, 'Resource', 'NotResource', where)
  const written = readList(found.value, `${where}.${found.name}`, RESOURCE_FORM, readResourcePattern)
  const matches = compileResources(written, rulings)
  return { element: found.name, written, matches: found.negated ? negate(matches) : matches }
}

const PRINCIPAL_FORM = 'an object with RAM, Service or Federated'
const RAM_PRINCIPAL_FORM =
  '"acs:ram::<account>:root", "acs:ram::<account>:user/<name>" or "acs:ram::<account>:role/<name>"'

function readRamPrincipal(value: unknown, where: string): string {
  const text = readText(value, where, RAM_PRINCIPAL_FORM)
  // Wildcards don't work in principals, so a pattern here would look like a grant and never be one.
  if (!/^acs:ram::\d+:(root|(user|role)\/[^*?/\s]+)$/.test(text)) throw wrong(where, text, RAM_PRINCIPAL_FORM)
  return text
}

function readPrincipals(value: unknown, where: string): TrustedPrincipals {
  const kinds = readObject(value, where, PRINCIPAL_FORM)
  refuseOthers(kinds, ['RAM', 'Service', 'Federated'], where)
  if (kinds.size === 0) throw wrong(where, value, PRINCIPAL_FORM)
  const read = (kind: string, form: string, readOne: (item: unknown, place: string) => string): readonly string[] =>
    kinds.has(kind) ? readList(kinds.get(kind), `${where}.${kind}`, form, readOne) : []
  const named = (form: string) => (item: unknown, place: string) => readText(item, place, form)
  const serviceForm = 'a service name such as "ecs.aliyuncs.com"'
  const providerForm = 'the name of an identity provider'
  return {
    ram: read('RAM', RAM_PRINCIPAL_FORM, readRamPrincipal),
    service: read('Service', serviceForm, named(serviceForm)),
    federated: read('Federated', providerForm, named(providerForm)),
  }
}

const CONDITION_FORM = 'an object of operators, each with its keys and values'
const KEY_FORM = 'a condition key such as "acs:SourceIp"'
const VALUE_FORM = 'a string, number or boolean'

function readConditions(value: unknown, where: string, effect: Effect, settings: Settings): readonly Condition[] {
  if (value === undefined) return []
  const operators = readObject(value, where, CONDITION_FORM)
  const unknown = [...operators.keys()].find(name => findOperator(name) === undefined)
  if (unknown !== undefined) {
    if (!settings.failClosed) throw unknownOperator(unknown, `${where}.${unknown}`)
    return [failedClosed(unknown, effect)]
  }
  return [...operators].flatMap(([name, keys]) => readKeys(name, keys, `${where}.${name}`, settings.rulings))
}

function unknownOperator(name: string, where: string): MalformedPolicyDocument {
  return isIfExistsOrNull(name)
    ? new MalformedPolicyDocument("The condition operator 'IfExists/Null' is not supported", where)
    : new MalformedPolicyDocument(`${where}: there is no condition operator ${shown(name)}.`, where)
}

const failedClosed = (operator: string, effect: Effect): Condition => ({
  operator,
  key: '',
  wanted: [],
  read: () => undefined,
  holds: () => effect === 'Deny',
})

function readKeys(operatorName: string, value: unknown, where: string, rulings: Rulings): readonly Condition[] {
  const operator = findOperator(operatorName)
  const keys = readObject(value, where, 'an object of condition keys')
  if (operator === undefined || keys.size === 0) throw wrong(where, value, 'an object of at least one condition key')
  return [...keys].map(([key, values]) => {
    const place = `${where}[${shown(key)}]`
    if (!/^[^\s:]+:\S/.test(key)) throw wrong(`The key of ${place}`, key, KEY_FORM)
    const wanted = readList(values, place, VALUE_FORM, readScalar)
    const holds = prepareCondition(operator, wanted, rulings, (text, mustBe) => wrong(place, text, mustBe))
    return { operator: operatorName, key, wanted, read: keyReader(key, rulings), holds }
  })
}

/** Scalars are strings on the wire; bare JSON numbers and booleans do no harm (ram.md 1.1). */
function readScalar(value: unknown, where: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'number') return String(value)
  throw wrong(where, value, VALUE_FORM)
}
