/** Sessions as DescribeDesktopGroupSessions shows them (share-family.md 2.3): durations in seconds, instants in UTC+8. */
import type { EndUser } from '../../../domain/resources.ts'
import { toLocalText } from '../../../domain/times.ts'
import { integer, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import type { LiveSession, SessionHistory } from '../../../store/session-search.ts'
import type { Found } from '../lookup.ts'
import { notKept } from './share-fields.ts'

const seconds = (description: string) => optional(integer(description, { format: 'int64', example: 120 }))

export const shareSession = record({
  EndUserId: text('Whose session it is.', { example: 'alice' }),
  DesktopGroupId: text('The share.', { example: 'dg-iaqu3bi2xtie****' }),
  DesktopGroupName: text('The name of the share.', { example: 'DemoCCGroup' }),
  OfficeSiteId: text('The office network the computer is in.', { example: 'cn-hangzhou+dir-8904****' }),
  OfficeSiteName: optional(text('The name of that network; absent when it is gone.', { example: 'DemoOfficeNetwork' })),
  OwnType: integer('0: the computers of the share take one session at a time; 1: several.', {
    values: [0, 1],
    example: 0,
  }),
  SessionStatus: oneOf(['Connected', 'Disconnected'], 'Whether the user is connected, or the session is only kept.', {
    example: 'Connected',
  }),
  DesktopId: text('The computer.', { example: 'ecd-g6t1ukbaea****' }),
  ClientOS: optional(text(notKept, { example: 'windows' })),
  ClientVersion: optional(text(notKept, { example: '7.8.0' })),
  ClientIp: optional(text(notKept, { example: '172.21.XX.XX' })),
  LatestConnectionTime: seconds('How long the latest connection has lasted so far, or lasted, in whole seconds.'),
  TotalConnectionDuration: seconds('How long all connections of this session lasted together, in whole seconds.'),
  SessionIdleTime: seconds(
    'Since when keyboard and mouse have rested, in whole seconds; of a kept session, since the user has gone.',
  ),
  ProtocolType: text('The protocol over which the computer is streamed.', { example: 'ASP' }),
  LastSessionStartTime: optional(
    text('When the latest connection began, yyyy-MM-dd HH:mm:ss in UTC+8.', { example: '2022-08-31 06:56:45' }),
  ),
  LastSessionEndTime: optional(
    text('When the latest connection ended, yyyy-MM-dd HH:mm:ss in UTC+8; absent while it lasts.', {
      example: '2022-08-31 07:56:45',
    }),
  ),
  OsType: text('The kind of operating system, Windows or Linux.', { example: 'Windows' }),
  EndUserApplyCoordinateTime: optional(integer(notKept, { format: 'int64', example: 1678794261000 })),
  TerminalInfo: optional(
    record(
      {
        ProductName: optional(text('The product.', { example: 'Mac' })),
        SerialNumber: optional(text('Its number.', { example: '96c530bc-6095-4014-8bbc-d461b8ac****' })),
        Model: optional(text('Its model.', { example: 'wuying_mac_x86_64' })),
        Uuid: optional(text('Its id.', { example: 'EBFDC7773BEBAD418A9F89429652****' })),
      },
      notKept,
    ),
  ),
  DirectoryType: optional(
    text('How accounts are kept in the office network; absent when it is gone.', { example: 'SIMPLE' }),
  ),
  AccountType: optional(
    text('Where the user is kept: here (SIMPLE), or in a directory of the enterprise (AD_CONNECTOR).', {
      example: 'SIMPLE',
    }),
  ),
})

export interface SessionSurroundings {
  readonly now: number
  readonly histories: ReadonlyMap<LiveSession, SessionHistory>
  readonly officeSites: Found<'officeSite'>
  readonly users: ReadonlyMap<string, EndUser>
}

const inSeconds = (durationMs: number): number => Math.max(0, Math.floor(durationMs / 1000))

export function toShareSession(
  session: LiveSession,
  { now, histories, officeSites, users }: SessionSurroundings,
): Static<typeof shareSession> {
  const { connectedAt, disconnectedAt, activeAt } = session
  const history = histories.get(session)
  const officeSite = officeSites.get(session.officeSiteId)
  const beganAt = connectedAt ?? history?.lastBeganAt
  const endedAt = connectedAt === undefined ? disconnectedAt : undefined
  const restsSince = connectedAt === undefined ? disconnectedAt : (activeAt ?? connectedAt)
  return {
    EndUserId: session.endUserId,
    DesktopGroupId: session.shareId,
    DesktopGroupName: session.shareName,
    OfficeSiteId: session.officeSiteId,
    OfficeSiteName: officeSite?.name,
    OwnType: session.multiSession ? 1 : 0,
    SessionStatus: connectedAt === undefined ? 'Disconnected' : 'Connected',
    DesktopId: session.desktopId,
    LatestConnectionTime: beganAt === undefined ? undefined : inSeconds((endedAt ?? now) - beganAt),
    TotalConnectionDuration: inSeconds((history?.endedMs ?? 0) + (connectedAt === undefined ? 0 : now - connectedAt)),
    SessionIdleTime: restsSince === undefined ? undefined : inSeconds(now - restsSince),
    ProtocolType: session.protocolType,
    LastSessionStartTime: beganAt === undefined ? undefined : toLocalText(beganAt),
    LastSessionEndTime: endedAt === undefined ? undefined : toLocalText(endedAt),
    OsType: session.osType,
    DirectoryType: officeSite?.type,
    AccountType: users.get(session.endUserId)?.type,
  }
}
