/** What the three operations on tags have in common: what can be tagged, and the computers a write is about. */
import { problem } from '../../../spec/problem.ts'
import { list, oneOf, text } from '../../../spec/shape.ts'
import { lockDesktops, type ReadDesktop, readDesktops } from '../../../store/desktops.ts'
import { writeTags } from '../../../store/tags.ts'
import type { Context } from '../../context.ts'

export const computerType = 'ALIYUN::GWS::INSTANCE'

export const resourceType = oneOf([computerType], 'What is tagged; the vendor has tags for computers only.', {
  example: computerType,
})

const computerId = text('The id of a computer.', { example: 'ecd-ia2zw38bi6cm7****' })

export const resourceIds = list(computerId, 'The computers, those of shares as well.', { min: 1, max: 50 })

/** Tags one computer carries at most (share-family.md 2.1 has it for shares, and no other source says more). */
export const maxTags = 20

/** By the product's pattern for what a write names and is not there (service-errors.md 6). */
export const desktopNotFound = problem(
  'InvalidResourceId.NotFound',
  400,
  'The specified param ResourceId is not found.',
)

type Tags = Readonly<Record<string, string>>

/**
 * Gives computers other tags, all of them or none.
 *
 * @param change the tags one of them is to have, from those it has; may throw
 * @throws Problem InvalidResourceId.NotFound when one is not there, is released, or is another account's or region's
 */
export async function changeTags(
  { store, clock, accountId }: Context,
  regionId: string,
  resourceIds: readonly string[],
  change: (tags: Tags) => Tags,
): Promise<void> {
  const ids = [...new Set(resourceIds)]
  await store.transaction(clock.now(), async tx => {
    await lockDesktops(tx, ids)
    const found = await readDesktops(tx, tx.dialect, accountId, ids)
    const living = found.filter(desktop => isTaggable(desktop, regionId))
    if (living.length < ids.length) throw desktopNotFound()
    // Written without the computers themselves: a share's listing shows no tags, so its revision stays.
    const changed = living.map(({ id, tags }) => ({ accountId, id, tags: change(tags) }))
    await writeTags(tx, 'desktop', changed, ids)
  })
}

const isTaggable = (desktop: ReadDesktop, regionId: string): boolean =>
  desktop.regionId === regionId && desktop.status !== 'Deleted'
