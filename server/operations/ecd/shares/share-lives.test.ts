/** Shares over days, asked by an official client of a server whose clock is turned: timers, phases, users that come and go. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import PopCore from '@alicloud/pop-core'
import type { Share } from '../../../domain/share.ts'
import { nudge } from '../../../store/due-work.ts'
import { anEndUser, anOfficeSite, aShare, seed, testRegion } from '../../../testing/builders.ts'
import { freshDatabase, withoutPostgres } from '../../../testing/fresh-database.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

type Query = Readonly<Record<string, unknown>>
type Details = Partial<Share['details']>

const start = '2026-01-01T00:00:00Z'
const startAt = Date.parse(start)
const userIds = ['alice', 'bob', 'carol', 'dave']

interface Row {
  readonly DesktopId: string
  readonly DesktopStatus: string
  readonly EndUserId: string
  readonly EndUserIds?: readonly string[]
  readonly ResetTime?: string
}

/** A pay-as-you-go share on a running server, its computers made, its users authorised. */
class Place {
  readonly share: Share
  private readonly ecd: PopCore
  private readonly deskfleet: PopCore

  private constructor(server: TestServer, share: Share) {
    this.share = share
    const { id: accessKeyId, secret: accessKeySecret } = server.rootKey
    const client = (apiVersion: string) =>
      new PopCore({ accessKeyId, accessKeySecret, endpoint: `http://${server.endpoint}`, apiVersion })
    this.ecd = client('2020-09-30')
    this.deskfleet = client('2026-11-24')
  }

  static async begin(
    server: TestServer,
    { details, ...more }: Partial<Omit<Share, 'details'>> & { details?: Details },
  ) {
    const accountId = server.provisioned.rootAccountId
    const share = aShare({ accountId, createdAt: startAt, ...more, details: { maxDesktopsCount: 20, ...details } })
    await seed(
      server.store,
      {
        shares: [share],
        endUsers: userIds.map(id => ({ accountId, user: anEndUser(id) })),
        resources: [{ accountId, resource: anOfficeSite() }],
      },
      startAt,
    )
    await server.store.transaction(startAt, tx => nudge(tx, { kind: 'share', id: share.id, accountId }))
    const place = new Place(server, share)
    // Creation takes ten seconds.
    await place.wait('PT10S')
    await place.ask('AddUserToDesktopGroup', { EndUserIds: userIds })
    return place
  }

  ask<Answer = Record<string, unknown>>(action: string, query: Query = {}): Promise<Answer> {
    const whole = { RegionId: testRegion, DesktopGroupId: this.share.id, ...query }
    return this.ecd.request<Answer>(action, whole, { method: 'POST' })
  }

  private own<Answer>(action: string, query: Query): Promise<Answer> {
    return this.deskfleet.request<Answer>(action, query, { method: 'POST' })
  }

  async wait(By: string): Promise<void> {
    await this.own('AdvanceClock', { By })
  }

  /** Turns the clock to an instant of 2026. */
  async until(instant: string): Promise<void> {
    await this.own('AdvanceClock', { Until: `2026-${instant}Z` })
  }

  async connect(EndUserId: string): Promise<string> {
    const place = { RegionId: testRegion, DesktopGroupId: this.share.id, EndUserId }
    return (await this.own<{ DesktopId: string }>('ConnectEndUser', place)).DesktopId
  }

  async disconnect(EndUserId: string): Promise<void> {
    await this.own('DisconnectEndUser', { RegionId: testRegion, DesktopGroupId: this.share.id, EndUserId })
  }

  async rows(): Promise<readonly Row[]> {
    const query = { MaxResults: 100, IgnoreDeleted: false }
    return (await this.ask<{ PostPaidDesktops?: Row[] }>('DescribeDesktopsInGroup', query)).PostPaidDesktops ?? []
  }

  async row(id: string): Promise<Row> {
    return (await this.rows()).find(({ DesktopId }) => DesktopId === id) ?? assert.fail(`${id} is not there`)
  }

  /** How many computers are in which state, and how many of them have somebody connected. */
  async states(): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {}
    for (const { DesktopStatus } of await this.rows()) counts[DesktopStatus] = (counts[DesktopStatus] ?? 0) + 1
    return counts
  }

  async online(): Promise<readonly string[]> {
    return (await this.rows()).flatMap(({ EndUserIds = [] }) => EndUserIds).sort()
  }
}

const databases = {
  SQLite: { skip: false as const, run: (work: (url: Record<string, string>) => Promise<void>) => work({}) },
  PostgreSQL: {
    skip: withoutPostgres,
    async run(work: (url: Record<string, string>) => Promise<void>) {
      await using database = await freshDatabase()
      await work({ 'database-url': database.url })
    },
  },
}

for (const [name, { skip, run }] of Object.entries(databases)) {
  const life = (what: string, share: Parameters<typeof Place.begin>[1], work: (place: Place) => Promise<void>) =>
    test(what, () =>
      run(async url => {
        await using server = await startTestServer({ clock: `virtual@${start}`, 'random-seed': 'lives', ...url })
        await work(await Place.begin(server, share))
      }),
    )

  describe(`A share that lives (${name})`, { skip }, () => {
    const three = { details: { buyDesktopsCount: 3 } }

    life('stops at its hour whatever is not in use, and starts again at another', three, async place => {
      const used = await place.connect('alice')
      await place.ask('SetDesktopGroupTimer', { TimerType: 3, CronExpression: '0 0 19 * * ?' })
      await place.ask('SetDesktopGroupTimer', { TimerType: 2, CronExpression: '0 0 7 * * ?' })
      await place.until('01-01T18:59:59')
      assert.deepEqual(await place.states(), { Running: 3 })
      await place.wait('PT1S')
      assert.deepEqual(await place.states(), { Running: 1, Stopping: 2 })
      await place.wait('PT5S')
      assert.deepEqual(await place.states(), { Running: 1, Stopped: 2 })
      assert.equal((await place.row(used)).DesktopStatus, 'Running')
      await place.until('01-02T06:59:59')
      assert.deepEqual(await place.states(), { Running: 1, Stopped: 2 })
      await place.wait('PT6S')
      assert.deepEqual(await place.states(), { Running: 3 })
    })

    life('stops those in use as well when the timer is forced', three, async place => {
      await place.connect('alice')
      await place.ask('SetDesktopGroupTimer', { TimerType: 3, CronExpression: '0 0 19 * * ?', Force: true })
      await place.until('01-01T19:00:05')
      assert.deepEqual(await place.states(), { Stopped: 3 })
      assert.deepEqual(await place.online(), [])
    })

    life('does nothing by a timer that is disabled, and nothing late when it is enabled', three, async place => {
      await place.ask('SetDesktopGroupTimer', { TimerType: 3, CronExpression: '0 0 19 * * ?', Force: true })
      await place.ask('SetDesktopGroupTimerStatus', { TimerType: 3, Status: 2 })
      await place.until('01-01T20:00:00')
      await place.ask('SetDesktopGroupTimerStatus', { TimerType: 3, Status: 1 })
      await place.until('01-02T18:59:59')
      assert.deepEqual(await place.states(), { Running: 3 })
      await place.until('01-02T19:00:05')
      assert.deepEqual(await place.states(), { Stopped: 3 })
    })

    life('restarts at its hour', three, async place => {
      const used = await place.connect('alice')
      await place.ask('SetDesktopGroupTimer', { TimerType: 4, CronExpression: '0 30 3 * * ?' })
      await place.until('01-01T03:30:00')
      assert.deepEqual(await place.states(), { Running: 1, Stopping: 2 })
      await place.wait('PT5S')
      assert.deepEqual(await place.states(), { Running: 1, Starting: 2 })
      await place.wait('PT5S')
      assert.deepEqual(await place.states(), { Running: 3 })
      assert.deepEqual((await place.row(used)).EndUserIds, ['alice'])
    })

    life('resets at its hour, and then not when users leave', three, async place => {
      await place.ask('SetDesktopGroupTimer', { TimerType: 1, CronExpression: '0 0 2 * * ?', ResetType: 3 })
      const used = await place.connect('alice')
      await place.wait('PT10M')
      await place.disconnect('alice')
      assert.deepEqual(await place.states(), { Running: 3 })
      await place.until('01-01T02:00:00')
      assert.deepEqual(await place.states(), { Rebuilding: 3 })
      await place.wait('PT10S')
      assert.deepEqual(await place.states(), { Running: 3 })
      // UTC+8.
      assert.equal((await place.row(used)).ResetTime, '2026-01-01 10:00:10')
      await place.ask('SetDesktopGroupTimer', { TimerType: 1, ResetType: 1 })
      const again = await place.connect('alice')
      await place.disconnect('alice')
      assert.equal((await place.row(again)).DesktopStatus, 'Rebuilding')
      assert.deepEqual(await place.states(), { Running: 2, Rebuilding: 1 })
    })

    life('has more computers in one phase of the day and fewer in another', three, async place => {
      const phases = [
        { Type: 'peak', Cron: '0 0 9 * * ?', MinResAmount: 6, MaxResAmount: 10 },
        { Type: 'drop', Cron: '0 0 18 * * ?', MinResAmount: 2, MaxResAmount: 10 },
      ]
      await place.ask('SetDesktopGroupScaleTimer', { ScaleTimerInfos: phases })
      await place.until('01-01T08:59:59')
      assert.deepEqual(await place.states(), { Running: 3 })
      await place.wait('PT1S')
      assert.deepEqual(await place.states(), { Running: 3, Pending: 3 })
      await place.until('01-01T17:59:59')
      assert.deepEqual(await place.states(), { Running: 6 })
      await place.until('01-01T18:30:00')
      assert.deepEqual(await place.states(), { Running: 2 })
      await place.ask('SetDesktopGroupScaleTimer')
      await place.wait('PT10S')
      assert.deepEqual(await place.states(), { Running: 3 })
      await place.until('01-03T12:00:00')
      assert.deepEqual(await place.states(), { Running: 3 })
    })

    life(
      'spreads or fills computers as the phase says, where several users share one',
      { multiSession: true, details: { buyDesktopsCount: 2, bindAmount: 4, loadPolicy: 0, exclusive: true } },
      async place => {
        assert.equal(await place.connect('alice'), await place.connect('bob'))
        const phases = [{ Type: 'peak', Cron: '0 0 9 * * ?', LoadPolicy: 1 }]
        await place.ask('SetDesktopGroupScaleTimer', { ScaleTimerInfos: phases })
        await place.until('01-01T09:00:00')
        assert.notEqual(await place.connect('carol'), await place.connect('alice'))
      },
    )

    life('gives a disabled computer to nobody any more, and lets who is on it stay', three, async place => {
      const used = await place.connect('alice')
      const ids = (await place.rows()).map(({ DesktopId }) => DesktopId)
      const [free = ''] = ids.filter(id => id !== used)
      await place.ask('DisableDesktopsInGroup', { DesktopIds: [used, free] })
      assert.deepEqual(await place.online(), ['alice'])
      for (const id of ['bob', 'carol', 'dave']) assert.ok(![used, free].includes(await place.connect(id)), id)
      await place.disconnect('alice')
      await place.wait('PT1M')
      assert.ok(![used, free].includes(await place.connect('alice')))
    })

    life(
      'gives who had a computer of her own another one, once that is disabled',
      { multiSession: true, details: { buyDesktopsCount: 2, bindAmount: 4, exclusive: true } },
      async place => {
        const own = await place.connect('alice')
        await place.disconnect('alice')
        await place.ask('DisableDesktopsInGroup', { DesktopIds: [own] })
        assert.notEqual(await place.connect('alice'), own)
      },
    )

    life(
      'ends the session of a user who is removed, and resets her computer',
      { details: { buyDesktopsCount: 2, resetType: 1, keepDurationMs: 0 } },
      async place => {
        const hers = await place.connect('alice')
        const his = await place.connect('bob')
        await place.ask('RemoveUserFromDesktopGroup', { EndUserIds: ['alice'] })
        assert.deepEqual(await place.online(), ['bob'])
        assert.equal((await place.row(hers)).DesktopStatus, 'Rebuilding')
        assert.equal((await place.row(his)).DesktopStatus, 'Running')
        await place.wait('PT10S')
        assert.deepEqual([(await place.row(hers)).DesktopStatus, (await place.row(hers)).EndUserId], ['Running', ''])
        await assert.rejects(place.connect('alice'), { code: 'UserNotAuthorized' })
        assert.equal(await place.connect('carol'), hers)
      },
    )

    life('tells of two connections how long each lasted, to the millisecond', three, async place => {
      const desktops = []
      for (const lasted of ['PT1M0.250S', 'PT2H0.001S']) {
        desktops.push(await place.connect('alice'))
        await place.wait(lasted)
        await place.disconnect('alice')
        await place.wait('PT1H')
      }
      const { ConnectionRecords } = await place.ask<{ ConnectionRecords: Query[] }>('DescribeUserConnectionRecords', {
        EndUserId: 'alice',
      })
      assert.deepEqual(
        ConnectionRecords.map(({ ConnectStartTime, ConnectDuration, DesktopId }) => [
          ConnectStartTime,
          ConnectDuration,
          DesktopId,
        ]),
        [
          ['2026-01-01T00:00:10Z', '60250', desktops[0]],
          ['2026-01-01T01:01:10Z', '7200001', desktops[1]],
        ],
      )
    })
  })
}
