/** How many living computers and shares use each network or policy, of a region or of all, counted in one pass. */
import type { Connection } from './database.ts'
import { splitIds } from './lists.ts'

export interface ResourceUse {
  /** Computers outside shares. */
  readonly ordinary: number
  readonly ofShares: number
  readonly shares: number
}

export const unused: ResourceUse = { ordinary: 0, ofShares: 0, shares: 0 }

const columns = { officeSite: 'office_site_id', policyGroup: 'policy_group_ids' } as const

/**
 * @param regionId of the computers and shares; undefined: of every region
 * @returns use by id of the network or policy; what nobody uses is not in it
 */
export async function readResourceUse(
  connection: Connection,
  accountId: string,
  regionId: string | undefined,
  kind: keyof typeof columns,
): Promise<Map<string, ResourceUse>> {
  const column = columns[kind]
  const somewhere = regionId === undefined ? '' : ' and region_id = ?'
  const values = regionId === undefined ? [accountId] : [accountId, regionId]
  const desktops = await connection.all(
    `select ${column}, case when share_id is null then 0 else 1 end, count(*) from desktops
       where account_id = ?${somewhere} and status <> 'Deleted' group by 1, 2`,
    values,
  )
  const shares = await connection.all(
    `select ${column}, count(*) from shares where account_id = ?${somewhere} and deleted_at is null group by 1`,
    values,
  )
  const use = new Map<string, ResourceUse>()
  const add = (ids: string, what: keyof ResourceUse, count: number): void => {
    for (const id of splitIds(ids)) {
      const known = use.get(id) ?? unused
      use.set(id, { ...known, [what]: known[what] + count })
    }
  }
  for (const [ids, ofShare, count] of desktops) add(String(ids), ofShare === 1 ? 'ofShares' : 'ordinary', Number(count))
  for (const [ids, count] of shares) add(String(ids), 'shares', Number(count))
  return use
}
