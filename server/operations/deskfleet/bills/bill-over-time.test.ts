/** The bill of a share that lives, asked by an official client of a server whose clock is turned. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import PopCore from '@alicloud/pop-core'
import { makeMeters } from '../../../billing/meter.ts'
import type { Desktop, Life } from '../../../domain/desktop.ts'
import { withLife } from '../../../domain/lifecycle.ts'
import { readLivingDesktops } from '../../../store/desktops.ts'
import { nudge } from '../../../store/due-work.ts'
import { changeDesktops } from '../../../store/life.ts'
import { anEndUser, anOfficeSite, aShare, seed, testRegion } from '../../../testing/builders.ts'
import { builtInPrices } from '../../../testing/calls.ts'
import { freshDatabase, withoutPostgres } from '../../../testing/fresh-database.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

type Answer = Record<string, unknown>
interface Line {
  readonly Kind: string
  readonly Seconds: number
  readonly AmountMicros: number
}
interface Bill {
  readonly TotalAmount: number
  readonly SettledMicros: number
  readonly AccruedMicros: number
  readonly Desktops: readonly {
    readonly DesktopId: string
    readonly Status: string
    readonly SettledMicros: number
    readonly AccruedMicros: number
    readonly Lines: readonly Line[]
  }[]
  readonly NextToken?: string
}

const minute = 60
const hour = 3600
const sum = (amounts: readonly number[]): number => amounts.reduce((total, each) => total + each, 0)

/** How a stretch of time passes: the seconds of each advance. */
type Pace = (seconds: number) => number[]
const inOneJump: Pace = seconds => [seconds]
const inManySteps: Pace = seconds => {
  const steps: number[] = []
  for (let left = seconds; left > 0; ) {
    const step = Math.min(left, steps.length % 2 === 0 ? 37 * minute + 11 : 8 * minute + 3)
    steps.push(step)
    left -= step
  }
  return steps
}

class Pool {
  readonly server: TestServer
  readonly pace: Pace
  readonly share: ReturnType<typeof aShare>
  private constructor(server: TestServer, pace: Pace, details: Parameters<typeof aShare>[0]['details']) {
    this.server = server
    this.pace = pace
    this.share = aShare({ accountId: server.provisioned.rootAccountId, id: 'dg-billed0000000001', details })
  }

  /** A share of the root account that begins to live. */
  static async begin(
    server: TestServer,
    start: number,
    pace: Pace,
    details: Parameters<typeof aShare>[0]['details'],
  ): Promise<Pool> {
    const pool = new Pool(server, pace, details)
    const { share } = pool
    const { accountId } = share
    const endUserIds = ['alice', 'bob']
    await seed(
      server.store,
      {
        shares: [share],
        resources: [{ accountId, resource: anOfficeSite() }],
        endUsers: endUserIds.map(id => ({ accountId, user: anEndUser(id) })),
        authorised: [{ share, endUserIds }],
      },
      start,
    )
    await server.store.transaction(start, tx => nudge(tx, { kind: 'share', id: share.id, accountId }))
    await pool.ask('AdvanceClock', { By: 'PT0S' })
    return pool
  }

  ask(action: string, query: Record<string, unknown>, apiVersion = '2026-11-24'): Promise<Answer> {
    const { endpoint, rootKey } = this.server
    const client = new PopCore({
      accessKeyId: rootKey.id,
      accessKeySecret: rootKey.secret,
      endpoint: `http://${endpoint}`,
      apiVersion,
    })
    return client.request<Answer>(action, query, { method: 'POST' })
  }

  about(action: string, query: Answer = {}, apiVersion?: string): Promise<Answer> {
    return this.ask(action, { RegionId: testRegion, DesktopGroupId: this.share.id, ...query }, apiVersion)
  }

  async pass(seconds: number): Promise<void> {
    for (const step of this.pace(seconds)) await this.ask('AdvanceClock', { By: `PT${step}S` })
  }

  /** Asks for another state of one of the living computers, as the operations on computers do. */
  async desire(index: number, life: Partial<Life>): Promise<void> {
    const { store } = this.server
    const { accountId, id } = this.share
    const clock = (await this.ask('GetClock', {})) as { Now: string }
    await store.transaction(Date.parse(clock.Now), async tx => {
      const before: Desktop | undefined = (await readLivingDesktops(tx, store.dialect, accountId, id))[index]
      assert.ok(before !== undefined)
      await changeDesktops(tx, accountId, [{ before, after: withLife(before, life) }], makeMeters(builtInPrices))
    })
    await this.ask('AdvanceClock', { By: 'PT0S' })
  }

  async bill(query: Answer = {}): Promise<Bill> {
    return (await this.about('ExplainShareBill', query)) as unknown as Bill
  }

  /** Two days in which computers are used, stopped, started, left and released. */
  async live(): Promise<Bill> {
    await this.pass(1 * minute)
    await this.about('ConnectEndUser', { EndUserId: 'alice' })
    await this.pass(50 * minute + 7)
    await this.desire(1, { desired: 'Stopped', parked: true })
    await this.pass(3 * hour + 13)
    await this.about('ConnectEndUser', { EndUserId: 'bob' })
    await this.pass(90 * minute)
    await this.about('DisconnectEndUser', { EndUserId: 'alice' })
    await this.desire(1, { desired: 'Running', parked: false })
    await this.pass(26 * hour + 59)
    await this.desire(0, { desired: 'Released' })
    await this.pass(10 * hour)
    await this.about('DisconnectEndUser', { EndUserId: 'bob' })
    await this.pass(6 * hour + 1234)
    return this.bill()
  }
}

/** The same bill without what is drawn at random. */
const withoutIds = ({ Desktops, ...totals }: Bill & Answer) => {
  const { RequestId: _id, ...rest } = totals as Answer
  return { ...rest, Desktops: Desktops.map(({ DesktopId: _desktopId, ...desktop }) => desktop) }
}

const start = 'virtual@2026-01-01T00:45:20Z'
const startedAt = Date.parse('2026-01-01T00:45:20Z')
const pool = { buyDesktopsCount: 2, maxDesktopsCount: 6, allowBufferCount: 1, resetType: 1 } as const

const suite = (flags: () => Promise<{ flags: Record<string, string> } & AsyncDisposable>): void => {
  it('is the same however the clock is advanced, and adds up on every page, in both units', async () => {
    await using one = await flags()
    await using jumping = await startTestServer({ clock: start, 'random-seed': 'bill', ...one.flags })
    await using two = await flags()
    const major = { 'amount-unit': 'major', clock: start, 'random-seed': 'bill', ...two.flags }
    await using stepping = await startTestServer(major)
    const pools = [
      await Pool.begin(jumping, startedAt, inOneJump, pool),
      await Pool.begin(stepping, startedAt, inManySteps, pool),
    ]
    const bills = await Promise.all(pools.map(each => each.live()))
    for (const [index, bill] of bills.entries()) {
      const listed = await pools[index]?.about('DescribeDesktopsInGroup', {}, '2020-09-30')
      assert.equal(bill.TotalAmount, listed?.PostPaidDesktopsTotalAmount)
      for (const { SettledMicros, Lines } of bill.Desktops) {
        assert.equal(sum(Lines.map(({ AmountMicros }) => AmountMicros)), SettledMicros)
      }
      assert.equal(sum(bill.Desktops.map(({ SettledMicros }) => SettledMicros)), bill.SettledMicros)
      assert.equal(sum(bill.Desktops.map(({ AccruedMicros }) => AccruedMicros)), bill.AccruedMicros)
    }
    const [minor, rest] = bills
    assert.ok(minor !== undefined && rest !== undefined)
    const own = (bill: Bill) => {
      const {
        TotalAmount: _total,
        AmountUnit: _unit,
        AsSubscription: _as,
        ...same
      } = withoutIds(bill as Bill & Answer) as Answer
      return same
    }
    assert.deepEqual(own(rest), own(minor))
    assert.deepEqual(
      [minor.TotalAmount, rest.TotalAmount],
      [Math.round(minor.SettledMicros / 10_000), Math.round(minor.SettledMicros / 1_000_000)],
    )
    assert.ok(minor.Desktops.some(({ Status }) => Status === 'Deleted'))
    assert.ok(minor.Desktops.length >= 3)

    const seen: string[] = []
    let NextToken: string | undefined
    do {
      const page: Bill | undefined = await pools[0]?.bill({
        MaxResults: 1,
        ...(NextToken === undefined ? {} : { NextToken }),
      })
      assert.equal(page?.SettledMicros, minor.SettledMicros)
      seen.push(...(page?.Desktops ?? []).map(({ DesktopId }) => DesktopId))
      NextToken = page?.NextToken
    } while (NextToken !== undefined)
    assert.deepEqual(
      seen,
      minor.Desktops.map(({ DesktopId }) => DesktopId),
    )
  })

  it('tells a computer that ran from 08:45:30 to 10:20:30 in UTC+8 as 870, 3600 and 1230 seconds', async () => {
    await using one = await flags()
    await using server = await startTestServer({ clock: start, 'random-seed': 'bill', ...one.flags })
    const only = { buyDesktopsCount: 1, maxDesktopsCount: 1, allowBufferCount: 0 }
    const share = await Pool.begin(server, startedAt, inOneJump, only)
    await share.pass(10 + 14 * minute + 30 + hour + 20 * minute + 30)
    await share.desire(0, { desired: 'Stopped', parked: true })
    const before = await share.bill()
    await share.pass(40 * minute)
    const { Desktops } = await share.bill()
    assert.deepEqual(
      Desktops.map(({ Lines }) => Lines.filter(({ Kind }) => Kind === 'Compute').map(({ Seconds }) => Seconds)),
      [[870, 3600, 1230]],
    )
    // What was only accrued before the full hour is what it settled, with forty minutes more of storage.
    const storage = Desktops[0]?.Lines.filter(({ Kind }) => Kind === 'Storage').at(-1)?.AmountMicros ?? 0
    const compute = Desktops[0]?.Lines.filter(({ Kind }) => Kind === 'Compute').at(-1)?.AmountMicros ?? 0
    assert.ok(before.AccruedMicros > compute && before.AccruedMicros < compute + storage)
  })
}

describe('The bill of a living share (SQLite)', () =>
  suite(async () => ({ flags: {}, [Symbol.asyncDispose]: async () => undefined })))
describe('The bill of a living share (PostgreSQL)', { skip: withoutPostgres }, () =>
  suite(async () => {
    const database = await freshDatabase()
    return { flags: { 'database-url': database.url }, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
  }),
)
