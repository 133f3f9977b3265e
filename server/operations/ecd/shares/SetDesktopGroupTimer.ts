import type { Share, ShareTimer } from '../../../domain/share.ts'
import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { flag, integer, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { findShare } from './changing-shares.ts'
import { shareNotFound } from './problems.ts'
import { cronInvalid, cronMissing, firingFrom, isTimer, putTimedShare, timerType, withTimer } from './timing-shares.ts'

/** A timer that resets nothing; the gateway's pattern (service-errors.md 5). */
const resetTypeInvalid = problem('InvalidResetType', 400, 'Specified parameter ResetType is not valid.')

export const SetDesktopGroupTimer = operation({
  product: ecd,
  name: 'SetDesktopGroupTimer',
  summary: 'Sets a timer by which the computers of a share are reset, started, stopped or restarted.',
  description:
    'A share has one timer of each type: setting it again replaces it, and enables it. Only what falls due after the call ' +
    'is done. Computers on which a user has a session are passed over, unless the timer is forced. Stopped by a timer, a ' +
    'computer stays so until somebody connects, starts it, or a timer does. While a reset timer is enabled nothing is ' +
    'reset when users leave; a reset without an expression removes the timer, so that computers are reset when their ' +
    'users leave. GetDesktopGroupDetail shows the timers.',
  ram: { action: 'ecd:SetDesktopGroupTimer', level: 'update', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
    TimerType: timerType,
    CronExpression: optional(
      text(
        'When: six fields from the seconds up, in UTC; Sunday is 1. Needed, except for resets; absent there: whenever the ' +
          'last user of a computer leaves.',
        { example: '0 0 9 * * ?' },
      ),
    ),
    ResetType: optional(
      integer(
        'What a reset renews, for the share as a whole: 0 nothing, 1 the system disk, 2 the data disk, 3 both. Absent: as ' +
          'before, and the system disk where a timer would else reset nothing. For other types of timers without effect.',
        { values: [0, 1, 2, 3], example: 1 },
      ),
    ),
    Force: optional(
      flag('Whether computers that are in use are not spared; absent: they are. Starting disturbs nobody anyway.', {
        example: true,
      }),
    ),
  }),
  response: record({}),
  problems: [regionNotFound, shareNotFound, cronMissing, cronInvalid, resetTypeInvalid],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      DesktopGroupId: 'dg-2i8qxpv6t1a03****',
      TimerType: 3,
      CronExpression: '0 0 19 * * ?',
      Force: false,
    },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, DesktopGroupId, CronExpression: cron } = input
    const type = input.TimerType as ShareTimer['type']
    checkRegion(RegionId)
    if (cron === undefined && type !== 1) throw cronMissing()
    if (cron !== undefined && type === 1 && input.ResetType === 0) throw resetTypeInvalid()
    const timer = cron === undefined ? undefined : { type, cron, forced: input.Force ?? false, enabled: true }
    return write(context, 'SetDesktopGroupTimer', input, async tx => {
      if (timer !== undefined && !isTimer(timer.cron, tx.now)) throw cronInvalid()
      const { share } = await findShare(tx, { accountId: context.accountId, regionId: RegionId, id: DesktopGroupId })
      const resetType = type === 1 ? resetTypeOf(share, input.ResetType, timer !== undefined) : undefined
      const details = { ...share.details, ...(resetType === undefined ? {} : { resetType }) }
      const timed = withTimer({ ...share, details }, type, timer)
      await putTimedShare(tx, firingFrom(tx.now, timed), {
        name: 'TimerSet',
        details: {
          timerType: type,
          ...(timer === undefined ? {} : { cron: timer.cron, forced: timer.forced }),
          ...(resetType === undefined ? {} : { resetType }),
        },
      })
      return {}
    })
  },
})

/** What resets of the share renew from now on. */
function resetTypeOf(share: Share, given: number | undefined, timed: boolean): Share['details']['resetType'] {
  if (given !== undefined) return given as Share['details']['resetType']
  const { resetType } = share.details
  return timed && resetType === 0 ? 1 : resetType
}
