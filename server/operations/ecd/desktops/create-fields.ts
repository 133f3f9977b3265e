/** The parameters of CreateDesktops. */
import { payTypes } from '../../../domain/desktop.ts'
import { languages } from '../../../domain/resources.ts'
import { flag, integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { regionId } from '../parameters.ts'
import { noEffect } from './desktop-fields.ts'

const notOpen = { vendor: 'Not open to the public.' } as const
const diskCategories = ['cloud_auto', 'cloud_essd'] as const
const levels = ['PL0', 'PL1'] as const

const naming =
  '1 to 64 characters. prefix[begin,bits]suffix numbers the computers, from begin on (0) in so many digits (6). Absent: ' +
  'their ids.'
const hostNaming =
  'The name by which a computer knows itself: only Windows in an AD network; 2 to 15 letters, digits and hyphens. For several ' +
  'computers prefix[begin,bits]suffix.'
const encryption = 'Whether the disks are encrypted, as they show; here nothing is encrypted.'
const encryptionKey =
  'The key to encrypt with; needed with VolumeEncryptionEnabled, and refused without. Any text will do.'

const endUserId = text('The id of a user.', { example: 'alice' })

const bundleModel = record({
  BundleId: optional(text('The template; needed.', { example: 'b-je9hani001wfn****' })),
  Amount: integer('How many computers, at least 1.', { max: 300, fallback: 0, example: 1, vendor: '1 to 300.' }),
  EndUserIds: optional(list(endUserId, 'Their users.', { max: 100 })),
  DesktopName: optional(
    text(`Their name; DesktopName of the call when absent. ${naming}`, { example: 'DemoComputer02' }),
  ),
  Hostname: optional(text(hostNaming, { example: 'testhost' })),
  VolumeEncryptionEnabled: optional(flag(encryption, { example: false })),
  VolumeEncryptionKey: optional(text(encryptionKey, { example: '08c33a6f-4e0a-4a1b-a3fa-7ddfa1d4****' })),
})

const userCommand = record({
  ContentEncoding: oneOf(['Base64', 'PlainText'], noEffect, { fallback: 'Base64', example: 'Base64' }),
  Content: optional(text(noEffect, { maxLength: 15000 })),
  ContentType: optional(
    oneOf(['RunPowerShellScript', 'RunShellScript', 'RunBatScript'], noEffect, { example: 'RunPowerShellScript' }),
  ),
})

const timer = record({
  TimerType: optional(text(noEffect, { example: 'NoOperationReboot' })),
  CronExpression: optional(text(noEffect, { example: '0 40 7 ? * 1,2,3,4,5,6,7' })),
  Interval: optional(integer(noEffect, { example: 10 })),
  Enforce: optional(flag(noEffect, { example: true })),
  ResetType: optional(oneOf(['RESET_TYPE_SYSTEM', 'RESET_TYPE_BOTH'], noEffect, { example: 'RESET_TYPE_SYSTEM' })),
  OperationType: optional(oneOf(['Hibernate', 'Shutdown'], noEffect, { example: 'Shutdown' })),
  AllowClientSetting: optional(flag(noEffect, { example: true })),
})

const monthSetting = record(
  {
    UseDuration: optional(integer(noEffect)),
    BuyerId: optional(integer(noEffect, { format: 'int64' })),
    DesktopId: optional(text(noEffect)),
  },
  `${noEffect} Not open to the public.`,
)

const attachment = record({
  ImageId: optional(text('The image; needed.', { example: 'm-39ddhdb0ggzjx*****' })),
  SystemDiskCategory: optional(
    oneOf(diskCategories, 'The category of the system disk; cloud_auto when absent.', { example: 'cloud_auto' }),
  ),
  SystemDiskSize: optional(
    integer('Its size in GiB, not below that of the image, which it is when absent.', {
      example: 40,
      vendor: '60 to 500.',
    }),
  ),
  SystemDiskPerLevel: optional(
    oneOf(levels, 'Its performance level; PL0 when absent. Only cloud_essd has one.', { example: 'PL0' }),
  ),
  DataDiskSize: optional(
    integer('The size of the data disk in GiB, in steps of 20, at least 40 for cloud_essd PL0; 0 or absent: none.', {
      example: 40,
      vendor: '40 to 2040.',
    }),
  ),
  DataDiskCategory: optional(
    oneOf(diskCategories, 'The category of the data disk; cloud_auto when absent.', {
      example: 'cloud_auto',
    }),
  ),
  DataDiskPerLevel: optional(
    oneOf(levels, 'Its performance level; PL0 when absent. Only cloud_essd has one.', { example: 'PL0' }),
  ),
  DefaultLanguage: optional(oneOf(languages, noEffect, { example: 'zh-CN' })),
  DesktopType: optional(
    text('The type; needed. One of DescribeDesktopTypes, or one whose name tells its size.', {
      example: 'eds.enterprise_office.8c16g',
    }),
  ),
})

/** As one JSON text. */
const inJson = <Shape extends object>(shape: Shape, description: string): Shape => ({
  ...shape,
  description,
  'x-style': 'json',
})

export const createRequest = record({
  RegionId: regionId,
  GroupId: optional(
    text('Refused: the computers of a share are made by the share, as CreateDesktopGroup and ModifyDesktopGroup say.', {
      example: 'dg-boyczi8enfyc5****',
    }),
  ),
  BundleId: optional(
    text('The template. Needed unless BundleModels or DesktopAttachment says what to make; wins over the latter.', {
      example: 'b-je9hani001wfn****',
    }),
  ),
  DesktopName: optional(text(`The name. ${naming}`, { example: 'DemoComputer01' })),
  UserName: optional(text(noEffect, { example: 'username', ...notOpen })),
  VpcId: optional(text(noEffect, { example: 'vpc-uf6w8u60n8xbkg5el****', ...notOpen })),
  Amount: integer('How many computers, 1 to 300; does not count with BundleModels.', {
    min: 0,
    max: 500,
    fallback: 1,
    example: 1,
    vendor: '1 to 300.',
  }),
  DirectoryId: optional(
    text('The old name of OfficeSiteId, which wins.', { example: 'cn-hangzhou+dir-300943****', ...notOpen }),
  ),
  OfficeSiteId: optional(
    text('The office network; needed. It has to be registered.', { example: 'cn-hangzhou+dir-387822****' }),
  ),
  PolicyGroupId: optional(
    text('The policy; system-all-enabled-policy when absent.', { example: 'system-all-enabled-policy' }),
  ),
  ChargeType: oneOf(payTypes, 'PostPaid: pay-as-you-go; PrePaid: subscription, paid for Period.', {
    fallback: 'PostPaid',
    example: 'PrePaid',
  }),
  Period: optional(integer('With PrePaid, and needed then: Month 1, 2, 3 or 6; Year 1 to 5.', { example: 1 })),
  PeriodUnit: oneOf(['Month', 'Year'], 'The unit of Period.', { fallback: 'Month', example: 'Month' }),
  AutoPay: flag('With PrePaid. false: the order stays unpaid, and the computers are made once PayOrder pays it.', {
    fallback: true,
    example: false,
  }),
  AutoRenew: flag('With PrePaid. Whether the subscription is renewed by the same period when it ends.', {
    fallback: false,
    example: false,
  }),
  PromotionId: optional(text(`${noEffect} There are no promotions.`, { example: '23141' })),
  UserAssignMode: oneOf(
    ['ALL', 'PER_USER'],
    'ALL: every computer is for all of the users; PER_USER: every user gets as many computers as the others.',
    { fallback: 'ALL', example: 'ALL' },
  ),
  Hostname: optional(text(hostNaming, { example: 'testhost' })),
  EndUserId: optional(
    list(endUserId, 'The users the computers are for, at most 100; does not count with BundleModels.', {
      max: 300,
      vendor: 'At most 100.',
    }),
  ),
  Tag: optional(
    list(
      record({
        Key: optional(text('The key of the tag; needed.', { example: 'TestKey' })),
        Value: optional(text('The value of the tag; empty when absent.', { example: 'TestValue' })),
      }),
      'Tags of the computers.',
      { max: 20 },
    ),
  ),
  DesktopNameSuffix: flag(
    'Of several computers whose name has no [begin,bits]: true, they are numbered -1, -2, …; false, all have the same name.',
    { fallback: true, example: false },
  ),
  VolumeEncryptionEnabled: flag(encryption, { fallback: false, example: false }),
  VolumeEncryptionKey: optional(text(encryptionKey, { example: '08c33a6f-4e0a-4a1b-a3fa-7ddfa1d4****' })),
  DesktopMemberIp: optional(
    text('Only for a single computer, and without effect then: addresses are given by the provider.', {
      example: '10.0.0.1',
    }),
  ),
  UserCommands: optional(list(userCommand, `${noEffect} Nothing is run in the computers.`, { max: 20 })),
  BundleModels: optional(
    list(bundleModel, 'Computers of several templates in one call; wins over BundleId, Amount and EndUserId.', {
      max: 20,
    }),
  ),
  DesktopTimers: optional(list(timer, `${noEffect} Only shares have timers.`, { max: 20 })),
  SubnetId: optional(text(noEffect, { example: 'vsw-bp1m*****' })),
  MonthDesktopSetting: optional(monthSetting),
  SnapshotPolicyId: optional(
    text('Shown with the computers; no snapshots are made.', { example: 'sp-28mp6my0l6zow****' }),
  ),
  ResourceGroupId: optional(text('The resource group the computers are in.', { example: 'rg-3mtuc28rx95lx****' })),
  DesktopAttachment: optional(inJson(attachment, 'What to make, part by part, instead of a template; one JSON text.')),
  TimerGroupId: optional(text(`${noEffect} Only shares have timers.`, { example: 'ccg-0caoeogrk9m5****' })),
  SavingPlanId: optional(text(noEffect, { example: 'spn-26c1b7bcrjcI****' })),
  ResellerOwnerUid: optional(integer(noEffect, { format: 'int64', example: 1828644634819902 })),
  ExtendInfo: optional(text(noEffect, { example: '{}' })),
  AppRuleId: optional(text(noEffect, { example: 'bwr-245d4e0e6b7d42f5afa97eb3fbc7e488' })),
  QosRuleId: optional(text('Shown with the computers; traffic is not limited.', { example: 'qos-52fqmg6kvyro7zu4l' })),
  ChannelCookie: optional(text(noEffect)),
  OuPath: optional(text(noEffect, { example: 'test.com/wuyingtest/computers' })),
  PurchaseOptions: optional(
    inJson(record({ MonthlyCredits: optional(integer(noEffect, { example: 200 })) }), `${noEffect} One JSON text.`),
  ),
  SubPayType: optional(text(noEffect)),
})
