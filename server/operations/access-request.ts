/**
 * What a call is to RAM: the names of what it touches, and what conditions may ask about it (ram.md 1.3, 1.5). Read from the
 * operation's own RAM block, for the check of every call and for whoever explains one.
 */
import type { AccessRequest, Principal } from '../policy/index.ts'
import { type NamedResource, type RamBlock, resourceTypes } from '../spec/operation.ts'
import type { Store } from '../store/store.ts'
import { readDesktopTags } from '../store/tags.ts'

type Input = Readonly<Record<string, unknown>>

/** What is known of a call beside its parameters. */
export interface Circumstances {
  readonly sourceIp?: string
  readonly secureTransport: boolean
  readonly timeMs: number
  readonly mfa?: boolean
}

/** The question that RAM answers for a call. */
export async function accessRequestOf(
  store: Store,
  ram: RamBlock,
  principal: Principal,
  input: Input,
  circumstances: Circumstances,
): Promise<AccessRequest> {
  return {
    action: ram.action,
    resources: touchedResources(ram, principal, input),
    context: {
      ...(typeof input.RegionId === 'string' ? { region: input.RegionId } : {}),
      ...circumstances,
      requestTags: requestTags(input.Tag),
      resourceTags: await resourceTags(store, ram, principal, input),
      ...extraKeys(input),
    },
  }
}

/**
 * One name per id; `*` when the call names none, which only a statement on `*` grants (ram.md 1.3, items 2 to 5), and beside
 * the names when it acts on more than a policy can name.
 */
export function touchedResources(
  { resources, beyond }: RamBlock,
  principal: Principal,
  input: Input,
): readonly string[] {
  const names = resources
    .filter(resource => isNamed(resource, input))
    .flatMap(resource =>
      resourceTypes[resource.type] === 'ecd'
        ? desktopServiceNames(resource, principal, input)
        : identityNames(resource, principal, input),
    )
  return names.length === 0 || isBeyond(beyond, input) ? ['*', ...new Set(names)] : [...new Set(names)]
}

const isBeyond = (beyond: RamBlock['beyond'], input: Input): boolean =>
  typeof beyond === 'object' ? namedIds({ parameter: beyond.without }, input).length === 0 : beyond === true

const isNamed = ({ when }: NamedResource, input: Input): boolean =>
  when === undefined || input[when.parameter] === when.is

function desktopServiceNames(resource: NamedResource, { accountId }: Principal, input: Input): string[] {
  const ids = resource.parameter === undefined ? ['*'] : namedIds(resource, input)
  return ids.map(id => desktopServiceName(resource.type, accountId, input, id))
}

function desktopServiceName(type: string, accountId: string, { RegionId }: Input, id: string): string {
  return `acs:ecd:${typeof RegionId === 'string' ? RegionId : '*'}:${accountId}:${type}/${id}`
}

/** RAM knows no regions, and keeps its own policies under the account `system` (ram.md 4.3). */
function identityNames(resource: NamedResource, principal: Principal, input: Input): string[] {
  const { type, parameter, absent } = resource
  const owner = type === 'policy' && input.PolicyType === 'System' ? 'system' : principal.accountId
  const all = absent === 'caller' ? [] : ['*']
  const given = parameter === undefined ? all : namedIds(resource, input)
  const names = given.length === 0 && absent === 'caller' && principal.type === 'RAMUser' ? [principal.name] : given
  return names.map(name => (name.startsWith('acs:') ? name : `acs:ram:*:${owner}:${type}/${name}`))
}

/** The ids a parameter holds: a text, a list of them, or a list of records of which each holds one. */
function namedIds({ parameter, field }: Pick<NamedResource, 'parameter' | 'field'>, input: Input): string[] {
  const value = parameter === undefined ? undefined : input[parameter]
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  const ids = field === undefined ? values : values.map(item => (isRecord(item) ? item[field] : undefined))
  return ids.filter(id => typeof id === 'string')
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function requestTags(value: unknown): Record<string, string> {
  if (!Array.isArray(value)) return {}
  const tags = value as readonly { readonly Key?: string; readonly Value?: string }[]
  return Object.fromEntries(tags.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])))
}

/** Tags by the names of the desktops that a call touches. */
async function resourceTags(
  store: Store,
  ram: RamBlock,
  { accountId }: Principal,
  input: Input,
): Promise<(resource: string) => Record<string, string>> {
  const { RegionId: regionId } = input
  if (typeof regionId !== 'string') return () => ({})
  const desktops = taggedResources(ram).filter(resource => isNamed(resource, input))
  const ids = [...new Set(desktops.flatMap(resource => namedIds(resource, input)))]
  if (ids.length === 0) return () => ({})
  const tags = await readDesktopTags(store, store.dialect, { accountId, regionId }, ids)
  const byName = new Map([...tags].map(([id, own]) => [desktopServiceName('ecddesktop', accountId, input, id), own]))
  return resource => byName.get(resource) ?? {}
}

/**
 * Those whose tags conditions can ask for: desktops, which alone have tags to RAM. Who only looks is not judged by them: such a
 * policy needs a statement of its own for `Describe*` and `List*` (ram.md 1.3).
 */
export const taggedResources = ({ action, resources }: RamBlock): readonly NamedResource[] =>
  /:(Describe|List)/.test(action)
    ? []
    : resources.filter(({ type, parameter }) => type === 'ecddesktop' && parameter !== undefined)

/** Keys of single services (ram.md 1.5). */
function extraKeys({ ExternalId, AssumeRolePolicyDocument }: Input): Pick<AccessRequest['context'], 'extra'> {
  const types = trustedTypes(AssumeRolePolicyDocument)
  const extra = {
    ...(typeof ExternalId === 'string' ? { 'sts:ExternalId': [ExternalId] } : {}),
    ...(types.length === 0 ? {} : { 'ram:TrustedPrincipalTypes': types }),
  }
  return Object.keys(extra).length === 0 ? {} : { extra }
}

/** The kinds of principals a role that is to be made would trust: `RAM`, `Service`, `Federated`. */
function trustedTypes(document: unknown): readonly string[] {
  if (typeof document !== 'string') return []
  try {
    const trust: unknown = JSON.parse(document)
    const statements: unknown = isRecord(trust) ? trust.Statement : undefined
    if (!Array.isArray(statements)) return []
    const principals = statements.map(statement => (isRecord(statement) ? statement.Principal : undefined))
    return [...new Set(principals.filter(isRecord).flatMap(principal => Object.keys(principal)))]
  } catch {
    // The operation itself says what is wrong with it.
    return []
  }
}
