import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { integer, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { findShare } from './changing-shares.ts'
import { shareNotFound } from './problems.ts'
import { firingFrom, putTimedShare, timerType, withTimer } from './timing-shares.ts'

/** By the product's patterns (service-errors.md 5 and 6). */
const timerNotFound = problem('InvalidTimerType.NotFound', 404, 'The specified param TimerType is not found.')
const statusMissing = problem('MissingStatus', 400, 'Status is mandatory for this action.')
const statusInvalid = problem('InvalidStatus', 400, 'Specified parameter Status is not valid.')

const words: Readonly<Record<number, 'enabled' | 'disabled' | 'deleted'>> = {
  1: 'enabled',
  2: 'disabled',
  3: 'deleted',
}

export const SetDesktopGroupTimerStatus = operation({
  product: ecd,
  name: 'SetDesktopGroupTimerStatus',
  summary: 'Enables, disables or deletes a timer of a share.',
  description:
    'A disabled timer keeps its settings and does nothing; enabled again it does what falls due from then on. A deleted ' +
    'one is gone: GetDesktopGroupDetail does not show it. A timer that is in that state already stays in it.',
  ram: { action: 'ecd:SetDesktopGroupTimerStatus', level: 'update', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
    TimerType: timerType,
    Status: optional(
      integer('1 enables the timer, 2 disables it, 3 deletes it; needed. 100, which the vendor lists, is refused.', {
        values: [1, 2, 3, 100],
        example: 1,
      }),
    ),
  }),
  response: record({}),
  problems: [regionNotFound, shareNotFound, timerNotFound, statusMissing, statusInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****', TimerType: 3, Status: 2 },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, DesktopGroupId, TimerType, Status } = input
    checkRegion(RegionId)
    if (Status === undefined) throw statusMissing()
    const word = words[Status]
    if (word === undefined) throw statusInvalid()
    return write(context, 'SetDesktopGroupTimerStatus', input, async tx => {
      const { share } = await findShare(tx, { accountId: context.accountId, regionId: RegionId, id: DesktopGroupId })
      const timer = share.details.timers.find(({ type }) => type === TimerType)
      if (timer === undefined) throw timerNotFound()
      const enabled = word === 'enabled'
      if (word !== 'deleted' && timer.enabled === enabled) return {}
      const timed = withTimer(share, timer.type, word === 'deleted' ? undefined : { ...timer, enabled })
      await putTimedShare(tx, enabled ? firingFrom(tx.now, timed) : timed, {
        name: 'TimerStatusSet',
        details: { timerType: timer.type, status: word },
      })
      return {}
    })
  },
})
