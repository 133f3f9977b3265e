/**
 * What a call is to RAM: the names of what it touches, and what conditions may ask about it (ram.md 1.3, 1.5). Read from the
 * operation's own RAM block, for the check of every call and for whoever explains one.
 */
import type { AccessRequest, Principal } from '../policy/index.ts'
import { type NamedResource, type RamBlock, resourceTypes } from '../spec/operation.ts'
import type { Store } from '../store/store.ts'
import { readTags } from '../store/tags.ts'

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
  { action, resources }: RamBlock,
  principal: Principal,
  input: Input,
  circumstances: Circumstances,
): Promise<AccessRequest> {
  return {
    action,
    resources: touchedResources(resources, principal, input),
    context: {
      ...(typeof input.RegionId === 'string' ? { region: input.RegionId } : {}),
      ...circumstances,
      requestTags: requestTags(input.Tag),
      resourceTags: await resourceTags(store, principal.accountId, resources, input),
      ...extraKeys(input),
    },
  }
}

/** One name per id; `*` when the call names none, which only a statement on `*` grants (ram.md 1.3, items 2 to 5). */
export function touchedResources(
  resources: readonly NamedResource[],
  principal: Principal,
  input: Input,
): readonly string[] {
  const names = resources.flatMap(resource =>
    resourceTypes[resource.type] === 'ecd'
      ? desktopServiceNames(resource, principal, input)
      : identityNames(resource, principal, input),
  )
  return names.length === 0 ? ['*'] : [...new Set(names)]
}

function desktopServiceNames({ type, parameter }: NamedResource, { accountId }: Principal, input: Input): string[] {
  const region = typeof input.RegionId === 'string' ? input.RegionId : '*'
  const ids = parameter === undefined ? ['*'] : namedIds(input[parameter])
  return ids.map(id => `acs:ecd:${region}:${accountId}:${type}/${id}`)
}

/** RAM knows no regions, and keeps its own policies under the account `system` (ram.md 4.3). */
function identityNames({ type, parameter, absent }: NamedResource, principal: Principal, input: Input): string[] {
  const owner = type === 'policy' && input.PolicyType === 'System' ? 'system' : principal.accountId
  const given = parameter === undefined ? ['*'] : namedIds(input[parameter])
  const names = given.length === 0 && absent === 'caller' && principal.type === 'RAMUser' ? [principal.name] : given
  return names.map(name => (name.startsWith('acs:') ? name : `acs:ram:*:${owner}:${type}/${name}`))
}

const namedIds = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter(item => typeof item === 'string') : []

function requestTags(value: unknown): Record<string, string> {
  if (!Array.isArray(value)) return {}
  const tags = value as readonly { readonly Key?: string; readonly Value?: string }[]
  return Object.fromEntries(tags.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])))
}

/** Tags of the desktops a call names: the one kind of resource whose tags decide (ram.md 1.3). */
async function resourceTags(
  store: Store,
  accountId: string,
  resources: readonly NamedResource[],
  input: Input,
): Promise<(resource: string) => Record<string, string>> {
  const ids = resources
    .filter(({ type }) => type === 'ecddesktop')
    .flatMap(({ parameter }) => (parameter === undefined ? [] : namedIds(input[parameter])))
  if (ids.length === 0) return () => ({})
  const tags = await readTags(store, store.dialect, accountId, ids)
  return resource => tags.get(resource.slice(resource.lastIndexOf('/') + 1)) ?? {}
}

/** Keys of single services (ram.md 1.5). */
const extraKeys = ({ ExternalId }: Input): Pick<AccessRequest['context'], 'extra'> =>
  typeof ExternalId === 'string' ? { extra: { 'sts:ExternalId': [ExternalId] } } : {}
