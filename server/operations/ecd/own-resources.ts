/** What an account made itself in a region, for the operations that change or delete it. */
import type { ResourceKind } from '../../domain/resources.ts'
import type { ProblemKind } from '../../spec/problem.ts'
import { readResources, type StoredResource } from '../../store/resources.ts'
import type { Transaction } from '../../store/transaction.ts'

interface Wanted<Kind extends ResourceKind> {
  readonly accountId: string
  readonly regionId: string
  readonly kind: Kind
  /** One that is named twice is meant once. */
  readonly ids: readonly string[]
}

/**
 * The account's own resources of these ids, each once, in the order in which they are named.
 *
 * @throws Problem the one handed in, when one of them is not there, or is another account's or region's
 */
export async function readOwnResources<Kind extends ResourceKind>(
  tx: Transaction,
  { accountId, regionId, kind, ids }: Wanted<Kind>,
  notFound: ProblemKind<[]>,
): Promise<StoredResource<Kind>[]> {
  const all = await readResources(tx, accountId, kind)
  const here = new Map(all.filter(stored => stored.regionId === regionId).map(stored => [stored.resource.id, stored]))
  return [...new Set(ids)].map(id => {
    const stored = here.get(id)
    if (stored === undefined) throw notFound()
    return stored
  })
}
