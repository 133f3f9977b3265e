/** How a call changes the lists of a policy, and how they come back. Kept and shown; only a real computer could act on them. */
import { isAddressOrBlock } from '../../../domain/client-addresses.ts'
import type { PolicyGroup, PolicyListItem } from '../../../domain/resources.ts'
import { fieldsOf, type RecordShape, record, type Shape, type Static } from '../../../spec/shape.ts'
import { listFields } from './policy-lists.ts'
import { accessRulesInvalid, scopeValueInvalid, scopeValueMissing, securityRulesInvalid } from './problems.ts'

type Lists = NonNullable<PolicyGroup['lists']>
type Rule = Exclude<PolicyListItem, string>

/** The lists of a call; what the two operations say differently is levelled here. */
export interface ListInput {
  readonly PreemptLoginUser?: readonly string[]
  readonly ScopeValue?: readonly string[]
  readonly ClientType?: readonly object[]
  readonly UsbSupplyRedirectRule?: readonly object[]
  readonly DomainResolveRule?: readonly object[]
  readonly DeviceRedirects?: readonly object[]
  readonly DeviceRules?: readonly object[]
  readonly AuthorizeSecurityPolicyRule?: readonly object[]
  readonly RevokeSecurityPolicyRule?: readonly object[]
  readonly AuthorizeAccessPolicyRule?: readonly object[]
  readonly RevokeAccessPolicyRule?: readonly object[]
}

/** Lists that are replaced as a whole, and what answers call them. */
const replaced = {
  PreemptLoginUser: 'PreemptLoginUsers',
  ScopeValue: 'ScopeValue',
  ClientType: 'ClientTypes',
  UsbSupplyRedirectRule: 'UsbSupplyRedirectRule',
  DomainResolveRule: 'DomainResolveRule',
  DeviceRedirects: 'DeviceRedirects',
  DeviceRules: 'DeviceRules',
} as const satisfies Partial<Record<keyof ListInput, keyof typeof listFields>>

/** Rules a policy holds at most: as many as one call may name. */
const most = { access: 100, security: 200 }

/** By what one rule is told from another; the note about it is not among them. */
const accessKey = ['CidrIp'] as const
const securityKey = ['Type', 'Policy', 'IpProtocol', 'PortRange', 'Priority', 'CidrIp'] as const

/**
 * The lists of a policy after a call. Rules for traffic and access are added and taken away one by one, those that are
 * taken away first; every other list is replaced when the call has it, and stays when it does not.
 *
 * @throws Problem InvalidAuthorizeAccessPolicyRule, InvalidAuthorizeSecurityPolicyRule, InvalidScopeValue
 */
export function changeLists(known: Lists, input: ListInput): Lists {
  const lists: Record<string, readonly PolicyListItem[]> = { ...known }
  for (const [parameter, name] of Object.entries(replaced) as [keyof typeof replaced, string][]) {
    const items: readonly (string | object)[] | undefined = input[parameter]
    if (items !== undefined) lists[name] = items.map(item => (typeof item === 'string' ? item : toRule(item)))
  }
  if (!(input.ScopeValue ?? []).every(isAddressOrBlock)) throw scopeValueInvalid()

  const access = (input.AuthorizeAccessPolicyRule ?? []).map(toRule)
  if (!access.every(({ CidrIp }) => isAddress(CidrIp))) throw accessRulesInvalid()
  const fewerAccess = (input.RevokeAccessPolicyRule ?? []).map(toRule)
  const allAccess = merged(known.AuthorizeAccessPolicyRules, fewerAccess, access, accessKey)
  if (allAccess.length > most.access) throw accessRulesInvalid()

  const security = (input.AuthorizeSecurityPolicyRule ?? []).map(toSecurityRule)
  if (!security.every(isSecurityRule)) throw securityRulesInvalid()
  const fewerSecurity = (input.RevokeSecurityPolicyRule ?? []).map(toSecurityRule)
  const allSecurity = merged(known.AuthorizeSecurityPolicyRules, fewerSecurity, security, securityKey)
  if (allSecurity.length > most.security) throw securityRulesInvalid()

  const all = { ...lists, AuthorizeAccessPolicyRules: allAccess, AuthorizeSecurityPolicyRules: allSecurity }
  return Object.fromEntries(Object.entries(all).filter(([, items]) => items.length > 0))
}

/** @throws Problem MissingScopeValue when a policy is to hold at certain addresses and there are none */
export function checkScope({ settings, lists = {} }: Pick<PolicyGroup, 'settings' | 'lists'>): void {
  if (settings.Scope === 'IP' && lists.ScopeValue === undefined) throw scopeValueMissing()
}

/** What a call says of a rule, in the spelling of answers. */
function toRule(given: object): Rule {
  const fields = Object.entries(given).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string' && typeof value !== 'number') return []
    return [[name, name === 'Status' ? String(value).toUpperCase() : value]]
  })
  return Object.fromEntries(fields) as Rule
}

const toSecurityRule = (given: object): Rule => ({ Policy: 'accept', ...toRule(given) })

const isAddress = (value: unknown): boolean => typeof value === 'string' && isAddressOrBlock(value)

function isSecurityRule({ CidrIp, PortRange, Priority }: Rule): boolean {
  const addressed = CidrIp === undefined || isAddress(CidrIp)
  const ranked = Priority === undefined || /^[1-9]\d{0,2}$/.test(String(Priority))
  return addressed && ranked && (PortRange === undefined || isPortRange(String(PortRange)))
}

function isPortRange(range: string): boolean {
  if (range === '-1/-1') return true
  const [, first, last] = /^(\d{1,5})\/(\d{1,5})$/.exec(range) ?? []
  return first !== undefined && Number(first) <= Number(last) && Number(last) <= 65_535
}

/** A rule that is added again is there once, with its new note. */
function merged(
  known: readonly PolicyListItem[] = [],
  revoked: readonly Rule[],
  added: readonly Rule[],
  key: readonly string[],
): PolicyListItem[] {
  const keyOf = (item: PolicyListItem): string =>
    JSON.stringify(typeof item === 'string' ? item : key.map(name => String(item[name] ?? '').toLowerCase()))
  const gone = new Set([...revoked, ...added].map(keyOf))
  const fresh = new Map(added.map(rule => [keyOf(rule), rule]))
  return [...known.filter(item => !gone.has(keyOf(item))), ...fresh.values()]
}

/** A policy with these lists; without the field where it has none. */
export const withLists = <Policy extends object>(policy: Policy, lists: Lists): Policy & { readonly lists?: Lists } =>
  Object.keys(lists).length === 0 ? policy : { ...policy, lists }

const listRecord = record(listFields)

/** Lists as answers show them; what does not fit, such as a file may give, is left out. */
export function toLists(lists: Lists): Static<typeof listRecord> {
  const shown = fieldsOf(listRecord).flatMap(([name, field]) => {
    const { items: shape } = field as unknown as { readonly items: Shape }
    const items = (lists[name] ?? []).flatMap(item => toShown(shape, item))
    return items.length === 0 ? [] : [[name, items]]
  })
  return Object.fromEntries(shown) as Static<typeof listRecord>
}

function toShown(shape: Shape, item: PolicyListItem): PolicyListItem[] {
  const isText = (shape as { type?: string }).type === 'string'
  if (typeof item === 'string') return isText ? [item] : []
  if (isText) return []
  const fields = fieldsOf(shape as RecordShape).flatMap(([name, field]) => {
    const value = item[name]
    const { type } = field as { type?: string }
    const fits = type === 'integer' ? Number.isSafeInteger(value) : typeof value === type
    return fits ? [[name, value]] : []
  })
  return [Object.fromEntries(fields) as Rule]
}
