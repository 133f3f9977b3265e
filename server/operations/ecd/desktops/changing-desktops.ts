/** Computers read in order to be changed: what the writing operations have in common. */
import type { Desktop } from '../../../domain/desktop.ts'
import { type Deed, lifeOf, permits } from '../../../domain/lifecycle.ts'
import { lockDesktops, type ReadDesktop, readDesktops } from '../../../store/desktops.ts'
import { changeDesktops, type DesktopChange } from '../../../store/life.ts'
import type { Transaction } from '../../../store/transaction.ts'
import type { Context } from '../../context.ts'
import { write } from '../../write.ts'
import { checkRegion } from '../parameters.ts'
import { desktopNotFound, desktopStatusIncorrect } from './problems.ts'

export interface Wanted {
  readonly accountId: string
  readonly regionId: string
  /** One that is named twice is meant once. */
  readonly ids: readonly string[]
}

/** Neither released nor on its way out. */
const isKept = (desktop: Desktop, regionId: string): boolean =>
  desktop.regionId === regionId && desktop.status !== 'Deleted' && lifeOf(desktop).desired !== 'Released'

/**
 * The computers of these ids that are there, by id, inside a transaction that holds the account. What is another account's or
 * region's, released or on its way out is not there.
 */
export async function readKeptDesktops(
  tx: Transaction,
  { accountId, regionId, ids }: Wanted,
): Promise<Map<string, ReadDesktop>> {
  const wanted = [...new Set(ids)]
  // Tags are written without the account, so the rows are held too.
  await lockDesktops(tx, wanted)
  const found = await readDesktops(tx, tx.dialect, accountId, wanted)
  return new Map(found.filter(desktop => isKept(desktop, regionId)).map(desktop => [desktop.id, desktop]))
}

/**
 * All of the computers of these ids, each once, in the order in which they are named.
 *
 * @throws Problem InvalidDesktopId.NotFound when one of them is not there
 */
export async function findDesktops(tx: Transaction, wanted: Wanted): Promise<ReadDesktop[]> {
  const kept = await readKeptDesktops(tx, wanted)
  return [...new Set(wanted.ids)].map(id => {
    const desktop = kept.get(id)
    if (desktop === undefined) throw desktopNotFound()
    return desktop
  })
}

/** Deeds that take the place of what the provider is working on: while it works, they would be lost. */
const tasks: readonly Deed[] = ['restart', 'reset', 'rebuild', 'migrate']

/** Whether the computer is in a state that permits the deed (share-family.md 2.3). */
export const allows = (desktop: Desktop, deed: Deed): boolean =>
  permits(desktop.status, deed) && (!tasks.includes(deed) || lifeOf(desktop).asked === undefined)

interface Change {
  readonly deed: Deed
  readonly change: (desktop: Desktop) => Desktop
  /** Looks at what else the call names, before anything is written; may throw. */
  readonly check?: (tx: Transaction) => Promise<void>
}

/**
 * Changes all computers of a call or none: the whole of the operations that answer nothing.
 *
 * @throws Problem InvalidRegion.NotFound, InvalidDesktopId.NotFound, IncorrectDesktopStatus, and what `check` throws
 */
export async function changeAll(
  context: Context,
  operation: string,
  input: { readonly RegionId: string; readonly DesktopId: readonly string[] },
  { deed, change, check }: Change,
): Promise<Record<string, never>> {
  const { accountId, meters } = context
  const { RegionId: regionId, DesktopId: ids } = input
  checkRegion(regionId)
  return write(context, operation, input, async tx => {
    await check?.(tx)
    const desktops = await findDesktops(tx, { accountId, regionId, ids })
    if (!desktops.every(desktop => allows(desktop, deed))) throw desktopStatusIncorrect()
    const changes = desktops.map((before): DesktopChange => ({ before, after: change(before), reason: operation }))
    const real = changes.filter(({ before, after }) => before !== after)
    await changeDesktops(tx, accountId, real, meters)
    return {}
  })
}

/** What `changeAll` may refuse. */
export const changeProblems = [desktopNotFound, desktopStatusIncorrect] as const
