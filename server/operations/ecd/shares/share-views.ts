/** Shares as DescribeDesktopGroups lists them, and one as GetDesktopGroupDetail shows it (share-family.md 2.1). */
import { desktopStatuses } from '../../../domain/desktop.ts'
import type { ScalePhase, ShareTimer } from '../../../domain/share.ts'
import { toMinuteText, toSecondText } from '../../../domain/times.ts'
import { decimal, flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import type { CountedShare } from '../../../store/shares.ts'
import { tagList, toTagList } from '../parameters.ts'
import {
  notKept,
  policyNamesOf,
  type ShareSurroundings,
  shareFields,
  shareVersion,
  toShareFields,
} from './share-fields.ts'

export const listedShare = record({
  ...shareFields,
  CreateTime: text('When the share was made, yyyy-MM-ddTHH:mm:ssZ in UTC.', { example: '2022-02-17T14:51:07Z' }),
  ExpiredTime: optional(
    text('When the subscription ends, yyyy-MM-ddTHH:mm:ssZ in UTC.', { example: '2022-03-17T16:00:00Z' }),
  ),
  ExpiredTimes: optional(
    list(
      text('An instant, yyyy-MM-ddTHH:mm:ssZ in UTC.'),
      'All different instants at which subscriptions of its computers end, the soonest first.',
    ),
  ),
  Version: integer('The kind of share; this server makes only kind 2.', { example: 2 }),
  OwnType: integer('0: one session at a time on a computer; 1: several.', {
    format: 'int64',
    values: [0, 1],
    example: 0,
  }),
  BindAmount: optional(
    integer('How many sessions a computer takes; multi-session shares only.', { format: 'int64', example: 2 }),
  ),
  LoadPolicy: integer('How sessions are dealt out: 0 fills one computer after the other, 1 spreads them.', {
    format: 'int64',
    values: [0, 1],
    example: 1,
  }),
  ResetType: integer('What is reset after use: 0 nothing, 1 the system disk, 2 the data disk, 3 both.', {
    format: 'int64',
    values: [0, 1, 2, 3],
    example: 0,
  }),
  DesktopType: text('The type of the computers.', { example: 'eds.enterprise_office.4c4g' }),
  DesktopCount: integer('Computers there are, released ones left out.', { example: 2 }),
  CountPerStatus: optional(
    list(
      record({
        Status: oneOf(desktopStatuses, 'A state.', { example: 'Running' }),
        Count: integer('Computers in that state.', { example: 10 }),
      }),
      'How many computers are in which state; states without any are left out.',
    ),
  ),
  EndUserCount: integer('Users authorised on the share.', { example: 1 }),
  VolumeEncryptionEnabled: flag('Whether the disks are encrypted.', { example: false }),
  VolumeEncryptionKey: optional(
    text('The id of the key for the disks; absent without encryption.', {
      example: 'e5409ada-xxxx-xxxx-xxxx-89e31e23e993',
    }),
  ),
  GpuDriverVersion: optional(text('The version of the GPU driver; absent without one.', { example: '12' })),
  SubnetId: optional(text('The subnet of the office network.', { example: 'vsw-uf63bb6*****8gfytm' })),
  Tags: tagList,
  PolicyGroupIdList: optional(list(text('The id of a policy.'), 'All policies of the share, its own first.')),
  PolicyGroupNameList: optional(list(text('The name of a policy.'), 'The names of these policies.')),
  QosRuleId: optional(text('The rule that limits the traffic of the computers; absent without one.')),
  UserOuPath: optional(text(notKept, { example: 'example.com' })),
  IsLdap: optional(flag(notKept)),
  UserGroupName: optional(text(notKept)),
  SimpleUserGroupId: optional(text(notKept)),
  AccountType: optional(text(notKept)),
  EntraDomainName: optional(text(notKept)),
  OrgId: optional(text(notKept)),
})

const orAbsent = <Item>(items: readonly Item[]): Item[] | undefined => (items.length === 0 ? undefined : [...items])

/** @param expiries when subscriptions of its desktops end, in order */
export function toListedShare(
  { share, counters }: CountedShare,
  around: ShareSurroundings,
  expiries: readonly number[],
): Static<typeof listedShare> {
  const { details, expiredAt } = share
  const counts = desktopStatuses.map(Status => ({ Status, Count: counters.byStatus[Status] }))
  return {
    ...toShareFields(share, around),
    CreateTime: toSecondText(share.createdAt),
    ExpiredTime: expiredAt === undefined ? undefined : toSecondText(expiredAt),
    ExpiredTimes: orAbsent([...new Set(expiries.map(toSecondText))]),
    Version: shareVersion,
    OwnType: share.multiSession ? 1 : 0,
    BindAmount: details.bindAmount,
    LoadPolicy: details.loadPolicy,
    ResetType: details.resetType,
    DesktopType: share.desktopType,
    DesktopCount: counters.prePaid + counters.postPaid,
    CountPerStatus: orAbsent(counts.filter(({ Count }) => Count > 0)),
    EndUserCount: counters.users,
    VolumeEncryptionEnabled: details.volumeEncryptionKey !== undefined,
    VolumeEncryptionKey: details.volumeEncryptionKey,
    GpuDriverVersion: details.gpuDriverVersion,
    SubnetId: around.officeSites.get(share.officeSiteId)?.subnetId,
    Tags: toTagList(share.tags),
    PolicyGroupIdList: orAbsent(share.policyGroupIds),
    PolicyGroupNameList: orAbsent(policyNamesOf(share, around)),
    QosRuleId: share.qosRuleId,
  }
}

const timer = record({
  TimerType: integer('What it does: 1 reset, 2 start, 3 stop, 4 restart.', { values: [1, 2, 3, 4], example: 1 }),
  Status: integer('1: it is on; 2: it is off. 3, deleted, never occurs: a deleted timer is gone.', {
    values: [1, 2, 3],
    example: 1,
  }),
  CronExpression: optional(
    text('When it does so: six fields from the seconds up, in UTC. Absent: after every use.', {
      example: '0 58 11 ? * 2',
    }),
  ),
  Forced: flag('Whether it also hits computers in use.', { example: false }),
})

const scalePhase = record({
  Type: oneOf(['drop', 'normal', 'peak', 'rise'], 'Which part of the day it is for.', { example: 'rise' }),
  Cron: text('When it begins: six fields from the seconds up, in UTC.', { example: '0 0 0 * * ? ' }),
  LoadPolicy: optional(
    integer('How sessions are dealt out: 0 fills one computer after the other, 1 spreads them.', {
      values: [0, 1],
      example: 1,
    }),
  ),
  BuyResAmount: optional(integer('Computers bought, or always kept.', { example: 5 })),
  MinResAmount: optional(integer('The fewest computers.', { example: 1 })),
  MaxResAmount: optional(integer('The most computers.', { example: 100 })),
  KeepDuration: optional(
    integer('How long a session is kept after its user has gone, in milliseconds.', {
      format: 'int64',
      example: 180000,
    }),
  ),
  RatioThreshold: optional(decimal('At which occupancy more computers come.', { example: 0.85 })),
})

export const shareDetail = record(
  {
    ...shareFields,
    CreationTime: text('When the share was made, yyyy-MM-ddTHH:mmZ in UTC.', { example: '2020-11-06T08:28Z' }),
    ExpiredTime: optional(
      text('When the subscription ends, yyyy-MM-ddTHH:mmZ in UTC.', { example: '2021-12-31T15:59Z' }),
    ),
    ExpiredTimes: optional(
      list(
        text('An instant, yyyy-MM-ddTHH:mmZ in UTC.'),
        'All different instants at which subscriptions of its computers end, the soonest first.',
      ),
    ),
    Version: integer('The kind of share; this server makes only kind 2.', { format: 'int64', example: 2 }),
    OwnType: integer('0: one session at a time on a computer; 1: several.', { values: [0, 1], example: 0 }),
    BindAmount: optional(integer('How many sessions a computer takes; multi-session shares only.', { example: 2 })),
    LoadPolicy: integer('How sessions are dealt out: 0 fills one computer after the other, 1 spreads them.', {
      values: [0, 1],
      example: 0,
    }),
    ResetType: integer('What is reset after use: 0 nothing, 1 the system disk, 2 the data disk, 3 both.', {
      values: [0, 1, 2, 3],
      example: 0,
    }),
    AllowAutoSetup: integer('Whether computers are created beyond those bought: 0 no, 1 yes.', {
      values: [0, 1],
      example: 1,
    }),
    AllowBufferCount: integer('Idle running computers kept ready; 0: none.', { example: 1 }),
    ResType: integer('What the computers are made of; 0 is all there is.', { values: [0], example: 0 }),
    DirectoryId: text('The same as OfficeSiteId, under its old name.', { example: 'cn-hangzhou+dir-363353****' }),
    DirectoryType: optional(text('The same as OfficeSiteType, under its old name.', { example: 'SIMPLE' })),
    ProfileFollowSwitch: flag("Whether users' profiles follow them from computer to computer.", { example: false }),
    TimerInfos: optional(list(timer, 'The timers of the share; absent when there are none.')),
    ScaleTimerInfos: optional(list(scalePhase, 'The scaling phases; absent when there are none.')),
    PolicyGroupIds: optional(
      list(text('The id of a policy.', { example: 'pg-abcd****' }), 'All policies of the share, its own first.'),
    ),
    PolicyGroupNames: optional(
      list(text('The name of a policy.', { example: 'All enabled policy' }), 'The names of these policies.'),
    ),
    NasFileSystemID: optional(text(notKept, { example: '0783b4****' })),
    NasFileSystemName: optional(text(notKept, { example: 'abcd' })),
    TimingStrategyInfo: optional(text(notKept, { example: 'abcd' })),
  },
  'The share; absent when there is none of this id.',
)

const toTimer = ({ type, cron, forced, enabled }: ShareTimer): Static<typeof timer> => ({
  TimerType: type,
  Status: enabled ? 1 : 2,
  CronExpression: cron,
  Forced: forced,
})

const toScalePhase = (phase: ScalePhase): Static<typeof scalePhase> => ({
  Type: phase.type,
  Cron: phase.cron,
  LoadPolicy: phase.loadPolicy,
  BuyResAmount: phase.buyCount,
  MinResAmount: phase.minCount,
  MaxResAmount: phase.maxCount,
  KeepDuration: phase.keepDurationMs,
  RatioThreshold: phase.ratioThreshold,
})

/** @param expiries when subscriptions of its desktops end, in order */
export function toShareDetail(
  { share }: CountedShare,
  around: ShareSurroundings,
  expiries: readonly number[],
): Static<typeof shareDetail> {
  const { details, expiredAt } = share
  const fields = toShareFields(share, around)
  return {
    ...fields,
    CreationTime: toMinuteText(share.createdAt),
    ExpiredTime: expiredAt === undefined ? undefined : toMinuteText(expiredAt),
    ExpiredTimes: orAbsent([...new Set(expiries.map(toMinuteText))]),
    Version: shareVersion,
    OwnType: share.multiSession ? 1 : 0,
    BindAmount: details.bindAmount,
    LoadPolicy: details.loadPolicy,
    ResetType: details.resetType,
    AllowAutoSetup: details.allowAutoSetup ? 1 : 0,
    AllowBufferCount: details.allowBufferCount,
    ResType: 0,
    DirectoryId: share.officeSiteId,
    DirectoryType: fields.OfficeSiteType,
    ProfileFollowSwitch: details.profileFollow,
    TimerInfos: orAbsent(details.timers.map(toTimer)),
    ScaleTimerInfos: orAbsent(details.scalePhases.map(toScalePhase)),
    PolicyGroupIds: orAbsent(share.policyGroupIds),
    PolicyGroupNames: orAbsent(policyNamesOf(share, around)),
  }
}
