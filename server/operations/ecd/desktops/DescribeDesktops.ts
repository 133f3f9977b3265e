import { desktopStatuses, osTypes, type PayType, payTypes, protocolTypes } from '../../../domain/desktop.ts'
import { parseTime } from '../../../domain/times.ts'
import { flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { countDesktops, type DesktopFilter, searchDesktops } from '../../../store/desktop-search.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import {
  checkRegion,
  cursorOf,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenOf,
  nextTokenRequest,
  pagedBy,
  regionId,
  regionNotFound,
  tagFilter,
  toTagConditions,
} from '../parameters.ts'
import { listedDesktop, surroundingsOf, toListedDesktop } from './desktop-views.ts'
import { expiredTimeInvalid } from './problems.ts'

const desktopIds = list(
  text('The id of a cloud computer.', { example: 'ecd-gx2x1dhsmucyy****' }),
  'Only these cloud computers; wins over DesktopGroupId.',
  { max: 100 },
)

const request = record({
  RegionId: regionId,
  DesktopId: optional(desktopIds),
  DesktopGroupId: optional(
    text('Only computers of this share; they are then listed whatever FilterDesktopGroup says.', {
      example: 'dg-2i8qxpv6t1a03****',
    }),
  ),
  GroupId: optional(text('Another name for DesktopGroupId.', { example: 'dg-boyczi8enfyc5****' })),
  FilterDesktopGroup: flag('Whether computers of shares are left out.', { fallback: true, example: false }),
  OnlyDesktopGroup: optional(
    flag('true: only computers of shares, whatever FilterDesktopGroup says.', { example: true }),
  ),
  MultiResource: optional(flag('true: only computers of many-to-many shares; false: all others.', { example: false })),
  DesktopName: optional(text('Only computers of exactly this name.', { example: 'DemoComputer01' })),
  DesktopStatus: optional(
    oneOf(desktopStatuses, 'Only computers in this state. Released ones are listed only when asked for by state.', {
      example: 'Running',
    }),
  ),
  DesktopStatusList: optional(
    list(oneOf(desktopStatuses, 'A state.', { example: 'Stopped' }), 'Only computers in one of these states.', {
      max: 10,
    }),
  ),
  OfficeSiteId: optional(text('Only computers in this office network.', { example: 'cn-hangzhou+dir-363353****' })),
  DirectoryId: optional(text('The same, under its old name.', { example: 'cn-hangzhou+dir-363353****' })),
  OfficeSiteName: optional(text('Only computers in an office network of this name.', { example: 'default' })),
  PolicyGroupId: optional(text('Only computers with this policy.', { example: 'system-all-enabled-policy' })),
  ChargeType: optional(
    oneOf(payTypes, 'Only computers that are billed in this way; both when absent.', { example: 'PostPaid' }),
  ),
  SubPayType: optional(
    oneOf(
      ['duration', 'postPaid', 'monthPackage', 'prePaid'],
      'Only computers that are billed in this way. There are none here by duration or monthly package.',
      { example: 'prePaid' },
    ),
  ),
  ExpiredTime: optional(
    text('Only computers whose subscription ends in this minute, yyyy-MM-ddTHH:mm[:ss]Z in UTC.', {
      example: '2022-12-31T15:59:59Z',
    }),
  ),
  ProtocolType: optional(oneOf(protocolTypes, 'Only computers streamed over this protocol.', { example: 'ASP' })),
  UserName: optional(text('Only computers that belong to the user of this name or id.', { example: 'Alice' })),
  EndUserId: optional(
    list(text('The id of a user.', { example: 'alice' }), 'Only computers that belong to one of these users.', {
      max: 100,
    }),
  ),
  ExcludedEndUserId: optional(
    list(text('The id of a user.', { example: 'andy' }), 'Only computers that belong to none of these users.', {
      max: 50,
    }),
  ),
  ManagementFlag: optional(
    oneOf(['Migrating', 'Updating', 'NoFlag'], 'Only computers to which this is being done, or nothing.', {
      example: 'NoFlag',
    }),
  ),
  Tag: tagFilter,
  SnapshotPolicyId: optional(text('Only computers under this snapshot policy.', { example: 'sp-hb12mclyne09xw***' })),
  OsTypes: optional(
    list(oneOf(osTypes, 'A kind of operating system.', { example: 'Windows' }), 'Only computers with one of these.', {
      max: 10,
    }),
  ),
  DesktopType: optional(text('Only computers of this type.', { example: 'eds.general.2c8g' })),
  ImageId: optional(
    list(text('The id of an image.', { example: 'm-2g65ljy3ynrdq****' }), 'Only computers of one of these images.', {
      max: 100,
    }),
  ),
  GpuInstanceGroupId: optional(
    text('Only computers of this group of GPU instances.', { example: 'gp-0bm2iz1v6m6nx****' }),
  ),
  QosRuleId: optional(text('Only computers under this traffic rule.', { example: 'qos-5605u0gelk200****' })),
  ResourceGroupId: optional(text('Only computers in this resource group.', { example: 'rg-4hsvzbbmqdzu3s****' })),
  FillResourceGroup: optional(flag('Whether the answer names the resource groups.', { example: true })),
  QueryFotaUpdate: flag('Whether the answer tells the version of the software that came with the image.', {
    fallback: false,
    example: false,
  }),
  IncludeAutoSnapshotPolicy: optional(flag('Accepted; it has no effect: the snapshot policy is always told.')),
  BusinessChannel: optional(text('Accepted; it has no effect.')),
  MaxResults: integer('How many items a page holds at most.', {
    fallback: 10,
    min: 1,
    max: 1000,
    example: 10,
    vendor: 'At most 100.',
  }),
  NextToken: nextTokenRequest,
  PageNumber: optional(
    integer('Which page is wanted, the first being 1: pages by number. NextToken wins over it.', {
      min: 1,
      example: 1,
    }),
  ),
  PageSize: optional(
    integer('How many items a page holds at most; wins over MaxResults.', { min: 1, max: 1000, example: 10 }),
  ),
})

type Input = Static<typeof request>

const subPayTypes = { prePaid: ['PrePaid'], postPaid: ['PostPaid'], duration: [], monthPackage: [] } as const

/** The filter of a call; undefined when nothing can match. @throws Problem InvalidExpiredTime */
function filterOf(input: Input, accountId: string): DesktopFilter | undefined {
  const { ChargeType, SubPayType, DesktopStatus, DesktopStatusList } = input
  const byId = input.DesktopId !== undefined && input.DesktopId.length > 0
  const shareIds = [input.DesktopGroupId, input.GroupId].filter(id => id !== undefined)
  const named = shareIds.length > 0
  const payTypesAsked: PayType[] = ChargeType === undefined ? [] : [ChargeType]
  if (SubPayType !== undefined) {
    const [payType] = subPayTypes[SubPayType]
    if (payType === undefined) return undefined
    payTypesAsked.push(payType)
  }
  if (!byId && new Set(shareIds).size > 1) return undefined
  return {
    accountId,
    regionId: input.RegionId,
    ids: input.DesktopId,
    // Ids win over a share; who names a share still wants to see computers of shares.
    shareId: byId ? undefined : shareIds[0],
    ofShares: input.OnlyDesktopGroup === true ? 'only' : input.FilterDesktopGroup && !named ? 'none' : undefined,
    multiResource: input.MultiResource,
    name: input.DesktopName,
    statuses: [
      ...(DesktopStatus === undefined ? [] : [[DesktopStatus]]),
      ...(DesktopStatusList === undefined || DesktopStatusList.length === 0 ? [] : [DesktopStatusList]),
    ],
    officeSiteIds: [input.OfficeSiteId, input.DirectoryId].filter(id => id !== undefined),
    officeSiteName: input.OfficeSiteName,
    policyGroupId: input.PolicyGroupId,
    payTypes: payTypesAsked,
    expiredInMinute: input.ExpiredTime === undefined ? undefined : minuteOf(input.ExpiredTime),
    protocolType: input.ProtocolType,
    userName: input.UserName,
    endUserIds: input.EndUserId,
    excludedEndUserIds: input.ExcludedEndUserId,
    managementFlag: input.ManagementFlag,
    snapshotPolicyId: input.SnapshotPolicyId,
    osTypes: input.OsTypes,
    desktopType: input.DesktopType,
    imageIds: input.ImageId,
    gpuInstanceGroupId: input.GpuInstanceGroupId,
    qosRuleId: input.QosRuleId,
    resourceGroupId: input.ResourceGroupId,
    tags: toTagConditions(input.Tag),
  }
}

/** Answers tell ExpiredTime to the minute, so what was read from one must find its computer again. */
function minuteOf(time: string): number {
  const instant = parseTime(time)
  if (instant === undefined) throw expiredTimeInvalid()
  return instant - (instant % 60_000)
}

export const DescribeDesktops = operation({
  product: ecd,
  name: 'DescribeDesktops',
  summary: 'Lists the cloud computers of a region.',
  description:
    'Every filter that is given narrows the list; what no computer matches is an empty list, not an error. Computers of ' +
    'shares are hidden unless FilterDesktopGroup is false, OnlyDesktopGroup is true or a share is named. Released ones are ' +
    'hidden unless asked for by state. Pages go by NextToken, where no computer is skipped or repeated whatever happens ' +
    'between two pages, or by PageNumber and PageSize, which make no such promise. TotalCount counts all that match.',
  ram: {
    action: 'ecd:DescribeDesktops',
    level: 'get',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request,
  response: record({
    Desktops: list(listedDesktop, 'The cloud computers of this page.'),
    TotalCount: integer('How many match, on all pages together.', { example: 1 }),
    NextToken: nextTokenAnswer,
    PageNumber: optional(integer('The number of this page; only for pages by number.', { example: 1 })),
    PageSize: optional(integer('How many items a page holds; only for pages by number.', { example: 10 })),
  }),
  problems: [regionNotFound, nextTokenInvalid, expiredTimeInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopStatus: 'Running' },
    response: { TotalCount: 12, NextToken: 'caeba0bbb2be03f84eb48b699f0a4883' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId, store } = context
    checkRegion(input.RegionId)
    const { PageNumber, PageSize, MaxResults, NextToken } = input
    const byNumber = NextToken === undefined && (PageNumber !== undefined || PageSize !== undefined)
    const limit = PageSize ?? MaxResults
    const page = PageNumber ?? 1
    const pageFields = byNumber ? { PageNumber: page, PageSize: limit } : {}
    const paged = pagedBy(context, 'DescribeDesktops', input)
    const after = cursorOf(context, paged, input).sequence
    const filter = filterOf(input, accountId)
    if (filter === undefined) return { Desktops: [], TotalCount: 0, ...pageFields }
    const stretch = byNumber ? { after, limit, offset: (page - 1) * limit } : { after, limit }
    const { items, next } = await searchDesktops(store, filter, stretch)
    const around = await surroundingsOf(store, accountId, items)
    const extras = { fotaUpdate: input.QueryFotaUpdate, resourceGroups: input.FillResourceGroup === true }
    return {
      Desktops: items.map(desktop => toListedDesktop(desktop, around, extras)),
      TotalCount: await countDesktops(store, filter),
      // Also for pages by number, so that a client that only sets PageSize can go on.
      NextToken: nextTokenOf(context, paged, next),
      ...pageFields,
    }
  },
})
