/** What the operations on the timers of a share have in common (share-family.md 2.3, 4.6). */
import { isCron } from '../../../domain/cron.ts'
import type { Share, ShareTimer } from '../../../domain/share.ts'
import { problem } from '../../../spec/problem.ts'
import { integer } from '../../../spec/shape.ts'
import { nudge } from '../../../store/due-work.ts'
import { writeEvents } from '../../../store/events.ts'
import { putShares } from '../../../store/shares.ts'
import type { Transaction } from '../../../store/transaction.ts'

export const timerType = integer(
  'What the timer does to the computers: 1 resets, 2 starts, 3 stops, 4 restarts them.',
  {
    values: [1, 2, 3, 4],
    example: 1,
  },
)

/** The gateway's patterns (service-errors.md 5). */
export const cronMissing = problem('MissingCronExpression', 400, 'CronExpression is mandatory for this action.')
export const cronInvalid = problem('InvalidCronExpression', 400, 'Specified parameter CronExpression is not valid.')

/** Six fields, or seven with a year, from the seconds up; and it fires at least once more. */
export const isTimer = (cron: string, now: number): boolean =>
  [6, 7].includes(cron.trim().split(/\s+/).length) && isCron(cron, now)

/** The share with another timer of this type, or without one. One timer a type, in the order of types. */
export function withTimer(
  { details, ...share }: Share,
  type: ShareTimer['type'],
  timer: ShareTimer | undefined,
): Share {
  const others = details.timers.filter(other => other.type !== type)
  const timers = [...others, ...(timer === undefined ? [] : [timer])].sort((a, b) => a.type - b.type)
  return { ...share, details: { ...details, timers } }
}

/**
 * The share whose timers fire from now on only. All of them share one mark: what the others were to do before now has
 * been done, since the share is looked at whenever one of them falls due.
 */
export const firingFrom = (now: number, { details, ...share }: Share): Share => ({
  ...share,
  details: { ...details, firedUntil: now },
})

/** Writes a share whose timers have changed, tells it and asks for a look. */
export async function putTimedShare(
  tx: Transaction,
  share: Share,
  event: { readonly name: string; readonly details: Readonly<Record<string, string | number | boolean>> },
): Promise<void> {
  const { accountId, regionId, id } = share
  await putShares(tx, [share])
  await writeEvents(tx, accountId, [{ ...event, regionId, shareId: id }])
  await nudge(tx, { kind: 'share', id, accountId })
}
