import type { ScalePhase, Share } from '../../../domain/share.ts'
import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { decimal, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { findShare } from './changing-shares.ts'
import { shareNotFound } from './problems.ts'
import { firingFrom, isTimer, putTimedShare } from './timing-shares.ts'

/** The gateway's pattern; what phases must be stands in the vendor's prose only (service-errors.md 5). */
const phasesInvalid = problem('InvalidScaleTimerInfos', 400, 'Specified parameter ScaleTimerInfos is not valid.')

const computers = (description: string, example: number) =>
  optional(integer(`${description} Absent: the number of the share itself.`, { min: 0, max: 200, example }))

const phaseInfo = record({
  Type: optional(
    oneOf(['drop', 'normal', 'peak', 'rise'], 'Which part of the day the numbers are for; needed.', {
      example: 'rise',
    }),
  ),
  RatioThreshold: optional(
    decimal('At which occupancy more computers come, above 0 and at most 1. Absent: that of the share itself.', {
      example: 0.85,
    }),
  ),
  KeepDuration: optional(
    integer('How long a session is kept after its user has gone, in milliseconds. Absent: as the share itself says.', {
      format: 'int64',
      min: 180_000,
      max: 345_600_000,
      example: 180_000,
    }),
  ),
  BuyResAmount: computers('Subscription shares: computers that are bought.', 5),
  MinResAmount: computers(
    'The fewest computers; in subscription shares how many may be created beyond those bought.',
    5,
  ),
  MaxResAmount: computers('The most computers of a pay-as-you-go share.', 100),
  Cron: optional(
    text('When the phase begins: six fields from the seconds up, in UTC; Sunday is 1. Needed.', {
      example: '0 0 12 ? * 1',
    }),
  ),
  LoadPolicy: optional(
    integer(
      'How sessions are dealt out: 0 fills one computer after the other, 1 spreads them. Absent: as the share itself says.',
      { values: [0, 1], example: 0 },
    ),
  ),
})

export const SetDesktopGroupScaleTimer = operation({
  product: ecd,
  name: 'SetDesktopGroupScaleTimer',
  summary: 'Sets the phases of the day by which a share has more or fewer computers.',
  description:
    'The list takes the place of all phases the share had; without one, the share has none and its own numbers hold. A ' +
    'phase is in force from its instant until another begins; only what falls due after the call begins. The phase in ' +
    'force stays so when the new list has its type, with the new numbers. Several entries may have one type, for days ' +
    'that begin at different hours; they then have the same numbers. GetDesktopGroupDetail shows the phases.',
  ram: { action: 'ecd:SetDesktopGroupScaleTimer', level: 'update', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
    ScaleTimerInfos: optional(list(phaseInfo, 'The phases; absent: none.', { max: 100 })),
  }),
  response: record({}),
  problems: [regionNotFound, shareNotFound, phasesInvalid],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      DesktopGroupId: 'dg-2i8qxpv6t1a03****',
      ScaleTimerInfos: [
        { Type: 'peak', Cron: '0 0 1 * * ?', MinResAmount: 10, MaxResAmount: 100, RatioThreshold: 0.85 },
        { Type: 'drop', Cron: '0 0 10 * * ?', MinResAmount: 1, MaxResAmount: 20 },
      ],
    },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, DesktopGroupId, ScaleTimerInfos = [] } = input
    checkRegion(RegionId)
    return write(context, 'SetDesktopGroupScaleTimer', input, async tx => {
      const phases = ScaleTimerInfos.map(info => toPhase(info, tx.now))
      checkTypes(phases)
      const { share } = await findShare(tx, { accountId: context.accountId, regionId: RegionId, id: DesktopGroupId })
      await putTimedShare(tx, firingFrom(tx.now, withPhases(share, phases)), {
        name: 'ScaleTimerSet',
        details: { phases: phases.length },
      })
      return {}
    })
  },
})

function toPhase(info: Static<typeof phaseInfo>, now: number): ScalePhase {
  const { Type: type, Cron: cron, MinResAmount, MaxResAmount, RatioThreshold } = info
  if (type === undefined || cron === undefined || !isTimer(cron, now)) throw phasesInvalid()
  if (RatioThreshold !== undefined && !(RatioThreshold > 0 && RatioThreshold <= 1)) throw phasesInvalid()
  if (MinResAmount !== undefined && MaxResAmount !== undefined && MinResAmount > MaxResAmount) throw phasesInvalid()
  return {
    type,
    cron,
    ...(info.LoadPolicy === undefined ? {} : { loadPolicy: info.LoadPolicy === 0 ? 0 : 1 }),
    ...(info.BuyResAmount === undefined ? {} : { buyCount: info.BuyResAmount }),
    ...(MinResAmount === undefined ? {} : { minCount: MinResAmount }),
    ...(MaxResAmount === undefined ? {} : { maxCount: MaxResAmount }),
    ...(info.KeepDuration === undefined ? {} : { keepDurationMs: info.KeepDuration }),
    ...(RatioThreshold === undefined ? {} : { ratioThreshold: RatioThreshold }),
  }
}

/** What is in force is known by its type, so a type has one set of numbers. @throws Problem InvalidScaleTimerInfos */
function checkTypes(phases: readonly ScalePhase[]): void {
  const numbers = new Map<string, string>()
  for (const { cron: _, ...phase } of phases) {
    const text = JSON.stringify(phase)
    if ((numbers.get(phase.type) ?? text) !== text) throw phasesInvalid()
    numbers.set(phase.type, text)
  }
}

/** The share with these phases instead of its own; the one in force ends when it is not among them. */
function withPhases({ details, ...share }: Share, scalePhases: readonly ScalePhase[]): Share {
  const { phase, ...rest } = details
  const stays = scalePhases.some(({ type }) => type === phase)
  return { ...share, details: { ...rest, scalePhases, ...(stays && phase !== undefined ? { phase } : {}) } }
}
