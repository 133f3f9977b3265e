import { parseTime } from '../../../domain/times.ts'
import { everything } from '../../../spec/operation.ts'
import { integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { readCurrency } from '../../../store/accounts.ts'
import { readShareHead } from '../../../store/share-listing.ts'
import { readShares } from '../../../store/shares.ts'
import { operation } from '../../context.ts'
import { checkRegion, regionId, regionNotFound } from '../../ecd/parameters.ts'
import { shareNotFound } from '../../ecd/shares/problems.ts'
import { cursorOf, nextTokenAnswer, nextTokenInvalid, nextTokenOf, nextTokenRequest, pagedBy } from '../../paging.ts'
import { deskfleet } from '../../products.ts'
import { currency, fromInvalid, instant, instantForm, shareName, untilInvalid } from './bill-fields.ts'
import { usageOf, usageSteps } from './share-usage.ts'

/** How often the share is read anew when it changes under way; then the newest attempt is as good as any. */
const attempts = 3
/** Page tokens count in hours. */
const hourMs = 3600_000

const micros = (what: string, example: number) =>
  integer(`${what}, in millionths of the currency unit.`, { format: 'int64', example })
const seconds = (what: string, example: number) =>
  integer(`${what}: whole seconds of all of them together.`, { format: 'int64', example })
const peak = (what: string, example: number) => integer(`${what}: the most at one instant.`, { example })

const running =
  'Computers that ran: pay-as-you-go ones while their compute is billed, bought ones while their state is Running'

const step = record({
  From: instant('The beginning of the step'),
  To: instant('Its end'),
  ComputeMicros: micros('What is settled of the compute used in this step', 148_000),
  StorageMicros: micros('The same for storage', 5_600),
  AccruedComputeMicros: micros('What compute of this step has cost by now and is not settled yet', 0),
  AccruedStorageMicros: micros('The same for storage', 0),
  SubscriptionMicros: micros('What of paid subscriptions falls on this step, each spread evenly over its period', 0),
  ComputersPeak: peak('Computers there were, in whatever state', 1),
  ComputerSeconds: seconds('How long they were there', 3600),
  RunningPeak: peak(running, 1),
  RunningSeconds: seconds('How long they ran', 3600),
  UsersPeak: peak('Connected users', 1),
  UserSeconds: seconds('How long they were connected', 1800),
})

const iso = (at: number): string => new Date(at).toISOString()

export const DescribeShareUsage = operation({
  product: deskfleet,
  name: 'DescribeShareUsage',
  summary:
    'Tells cost and use of a share over time: what each hour or day cost, and how many computers and users there were.',
  description:
    'Every hour, or day of UTC+8, from the beginning of the share to now has a step, also when nothing was used. The settled ' +
    'costs of all steps add up to SettledMicros of ExplainShareBill, the accrued ones to its AccruedMicros. An amount without ' +
    'a rate, which a fleet file told, stands whole in the step in which it begins. Peaks follow from every beginning and end: ' +
    'what lasted a second counts. A computer that a fleet file put into a state, and a user it put on one, has not begun to ' +
    'run or connected here and is counted from its next change on.',
  ram: { action: 'deskfleet:DescribeShareUsage', level: 'get', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
    From: optional(
      text(
        `From when on: ${instantForm}; the step in which it lies is the first one. From the beginning of the share when ` +
          'absent or earlier than that.',
        { example: '2026-11-23T16:00:00Z' },
      ),
    ),
    Until: optional(
      text(
        `Until when: ${instantForm}; the step that holds the instant before is the last one. Until now when absent or later.`,
        { example: '2026-11-24T16:00:00Z' },
      ),
    ),
    Granularity: oneOf(usageSteps, 'Whether a step is an hour, or a day of UTC+8.', {
      fallback: 'Day',
      example: 'Hour',
    }),
    MaxResults: integer('How many steps a page holds at most.', { fallback: 400, min: 1, max: 1000, example: 400 }),
    NextToken: nextTokenRequest,
  }),
  response: record({
    DesktopGroupName: shareName,
    Currency: currency,
    At: instant('The instant up to which is counted, by the clock computers live by'),
    Steps: list(step, 'The steps of this page, one after the other without a gap.'),
    NextToken: nextTokenAnswer,
  }),
  problems: [regionNotFound, nextTokenInvalid, fromInvalid, untilInvalid, shareNotFound],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****', Granularity: 'Hour' },
    response: {
      DesktopGroupName: 'Pool',
      Currency: 'CNY',
      At: '2026-11-24T02:30:00.000Z',
      Steps: [
        {
          From: '2026-11-24T01:00:00.000Z',
          To: '2026-11-24T02:00:00.000Z',
          ComputeMicros: 148_000,
          StorageMicros: 5_600,
          AccruedComputeMicros: 0,
          AccruedStorageMicros: 0,
          SubscriptionMicros: 0,
          ComputersPeak: 1,
          ComputerSeconds: 3600,
          RunningPeak: 1,
          RunningSeconds: 3600,
          UsersPeak: 1,
          UserSeconds: 1800,
        },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId, store, clock, prices } = context
    const { RegionId, DesktopGroupId, Granularity, MaxResults } = input
    checkRegion(RegionId)
    const from = input.From === undefined ? undefined : parseTime(input.From)
    if (input.From !== undefined && (from === undefined || from < 0)) throw fromInvalid()
    const until = input.Until === undefined ? undefined : parseTime(input.Until)
    if (input.Until !== undefined && (until === undefined || until < (from ?? 0))) throw untilInvalid()
    const paged = pagedBy(context, 'DescribeShareUsage', input)
    const { sequence: place } = cursorOf(context, paged, input)
    const resumeAt = place === 0 ? undefined : place * hourMs
    const query = { from, until, resumeAt, granularity: Granularity, limit: MaxResults }
    for (let attempt = 1; ; attempt += 1) {
      const now = clock.now()
      const head = await readShareHead(store, DesktopGroupId)
      const [found] = await readShares(store, store.dialect, accountId, [DesktopGroupId])
      if (head === undefined || found?.share.regionId !== RegionId) throw shareNotFound()
      const { share } = found
      const { steps, next } = await usageOf(context, share, query, now)
      // Use is read piece by piece; the pieces belong together only if the share did not change in between.
      if (attempt < attempts && (await readShareHead(store, DesktopGroupId))?.revision !== head.revision) continue
      return {
        DesktopGroupName: share.name,
        Currency: prices.of(await readCurrency(store, accountId)).currency,
        At: iso(now),
        Steps: steps.map(({ fromAt, toAt, computers, running, users, ...cost }) => ({
          From: iso(fromAt),
          To: iso(toAt),
          ComputeMicros: cost.computeMicros,
          StorageMicros: cost.storageMicros,
          AccruedComputeMicros: cost.accruedComputeMicros,
          AccruedStorageMicros: cost.accruedStorageMicros,
          SubscriptionMicros: cost.subscriptionMicros,
          ComputersPeak: computers.peak,
          ComputerSeconds: computers.seconds,
          RunningPeak: running.peak,
          RunningSeconds: running.seconds,
          UsersPeak: users.peak,
          UserSeconds: users.seconds,
        })),
        NextToken: nextTokenOf(context, paged, next === undefined ? undefined : next / hourMs),
      }
    }
  },
})
