/** Looks up what desktops and shares refer to: the account's own resources, and those every account has. */
import type { ResourceKind, ResourceOf } from '../../domain/resources.ts'
import { systemResource } from '../../domain/system-resources.ts'
import { readResourcesById } from '../../store/resources.ts'
import type { Store } from '../../store/store.ts'

export type Found<Kind extends ResourceKind> = ReadonlyMap<string, ResourceOf<Kind>>

/** Resources by id. What was deleted meanwhile is not among them. */
export async function lookUp<Kind extends ResourceKind>(
  store: Store,
  accountId: string,
  kind: Kind,
  ids: Iterable<string | undefined>,
): Promise<Found<Kind>> {
  const wanted = [...new Set(ids)].filter(id => id !== undefined)
  const found = new Map<string, ResourceOf<Kind>>()
  const own: string[] = []
  for (const id of wanted) {
    const resource = systemResource(kind, id)
    if (resource === undefined) own.push(id)
    else found.set(id, resource)
  }
  if (own.length > 0) {
    for (const [id, resource] of await readResourcesById(store, store.dialect, accountId, kind, own)) {
      found.set(id, resource)
    }
  }
  return found
}
