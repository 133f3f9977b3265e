import { parseTime } from '../../../domain/times.ts'
import { everything } from '../../../spec/operation.ts'
import { type Problem, problem } from '../../../spec/problem.ts'
import { flag, integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { readEndUsers } from '../../../store/resources.ts'
import { countSessions, readSessionHistories, searchSessions } from '../../../store/session-search.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { lookUp } from '../lookup.ts'
import {
  checkRegion,
  cursorOf,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenOf,
  nextTokenRequest,
  pagedBy,
  regionNotFound,
} from '../parameters.ts'
import { shareSession, toShareSession } from './session-views.ts'

/** The gateway's patterns (service-errors.md 5). */
const startTimeInvalid = problem('InvalidStartTime', 400, 'Specified parameter StartTime is not valid.')
const endTimeInvalid = problem('InvalidEndTime', 400, 'Specified parameter EndTime is not valid.')

/** The vendor's samples carry quotation marks around the instant. */
function instantOf(given: string | undefined, invalid: () => Problem): number | undefined {
  if (given === undefined) return undefined
  const instant = parseTime(given.replace(/^"(.*)"$/, '$1'))
  if (instant === undefined) throw invalid()
  return instant
}

export const DescribeDesktopGroupSessions = operation({
  product: ecd,
  name: 'DescribeDesktopGroupSessions',
  summary: 'Lists the sessions there are on computers of shares.',
  description:
    'A session is Connected while its user is, and Disconnected as long as it is kept for a user who has gone ' +
    '(KeepDuration); one that has ended is not listed, DescribeUserConnectionRecords tells of it. Users who wait for a ' +
    'computer have none yet. Every filter that is given narrows the list. Sessions come in the order in which their users ' +
    'were authorised.',
  ram: { action: 'ecd:DescribeDesktopGroupSessions', level: 'list', resources: everything },
  request: record({
    RegionId: optional(
      text('Only shares of this region; DescribeRegions lists them. Absent: of every region.', {
        example: 'cn-hangzhou',
      }),
    ),
    SessionStatus: optional(
      oneOf(['Connected', 'Disconnected'], 'Only sessions whose user is connected, or only kept ones.', {
        example: 'Connected',
      }),
    ),
    OwnType: optional(
      integer('Only shares whose computers take 0: one session at a time; 1: several.', { values: [0, 1], example: 1 }),
    ),
    EndUserId: optional(text('Only sessions of this user.', { example: 'alice' })),
    StartTime: optional(
      text('Only sessions whose latest connection began at this instant or later, yyyy-MM-ddTHH:mm:ssZ in UTC.', {
        example: '2022-08-31T06:56:45Z',
      }),
    ),
    EndTime: optional(
      text('Only sessions whose latest connection began at this instant or sooner, yyyy-MM-ddTHH:mm:ssZ in UTC.', {
        example: '2022-08-31T06:56:45Z',
      }),
    ),
    MaxResults: optional(
      integer('How many sessions a page holds at most; absent: 10.', { min: 1, max: 100, example: 20 }),
    ),
    NextToken: nextTokenRequest,
    FillTerminalInfo: optional(
      flag('Whether terminals are described. Accepted; has no effect here: nothing is known of terminals.'),
    ),
    Language: optional(text('The language of the answer. Accepted; has no effect here.', { example: 'zh-CN' })),
    DesktopGroupIds: optional(
      list(text('The id of a share.', { example: 'dg-4oyi32wmrctgx****' }), 'Only these shares.', { style: 'flat' }),
    ),
    DesktopGroupName: optional(
      text('Only shares whose name holds this text, in upper or lower case.', { example: 'DemoCCGroup' }),
    ),
  }),
  response: record({
    TotalCount: integer('How many sessions match, on all pages together.', { example: 15 }),
    Sessions: list(shareSession, 'The sessions of this page.'),
    NextToken: nextTokenAnswer,
  }),
  problems: [regionNotFound, nextTokenInvalid, startTimeInvalid, endTimeInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupIds: ['dg-4oyi32wmrctgx****'] },
    response: { TotalCount: 15 },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId, store } = context
    const { RegionId, OwnType, SessionStatus } = input
    if (RegionId !== undefined) checkRegion(RegionId)
    const filter = {
      accountId,
      regionId: RegionId,
      shareIds: input.DesktopGroupIds,
      sharePart: input.DesktopGroupName,
      multiSession: OwnType === undefined ? undefined : OwnType === 1,
      endUserId: input.EndUserId,
      connected: SessionStatus === undefined ? undefined : SessionStatus === 'Connected',
      beganFrom: instantOf(input.StartTime, startTimeInvalid),
      beganTo: instantOf(input.EndTime, endTimeInvalid),
    }
    const paged = pagedBy(context, 'DescribeDesktopGroupSessions', input)
    const after = cursorOf(context, paged, input).sequence
    const { items, next } = await searchSessions(store, filter, { after, limit: input.MaxResults ?? 10 })
    const TotalCount = await countSessions(store, filter)
    const users = await readEndUsers(store, store.dialect, accountId, [
      ...new Set(items.map(({ endUserId }) => endUserId)),
    ])
    const around = {
      now: context.clock.now(),
      histories: await readSessionHistories(store, accountId, items),
      officeSites: await lookUp(
        store,
        accountId,
        'officeSite',
        items.map(({ officeSiteId }) => officeSiteId),
      ),
      users: new Map(users.map(({ user }) => [user.id, user])),
    }
    return {
      TotalCount,
      Sessions: items.map(session => toShareSession(session, around)),
      NextToken: nextTokenOf(context, paged, next),
    }
  },
})
