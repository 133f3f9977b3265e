/** Who was connected where, and when: written with the change of the desktop that it is. */
import type { Desktop } from '../domain/desktop.ts'
import { takeSequence } from './accounts.ts'
import type { Connection, Row } from './database.ts'
import { putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

export interface Session {
  readonly accountId: string
  readonly sequence: number
  readonly regionId: string
  readonly shareId?: string
  readonly desktopId: string
  readonly endUserId: string
  readonly userDesktopId?: string
  readonly connectedAt: number
  readonly disconnectedAt?: number
  /** Why it ended. */
  readonly reason?: string
}

export const sessionColumns = [
  'account_id',
  'sequence',
  'region_id',
  'share_id',
  'desktop_id',
  'end_user_id',
  'user_desktop_id',
  'connected_at',
  'disconnected_at',
  'reason',
] as const

interface DesktopChange {
  readonly before?: Desktop | undefined
  readonly after: Desktop
  readonly reason?: string | undefined
}

const connections = (desktop: Desktop | undefined) =>
  new Map(
    (desktop?.users ?? []).flatMap(user => (user.connectedAt === undefined ? [] : [[user.endUserId, user] as const])),
  )

/** Begins and ends the sessions that these changes begin and end. */
export async function recordSessions(
  tx: Transaction,
  accountId: string,
  changes: readonly DesktopChange[],
): Promise<void> {
  const begun: Omit<Session, 'sequence'>[] = []
  for (const { before, after, reason } of changes) {
    const [was, is] = [connections(before), connections(after)]
    for (const [endUserId, { connectedAt = tx.now }] of was) {
      if (is.get(endUserId)?.connectedAt === connectedAt) continue
      await tx.all(
        `update sessions set disconnected_at = ?, reason = ?
           where desktop_id = ? and end_user_id = ? and connected_at = ? and disconnected_at is null`,
        [tx.now, reason ?? 'Asked', after.id, endUserId, connectedAt],
      )
    }
    for (const [endUserId, { connectedAt = tx.now, userDesktopId }] of is) {
      if (was.get(endUserId)?.connectedAt === connectedAt) continue
      begun.push({
        accountId,
        regionId: after.regionId,
        ...(after.shareId === undefined ? {} : { shareId: after.shareId }),
        desktopId: after.id,
        endUserId,
        ...(userDesktopId === undefined ? {} : { userDesktopId }),
        connectedAt,
      })
    }
  }
  if (begun.length === 0) return
  const first = await takeSequence(tx, accountId, begun.length)
  await putRows(
    tx,
    'sessions',
    sessionColumns,
    [],
    begun.map((session, index) => ({
      account_id: accountId,
      sequence: first + index,
      region_id: session.regionId,
      share_id: session.shareId ?? null,
      desktop_id: session.desktopId,
      end_user_id: session.endUserId,
      user_desktop_id: session.userDesktopId ?? null,
      connected_at: session.connectedAt,
    })),
  )
}

/** A row of `sessionColumns`. */
export const sessionFrom = ([
  accountId,
  sequence,
  regionId,
  shareId,
  desktopId,
  endUserId,
  userDesktopId,
  connectedAt,
  disconnectedAt,
  reason,
]: Row): Session => ({
  accountId: String(accountId),
  sequence: Number(sequence),
  regionId: String(regionId),
  ...(shareId === null ? {} : { shareId: String(shareId) }),
  desktopId: String(desktopId),
  endUserId: String(endUserId),
  ...(userDesktopId === null ? {} : { userDesktopId: String(userDesktopId) }),
  connectedAt: Number(connectedAt),
  ...(disconnectedAt === null ? {} : { disconnectedAt: Number(disconnectedAt) }),
  ...(reason === null ? {} : { reason: String(reason) }),
})

/** The sessions of a share, in the order in which they began. */
export async function readShareSessions(
  connection: Connection,
  accountId: string,
  shareId: string,
): Promise<Session[]> {
  const rows = await connection.all(
    `select ${sessionColumns.join(', ')} from sessions where account_id = ? and share_id = ? order by sequence`,
    [accountId, shareId],
  )
  return rows.map(sessionFrom)
}
