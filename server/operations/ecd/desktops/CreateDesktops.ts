import type { Desktop } from '../../../domain/desktop.ts'
import { afterPeriods } from '../../../domain/periods.ts'
import { allEnabledPolicyId } from '../../../domain/system-resources.ts'
import { list, optional, record, text } from '../../../spec/shape.ts'
import { readCurrency, takeSequence } from '../../../store/accounts.ts'
import { writeEvents } from '../../../store/events.ts'
import { changeDesktops } from '../../../store/life.ts'
import { placeOrder } from '../../../store/orders.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { type Context, operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { officeSiteNotFound } from '../office-sites/problems.ts'
import { checkRegion, regionNotFound } from '../parameters.ts'
import { policyGroupNotFound } from '../policy-groups/problems.ts'
import { templateProblems } from '../shares/share-template.ts'
import { readNewTags, tagInvalid } from '../tags/new-tags.ts'
import { createRequest } from './create-fields.ts'
import { directoryNotFound, groupInvalid, officeSiteMissing, periodInvalid, periodMissing } from './create-problems.ts'
import {
  type Common,
  type CreateInput,
  type Draft,
  disksOf,
  drafted,
  hostProblems,
  newDesktop,
  periodOf,
  readBatches,
  readProblems,
} from './new-desktops.ts'
import { directoryNotRegistered, endUserNotFound } from './problems.ts'
import { existingPolicies, registeredOfficeSite } from './references.ts'

export const CreateDesktops = operation({
  product: ecd,
  name: 'CreateDesktops',
  summary: 'Makes ordinary computers, which are in no share.',
  description:
    'All of them or none. They are there at once as Pending, and Running once the provider has made them; storage of ' +
    'pay-as-you-go computers is billed from the call on. A subscription is paid for its period at once, unless AutoPay is ' +
    'false. The users may connect as soon as a computer is Running.',
  ram: {
    action: 'ecd:CreateDesktops',
    level: 'create',
    resources: [{ type: 'ecddesktop' }],
  },
  request: createRequest,
  response: record({
    OrderId: optional(text('The order; with PrePaid only.', { example: '123456789' })),
    DesktopId: optional(
      list(
        text('The id of a computer.', { example: 'ecd-gx2x1dhsmucyy****' }),
        'The new computers, in the order of their names; absent while the order is not paid.',
      ),
    ),
  }),
  problems: [
    regionNotFound,
    groupInvalid,
    officeSiteMissing,
    officeSiteNotFound,
    directoryNotFound,
    directoryNotRegistered,
    policyGroupNotFound,
    endUserNotFound,
    periodMissing,
    periodInvalid,
    tagInvalid,
    ...readProblems,
    ...hostProblems,
    ...templateProblems,
  ],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      OfficeSiteId: 'cn-hangzhou+os-c5cy7q578s8jc****',
      PolicyGroupId: 'system-all-enabled-policy',
      BundleId: 'bundle_eds_general_4c8g_s8d5_win2019',
      DesktopName: 'DemoComputer',
      Amount: 2,
      EndUserId: ['alice', 'bob'],
      UserAssignMode: 'PER_USER',
    },
    response: { DesktopId: ['ecd-gx2x1dhsmucyy****', 'ecd-ia2zw38bi6cm7****'] },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId: regionId, OfficeSiteId, DirectoryId, ChargeType, PeriodUnit, AutoPay } = input
    const { accountId } = context
    checkRegion(regionId)
    if (input.GroupId !== undefined) throw groupInvalid()
    const siteId = OfficeSiteId ?? DirectoryId
    if (siteId === undefined) throw officeSiteMissing()
    const period = periodOf(input)
    const tags = readNewTags(input.Tag ?? [])
    const batches = readBatches(input)
    return write(context, 'CreateDesktops', input, async tx => {
      const place = { accountId, regionId }
      const siteNotFound = OfficeSiteId === undefined ? directoryNotFound : officeSiteNotFound
      const site = await registeredOfficeSite(tx, place, siteId, siteNotFound)
      const policies = await existingPolicies(tx, place, [input.PolicyGroupId ?? allEnabledPolicyId])
      const drafts: Draft[] = []
      for (const batch of batches) drafts.push(await drafted(tx, place, site, batch))
      const common: Common = {
        ...place,
        officeSiteId: site.id,
        policyGroupIds: policies.map(({ id }) => id),
        payType: ChargeType,
        userAssignMode: input.UserAssignMode,
        tags,
        now: tx.now,
        ...(period === undefined ? {} : { expiredAt: afterPeriods(tx.now, period, PeriodUnit) }),
        ...(period !== undefined && input.AutoRenew ? { renewal: { period, unit: PeriodUnit } } : {}),
        ...keptOf(input),
      }
      const count = drafts.reduce((sum, { amount }) => sum + amount, 0)
      const first = await takeSequence(tx, accountId, count)
      const desktops = drafts
        .flatMap(draft => Array.from({ length: draft.amount }, (_, index) => ({ draft, index })))
        .map(({ draft, index }, place) => {
          const sequence = first + place
          return newDesktop(common, draft, { id: context.ids.make('ecd-', accountId, sequence), sequence, index })
        })
      const ids = desktops.map(({ id }) => id)
      const order =
        period === undefined
          ? {}
          : { OrderId: await placeOrderFor(tx, context, input, { period, common, drafts, desktops }) }
      if (period !== undefined && !AutoPay) return order
      await changeDesktops(
        tx,
        accountId,
        desktops.map(after => ({ after, reason: 'CreateDesktops' })),
        context.meters,
      )
      return { ...order, DesktopId: ids }
    })
  },
})

/** What is kept and shown, without further effect. */
const keptOf = ({ SnapshotPolicyId, ResourceGroupId, QosRuleId }: CreateInput) => ({
  ...(SnapshotPolicyId === undefined ? {} : { snapshotPolicyId: SnapshotPolicyId }),
  ...(ResourceGroupId === undefined ? {} : { resourceGroupId: ResourceGroupId }),
  ...(QosRuleId === undefined ? {} : { qosRuleId: QosRuleId }),
})

interface Purchase {
  readonly period: number
  readonly common: Common
  readonly drafts: readonly Draft[]
  readonly desktops: readonly Desktop[]
}

/** One order for all computers of a call; it goes by the first of them. */
async function placeOrderFor(
  tx: Transaction,
  { accountId, meters }: Context,
  { PeriodUnit: periodUnit, AutoPay }: CreateInput,
  { period, common, drafts, desktops }: Purchase,
): Promise<string> {
  const { regionId, now, expiredAt = now } = common
  const firstId = desktops[0]?.id ?? ''
  const meter = meters(await readCurrency(tx, accountId))
  const priceOf = ({ made, amount }: Draft) =>
    meter.subscriptionMicros(made.desktopType, disksOf(made), period, periodUnit) * amount
  const { id, status } = await placeOrder(tx, {
    accountId,
    kind: 'create',
    subjectId: firstId,
    status: AutoPay ? 'Paid' : 'Unpaid',
    amountMicros: drafts.reduce((sum, draft) => sum + priceOf(draft), 0),
    details: {
      regionId,
      desktopType: [...new Set(drafts.map(({ made }) => made.desktopType))].join(' '),
      count: drafts.reduce((sum, { amount }) => sum + amount, 0),
      period,
      periodUnit,
      fromAt: now,
      toAt: expiredAt,
      ...(AutoPay ? {} : { computers: desktops }),
    },
  })
  await writeEvents(tx, accountId, [
    { name: 'OrderPlaced', regionId, desktopId: firstId, details: { orderId: id, kind: 'create', status } },
  ])
  return id
}
