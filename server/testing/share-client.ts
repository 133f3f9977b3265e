/** A client that makes shares and watches them live, on a virtual clock; no sockets between. */
import assert from 'node:assert/strict'
import { newAccountId } from '../domain/ids.ts'
import { readEvents } from '../store/events.ts'
import { type Order, readOrders } from '../store/orders.ts'
import type { Store } from '../store/store.ts'
import { anOfficeSite } from './builders.ts'
import { dumpOf } from './callers.ts'
import { refusalBy } from './calls.ts'
import { World } from './simulation/world.ts'

/** What CreateDesktopGroup needs at least, for a pay-as-you-go share of one computer. */
export const newShare = {
  OfficeSiteId: anOfficeSite().id,
  PolicyGroupId: 'system-all-enabled-policy',
  BundleId: 'bundle_eds_general_4c8g_s8d5_win2019',
  ChargeType: 'PostPaid',
}

/** And for a subscription of a month. */
export const newSubscription = { ...newShare, ChargeType: 'PrePaid', Period: 1, PeriodUnit: 'Month' }

type Input = Record<string, unknown>
type Json = Record<string, unknown>

export class ShareClient {
  readonly world: World

  private constructor(world: World) {
    this.world = world
  }

  /** An account of its own, with the end users of the simulated world; the time of the store begins anew. */
  static async begin(store: Store): Promise<ShareClient> {
    return new ShareClient(await World.begin(store, newAccountId(), 'shares'))
  }

  get accountId(): string {
    return this.world.accountId
  }

  ask(name: string, input: Input): Promise<Json> {
    return this.world.ask(name, input)
  }

  /** The code and status with which a call is refused; fails where it wrote something all the same. */
  async refusal(name: string, input: Input): Promise<string> {
    const before = await dumpOf(this.world.store)
    const { status, code } = await refusalBy(this.ask(name, input))
    assert.equal(await dumpOf(this.world.store), before, `${name} is refused and writes nothing`)
    return `${status} ${code}`
  }

  async create(input: Input = {}): Promise<string> {
    return String((await this.ask('CreateDesktopGroup', { ...newShare, ...input })).DesktopGroupId)
  }

  async subscribe(input: Input = {}): Promise<string> {
    return this.create({ ...newSubscription, ...input })
  }

  modify(DesktopGroupId: string, input: Input): Promise<Json> {
    return this.ask('ModifyDesktopGroup', { DesktopGroupId, ...input })
  }

  async detail(DesktopGroupId: string): Promise<Json | undefined> {
    return (await this.ask('GetDesktopGroupDetail', { DesktopGroupId })).Desktops as Json | undefined
  }

  /** The rows of DescribeDesktopsInGroup, subscription first. */
  async rows(DesktopGroupId: string): Promise<Json[]> {
    const answer = await this.ask('DescribeDesktopsInGroup', { DesktopGroupId, MaxResults: 100 })
    return [...((answer.PaidDesktops ?? []) as Json[]), ...((answer.PostPaidDesktops ?? []) as Json[])]
  }

  async statuses(DesktopGroupId: string): Promise<unknown[]> {
    return (await this.rows(DesktopGroupId)).map(({ DesktopStatus }) => DesktopStatus)
  }

  /** Turns the clock forward. */
  async wait(seconds: number): Promise<void> {
    await this.world.context.advance?.(this.world.now + seconds * 1000)
  }

  orders(shareId: string): Promise<Order[]> {
    return readOrders(this.world.store, this.accountId, shareId)
  }

  /** What was told of a share, its computers aside. */
  async told(shareId: string): Promise<string[]> {
    const events = await readEvents(this.world.store, { accountId: this.accountId, after: 0, limit: 1000, shareId })
    return events
      .filter(({ desktopId }) => desktopId === undefined)
      .map(({ name, endUserId }) => (endUserId === undefined ? name : `${name} ${endUserId}`))
  }
}
