import { realClock } from '../../../domain/clock.ts'
import { parseTime, toSecondText } from '../../../domain/times.ts'
import { problem } from '../../../spec/problem.ts'
import { flag, integer, list, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { leastPolicy } from './least-policy.ts'
import { seenCalls } from './seen-calls.ts'
import { whoIs, whoParameters, whoProblems, whoResources } from './whose-access.ts'

const startInvalid = problem('InvalidStartTime', 400, 'Specified parameter StartTime is not valid.')
const endInvalid = problem('InvalidEndTime', 400, 'Specified parameter EndTime is not valid.')

const monthMs = 30 * 24 * 3600_000
const instantForm = 'yyyy-MM-ddTHH:mm[:ss]Z, UTC'

/** @throws Problem InvalidStartTime, InvalidEndTime */
function periodOf({ StartTime, EndTime }: { readonly StartTime?: string; readonly EndTime?: string }): {
  readonly from: number
  readonly until: number
} {
  const until = EndTime === undefined ? realClock.now() + 1 : parseTime(EndTime)
  if (until === undefined) throw endInvalid()
  const from = StartTime === undefined ? until - monthMs : parseTime(StartTime)
  if (from === undefined) throw startInvalid()
  if (from >= until) throw endInvalid()
  return { from, until }
}

export const GeneratePolicy = operation({
  product: deskfleet,
  name: 'GeneratePolicy',
  summary: 'Makes the least policy for what a user, a role or an access key was seen to call.',
  description:
    'It is made from the audit trail and nothing else: what an identity has not called in that time, the policy does not ' +
    'allow. Actions stand in full, resources by id up to MaxIds. Conditions are not made. The same calls give the same text. ' +
    'What went on in an account whose policies only warn counts as seen; what was refused does not, unless IncludeRefused ' +
    'says so.',
  ram: { action: 'deskfleet:GeneratePolicy', level: 'get', resources: whoResources },
  request: record({
    ...whoParameters,
    StartTime: optional(
      text(`Calls from this instant on: ${instantForm}. Thirty days before EndTime when absent.`, {
        example: '2026-11-01T00:00:00Z',
      }),
    ),
    EndTime: optional(
      text(`Calls before this instant: ${instantForm}. Now when absent.`, { example: '2026-11-24T00:00:00Z' }),
    ),
    MaxIds: integer('More ids of one type than this, for one action in one region, become all of the type.', {
      fallback: 20,
      min: 0,
      max: 100,
      example: 20,
    }),
    IncludeRefused: flag('Also what RAM refused.', { fallback: false, example: false }),
  }),
  response: record({
    Documents: list(
      text('A policy document: JSON text.', {
        example:
          '{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecd:StopDesktops","Resource":' +
          '"acs:ecd:cn-hangzhou:1234567890123456:ecddesktop/ecd-ia2zw38bi6cm7****"}]}',
      }),
      'One, several where one would be longer than a custom policy may be, or none when nothing was called.',
    ),
    Principal: text('Whose calls these were.', { example: 'acs:ram::1234567890123456:user/alice' }),
    Calls: integer('How many calls it was made from.', { format: 'int64', example: 128 }),
    StartTime: text('The first instant that was looked at.', { example: '2026-11-01T00:00:00Z' }),
    EndTime: text('The instant before which the look ended.', { example: '2026-11-24T00:00:00Z' }),
  }),
  problems: [...whoProblems, startInvalid, endInvalid],
  example: {
    request: { User: 'alice', StartTime: '2026-11-01T00:00:00Z', EndTime: '2026-11-24T00:00:00Z' },
    response: {
      Documents: [
        '{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecd:StopDesktops","Resource":' +
          '"acs:ecd:cn-hangzhou:1234567890123456:ecddesktop/ecd-ia2zw38bi6cm7****"}]}',
      ],
      Principal: 'acs:ram::1234567890123456:user/alice',
      Calls: 128,
      StartTime: '2026-11-01T00:00:00Z',
      EndTime: '2026-11-24T00:00:00Z',
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { principal } = await whoIs(input, context)
    const period = periodOf(input)
    const wanted = { principal, keyId: input.UserAccessKeyId, ...period, refusedToo: input.IncludeRefused }
    const { calls, count } = await seenCalls(wanted, context)
    return {
      Documents: [...leastPolicy(calls, { maxIds: input.MaxIds })],
      Principal: principal.arn,
      Calls: count,
      StartTime: toSecondText(period.from),
      EndTime: toSecondText(period.until),
    }
  },
})
