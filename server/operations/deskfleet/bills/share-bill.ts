/** The bill of a share, put together from its rows: totals of the whole share, and one page of its computers. */
import { createHash } from 'node:crypto'
import { toAmount } from '../../../billing/amounts.ts'
import {
  accruedLineOf,
  accruedMicros,
  asSubscriptionMicros,
  type Existence,
  type ExplainedLine,
  type Granularity,
  linesOf,
} from '../../../billing/explain.ts'
import type { PriceList } from '../../../billing/price-list.ts'
import { breakEvenHours } from '../../../billing/usage.ts'
import type { Share } from '../../../domain/share.ts'
import { disksOf } from '../../../domain/share-desktops.ts'
import {
  type BilledComputer,
  countComputers,
  type ForgottenComputer,
  readBilledComputers,
  readForgottenComputers,
  readLinesOfDesktops,
  readOpenLinesOfShare,
  type StoredLine,
} from '../../../store/bill-reading.ts'
import { payRank, type ReadDesktop, readDesktops } from '../../../store/desktops.ts'
import { readOrders } from '../../../store/orders.ts'
import type { Cursor } from '../../../store/paging.ts'
import { readListing, type ShareHead } from '../../../store/share-listing.ts'
import type { Context } from '../../context.ts'

/** Lines a page holds before it ends early: an answer a client can still read at once. */
const mostLines = 20_000

/** Behind the two pay ranks: computers of which only the bill is left. */
const forgottenRank = 2

/** The place of a forgotten computer: it has no sequence any more, so its id gives it one that never changes. */
const placeOfForgotten = (id: string): number => createHash('sha256').update(id).digest().readUIntBE(0, 6)

export interface PageOfBill {
  readonly after: Cursor
  readonly limit: number
  readonly granularity: Granularity
}

/** A computer of a page: with its row, or forgotten. */
interface Billed {
  readonly id: string
  readonly place: Cursor
  readonly desktop?: ReadDesktop
}

/** The sum that DescribeDesktopsInGroup answers as PostPaidDesktopsTotalAmount. */
export const totalAmount = (head: Pick<ShareHead, 'billedMicros'>, { behaviour }: Pick<Context, 'behaviour'>): number =>
  toAmount(head.billedMicros, behaviour.amountUnit)

/** What is told of the share as a whole. */
export async function shareTotals(context: Context, share: Share, head: ShareHead, list: PriceList, now: number) {
  const { store, behaviour } = context
  const computers = await readBilledComputers(store, share)
  const forgotten = await readForgottenComputers(store, share)
  const open = await readOpenLinesOfShare(store, share)
  const paid = (await readOrders(store, share.accountId, share.id)).filter(({ status }) => status === 'Paid')
  const { desktopType } = share
  const disks = disksOf(share)
  const month = (type: string, of: typeof disks): number => list.subscriptionMicros(type, of, 1, 'Month')
  const hours = breakEvenHours(
    list.computeHourMicros(desktopType),
    list.storageHourMicros(disks),
    month(desktopType, disks),
  )
  return {
    TotalAmount: totalAmount(head, context),
    SettledMicros: head.billedMicros,
    AccruedMicros: sum(open.map(line => accruedMicros(line, now))),
    SubscriptionPaidMicros: sum(paid.map(({ amountMicros }) => amountMicros)),
    AsSubscription: toAmount(
      asSubscriptionMicros(existences(share, computers, forgotten, now), (type, of) => month(type, [...of])),
      behaviour.amountUnit,
    ),
    BreakEvenHours: hours === undefined ? undefined : Number(hours),
    SubscriptionMonthMicros: month(desktopType, disks),
    TotalCount: (await countComputers(store, share.id)) + forgotten.length,
  }
}

const sum = (amounts: readonly number[]): number => amounts.reduce((all, each) => all + each, 0)

/** From when to when each pay-as-you-go computer was there; a forgotten one was like its share, and there while it was billed. */
function existences(
  share: Share,
  computers: readonly BilledComputer[],
  forgotten: readonly ForgottenComputer[],
  now: number,
): Existence[] {
  const known = computers.map(({ desktopType, disks, createdAt, releasedAt, deleted }) => ({
    desktopType,
    disks,
    fromAt: createdAt,
    untilAt: releasedAt ?? (deleted ? createdAt : now),
  }))
  const gone = forgotten.map(({ fromAt, toAt }) => ({
    desktopType: share.desktopType,
    disks: disksOf(share),
    fromAt,
    untilAt: toAt,
  }))
  return [...known, ...gone]
}

/** The computers of a page, in the order of DescribeDesktopsInGroup, forgotten ones last; one more than fits, if there is one. */
async function billedOf({ store }: Context, share: Share, after: Cursor, limit: number): Promise<Billed[]> {
  const billed: Billed[] = []
  if (after.rank < forgottenRank) {
    const listed = await readListing(store, { shareId: share.id, withDeleted: true, after, limit: limit + 1 })
    const ids = listed.map(({ id }) => id)
    const desktops = await readDesktops(store, store.dialect, share.accountId, ids)
    for (const desktop of desktops) {
      const { id, payType, sequence } = desktop
      billed.push({ id, desktop, place: { rank: payRank(payType), sequence } })
    }
  }
  if (billed.length <= limit) {
    const behind = after.rank < forgottenRank ? -1 : after.sequence
    const forgotten = await readForgottenComputers(store, share)
    for (const { id } of forgotten) {
      const sequence = placeOfForgotten(id)
      if (sequence > behind) billed.push({ id, place: { rank: forgottenRank, sequence } })
    }
  }
  billed.sort((a, b) => a.place.rank - b.place.rank || a.place.sequence - b.place.sequence)
  return billed.slice(0, limit + 1)
}

/** One page of computers with their lines. @returns where the next page starts; undefined behind the last */
export async function pageOfBill(context: Context, share: Share, page: PageOfBill, now: number) {
  const billed = await billedOf(context, share, page.after, page.limit)
  const lines = await readLinesOfDesktops(
    context.store,
    context.store.dialect,
    share,
    billed.map(({ id }) => id),
  )
  const byDesktop = new Map<string, StoredLine[]>()
  for (const line of lines) {
    const known = byDesktop.get(line.desktopId)
    if (known === undefined) byDesktop.set(line.desktopId, [line])
    else known.push(line)
  }
  const shown: ReturnType<typeof toDesktop>[] = []
  let count = 0
  for (const one of billed.slice(0, page.limit)) {
    const desktop = toDesktop(one, byDesktop.get(one.id) ?? [], page.granularity, now)
    count += desktop.Lines.length
    if (count > mostLines && shown.length > 0) break
    shown.push(desktop)
  }
  return { desktops: shown, next: billed.length > shown.length ? billed[shown.length - 1]?.place : undefined }
}

function toDesktop({ id, desktop }: Billed, stretches: readonly StoredLine[], granularity: Granularity, now: number) {
  const rateOf = (item: StoredLine['item']): number | undefined =>
    stretches.find(line => line.item === item && line.open && line.endedAt === undefined)?.rateMicros
  return {
    DesktopId: id,
    DesktopName: desktop?.name,
    // Of what is forgotten nothing but its release is known, and that it was paid as it went.
    Status: desktop?.status ?? ('Deleted' as const),
    PayType: desktop?.payType ?? ('PostPaid' as const),
    CreateTime: desktop && new Date(desktop.createdAt).toISOString(),
    ReleaseTime: desktop?.releasedAt === undefined ? undefined : new Date(desktop.releasedAt).toISOString(),
    SettledMicros: sum(stretches.map(({ amountMicros }) => amountMicros)),
    AccruedMicros: sum(stretches.map(line => accruedMicros(line, now))),
    ComputeRate: rateOf('compute'),
    StorageRate: rateOf('storage'),
    Lines: stretches.flatMap(stretch => linesOf(stretch, granularity)).map(toLine),
    AccruedLines: stretches.flatMap(stretch => accruedLineOf(stretch, now) ?? []).map(toLine),
  }
}

const toLine = ({ item, fromAt, toAt, seconds, rateMicros, amountMicros }: ExplainedLine) => ({
  Kind: item === 'compute' ? ('Compute' as const) : ('Storage' as const),
  From: new Date(fromAt).toISOString(),
  To: new Date(toAt).toISOString(),
  Seconds: seconds,
  Rate: rateMicros,
  AmountMicros: amountMicros,
})
