/** Lives of computers from the call to their end, asked by an official client of a server whose clock is turned. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import PopCore from '@alicloud/pop-core'
import type { Image } from '../../../domain/resources.ts'
import { anEndUser, anOfficeSite, seed, testRegion } from '../../../testing/builders.ts'
import { freshDatabase, withoutPostgres } from '../../../testing/fresh-database.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

type Answer = Record<string, unknown>
type Query = Readonly<Record<string, unknown>>

const start = '2026-01-01T00:00:00Z'
const startAt = Date.parse(start)
const office = anOfficeSite()
const target = anOfficeSite({ id: 'cn-hangzhou+os-target', name: 'Target', cidrBlock: '10.1.0.0/16' })
const ownImage: Image = {
  kind: 'image',
  id: 'm-own',
  name: 'own',
  type: 'CUSTOM',
  osType: 'Linux',
  platform: 'Ubuntu',
  protocolType: 'ASP',
  sessionType: 'SINGLE_SESSION',
  systemDiskSizeGib: 40,
  fotaVersion: '1.2.3-R-20250101.000000',
}

class Client {
  readonly server: TestServer
  private readonly ecd: PopCore
  private readonly deskfleet: PopCore

  private constructor(server: TestServer) {
    this.server = server
    const { id: accessKeyId, secret: accessKeySecret } = server.rootKey
    const client = (apiVersion: string) =>
      new PopCore({ accessKeyId, accessKeySecret, endpoint: `http://${server.endpoint}`, apiVersion })
    this.ecd = client('2020-09-30')
    this.deskfleet = client('2026-11-24')
  }

  static async begin(server: TestServer): Promise<Client> {
    const accountId = server.provisioned.rootAccountId
    await seed(
      server.store,
      {
        endUsers: ['alice', 'bob'].map(id => ({ accountId, user: anEndUser(id) })),
        resources: [office, target, ownImage].map(resource => ({ accountId, resource })),
      },
      startAt,
    )
    return new Client(server)
  }

  ask(action: string, query: Query = {}): Promise<Answer> {
    return this.ecd.request(action, { RegionId: testRegion, ...query }, { method: 'POST' })
  }

  own(action: string, query: Query = {}): Promise<Answer> {
    return this.deskfleet.request(action, query, { method: 'POST' })
  }

  async wait(seconds: number): Promise<void> {
    await this.own('AdvanceClock', { By: `PT${seconds}S` })
  }

  async code(refused: Promise<Answer>): Promise<string> {
    try {
      await refused
    } catch (error) {
      return (error as { code: string }).code
    }
    assert.fail('The client was expected to report an error.')
  }

  /** One computer as DescribeDesktops lists it; those of shares as well, and released ones. */
  async see(id: string): Promise<Answer> {
    const query = { DesktopId: [id], FilterDesktopGroup: false }
    const living = (await this.ask('DescribeDesktops', query)).Desktops as Answer[]
    const gone = (await this.ask('DescribeDesktops', { ...query, DesktopStatus: 'Deleted' })).Desktops as Answer[]
    return [...living, ...gone][0] ?? assert.fail(`${id} is not there`)
  }

  async status(id: string): Promise<unknown> {
    return (await this.see(id)).DesktopStatus
  }

  async create(query: Query = {}): Promise<string[]> {
    const plain = { OfficeSiteId: office.id, BundleId: 'bundle_eds_general_4c8g_s8d5_win2019' }
    return (await this.ask('CreateDesktops', { ...plain, ...query })).DesktopId as string[]
  }

  /** A computer of alice that runs, ten seconds old. */
  async running(query: Query = {}): Promise<string> {
    const [id = ''] = await this.create({ EndUserId: ['alice'], ...query })
    await this.wait(10)
    assert.equal(await this.status(id), 'Running')
    return id
  }

  /** A subscription or pay-as-you-go share with computers that run. */
  async share(query: Query = {}): Promise<{ shareId: string; ids: string[] }> {
    const { DesktopGroupId } = await this.ask('CreateDesktopGroup', {
      OfficeSiteId: office.id,
      PolicyGroupId: 'system-all-enabled-policy',
      BundleId: 'bundle_eds_general_4c8g_s8d5_win2019',
      ChargeType: 'PostPaid',
      EndUserIds: ['alice', 'bob'],
      ...query,
    })
    await this.wait(10)
    const shareId = String(DesktopGroupId)
    return { shareId, ids: (await this.rows(shareId)).map(({ DesktopId }) => String(DesktopId)) }
  }

  async rows(DesktopGroupId: string): Promise<Answer[]> {
    const answer = await this.ask('DescribeDesktopsInGroup', { DesktopGroupId, MaxResults: 100 })
    return [...((answer.PaidDesktops ?? []) as Answer[]), ...((answer.PostPaidDesktops ?? []) as Answer[])]
  }

  /** Changes of status of a computer: when, after the start in seconds, to what and why. */
  async changes(DesktopId: string): Promise<unknown[][]> {
    const { Events } = await this.own('ListEvents', { DesktopId, Name: 'DesktopStatusChanged', MaxResults: 100 })
    return (Events as { Time: string; Details: string }[]).map(({ Time, Details }) => {
      const { to, reason } = JSON.parse(Details) as Record<string, string>
      return [(Date.parse(Time) - startAt) / 1000, to, reason]
    })
  }

  /** Stretches for which compute of a computer is billed, in seconds after the start. */
  async compute(id: string): Promise<unknown[][]> {
    const rows = await this.server.store.all(
      "select from_at, ended_at from bill_lines where desktop_id = ? and item = 'compute' order by from_at",
      [id],
    )
    const seconds = (at: unknown) => (at === null || at === undefined ? undefined : (Number(at) - startAt) / 1000)
    return rows.map(([from, to]) => [seconds(from), seconds(to)])
  }
}

function lives(begin: () => Promise<TestServer>): void {
  test('a computer is made, stopped, started and deleted, and billed for what it ran', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const [id = ''] = await client.create()
    assert.equal(await client.status(id), 'Pending')
    await client.wait(10)
    const { DesktopStatus, NetworkInterfaceIp, StandardStartTime } = await client.see(id)
    assert.deepEqual([DesktopStatus, StandardStartTime], ['Running', '2026-01-01T00:00:10Z'])
    assert.match(String(NetworkInterfaceIp), /^192\.168\./)
    assert.equal(await client.code(client.ask('StartDesktops', { DesktopId: [id] })), 'IncorrectDesktopStatus')

    await client.wait(90)
    await client.ask('StopDesktops', { DesktopId: [id] })
    assert.equal(await client.status(id), 'Stopping')
    assert.equal(await client.code(client.ask('StopDesktops', { DesktopId: [id] })), 'IncorrectDesktopStatus')
    await client.wait(5)
    assert.equal(await client.status(id), 'Stopped')
    await client.wait(95)
    await client.ask('StartDesktops', { DesktopId: [id] })
    assert.equal(await client.status(id), 'Starting')
    await client.wait(5)
    assert.equal(await client.status(id), 'Running')
    await client.wait(95)
    await client.ask('DeleteDesktops', { DesktopId: [id] })
    assert.equal(await client.status(id), 'Stopping')
    await client.wait(5)
    assert.equal(await client.status(id), 'Deleted')
    assert.equal(await client.code(client.ask('DeleteDesktops', { DesktopId: [id] })), 'InvalidDesktopId.NotFound')

    assert.deepEqual(await client.changes(id), [
      [10, 'Running', 'Provider:create done'],
      [100, 'Stopping', 'StopDesktops'],
      [105, 'Stopped', 'Provider:stop done'],
      [200, 'Starting', 'StartDesktops'],
      [205, 'Running', 'Provider:start done'],
      [300, 'Stopping', 'DeleteDesktops'],
      [305, 'Deleted', 'Provider:release done'],
    ])
    assert.deepEqual(await client.compute(id), [
      [10, 100],
      [205, 300],
    ])
  })

  test('a computer that is stopped with KeepCharging is billed on for compute', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const id = await client.running()
    await client.wait(90)
    await client.ask('StopDesktops', { DesktopId: [id], StoppedMode: 'KeepCharging' })
    await client.wait(100)
    assert.equal(await client.status(id), 'Stopped')
    await client.ask('StartDesktops', { DesktopId: [id] })
    await client.wait(100)
    // Only while it starts again it is not.
    assert.deepEqual(await client.compute(id), [
      [10, 200],
      [205, undefined],
    ])
  })

  test('a restart goes through Stopping and Starting, and disconnects who is connected', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const id = await client.running()
    await client.own('ConnectEndUser', { RegionId: testRegion, DesktopId: id, EndUserId: 'alice' })
    assert.equal((await client.see(id)).ConnectionStatus, 'Connected')
    await client.ask('RebootDesktops', { DesktopId: [id] })
    const seen = await client.see(id)
    assert.deepEqual([seen.DesktopStatus, seen.ConnectionStatus], ['Stopping', 'Disconnected'])
    await client.wait(5)
    assert.equal(await client.status(id), 'Starting')
    await client.wait(5)
    assert.equal(await client.status(id), 'Running')
    const { Sessions } = await client.ask('DescribeDesktopSessions', { DesktopId: [id] })
    assert.partialDeepStrictEqual(Sessions, [
      { EndUserId: 'alice', SessionStatus: 'Disconnected', SessionEndTime: '2026-01-01T00:00:10Z' },
    ])
  })

  test('a computer that is rebuilt has the new image and its software', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const id = await client.running()
    const before = await client.see(id)
    const { RebuildResults } = await client.ask('RebuildDesktops', { DesktopId: [id], ImageId: ownImage.id })
    assert.partialDeepStrictEqual(RebuildResults, [{ Code: 'success', DesktopId: id }])
    assert.partialDeepStrictEqual(await client.see(id), { DesktopStatus: 'Rebuilding', ImageId: ownImage.id })
    await client.wait(10)
    assert.partialDeepStrictEqual(await client.see(id), {
      DesktopStatus: 'Running',
      ImageId: ownImage.id,
      ImageName: 'own',
      OsType: 'Linux',
      NetworkInterfaceIp: before.NetworkInterfaceIp,
    })
    const { Desktops } = await client.ask('DescribeDesktopInfo', { DesktopId: [id] })
    assert.partialDeepStrictEqual(Desktops, [{ CurrentAppVersion: ownImage.fotaVersion }])
  })

  test('a stopped computer that is rebuilt is stopped again afterwards', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const id = await client.running()
    await client.ask('StopDesktops', { DesktopId: [id] })
    await client.wait(5)
    await client.ask('RebuildDesktops', { DesktopId: [id] })
    assert.equal(await client.status(id), 'Rebuilding')
    await client.wait(15)
    assert.equal(await client.status(id), 'Stopped')
  })

  test('computers of a share that are reset show when, and the share goes on with them', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const { shareId, ids } = await client.share({ BuyDesktopsCount: 2 })
    await client.ask('ResetDesktops', { DesktopGroupId: shareId, ResetType: '3' })
    assert.deepEqual(
      (await client.rows(shareId)).map(({ DesktopId, DesktopStatus }) => [DesktopId, DesktopStatus]),
      ids.map(id => [id, 'Rebuilding']),
    )
    await client.wait(10)
    for (const row of await client.rows(shareId)) {
      assert.partialDeepStrictEqual(row, { DesktopStatus: 'Running', ResetTime: '2026-01-01 08:00:20' })
    }
  })

  test('a computer of a share that is stopped stays so, although the share wants a buffer', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const { shareId, ids } = await client.share({ BuyDesktopsCount: 1, AllowBufferCount: 1, MaxDesktopsCount: 1 })
    await client.ask('StopDesktops', { DesktopId: ids })
    await client.wait(3600)
    const statuses = async () => (await client.rows(shareId)).map(({ DesktopStatus }) => DesktopStatus)
    assert.deepEqual(await statuses(), ['Stopped'])
    await client.own('ConnectEndUser', { RegionId: testRegion, DesktopGroupId: shareId, EndUserId: 'bob' })
    await client.wait(5)
    assert.partialDeepStrictEqual(await client.rows(shareId), [{ DesktopStatus: 'Running', EndUserIds: ['bob'] }])
  })

  test('a share makes a new computer for one that is deleted, while it is below its minimum', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const { shareId, ids } = await client.share({ BuyDesktopsCount: 2 })
    const [first = '', second = ''] = ids
    await client.ask('DeleteDesktops', { DesktopId: [first] })
    await client.wait(10)
    const rows = await client.rows(shareId)
    assert.equal(rows.find(({ DesktopId }) => DesktopId === first)?.DesktopStatus, 'Deleted')
    const living = rows.filter(({ DesktopStatus }) => DesktopStatus === 'Running')
    assert.equal(living.length, 2)
    assert.ok(living.some(({ DesktopId }) => DesktopId === second))
  })

  test('a computer that moves gets addresses of the other network; a policy passes the flag Updating', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const id = await client.running()
    await client.ask('MigrateDesktops', { DesktopId: [id], TargetOfficeSiteId: target.id })
    assert.partialDeepStrictEqual(await client.see(id), { OfficeSiteId: target.id, ManagementFlags: ['Migrating'] })
    const again = { DesktopId: [id], TargetOfficeSiteId: office.id }
    assert.equal(await client.code(client.ask('MigrateDesktops', again)), 'IncorrectDesktopStatus')
    await client.wait(3)
    const moved = await client.see(id)
    assert.deepEqual(moved.ManagementFlags, ['NoFlag'])
    assert.match(String(moved.NetworkInterfaceIp), /^10\.1\./)

    const { PolicyGroupId } = await client.ask('CreatePolicyGroup', { Name: 'strict', Clipboard: 'off' })
    await client.ask('ModifyDesktopsPolicyGroup', { DesktopId: [id], PolicyGroupId })
    assert.partialDeepStrictEqual(await client.see(id), { PolicyGroupId, ManagementFlags: ['Updating'] })
    await client.wait(3)
    assert.partialDeepStrictEqual(await client.see(id), { PolicyGroupId, ManagementFlags: ['NoFlag'] })
  })

  test('ordinary computers live beside a share, and neither sees the other', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const { shareId, ids } = await client.share()
    const made = await client.create({ Amount: 2, DesktopName: 'mine', 'Tag.1.Key': 'team', 'Tag.1.Value': 'red' })
    await client.wait(10)
    const { Desktops } = await client.ask('DescribeDesktops')
    assert.deepEqual(
      (Desktops as Answer[]).map(({ DesktopId, DesktopName }) => [DesktopId, DesktopName]),
      made.map((id, index) => [id, `mine-${index + 1}`]),
    )
    assert.deepEqual(
      (await client.rows(shareId)).map(({ DesktopId }) => DesktopId),
      ids,
    )
    const resets = client.ask('ResetDesktops', { DesktopId: made, ResetType: '1' })
    assert.equal(await client.code(resets), 'InvalidDesktopId.NotFound')
  })

  test('parts of a computer come as one JSON text', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const attachment = { ImageId: ownImage.id, DesktopType: 'eds.general.2c4g', SystemDiskSize: 60 }
    const id = await client.running({ BundleId: '', DesktopAttachment: JSON.stringify(attachment) })
    assert.partialDeepStrictEqual(await client.see(id), { ImageId: ownImage.id, SystemDiskSize: 60, Cpu: 2 })
  })

  test('a subscription is refused to be deleted until it has ended; then it may not be started either', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const id = await client.running({ ChargeType: 'PrePaid', Period: 1, PeriodUnit: 'Month' })
    const remove = () => client.ask('DeleteDesktops', { DesktopId: [id] })
    assert.equal(await client.code(remove()), 'InvalidChargeType.Unsupported')
    await client.wait(31 * 24 * 3600)
    assert.equal(await client.status(id), 'Expired')
    for (const action of ['StartDesktops', 'StopDesktops', 'RebootDesktops']) {
      assert.equal(await client.code(client.ask(action, { DesktopId: [id] })), 'IncorrectDesktopStatus')
    }
    await remove()
    await client.wait(5)
    assert.equal(await client.status(id), 'Deleted')
  })

  test('a ticket is had in two steps, and a session is ended by the administrator', async () => {
    await using server = await begin()
    const client = await Client.begin(server)
    const id = await client.running()
    const { TaskId, TaskStatus } = await client.ask('GetConnectionTicket', { DesktopId: id, EndUserId: 'alice' })
    assert.equal(TaskStatus, 'RUNNING')
    const { Ticket } = await client.ask('GetConnectionTicket', { TaskId })
    const text = Buffer.from(String(Ticket), 'base64').toString('utf8')
    assert.partialDeepStrictEqual(JSON.parse(text), {
      desktopId: id,
      address: (await client.see(id)).NetworkInterfaceIp,
    })
    await client.own('ConnectEndUser', { RegionId: testRegion, DesktopId: id, EndUserId: 'alice' })
    await client.wait(30)
    const Sessions = [{ EndUserId: 'alice', DesktopId: id }]
    assert.deepEqual((await client.ask('DisconnectDesktopSessions', { Sessions })).InvalidSessions, [])
    assert.equal((await client.see(id)).ConnectionStatus, 'Disconnected')
    const found = await client.ask('DescribeDesktopSessions', { EndUserId: 'alice' })
    assert.partialDeepStrictEqual(found, {
      TotalCount: 1,
      Sessions: [{ SessionStatus: 'Disconnected', LatestConnectionTime: 30 }],
    })
  })
}

const settings = { clock: `virtual@${start}`, 'random-seed': 'desktops' }

describe('lives of computers (SQLite)', () => lives(() => startTestServer(settings)))

describe('lives of computers (PostgreSQL)', { skip: withoutPostgres }, () =>
  lives(async () => {
    const database = await freshDatabase()
    const server = await startTestServer({ ...settings, 'database-url': database.url })
    const close = async (): Promise<void> => {
      await server.close()
      await database[Symbol.asyncDispose]()
    }
    return { ...server, close, [Symbol.asyncDispose]: close }
  }),
)
