import { afterDuration } from '../../../domain/durations.ts'
import { parseTime } from '../../../domain/times.ts'
import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { clockIsReal, nowField, stepsField, toInstantText } from './clock-views.ts'

const byInvalid = problem('InvalidBy', 400, 'Specified parameter By is not valid.')
const untilInvalid = problem('InvalidUntil', 400, 'Specified parameter Until is not valid.')
const eitherMissing = problem('MissingBy', 400, 'By or Until is mandatory for this action, and not both.')

export const AdvanceClock = operation({
  product: deskfleet,
  name: 'AdvanceClock',
  summary: 'Turns a virtual clock forward, and answers when everything due by then has happened.',
  description:
    'What falls due on the way happens in order, each at its own instant: timers, session limits, computers that finish ' +
    'starting, subscriptions that end, bills. One jump has the same outcome as many small ones. Only identities of the ' +
    "server's own account may turn its clock.",
  ram: { action: 'deskfleet:AdvanceClock', level: 'update', resources: everything },
  request: record({
    By: optional(
      text('For how long, as an ISO 8601 duration; months and years by the calendar of UTC+8.', { example: 'PT1H' }),
    ),
    Until: optional(
      text('Up to which instant, UTC, in place of By; not before the present one.', {
        example: '2026-01-01T08:00:00Z',
      }),
    ),
  }),
  response: record({ Now: nowField, StepsDone: stepsField }),
  problems: [notServerOwner, clockIsReal, eitherMissing, byInvalid, untilInvalid],
  example: { request: { By: 'PT1H' }, response: { Now: '2026-01-01T01:00:00.000Z', StepsDone: 12 } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ By, Until }, context) {
    serverOwnerOnly(context)
    const { clock, advance } = context
    if (advance === undefined) throw clockIsReal()
    if ((By === undefined) === (Until === undefined)) throw eitherMissing()
    const now = clock.now()
    const until = By === undefined ? parseTime(Until ?? '') : afterDuration(now, By)
    if (until === undefined || until < now || until > lastInstant) throw By === undefined ? untilInvalid() : byInvalid()
    const StepsDone = await advance(until)
    return { Now: toInstantText(clock.now()), StepsDone }
  },
})

/** What a time on the wire can still say. */
const lastInstant = Date.UTC(9999, 0)
