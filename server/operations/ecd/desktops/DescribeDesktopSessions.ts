import { type Desktop, payTypes } from '../../../domain/desktop.ts'
import type { EndUser } from '../../../domain/resources.ts'
import { parseTime, toSecondText } from '../../../domain/times.ts'
import type { ProblemKind } from '../../../spec/problem.ts'
import { flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import {
  countDesktopSessions,
  type DesktopSession,
  type DesktopSessionFilter,
  searchDesktopSessions,
} from '../../../store/desktop-sessions.ts'
import { readDesktops } from '../../../store/desktops.ts'
import { readEndUsers } from '../../../store/resources.ts'
import { type Context, operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { type Found, lookUp } from '../lookup.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { desktopIdsOf, noEffect } from './desktop-fields.ts'
import { endTimeInvalid, startTimeInvalid } from './problems.ts'

const notKept = 'Not kept by this server: always absent.'
const lookBackMs = 30 * 24 * 3600_000
const subPayTypes = ['duration', 'postPaid', 'monthPackage', 'prePaid'] as const

const seconds = (description: string) => optional(integer(description, { format: 'int64', example: 120 }))

const session = record({
  SessionStatus: optional(text('Connected, or Disconnected once it has ended.', { example: 'Connected' })),
  EndUserId: optional(text('Whose session it is.', { example: 'alice' })),
  OfficeSiteId: optional(
    text('The office network of the computer; absent when the computer is forgotten.', {
      example: 'cn-hangzhou+dir-8904****',
    }),
  ),
  ClientIp: optional(text(notKept, { example: '172.21.XX.XX' })),
  ClientOS: optional(text(notKept, { example: 'windows' })),
  DesktopId: optional(text('The computer.', { example: 'ecd-g6t1ukbaea****' })),
  DesktopName: optional(text('Its name; absent when it is forgotten.', { example: 'DemoComputer' })),
  OfficeSiteName: optional(text('The name of the office network.', { example: 'TestOfficeSite' })),
  ClientVersion: optional(text(notKept, { example: '2.0.0-R-20221030.08****' })),
  ProtocolType: optional(text('The protocol over which the computer is streamed.', { example: 'ASP' })),
  LatestConnectionTime: seconds('How long it lasted, or has lasted so far, in whole seconds.'),
  TotalConnectionTime: seconds('How long all sessions of the user on this computer lasted together, in whole seconds.'),
  SessionStartTime: optional(text('When it began, yyyy-MM-ddTHH:mm:ssZ in UTC.', { example: '2023-01-28T02:31:43Z' })),
  SessionEndTime: optional(
    text('When it ended, yyyy-MM-ddTHH:mm:ssZ in UTC; absent while it lasts.', { example: '2023-01-28T02:31:43Z' }),
  ),
  SessionIdleTime: seconds('Since when keyboard and mouse have rested, in whole seconds; absent once it has ended.'),
  OsType: optional(text('The kind of operating system.', { example: 'Windows' })),
  EndUserApplyCoordinateTime: optional(integer(notKept, { format: 'int64', example: 120 })),
  SubPayType: optional(text('How the computer is billed: postPaid or prePaid.', { example: 'prePaid' })),
  OsSessionStatus: optional(text(notKept, { example: 'true' })),
  TerminalInfo: optional(
    record(
      {
        ProductName: optional(text('The product.', { example: 'Mac' })),
        SerialNumber: optional(text('Its number.', { example: '96c530bc-6095-4014-8bbc-d461b8ac****' })),
        Model: optional(text('Its model.', { example: 'Mac' })),
        Uuid: optional(text('Its id.', { example: 'EBFDC7773BEBAD418A9F89429652****' })),
      },
      notKept,
    ),
  ),
  DirectoryType: optional(text('How accounts are kept in the office network.', { example: 'SIMPLE' })),
  ResourceGroups: optional(
    list(
      record({
        Id: optional(text('Its id.', { example: 'rg-8whrmo2gtsb8bxxxx' })),
        Name: optional(text(notKept, { example: 'RgTest' })),
      }),
      'The resource group of the computer; absent when it is in none.',
    ),
  ),
  AccountType: optional(
    text('Where the user is kept: here (SIMPLE), or in a directory of the enterprise (AD_CONNECTOR).', {
      example: 'SIMPLE',
    }),
  ),
})

const request = record({
  RegionId: regionId,
  OfficeSiteId: optional(text('Only on computers in this office network.', { example: 'cn-hangzhou+dir-363353****' })),
  EndUserId: optional(text('Only sessions of this user.', { example: 'alice' })),
  SessionStatus: optional(
    oneOf(['Connected', 'Disconnected'], 'Only sessions that last, or only those that have ended.', {
      example: 'Connected',
    }),
  ),
  StartTime: optional(
    text('Only sessions that began at this instant or later, yyyy-MM-ddTHH:mm:ssZ in UTC.', {
      example: '2023-01-28T02:31:43Z',
    }),
  ),
  EndTime: optional(
    text('Only sessions that began at this instant or sooner, yyyy-MM-ddTHH:mm:ssZ in UTC.', {
      example: '2023-02-13T02:51:43Z',
    }),
  ),
  PageNumber: optional(integer('Which page is wanted; the first one, 1, when absent.', { min: 1, example: 1 })),
  PageSize: optional(integer('How many sessions a page holds; 10 when absent.', { min: 1, max: 100, example: 10 })),
  DesktopId: optional(desktopIdsOf('Only on these computers.')),
  DesktopName: optional(text('Only on computers of exactly this name.', { example: 'DemoComputer' })),
  SubPayType: optional(
    oneOf(
      subPayTypes,
      'Only on computers that are billed in this way. There are none here by duration or monthly package.',
      { example: 'prePaid' },
    ),
  ),
  CheckOsSession: optional(flag(noEffect, { example: true })),
  EndUserIdFilter: optional(
    text('Only sessions of users whose id holds this text, in upper or lower case.', { example: 'alice' }),
  ),
  ResourceGroupId: optional(text('Only on computers in this resource group.')),
  FillHardwareInfo: optional(flag(`${noEffect} Nothing is known of terminals.`)),
  Language: optional(text(noEffect, { example: 'zh-CN' })),
  EndUserIds: optional(list(text('The id of a user.'), 'Only sessions of these users.')),
})

type Input = Static<typeof request>

export const DescribeDesktopSessions = operation({
  product: ecd,
  name: 'DescribeDesktopSessions',
  summary: 'Lists the sessions of users on ordinary computers in the last 30 days.',
  description:
    'The latest first, each connection by itself; those that lasted at some time in the last 30 days. Every filter that is ' +
    'given narrows the list. Sessions on computers of shares are listed by DescribeDesktopGroupSessions.',
  ram: {
    action: 'ecd:DescribeDesktopSessions',
    level: 'list',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request,
  response: record({
    TotalCount: optional(integer('How many sessions match, on all pages together.', { example: 1 })),
    Sessions: optional(list(session, 'The sessions of this page.')),
  }),
  problems: [regionNotFound, startTimeInvalid, endTimeInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', EndUserId: 'alice', SessionStatus: 'Connected' },
    response: { TotalCount: 1 },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { store, accountId, clock } = context
    checkRegion(input.RegionId)
    const now = clock.now()
    const filter = filterOf(input, accountId, now)
    if (filter === undefined) return { TotalCount: 0, Sessions: [] }
    const { PageNumber = 1, PageSize: limit = 10 } = input
    const stretch = { now, limit, offset: (PageNumber - 1) * limit }
    const found = await searchDesktopSessions(store, store.dialect, filter, stretch)
    const around = await surroundingsOf(context, found)
    return {
      TotalCount: await countDesktopSessions(store, store.dialect, filter),
      Sessions: found.map(one => toSession(one, around, now)),
    }
  },
})

/** Undefined when nothing can match. @throws Problem InvalidStartTime, InvalidEndTime */
function filterOf(input: Input, accountId: string, now: number): DesktopSessionFilter | undefined {
  const { SubPayType, SessionStatus } = input
  const filter: DesktopSessionFilter = {
    accountId,
    regionId: input.RegionId,
    lastedSince: now - lookBackMs,
    connected: SessionStatus === undefined ? undefined : SessionStatus === 'Connected',
    beganFrom: instantOf(input.StartTime, startTimeInvalid),
    beganTo: endOf(instantOf(input.EndTime, endTimeInvalid)),
    endUserId: input.EndUserId,
    endUserIds: input.EndUserIds,
    endUserPart: input.EndUserIdFilter,
    desktopIds: input.DesktopId,
    desktopName: input.DesktopName,
    officeSiteId: input.OfficeSiteId,
    resourceGroupId: input.ResourceGroupId,
  }
  if (SubPayType === undefined) return filter
  const payType = payTypes.find(type => type.toLowerCase() === SubPayType.toLowerCase())
  return payType === undefined ? undefined : { ...filter, payType }
}

function instantOf(given: string | undefined, invalid: ProblemKind<[]>): number | undefined {
  if (given === undefined) return undefined
  const instant = parseTime(given)
  if (instant === undefined) throw invalid()
  return instant
}

/** Answers tell instants to the second, so a limit means the whole of it. */
const endOf = (second: number | undefined): number | undefined => (second === undefined ? undefined : second + 999)

interface Surroundings {
  readonly desktops: ReadonlyMap<string, Desktop>
  readonly officeSites: Found<'officeSite'>
  readonly users: ReadonlyMap<string, EndUser>
}

async function surroundingsOf({ store, accountId }: Context, found: readonly DesktopSession[]): Promise<Surroundings> {
  const distinct = (ids: readonly string[]): string[] => [...new Set(ids)]
  const desktopIds = distinct(found.map(({ desktopId }) => desktopId))
  const desktops = await readDesktops(store, store.dialect, accountId, desktopIds)
  const userIds = distinct(found.map(({ endUserId }) => endUserId))
  const users = await readEndUsers(store, store.dialect, accountId, userIds)
  const siteIds = desktops.map(({ officeSiteId }) => officeSiteId)
  return {
    desktops: new Map(desktops.map(desktop => [desktop.id, desktop])),
    officeSites: await lookUp(store, accountId, 'officeSite', siteIds),
    users: new Map(users.map(({ user }) => [user.id, user])),
  }
}

const inSeconds = (durationMs: number): number => Math.max(0, Math.floor(durationMs / 1000))

function toSession(one: DesktopSession, around: Surroundings, now: number): Static<typeof session> {
  const { desktopId, endUserId, connectedAt, disconnectedAt } = one
  const desktop = around.desktops.get(desktopId)
  const site = around.officeSites.get(desktop?.officeSiteId ?? '')
  const user = desktop?.users.find(other => other.endUserId === endUserId)
  const lasts = disconnectedAt === undefined
  return {
    SessionStatus: lasts ? 'Connected' : 'Disconnected',
    EndUserId: endUserId,
    DesktopId: desktopId,
    DesktopName: desktop?.name,
    OfficeSiteId: desktop?.officeSiteId,
    OfficeSiteName: site?.name,
    ProtocolType: desktop?.protocolType,
    LatestConnectionTime: inSeconds((disconnectedAt ?? now) - connectedAt),
    TotalConnectionTime: inSeconds(one.totalMs),
    SessionStartTime: toSecondText(connectedAt),
    SessionEndTime: lasts ? undefined : toSecondText(disconnectedAt),
    SessionIdleTime: lasts ? inSeconds(now - (user?.activeAt ?? connectedAt)) : undefined,
    OsType: desktop?.osType,
    SubPayType: desktop === undefined ? undefined : desktop.payType === 'PostPaid' ? 'postPaid' : 'prePaid',
    DirectoryType: site?.type,
    ResourceGroups: desktop?.resourceGroupId === undefined ? undefined : [{ Id: desktop.resourceGroupId }],
    AccountType: around.users.get(endUserId)?.type,
  }
}
