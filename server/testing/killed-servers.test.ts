/** Servers that are killed while shares live: nothing is done twice, and nothing is left undone. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import PopCore from '@alicloud/pop-core'
import { readRootAccountId } from '../identity/provision.ts'
import { openStore, type Store } from '../store/store.ts'
import { anEndUser, anOfficeSite, seed, testRegion } from './builders.ts'
import { contextFor } from './calls.ts'
import { freshDatabase, withoutPostgres } from './fresh-database.ts'
import { livingKey } from './living-server.ts'
import { faultsIn, type Observed, unreachedIn } from './simulation/checks.ts'
import { numbersFrom } from './simulation/script.ts'

const program = new URL('./living-server.ts', import.meta.url).pathname
const users = Array.from({ length: 12 }, (_, index) => `user${index}`)
const kills = 12
/** How long shares may take to come to rest: many times what they need. */
const patienceMs = 30_000

class Server {
  private child: ChildProcess | undefined
  private endpoint = ''
  private readonly where: readonly string[]

  constructor(where: readonly string[]) {
    this.where = where
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [program, ...this.where], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.child = child
    for await (const line of createInterface({ input: child.stdout })) {
      this.endpoint = line
      return
    }
    assert.fail('The server ended before it answered.')
  }

  async kill(): Promise<void> {
    const { child } = this
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  /** @throws when the server refuses, or is not there any more */
  ask(action: string, query: Record<string, unknown>, apiVersion = '2020-09-30'): Promise<Record<string, unknown>> {
    const client = new PopCore({
      accessKeyId: livingKey.id,
      accessKeySecret: livingKey.secret,
      endpoint: `http://${this.endpoint}`,
      apiVersion,
    })
    return client.request(action, { RegionId: testRegion, ...query }, { method: 'POST', timeout: 5000 })
  }
}

const newShare = {
  OfficeSiteId: anOfficeSite().id,
  PolicyGroupId: 'system-all-enabled-policy',
  BundleId: 'bundle_eds_general_4c8g_s8d5_win2019',
  ChargeType: 'PostPaid',
  BuyDesktopsCount: 3,
  MaxDesktopsCount: 8,
  AllowBufferCount: 1,
  ResetType: 1,
  EndUserIds: users,
}

/** One that nobody uses, so that it may be deleted as soon as its computers are there. */
const { EndUserIds: _nobody, ...passingShare } = { ...newShare, BuyDesktopsCount: 2, AllowBufferCount: 0 }

/** Computers that the provider has and no desktop is, or no more. */
const orphansIn = (store: Store): Promise<unknown> =>
  store.all(
    `select c.id from simulated_computers c left join desktops d on d.id = c.id where d.id is null or d.status = 'Deleted'`,
    [],
  )

async function sessionsIn(store: Store): Promise<number> {
  const [row] = await store.all('select count(*) from sessions', [])
  return Number(row?.[0])
}

async function allShares(store: Store): Promise<string[]> {
  return (await store.all('select id from shares', [])).map(([id]) => String(id))
}

/** Deletes a share, as soon as it is not busy any more; fine where an earlier call did it and could not say so. */
async function untilDeleted(server: Server, DesktopGroupId: string): Promise<void> {
  const until = Date.now() + patienceMs
  for (;;) {
    try {
      await server.ask('DeleteDesktopGroup', { DesktopGroupId })
      return
    } catch (error) {
      const { code } = error as { readonly code?: string }
      if (code === 'InvalidDesktopGroupId.NotFound') return
      if (code !== 'NotAllowOperation' || Date.now() > until) throw error
      await sleep(20)
    }
  }
}

async function livesThroughKills(place: { readonly databaseUrl?: string }, count: number): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'deskfleet-killed-'))
  const servers = Array.from({ length: count }, () => new Server([data, place.databaseUrl ?? '-']))
  let store: Store | undefined
  try {
    for (const server of servers) await server.start()
    store = await openStore({ dataDirectory: data, requestValidityMs: 900_000, ...place })
    const accountId = (await readRootAccountId(store)) ?? ''
    await seed(
      store,
      {
        resources: [{ accountId, resource: anOfficeSite() }],
        endUsers: users.map(id => ({ accountId, user: anEndUser(id) })),
      },
      Date.now() - 3600_000,
    )
    // What was seeded took numbers of its own.
    await store.transaction(Date.now(), tx =>
      tx.all('update accounts set next_sequence = 1000 where id = ?', [accountId]),
    )
    const [first] = servers
    assert.ok(first)
    const shareIds: string[] = []
    for (let index = 0; index < 3; index += 1) {
      shareIds.push(String((await first.ask('CreateDesktopGroup', newShare)).DesktopGroupId))
    }
    const passing: string[] = []
    for (let index = 0; index < kills; index += 1) {
      passing.push(String((await first.ask('CreateDesktopGroup', passingShare)).DesktopGroupId))
    }
    const below = numbersFrom(7)
    for (let killed = 0; killed < kills; killed += 1) {
      const victim = servers[killed % servers.length] as Server
      // A call that is cut off, or meets a server that is down, may have been done or not; both must be right.
      const calls = Array.from({ length: 14 }, () => {
        const server = servers[below(servers.length)] as Server
        const where = { DesktopGroupId: shareIds[below(3)], EndUserId: users[below(users.length)] }
        const action = below(3) === 0 ? 'DisconnectEndUser' : 'ConnectEndUser'
        return server.ask(action, where, '2026-11-24').catch(() => undefined)
      })
      for (const DesktopGroupId of passing.slice(0, killed + 1)) {
        const server = servers[below(servers.length)] as Server
        calls.push(server.ask('DeleteDesktopGroup', { DesktopGroupId }).catch(() => undefined))
      }
      const maker = servers[below(servers.length)] as Server
      calls.push(maker.ask('CreateDesktopGroup', passingShare).catch(() => undefined))
      await sleep(below(60))
      await victim.kill()
      await Promise.all(calls)
      await victim.start()
    }
    // Deletions that were acknowledged, and whose server died before the computers were gone.
    for (const DesktopGroupId of passing.slice(0, 3)) {
      const server = servers[below(servers.length)] as Server
      await untilDeleted(server, DesktopGroupId)
      await server.kill()
      await server.start()
    }
    // On a busy machine every connection above may have met a dead server; this one is answered. Who is refused it, for want of
    // a computer or being connected already, shows that there is somebody.
    await first
      .ask('ConnectEndUser', { DesktopGroupId: shareIds[0], EndUserId: users[0] }, '2026-11-24')
      .catch((error: { readonly code?: string }) => assert.ok(error.code, String(error)))
    const context = contextFor(store, accountId)
    const seen: Observed = {
      store,
      accountId,
      // Also those whose making was done and never answered.
      shareIds: await allShares(store),
      context,
      get now() {
        return Date.now()
      },
    }
    const until = Date.now() + patienceMs
    let unreached = await unreachedIn(seen)
    while ((unreached.length > 0 || (await sessionsIn(store)) === 0) && Date.now() < until) {
      await sleep(100)
      unreached = await unreachedIn(seen)
    }
    assert.deepEqual(unreached, [])
    for (const server of servers) await server.kill()
    assert.deepEqual(await faultsIn(seen), [])
    assert.deepEqual(await orphansIn(store), [])
    const [deleted] = await store.all('select count(*) from shares where deleted_at is not null', [])
    assert.ok(Number(deleted?.[0]) > 0, 'a share was deleted')
    const twice = await store.all(
      "select desktop_id, count(*) from events where name = 'DesktopCreated' group by desktop_id having count(*) > 1",
      [],
    )
    assert.deepEqual(twice, [])
    assert.ok((await sessionsIn(store)) > 0, 'somebody was connected')
  } finally {
    for (const server of servers) await server.kill()
    await store?.close()
    rmSync(data, { recursive: true, force: true })
  }
}

it('Two servers of one PostgreSQL, killed again and again: shares come to rest with exactly what they want', {
  skip: withoutPostgres,
}, async () => {
  await using database = await freshDatabase()
  await livesThroughKills({ databaseUrl: database.url }, 2)
})

it('A server with the embedded database, killed again and again: shares come to rest with exactly what they want', () =>
  livesThroughKills({}, 1))
