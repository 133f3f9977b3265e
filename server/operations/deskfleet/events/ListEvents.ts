import { parseTime } from '../../../domain/times.ts'
import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { integer, list, optional, record, type Static, text } from '../../../spec/shape.ts'
import { readEvents, type StoredEvent } from '../../../store/events.ts'
import { operation } from '../../context.ts'
import { cursorOf, nextTokenAnswer, nextTokenInvalid, nextTokenOf, nextTokenRequest, pagedBy } from '../../paging.ts'
import { deskfleet } from '../../products.ts'

const fromInvalid = problem('InvalidFrom', 400, 'Specified parameter From is not valid.')
const untilInvalid = problem('InvalidUntil', 400, 'Specified parameter Until is not valid.')

const instantForm = 'yyyy-MM-ddTHH:mm[:ss[.SSS]]Z, UTC'

const eventShape = record({
  Sequence: integer('The place of the event among everything of the account; it grows, with gaps.', {
    format: 'int64',
    example: 1042,
  }),
  Time: text('When it happened, by the clock computers live by: yyyy-MM-ddTHH:mm:ss.SSSZ, UTC.', {
    example: '2026-11-24T08:00:00.000Z',
  }),
  Name: text('What happened.', { example: 'DesktopCreated' }),
  RegionId: optional(text('Where.', { example: 'cn-hangzhou' })),
  DesktopGroupId: optional(text('The share it happened to, or in.', { example: 'dg-3uiojcc0j4kh7****' })),
  DesktopId: optional(text('The computer it happened to.', { example: 'ecd-ia2zw38bi6cm7****' })),
  EndUserId: optional(text('The end user it was about.', { example: 'alice' })),
  Details: text('What else there is to say: the text of a JSON object of texts, numbers and truth values.', {
    example: '{"reason":"Buffer"}',
  }),
})

/** @throws Problem what `refusal` makes */
function instantOf(given: string | undefined, refusal: () => Error): number | undefined {
  if (given === undefined) return undefined
  const instant = parseTime(given)
  if (instant === undefined) throw refusal()
  return instant
}

const toEvent = ({
  sequence,
  at,
  name,
  regionId,
  shareId,
  desktopId,
  endUserId,
  details,
}: StoredEvent): Static<typeof eventShape> => ({
  Sequence: sequence,
  Time: new Date(at).toISOString(),
  Name: name,
  ...(regionId === undefined ? {} : { RegionId: regionId }),
  ...(shareId === undefined ? {} : { DesktopGroupId: shareId }),
  ...(desktopId === undefined ? {} : { DesktopId: desktopId }),
  ...(endUserId === undefined ? {} : { EndUserId: endUserId }),
  Details: JSON.stringify(details ?? {}),
})

export const ListEvents = operation({
  product: deskfleet,
  name: 'ListEvents',
  summary: 'Lists what happened in the caller’s account, the oldest first.',
  description:
    'Every account sees its own events. Filters narrow together. An event is written in the transaction that does what it ' +
    'tells, so it is there exactly when the thing was done.',
  ram: { action: 'deskfleet:ListEvents', level: 'list', resources: everything },
  request: record({
    MaxResults: integer('How many events a page holds at most.', { fallback: 100, min: 1, max: 1000, example: 100 }),
    NextToken: nextTokenRequest,
    After: optional(
      integer('Only events behind this Sequence: what came since one has looked.', {
        format: 'int64',
        min: 0,
        example: 1041,
      }),
    ),
    Name: optional(text('Only events of this name.', { example: 'DesktopCreated' })),
    DesktopGroupId: optional(text('Only events of this share.', { example: 'dg-3uiojcc0j4kh7****' })),
    DesktopId: optional(text('Only events of this computer.', { example: 'ecd-ia2zw38bi6cm7****' })),
    EndUserId: optional(text('Only events about this end user.', { example: 'alice' })),
    From: optional(text(`Only events at or after this instant: ${instantForm}.`, { example: '2026-11-24T00:00:00Z' })),
    Until: optional(text(`Only events before this instant: ${instantForm}.`, { example: '2026-11-25T00:00:00Z' })),
  }),
  response: record({ Events: list(eventShape, 'The events of this page.'), NextToken: nextTokenAnswer }),
  problems: [nextTokenInvalid, fromInvalid, untilInvalid],
  example: {
    request: { DesktopGroupId: 'dg-3uiojcc0j4kh7****', From: '2026-11-24T00:00:00Z' },
    response: {
      Events: [
        {
          Sequence: 1042,
          Time: '2026-11-24T08:00:00.000Z',
          Name: 'DesktopCreated',
          RegionId: 'cn-hangzhou',
          DesktopGroupId: 'dg-3uiojcc0j4kh7****',
          DesktopId: 'ecd-ia2zw38bi6cm7****',
          Details: '{"reason":"Buffer"}',
        },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const from = instantOf(input.From, fromInvalid)
    const until = instantOf(input.Until, untilInvalid)
    const paged = pagedBy(context, 'ListEvents', input)
    const { sequence } = cursorOf(context, paged, input)
    const { MaxResults, After = 0, Name, DesktopGroupId, DesktopId, EndUserId } = input
    const found = await readEvents(context.store, {
      accountId: context.accountId,
      after: Math.max(sequence, After),
      limit: MaxResults + 1,
      name: Name,
      shareId: DesktopGroupId,
      desktopId: DesktopId,
      endUserId: EndUserId,
      from,
      until,
    })
    const shown = found.slice(0, MaxResults)
    const next = found.length > shown.length ? shown.at(-1)?.sequence : undefined
    return { Events: shown.map(toEvent), NextToken: nextTokenOf(context, paged, next) }
  },
})
