/** Which software the living computers of a region have, counted in one pass. */
import type { OsType, ProtocolType } from '../domain/desktop.ts'
import type { Installation } from '../domain/fota.ts'
import type { Connection } from './database.ts'
import type { Dialect } from './dialect.ts'

export async function readInstallations(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  regionId: string,
): Promise<Installation[]> {
  const rows = await connection.all(
    `select image_id, os_type, protocol_type, ${dialect.member('details', 'fotaVersion')}, count(*) from desktops
       where account_id = ? and region_id = ? and status <> 'Deleted' group by 1, 2, 3, 4`,
    [accountId, regionId],
  )
  return rows.map(([imageId, osType, protocolType, version, count]) => ({
    imageId: String(imageId),
    osType: String(osType) as OsType,
    protocolType: String(protocolType) as ProtocolType,
    ...(version === null || version === undefined ? {} : { version: String(version) }),
    count: Number(count),
  }))
}
