import { isHostNameSeries } from '../../../domain/host-names.ts'
import type { Share } from '../../../domain/share.ts'
import { problem } from '../../../spec/problem.ts'
import { flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { nudge } from '../../../store/due-work.ts'
import { writeEvents } from '../../../store/events.ts'
import { authoriseUsers, putShares } from '../../../store/shares.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { type Context, operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { clientToken, tokenProblems, write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { readNewTags, tagInvalid } from '../tags/new-tags.ts'
import { maxTags } from '../tags/tagged-desktops.ts'
import { countProblems, countShapes, countsOf } from './share-counts.ts'
import { afterOrder, checkSharePeriod, orderCreation, periodInvalid } from './share-orders.ts'
import { checkPolicies, knownEndUsers, readyOfficeSite, referenceProblems } from './share-references.ts'
import { checkSettings, noEffect, settingProblems, settingShapes, settingsOf } from './share-settings.ts'
import { templateOf, templateProblems } from './share-template.ts'

const missing = (parameter: string) => problem(`Missing${parameter}`, 400, `${parameter} is mandatory for this action.`)
const invalid = (parameter: string) =>
  problem(`Invalid${parameter}`, 400, `Specified parameter ${parameter} is not valid.`)

const periodMissing = missing('Period')
const periodUnitMissing = missing('PeriodUnit')
const groupAmountInvalid = invalid('GroupAmount')
const exclusiveTypeInvalid = invalid('ExclusiveType')
const hostnameInvalid = invalid('Hostname')

/** These four the vendor publishes for CreateDesktops (service-errors.md 2). */
const hostnameForLinux = problem(
  'HostnameCannotCustomizeForLinux',
  400,
  'Customizing hostname is not supported for Linux desktop.',
)
const directoryTypeUnsupported = problem(
  'InvalidDirectoryType.NotSupported',
  400,
  'The specified DirectoryType is not supported.',
)
const encryptionKeyMissing = problem('InvalidEncryptionKey.Missing', 400, 'Parameter VolumeEncryptionKey is missing.')
const encryptionInvalid = problem(
  'InvalidEncryptionEnabled.Invalid',
  400,
  'The parameter VolumeEncryptionEnabled is invalid.',
)

const mostShares = 5
const withoutBundle = 'Without BundleId only; with one the template decides.'
const kept = 'Kept, without further effect here.'

const request = record({
  RegionId: regionId,
  OfficeSiteId: text('The office network the computers are in; it has to be registered.', {
    example: 'cn-hangzhou+os-c5cy7q578s8jc****',
  }),
  PolicyGroupId: text('The policy of the computers.', { example: 'pg-9c2d6t2dwflqr****' }),
  ChargeType: oneOf(['PostPaid', 'PrePaid'], 'PrePaid: by subscription. PostPaid: as it goes.', {
    example: 'PrePaid',
  }),
  BundleId: optional(
    text('The template. Without one, DesktopType and ImageId are needed.', { example: 'b-je9hani001wfn****' }),
  ),
  DesktopType: optional(
    text(`The type of the computers. ${withoutBundle}`, { example: 'eds.enterprise_office.16c64g' }),
  ),
  ImageId: optional(text(`The image of the computers. ${withoutBundle}`, { example: 'm-gx2x1dhsmusr2****' })),
  SystemDiskCategory: optional(
    oneOf(['cloud_auto', 'cloud_essd'], `The category of the system disk; cloud_auto when absent. ${withoutBundle}`, {
      example: 'cloud_auto',
    }),
  ),
  SystemDiskSize: optional(
    integer(
      `The size of the system disk in GiB, not below that of the image, which it is when absent. ${withoutBundle}`,
      {
        example: 80,
      },
    ),
  ),
  SystemDiskPerLevel: oneOf(['PL1', 'PL0'], `The performance level of a cloud_essd system disk. ${withoutBundle}`, {
    fallback: 'PL0',
    example: 'PL0',
  }),
  DataDiskCategory: optional(
    oneOf(['cloud_auto', 'cloud_essd'], `The category of the data disk; cloud_auto when absent. ${withoutBundle}`, {
      example: 'cloud_auto',
    }),
  ),
  DataDiskSize: integer(
    `The size of the data disk in GiB, in steps of 20 up to 16380, at least 40 for cloud_essd PL0; 0: none. ${withoutBundle}`,
    { fallback: 0, example: 80 },
  ),
  DataDiskPerLevel: oneOf(['PL1', 'PL0'], `The performance level of a cloud_essd data disk. ${withoutBundle}`, {
    fallback: 'PL0',
    example: 'PL0',
  }),
  DefaultLanguage: optional(oneOf(['en-US', 'zh-HK', 'zh-CN', 'ja-JP'], noEffect, { example: 'zh-CN' })),
  Period: optional(
    integer('Needed for PrePaid: for how long, Month 1, 2, 3 or 6, Year 1 to 5. Without effect otherwise.', {
      example: 1,
    }),
  ),
  PeriodUnit: optional(
    oneOf(['Month', 'Year'], 'Needed for PrePaid: the unit of Period. Without effect otherwise.', {
      example: 'Month',
    }),
  ),
  AutoPay: optional(
    flag(
      'PrePaid: true, also when absent, pays the order at once. false leaves it unpaid: the share has no computers until ' +
        'deskfleet:PayOrder.',
      { example: true },
    ),
  ),
  AutoRenew: optional(
    flag('PrePaid: whether the subscription is prolonged by Period whenever it ends; false when absent.', {
      example: false,
    }),
  ),
  ...settingShapes,
  ...countShapes('1 when absent.'),
  DefaultInitDesktopCount: integer(noEffect, { min: 0, max: 1000, fallback: 1, example: 1 }),
  MultiResource: optional(
    flag(
      'true, also when absent: one share of many computers for many users. false: GroupAmount shares of one computer each.',
      { example: false },
    ),
  ),
  GroupAmount: integer('With MultiResource false: how many such shares, 1 to 5. Without effect otherwise.', {
    fallback: 1,
    example: 1,
  }),
  SessionType: optional(
    oneOf(
      ['SingleSession', 'MultipleSession'],
      'MultipleSession: several users at a time on a computer, which needs ExclusiveType Exclusive; SingleSession when absent.',
      { example: 'SingleSession' },
    ),
  ),
  ExclusiveType: optional(
    text('Exclusive: a user keeps the computer she has got once. No other value is known.', {
      example: 'Exclusive',
    }),
  ),
  EndUserIds: optional(
    list(text('The id of an end user.', { example: 'alice' }), 'Users to be authorised on every share that is made.', {
      max: 1000,
    }),
  ),
  Tag: optional(
    list(
      record({
        Key: text('The key of the tag: not aliyun… or acs:…, no http:// or https://.', {
          maxLength: 128,
          example: 'TestKey',
        }),
        Value: text('The value of the tag: no http:// or https://.', { maxLength: 128, example: 'TestValue' }),
      }),
      `Tags of the share, at most ${maxTags}, each key once.`,
      { max: 100, vendor: '1 to 20 tags.' },
    ),
  ),
  ClientToken: clientToken,
  Hostname: optional(
    text(
      'Names of Windows computers in an AD network, 2 to 15 letters, digits and hyphens: prefix[begin,bits]suffix, or one ' +
        `name. ${kept}`,
      { example: 'testhost' },
    ),
  ),
  VolumeEncryptionEnabled: optional(
    flag('Whether the disks are encrypted: kept and shown, without further effect.', { example: false }),
  ),
  VolumeEncryptionKey: optional(
    text('The key for the disks; needed with VolumeEncryptionEnabled, and refused without.', {
      example: '08c33a6f-4e0a-4a1b-a3fa-7ddfa1d4****',
    }),
  ),
  SnapshotPolicyId: optional(
    text('The snapshot policy of the computers. Kept and shown, without further effect.', {
      example: 'sp-28mp6my0l6zow****',
    }),
  ),
  TimerGroupId: optional(text(kept, { example: 'ccg-0caoeogrk9m5****' })),
  OwnType: optional(
    integer(`${noEffect} SessionType says whether a share is multi-session.`, { values: [0, 1], example: 0 }),
  ),
  AllClassifyUsers: optional(flag(noEffect, { example: false })),
  DirectoryId: optional(text(noEffect, { example: 'dri-uf62w3qzt4aigvlcb****' })),
  VpcId: optional(text(noEffect, { example: 'vpc-uf6w8u60n8xbkg5el****' })),
  GroupVersion: optional(integer(noEffect, { example: 2 })),
  PromotionId: optional(
    text(`${noEffect} There are no promotions.`, { example: 'youhuiquan_promotion_option_id_*****' }),
  ),
  ResellerOwnerUid: optional(integer(noEffect, { format: 'int64' })),
  UserOuPath: optional(text(noEffect)),
  UserGroupName: optional(text(noEffect)),
  SimpleUserGroupId: optional(text(noEffect)),
})

type Input = Static<typeof request>

/** What can be judged without looking anything up. */
function check(input: Input): Record<string, string> {
  const {
    ChargeType,
    Period,
    PeriodUnit,
    MultiResource = true,
    GroupAmount,
    SessionType,
    ExclusiveType,
    Tag = [],
  } = input
  checkSettings(input)
  if (ChargeType === 'PrePaid') {
    if (Period === undefined) throw periodMissing()
    if (PeriodUnit === undefined) throw periodUnitMissing()
    checkSharePeriod(Period, PeriodUnit)
  }
  if (!MultiResource && (GroupAmount < 1 || GroupAmount > mostShares)) throw groupAmountInvalid()
  if (ExclusiveType !== undefined && ExclusiveType !== 'Exclusive') throw exclusiveTypeInvalid()
  if (SessionType === 'MultipleSession' && ExclusiveType === undefined) throw exclusiveTypeInvalid()
  if (input.VolumeEncryptionEnabled && input.VolumeEncryptionKey === undefined) throw encryptionKeyMissing()
  if (!input.VolumeEncryptionEnabled && input.VolumeEncryptionKey !== undefined) throw encryptionInvalid()
  if (input.Hostname !== undefined && !isHostNameSeries(input.Hostname)) throw hostnameInvalid()
  if (Tag.length > maxTags) throw tagInvalid()
  return readNewTags(Tag)
}

/** The share to be made, all but its id, place and name; a subscription that is not paid yet. */
async function drafted(tx: Transaction, context: Context, input: Input, tags: Record<string, string>) {
  const { accountId, callerId } = context
  const place = { accountId, regionId: input.RegionId }
  const site = await readyOfficeSite(tx, place, input.OfficeSiteId)
  await checkPolicies(tx, place, [input.PolicyGroupId])
  const template = await templateOf(tx, place, input)
  if (input.Hostname !== undefined) {
    if (site.type !== 'AD_CONNECTOR') throw directoryTypeUnsupported()
    if (template.osType !== 'Windows') throw hostnameForLinux()
  }
  const postPaid = input.ChargeType === 'PostPaid'
  const kind = {
    payType: input.ChargeType,
    multiResource: input.MultiResource ?? true,
    multiSession: input.SessionType === 'MultipleSession',
  }
  return {
    ...place,
    ...template,
    ...kind,
    officeSiteId: site.id,
    status: postPaid ? 1 : 0,
    policyGroupIds: [input.PolicyGroupId],
    createdAt: tx.now,
    ...(postPaid ? {} : { period: input.Period, periodUnit: input.PeriodUnit }),
    tags,
    details: {
      creator: callerId,
      loadPolicy: 0,
      resetType: 0,
      profileFollow: false,
      timers: [],
      scalePhases: [],
      firedUntil: tx.now,
      buyDesktopsCount: 1,
      allowAutoSetup: false,
      allowBufferCount: 0,
      ...template.details,
      ...countsOf(input, kind),
      ...settingsOf(input, kind),
      exclusive: input.ExclusiveType === undefined ? undefined : true,
      volumeEncryptionKey: input.VolumeEncryptionKey,
      hostname: input.Hostname,
      snapshotPolicyId: input.SnapshotPolicyId,
      timerGroupId: input.TimerGroupId,
      autoRenew: postPaid || !input.AutoRenew ? undefined : true,
    },
  } satisfies Partial<Share>
}

export const CreateDesktopGroup = operation({
  product: ecd,
  name: 'CreateDesktopGroup',
  summary: 'Makes a share, or several shares of one computer each.',
  description:
    'The answer comes at once and the share can be read at once; its computers are made afterwards, as many as its counts ' +
    'say. They are copies of the template, or of the type, image and disks that are named one by one.',
  ram: {
    action: 'ecd:CreateDesktopGroup',
    level: 'create',
    beyond: true,
    resources: [
      { type: 'ecdbundle', parameter: 'BundleId' },
      { type: 'officesite', parameter: 'OfficeSiteId' },
      { type: 'ecdpolicy', parameter: 'PolicyGroupId' },
      { type: 'ecdimage', parameter: 'ImageId' },
    ],
  },
  request,
  response: record({
    DesktopGroupId: optional(
      text('The id of the new share, of the first of several; always there.', { example: 'dg-2i8qxpv6t1a03****' }),
    ),
    OrderIds: optional(
      list(text('The id of an order.', { example: '123456789' }), 'The orders, one a share; for PrePaid only.'),
    ),
    DesktopGroupIds: optional(
      list(
        text('The id of a share.', { example: 'dg-1np2yupx0uim****' }),
        'The ids of all shares that were made; with MultiResource false only.',
      ),
    ),
  }),
  problems: [
    regionNotFound,
    ...settingProblems,
    ...countProblems,
    ...referenceProblems,
    ...templateProblems,
    periodMissing,
    periodUnitMissing,
    periodInvalid,
    groupAmountInvalid,
    exclusiveTypeInvalid,
    tagInvalid,
    hostnameInvalid,
    hostnameForLinux,
    directoryTypeUnsupported,
    encryptionKeyMissing,
    encryptionInvalid,
    ...tokenProblems,
  ],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      OfficeSiteId: 'cn-hangzhou+os-c5cy7q578s8jc****',
      PolicyGroupId: 'pg-9c2d6t2dwflqr****',
      BundleId: 'b-je9hani001wfn****',
      ChargeType: 'PostPaid',
      DesktopGroupName: 'SharedComputers01',
      BuyDesktopsCount: 1,
      MaxDesktopsCount: 10,
      EndUserIds: ['alice'],
    },
    response: { DesktopGroupId: 'dg-2i8qxpv6t1a03****' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkRegion(input.RegionId)
    const tags = check(input)
    return write(context, 'CreateDesktopGroup', input, async tx => {
      const { accountId } = context
      const draft = await drafted(tx, context, input, tags)
      const endUserIds = await knownEndUsers(tx, accountId, input.EndUserIds ?? [])
      const amount = draft.multiResource ? 1 : input.GroupAmount
      const shareIds: string[] = []
      const orderIds: string[] = []
      for (let made = 0; made < amount; made += 1) {
        const sequence = await takeSequence(tx, accountId, 1)
        const id = context.ids.make('dg-', accountId, sequence)
        const share: Share = { ...draft, id, sequence, name: input.DesktopGroupName ?? id }
        const order = await orderFor(tx, context, share, input)
        await putNew(tx, order?.status === 'Paid' ? afterOrder(share, order, tx.now) : share, endUserIds)
        shareIds.push(id)
        if (order !== undefined) orderIds.push(order.id)
      }
      return {
        DesktopGroupId: shareIds[0],
        ...(orderIds.length === 0 ? {} : { OrderIds: orderIds }),
        ...(draft.multiResource ? {} : { DesktopGroupIds: shareIds }),
      }
    })
  },
})

/** The order for a subscription; undefined for a pay-as-you-go share. */
async function orderFor(tx: Transaction, context: Context, share: Share, { AutoPay = true }: Input) {
  const { period, periodUnit } = share
  if (period === undefined || periodUnit === undefined) return undefined
  return orderCreation(tx, context, share, { period, periodUnit, paid: AutoPay })
}

async function putNew(tx: Transaction, share: Share, endUserIds: readonly string[]): Promise<void> {
  const { accountId, id, regionId, payType, name } = share
  await putShares(tx, [share])
  const first = endUserIds.length === 0 ? 0 : await takeSequence(tx, accountId, endUserIds.length)
  await authoriseUsers(
    tx,
    share,
    endUserIds.map((endUserId, index) => ({ endUserId, sequence: first + index })),
  )
  const where = { regionId, shareId: id }
  await writeEvents(tx, accountId, [
    { ...where, name: 'ShareCreated', details: { name, payType } },
    ...endUserIds.map(endUserId => ({ ...where, name: 'UserAuthorised', endUserId })),
  ])
  await nudge(tx, { kind: 'share', id, accountId })
}
