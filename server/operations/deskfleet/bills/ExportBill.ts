import { type BilledOrder, type BillRow, rowsOf, stepBefore } from '../../../billing/bill-rows.ts'
import type { Column } from '../../../billing/csv-text.ts'
import { focusColumns } from '../../../billing/focus.ts'
import { plainColumns } from '../../../billing/plain-bill.ts'
import { fullHourBefore } from '../../../billing/usage.ts'
import { parseTime } from '../../../domain/times.ts'
import { everything } from '../../../spec/operation.ts'
import { integer, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { type Account, readAccount } from '../../../store/accounts.ts'
import { readNamedLines, readSubjects } from '../../../store/bill-reading.ts'
import { type Order, readOrders } from '../../../store/orders.ts'
import { readShareHead } from '../../../store/share-listing.ts'
import { readTags } from '../../../store/tags.ts'
import { type Context, operation } from '../../context.ts'
import { checkRegion, regionNotFound } from '../../ecd/parameters.ts'
import { shareNotFound } from '../../ecd/shares/problems.ts'
import { cursorOf, nextTokenAnswer, nextTokenInvalid, nextTokenOf, nextTokenRequest, pagedBy } from '../../paging.ts'
import { deskfleet } from '../../products.ts'
import { currency, fromInvalid, instantForm, untilInvalid } from './bill-fields.ts'

const hourMs = 3600_000
/** The time that is read at first for a page: whole hours, and days of UTC+8 where it begins with one. */
const firstSpanMs = 24 * hourMs
/** Rows of one hour or day that a page token can count; more than any account has computers. */
const mostRowsOfStep = 2 ** 28

/** A place among the rows as the number of a page token: the hour at which a step begins, and the rows of it that were told. */
const placeOf = (stepAt: number, told: number): number => (stepAt / hourMs) * mostRowsOfStep + told
const stepOfPlace = (place: number): number => Math.floor(place / mostRowsOfStep) * hourMs

export const ExportBill = operation({
  product: deskfleet,
  name: 'ExportBill',
  summary: 'Exports the bill of the account, or of one share, as CSV in plain columns or in those of FOCUS 1.2.',
  description:
    'Settled use of pay-as-you-go computers, of shares and ordinary ones, and subscriptions that were paid. Use is cut at ' +
    'full hours, or at the days of UTC+8; exports of times that follow one another hold everything once. The text comes in ' +
    'pages; put together in their order they are one file, with its head on the first page. Amounts are decimal numbers of ' +
    'currency units, exact to the millionth. Cells that a spreadsheet would take for a formula begin with an apostrophe.',
  ram: { action: 'deskfleet:ExportBill', level: 'get', resources: everything },
  request: record({
    RegionId: optional(text('Only what is in this region; all regions when absent.', { example: 'cn-hangzhou' })),
    DesktopGroupId: optional(
      text('Only the bill of this share; the whole account when absent.', { example: 'dg-2i8qxpv6t1a03****' }),
    ),
    From: text(`From when on: ${instantForm}; taken down to the full hour.`, { example: '2026-10-31T16:00:00Z' }),
    Until: text(`Until when: ${instantForm}; taken down to the full hour, which is not included.`, {
      example: '2026-11-30T16:00:00Z',
    }),
    BillFormat: oneOf(['CSV', 'FOCUS'], 'CSV: plain columns. FOCUS: the columns of FOCUS 1.2, as CSV too.', {
      example: 'FOCUS',
    }),
    Granularity: oneOf(['Hour', 'Day'], 'Whether a row is an hour, or a day of UTC+8, of one use.', {
      fallback: 'Hour',
      example: 'Day',
    }),
    MaxResults: integer('How many rows a page holds at most.', { fallback: 2000, min: 1, max: 10_000, example: 2000 }),
    NextToken: nextTokenRequest,
  }),
  response: record({
    Content: text('The text of this page; its last line ends with a line feed. Empty when there is nothing more.', {
      example: 'From,To,Kind\n',
    }),
    RowCount: integer('The rows of this page, the head not counted.', { example: 1 }),
    Currency: currency,
    NextToken: nextTokenAnswer,
  }),
  problems: [regionNotFound, shareNotFound, fromInvalid, untilInvalid, nextTokenInvalid],
  example: {
    request: { From: '2026-10-31T16:00:00Z', Until: '2026-11-30T16:00:00Z', BillFormat: 'FOCUS' },
    response: { Content: 'AvailabilityZone,BilledCost\n', RowCount: 0, Currency: 'CNY' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId, store, clock } = context
    const { RegionId, DesktopGroupId, BillFormat, Granularity, MaxResults } = input
    if (RegionId !== undefined) checkRegion(RegionId)
    const from = parseTime(input.From)
    if (from === undefined || from < 0) throw fromInvalid()
    const until = parseTime(input.Until)
    if (until === undefined || until < from) throw untilInvalid()
    if (DesktopGroupId !== undefined) await checkShare(context, DesktopGroupId, RegionId)
    const account = await readAccount(store, accountId)
    if (account === undefined) throw new Error(`There is no account ${accountId}.`)

    const paged = pagedBy(context, 'ExportBill', input)
    const { sequence: place } = cursorOf(context, paged, input)
    const fromAt = fullHourBefore(from)
    const untilAt = fullHourBefore(until)
    const resumeAt = place === 0 ? stepBefore(fromAt, Granularity) : stepOfPlace(place)
    const told = place === 0 ? 0 : place % mostRowsOfStep

    const of = { accountId, shareId: DesktopGroupId, regionId: RegionId }
    const orders = await paidOrders(context, of)
    const query = {
      fromAt,
      step: Granularity,
      ...(BillFormat === 'FOCUS' ? { amortiseUntil: fullHourBefore(clock.now()) } : {}),
    }
    const rows: BillRow[] = []
    let next: number | undefined
    let [stepAt, ofStep] = [resumeAt, 0]
    // A page is seldom more than a day of a large share; where little was used, ever longer times are read at once.
    let spanMs = firstSpanMs
    for (let beginAt = resumeAt; beginAt < untilAt && next === undefined; spanMs *= 2) {
      const endAt = Math.min(beginAt + spanMs, untilAt)
      const uses = await readNamedLines(store, { ...of, fromAt: Math.max(beginAt, fromAt), untilAt: endAt })
      for (const each of rowsOf(uses, orders, { ...query, untilAt: endAt }, beginAt)) {
        if (each.stepAt !== stepAt) [stepAt, ofStep] = [each.stepAt, 0]
        if (rows.length === MaxResults) {
          next = placeOf(stepAt, ofStep)
          break
        }
        ofStep += 1
        if (stepAt !== resumeAt || ofStep > told) rows.push(each.row)
      }
      beginAt = endAt
    }
    const columns = BillFormat === 'CSV' ? plainColumns(account.currency) : await focusOf(context, account, rows)
    // Loaded only here: nobody else writes CSV.
    const { csvText } = await import('../../../billing/csv-text.ts')
    return {
      Content: csvText(columns, rows, place === 0),
      RowCount: rows.length,
      Currency: account.currency,
      NextToken: nextTokenOf(context, paged, next),
    }
  },
})

/** @throws Problem InvalidDesktopGroupId.NotFound */
async function checkShare({ store, accountId }: Context, id: string, region: string | undefined): Promise<void> {
  const head = await readShareHead(store, id)
  if (head?.accountId !== accountId || (region !== undefined && head.regionId !== region)) throw shareNotFound()
}

/** The paid orders of the account or of one share, in one region or all. */
async function paidOrders(
  { store }: Context,
  of: { accountId: string; shareId: string | undefined; regionId: string | undefined },
): Promise<BilledOrder[]> {
  const all = await readOrders(store, of.accountId, of.shareId)
  const paid = all.filter(
    (order): order is Order & { paidAt: number } =>
      order.status === 'Paid' &&
      order.paidAt !== undefined &&
      (of.regionId === undefined || order.details.regionId === of.regionId),
  )
  const subjects = await readSubjects(
    store,
    store.dialect,
    of.accountId,
    paid.map(({ subjectId }) => subjectId),
  )
  return paid.map(({ id, subjectId, amountMicros, paidAt, details }) => {
    const { regionId, desktopType, count, fromAt, toAt } = details
    const subject = subjects.get(subjectId) ?? {
      kind: subjectId.startsWith('dg-') ? ('share' as const) : ('desktop' as const),
    }
    return {
      id,
      subject: { ...subject, id: subjectId },
      regionId,
      desktopType,
      count,
      amountMicros,
      paidAt,
      fromAt,
      toAt,
    }
  })
}

/** The columns of FOCUS, with the tags of what is on the page. */
async function focusOf(
  { store }: Context,
  account: Account,
  rows: readonly BillRow[],
): Promise<readonly Column<BillRow>[]> {
  const ids = new Set(rows.map(row => (row.kind === 'use' ? row.use.desktopId : row.order.subject.id)))
  const tags = await readTags(store, store.dialect, account.id, [...ids])
  return focusColumns({ ...account, tags })
}
