/** What must hold at every moment of a simulation, whatever was done. Each failure is a sentence. */
import { isDeepStrictEqual } from 'node:util'
import { makeMeters } from '../../billing/meter.ts'
import { type Desktop, desktopStatuses } from '../../domain/desktop.ts'
import { lifeOf, nextStep, shownStatus } from '../../domain/lifecycle.ts'
import { livingOf } from '../../domain/share-plan.ts'
import { effective } from '../../domain/share-terms.ts'
import { DescribeDesktopsInGroup } from '../../operations/ecd/shares/DescribeDesktopsInGroup.ts'
import { readDesktops } from '../../store/desktops.ts'
import { readEvents, type StoredEvent } from '../../store/events.ts'
import { readShares } from '../../store/shares.ts'
import { testRegion } from '../builders.ts'
import { call } from '../calls.ts'
import type { World } from './world.ts'

/** What is looked at: a world, or a server that lives elsewhere. */
export type Observed = Pick<World, 'store' | 'accountId' | 'shareIds' | 'context' | 'now'>

/** @returns what does not hold, in words */
export async function faultsIn(world: Observed): Promise<string[]> {
  const { store, accountId } = world
  const rows = await store.all('select id from desktops where account_id = ?', [accountId])
  const desktops = await readDesktops(
    store,
    store.dialect,
    accountId,
    rows.map(([id]) => String(id)),
  )
  const shares = await readShares(store, store.dialect, accountId, world.shareIds)
  const events = await readEvents(store, { accountId, after: 0, limit: 1_000_000 })
  return [
    ...countersAreRows(shares, desktops),
    ...statusFollowsFromLife(desktops),
    ...eventsTellStates(desktops, events),
    ...nobodyLostHerComputer(events),
    ...addressesAreUnique(desktops),
    ...(await sessionsAreConnections(world, desktops)),
    ...(await billIsItsLines(world, desktops)),
    ...(await pagesAreWhole(world, desktops)),
  ]
}

type Shares = Awaited<ReturnType<typeof readShares>>

function countersAreRows(shares: Shares, desktops: readonly Desktop[]): string[] {
  return shares.flatMap(({ share, counters }) => {
    const own = desktops.filter(({ shareId }) => shareId === share.id)
    const there = own.filter(({ status }) => status !== 'Deleted')
    const bought = there.filter(({ payType }) => payType === 'PrePaid')
    const counted = {
      prePaid: bought.length,
      postPaid: there.length - bought.length,
      prePaidOnline: bought.filter(({ users }) => users.some(user => user.connectedAt !== undefined)).length,
      prePaidRunning: bought.filter(({ status }) => status === 'Running').length,
      prePaidStopped: bought.filter(({ status }) => status === 'Stopped').length,
      byStatus: Object.fromEntries(
        desktopStatuses.map(status => [status, own.filter(d => d.status === status).length]),
      ),
    }
    const { users: _users, billedMicros: _billed, ...kept } = counters
    return isDeepStrictEqual(kept, counted)
      ? []
      : [`share ${share.id} counts ${JSON.stringify(kept)}, its rows are ${JSON.stringify(counted)}`]
  })
}

const statusFollowsFromLife = (desktops: readonly Desktop[]): string[] =>
  desktops.flatMap(desktop => {
    const { id, status, life, users } = desktop
    const shown = shownStatus(
      lifeOf(desktop),
      users.some(user => user.connectedAt !== undefined),
    )
    if (status !== shown) return [`${id} is shown ${status}, its life says ${shown} (${JSON.stringify(life)})`]
    return status === 'Deleted' && desktop.releasedAt === undefined
      ? [`${id} is Deleted without an instant of release`]
      : []
  })

function eventsTellStates(desktops: readonly Desktop[], events: readonly StoredEvent[]): string[] {
  const told = new Map<string, string>()
  const connected = new Map<string, Set<string>>()
  const faults: string[] = []
  for (const { name, desktopId = '', endUserId = '', details = {} } of events) {
    if (name === 'DesktopCreated') told.set(desktopId, String(details.status))
    if (name === 'DesktopStatusChanged') {
      if (told.get(desktopId) !== details.from)
        faults.push(`${desktopId} went from ${details.from}, it was ${told.get(desktopId)}`)
      told.set(desktopId, String(details.to))
    }
    const users = connected.get(desktopId) ?? new Set<string>()
    if (name === 'SessionStarted') connected.set(desktopId, users.add(endUserId))
    if (name === 'SessionEnded') users.delete(endUserId)
  }
  for (const { id, status, users } of desktops) {
    if (told.get(id) !== status) faults.push(`${id} is ${status}, its events end in ${told.get(id)}`)
    const now = users
      .filter(user => user.connectedAt !== undefined)
      .map(({ endUserId }) => endUserId)
      .sort()
    const then = [...(connected.get(id) ?? [])].sort()
    if (!isDeepStrictEqual(now, then)) faults.push(`${id} has ${now.join()} connected, its events say ${then.join()}`)
  }
  return faults
}

/** The plan never takes a computer from somebody who is connected. */
function nobodyLostHerComputer(events: readonly StoredEvent[]): string[] {
  const connected = new Map<string, number>()
  return events.flatMap(({ name, desktopId = '', details = {} }) => {
    const users = connected.get(desktopId) ?? 0
    if (name === 'SessionStarted') connected.set(desktopId, users + 1)
    if (name === 'SessionEnded') connected.set(desktopId, users - 1)
    const planned =
      name === 'DesktopStatusChanged' && ['Surplus', 'NoLongerNeeded', 'StopDuration'].includes(String(details.reason))
    return planned && users > 0
      ? [`${desktopId} became ${details.to} for ${details.reason} while ${users} were connected`]
      : []
  })
}

function addressesAreUnique(desktops: readonly Desktop[]): string[] {
  const owners = new Map<string, string>()
  return desktops.flatMap(({ id, status, officeSiteId, details: { primaryEniIp, memberEniIp } }) =>
    status === 'Deleted'
      ? []
      : [primaryEniIp, memberEniIp].flatMap(address => {
          if (address === undefined) return []
          const key = `${officeSiteId} ${address}`
          const owner = owners.get(key)
          owners.set(key, id)
          return owner === undefined ? [] : [`${id} and ${owner} both have ${address}`]
        }),
  )
}

async function sessionsAreConnections({ store, accountId }: Observed, desktops: readonly Desktop[]): Promise<string[]> {
  const rows = await store.all(
    'select desktop_id, end_user_id, connected_at from sessions where account_id = ? and disconnected_at is null',
    [accountId],
  )
  const open = rows.map(row => row.join(' ')).sort()
  const connected = desktops
    .flatMap(({ id, users }) =>
      users.flatMap(user => (user.connectedAt === undefined ? [] : [`${id} ${user.endUserId} ${user.connectedAt}`])),
    )
    .sort()
  return isDeepStrictEqual(open, connected)
    ? []
    : [`open sessions are ${open.join()}, connected are ${connected.join()}`]
}

async function billIsItsLines(
  { store, accountId, context, now }: Observed,
  desktops: readonly Desktop[],
): Promise<string[]> {
  const faults: string[] = []
  const sums = await store.all(
    `select s.id, s.billed_micros, coalesce((select sum(amount_micros) from bill_lines b where b.share_id = s.id), 0)
       from shares s where s.account_id = ?`,
    [accountId],
  )
  for (const [id, total, sum] of sums)
    if (Number(total) !== Number(sum)) faults.push(`${id} is billed ${total}, its lines are ${sum}`)
  const rows = await store.all(
    'select desktop_id, item, rate_micros, from_at, to_at, ended_at, amount_micros, open from bill_lines where account_id = ? order by desktop_id, item, from_at',
    [accountId],
  )
  const by = makeMeters(context.prices)('CNY')
  const running = new Map<string, number>()
  let last = ''
  let until = 0
  for (const [desktopId, item, rate, fromAt, toAt, endedAt, amount, open] of rows) {
    const key = `${desktopId} ${item}`
    if (key === last && Number(fromAt) < until) faults.push(`${key} is billed twice from ${fromAt}`)
    last = key
    until = endedAt === null ? Number.POSITIVE_INFINITY : Number(endedAt)
    if (by.amountOf(Number(rate), Number(fromAt), Number(toAt)) !== Number(amount))
      faults.push(`${key} from ${fromAt}: ${amount} is not its price`)
    if (Number(toAt) > now) faults.push(`${key} is settled until ${toAt}, in the future`)
    if (open === 0 && toAt !== endedAt) faults.push(`${key} is closed at ${toAt}, its use ended at ${endedAt}`)
    if (endedAt === null) running.set(key, Number(rate))
  }
  for (const desktop of desktops) {
    const meters = new Map(by.metersOf(desktop).map(({ item, rateMicros }) => [item as string, rateMicros]))
    for (const item of ['compute', 'storage']) {
      const [is, should] = [running.get(`${desktop.id} ${item}`), meters.get(item)]
      if (is !== should)
        faults.push(`${desktop.id} (${desktop.status}) is metered ${is} for ${item}, it should be ${should}`)
    }
  }
  return faults
}

async function pagesAreWhole({ context, shareIds }: Observed, desktops: readonly Desktop[]): Promise<string[]> {
  const faults: string[] = []
  for (const DesktopGroupId of shareIds) {
    const listed: string[] = []
    let NextToken: string | undefined
    do {
      const input = {
        RegionId: testRegion,
        DesktopGroupId,
        MaxResults: 3,
        ...(NextToken === undefined ? {} : { NextToken }),
      }
      const page = await call(DescribeDesktopsInGroup, input, context)
      listed.push(
        ...[...(page.PaidDesktops ?? []), ...(page.PostPaidDesktops ?? [])].map(({ DesktopId }) => DesktopId ?? ''),
      )
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    const there = desktops.filter(({ shareId }) => shareId === DesktopGroupId).map(({ id }) => id)
    if (!isDeepStrictEqual([...listed].sort(), [...there].sort()))
      faults.push(`${DesktopGroupId} lists ${listed.join()}, it has ${there.join()}`)
  }
  return faults
}

/** Once faults have stopped and time has passed, everything is where it is desired to be. */
export async function unreachedIn(world: Observed): Promise<string[]> {
  const { store, accountId } = world
  const faults: string[] = []
  const rows = await store.all("select id from desktops where account_id = ? and status <> 'Deleted'", [accountId])
  const desktops = await readDesktops(
    store,
    store.dialect,
    accountId,
    rows.map(([id]) => String(id)),
  )
  for (const desktop of desktops) {
    const life = lifeOf(desktop)
    const waits = desktop.users.some(user => user.connectedAt !== undefined)
    if (life.asked !== undefined || nextStep(life, waits) !== 'none')
      faults.push(`${desktop.id} never came to rest: ${JSON.stringify(life)}`)
    if (desktop.users.some(({ waitingSince }) => waitingSince !== undefined))
      faults.push(`somebody still waits for ${desktop.id}`)
  }
  const kept = await store.all('select id from simulated_computers where account_id = ?', [accountId])
  for (const [id] of kept) {
    if (!desktops.some(desktop => desktop.id === id)) faults.push(`the provider still has ${id}, which is deleted`)
  }
  for (const { share } of await readShares(store, store.dialect, accountId, world.shareIds)) {
    const living = livingOf(desktops.filter(({ shareId }) => shareId === share.id))
    if (share.deletedAt !== undefined) {
      if (living.length > 0) faults.push(`${share.id} is deleted and still has ${living.length} computers`)
      continue
    }
    if (share.status !== 1) continue
    const { minimum, ceiling, bought } = effective(share)
    const byUse = living.filter(({ payType }) => payType === 'PostPaid').length
    if (share.payType === 'PostPaid' && byUse < Math.min(minimum, ceiling))
      faults.push(`${share.id} has ${byUse} computers, its minimum is ${minimum}`)
    const prePaid = living.length - byUse
    if (share.payType === 'PrePaid' && prePaid < bought)
      faults.push(`${share.id} has ${prePaid} of ${bought} computers bought`)
    const free = living.filter(({ users }) => users.length === 0).length
    if (share.payType === 'PostPaid' && byUse > ceiling && free > 0)
      faults.push(`${share.id} has ${byUse} computers, ${free} of them free; its ceiling is ${ceiling}`)
  }
  return faults
}
