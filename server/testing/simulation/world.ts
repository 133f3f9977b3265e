/** A server without sockets on a virtual clock, whose memory can be thrown away between any two transactions of the store. */

import { fileURLToPath } from 'node:url'
import { makeMeters } from '../../billing/meter.ts'
import { openPrices } from '../../billing/price-files.ts'
import { seededIds } from '../../domain/ids.ts'
import { makeLog } from '../../observe/log.ts'
import type { Context } from '../../operations/context.ts'
import { operationNamed } from '../../operations/registry.ts'
import { SimulatedProvider } from '../../providers/simulated/simulated.ts'
import { Reconciler } from '../../reconciler/reconciler.ts'
import { VirtualClock } from '../../reconciler/virtual-clock.ts'
import { readDurations } from '../../settings/living.ts'
import { Problem } from '../../spec/problem.ts'
import { putAccount } from '../../store/accounts.ts'
import { deleteSimulatedFaults, putSimulatedFault, readSimulatedFaults } from '../../store/simulated-faults.ts'
import type { Store } from '../../store/store.ts'
import { anEndUser, anOfficeSite, seed as seedStore, testRegion } from '../builders.ts'
import { call, contextFor } from '../calls.ts'
import { type Deed, stepNumbered } from './script.ts'

/** The process is gone. */
export class Crash extends Error {}

export const worldStart = Date.UTC(2026, 0, 1)
export const endUsers = ['alice', 'bob', 'chen', 'dora', 'emil', 'fay', 'gus', 'hana', 'ivan']
const prices = openPrices({ directory: fileURLToPath(new URL('../../../prices/', import.meta.url)), files: [] })

/** What a running server holds in memory. */
interface Memory {
  readonly context: Context
  readonly reconciler: Reconciler
  readonly clock: VirtualClock
}

export class World {
  readonly store: Store
  readonly accountId: string
  readonly officeSiteId = anOfficeSite().id
  readonly shareIds: string[] = []
  private readonly seed: string
  private fuse: number | undefined
  private burnt = false
  private memory: Memory | undefined
  private faults = 0

  private constructor(store: Store, accountId: string, seed: string) {
    this.store = store
    this.accountId = accountId
    this.seed = seed
  }

  /** A world of its own in the store: an account with a network and end users, at the beginning of its time. */
  static async begin(store: Store, accountId: string, seed: string, cidrBlock = '192.168.0.0/26'): Promise<World> {
    const world = new World(store, accountId, seed)
    await store.transaction(worldStart, async tx => {
      await putAccount(tx, { id: accountId, name: accountId, currency: 'CNY', createdAt: worldStart })
      // What another world left to do is nothing to this one.
      await tx.all('delete from due_work', [])
      await tx.all('delete from simulated_faults', [])
    })
    await seedStore(
      store,
      {
        resources: [{ accountId, resource: anOfficeSite({ cidrBlock }) }],
        endUsers: endUsers.map(id => ({ accountId, user: anEndUser(id) })),
      },
      worldStart,
    )
    await (await VirtualClock.open(store, worldStart)).set(worldStart)
    await world.boot()
    return world
  }

  get context(): Context {
    return this.alive.context
  }

  get now(): number {
    return this.alive.clock.now()
  }

  private get alive(): Memory {
    if (this.memory === undefined) throw new Error('The server is down.')
    return this.memory
  }

  /** Starts the server on what stands in the store. */
  private async boot(): Promise<void> {
    this.fuse = undefined
    this.burnt = false
    const store: Store = {
      ...this.store,
      transaction: async (now, work) => {
        if (this.fuse !== undefined && this.fuse-- <= 0) this.burnt = true
        if (this.burnt) throw new Crash('The process is gone.')
        return this.store.transaction(now, work)
      },
    }
    const ids = seededIds(this.seed)
    const meters = makeMeters(prices)
    const clock = await VirtualClock.open(store, worldStart)
    const provider = new SimulatedProvider(store, readDurations([]))
    const reconciler = new Reconciler({
      store,
      provider,
      ids,
      meters,
      clock,
      log: makeLog('silent'),
      deletedRetentionDays: 3650,
    })
    const context = contextFor(store, this.accountId, {
      clock,
      ids,
      meters,
      prices,
      nudged: async () => void (await reconciler.drain(clock.now())),
      advance: until => reconciler.advance(clock, until),
    })
    this.memory = { context, reconciler, clock }
    await reconciler.takeOver()
  }

  /** Does one deed. A refusal is an answer like any other; what else goes wrong is a defect. */
  async act(deed: Deed): Promise<void> {
    try {
      await this.attempt(deed)
    } catch (error) {
      if (!(error instanceof Problem) && !this.burnt) throw error
    }
    const failed = this.alive.reconciler.statuses.find(({ lastFailure }) => lastFailure !== undefined)
    if (failed !== undefined && !this.burnt) throw new Error(`${failed.name}: ${failed.lastFailure}`)
    if (this.burnt) await this.boot()
  }

  /** Calls an operation by its name. @throws Problem */
  async ask(name: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const operation = operationNamed(name)
    if (operation === undefined) throw new Problem({ code: 'X', status: 400 }, name)
    return (await call(operation as never, { RegionId: testRegion, ...input }, this.context)) as Record<string, unknown>
  }

  private share(number: number): string {
    return this.shareIds[number % Math.max(1, this.shareIds.length)] ?? 'dg-none'
  }

  private async desktopOf(share: number, desktop: number): Promise<string[]> {
    const rows = await this.store.all(
      "select id from desktops where share_id = ? and status <> 'Deleted' order by sequence",
      [this.share(share)],
    )
    const id = rows[desktop % Math.max(1, rows.length)]?.[0]
    return id === undefined ? ['ecd-none'] : [String(id)]
  }

  /** Who is connected to the share; anybody when nobody is. */
  private async connectedUser(share: number, user: number): Promise<string | undefined> {
    const rows = await this.store.all(
      'select end_user_id from desktop_users where share_id = ? and connected_at is not null order by end_user_id',
      [this.share(share)],
    )
    const [id] = rows[user % Math.max(1, rows.length)] ?? [endUsers[user] ?? '']
    return String(id)
  }

  /** Takes the authorisations away that stand in the way of deleting a share. */
  private async emptyShare(share: number): Promise<void> {
    const rows = await this.store.all('select end_user_id from share_users where share_id = ?', [this.share(share)])
    if (rows.length === 0) return
    await this.ask('RemoveUserFromDesktopGroup', {
      DesktopGroupId: this.share(share),
      EndUserIds: rows.map(([id]) => String(id)),
    })
  }

  private async attempt(deed: Deed): Promise<void> {
    switch (deed.do) {
      case 'createShare':
        return this.createShare(deed)
      case 'modifyShare': {
        const { minimum, more, buffer } = deed
        const counts = { BuyDesktopsCount: minimum, MaxDesktopsCount: minimum + more, AllowBufferCount: buffer }
        await this.ask('ModifyDesktopGroup', { DesktopGroupId: this.share(deed.share), ...counts })
        return
      }
      case 'deleteShare':
        await this.emptyShare(deed.share)
        await this.ask('DeleteDesktopGroup', { DesktopGroupId: this.share(deed.share) })
        return
      case 'renewShare':
        await this.ask('RenewDesktopGroup', { DesktopGroupId: this.share(deed.share), Period: 1, PeriodUnit: 'Month' })
        return
      case 'addUsers':
      case 'removeUsers': {
        const EndUserIds = endUsers.slice(deed.from, deed.from + deed.count)
        const name = deed.do === 'addUsers' ? 'AddUserToDesktopGroup' : 'RemoveUserFromDesktopGroup'
        await this.ask(name, { DesktopGroupId: this.share(deed.share), EndUserIds })
        return
      }
      case 'connect':
      case 'disconnect':
      case 'act': {
        const name = { connect: 'ConnectEndUser', disconnect: 'DisconnectEndUser', act: 'ReportEndUserActivity' }[
          deed.do
        ]
        const EndUserId = deed.do === 'connect' ? endUsers[deed.user] : await this.connectedUser(deed.share, deed.user)
        await this.ask(name, { DesktopGroupId: this.share(deed.share), EndUserId })
        return
      }
      case 'advance':
        await this.context.advance?.(this.now + deed.seconds * 1000)
        return
      case 'timer': {
        const cron = deed.type === 1 ? {} : { CronExpression: `0 0 ${deed.hour} * * ?` }
        await this.ask('SetDesktopGroupTimer', {
          DesktopGroupId: this.share(deed.share),
          TimerType: deed.type,
          ResetType: 1,
          Force: deed.force,
          ...cron,
        })
        return
      }
      case 'phases': {
        const phase = (Type: string, hour: number, count: number) => ({
          Type,
          Cron: `0 0 ${hour % 24} * * ?`,
          BuyResAmount: count,
          MinResAmount: count,
          MaxResAmount: count + 2,
        })
        const ScaleTimerInfos = [phase('peak', deed.hour, deed.peak), phase('normal', deed.hour + 6, 1)]
        await this.ask('SetDesktopGroupScaleTimer', { DesktopGroupId: this.share(deed.share), ScaleTimerInfos })
        return
      }
      case 'desktops':
        return this.changeDesktop(deed)
      case 'reset':
        await this.ask('ResetDesktops', { DesktopGroupId: this.share(deed.share), ResetType: String(deed.type) })
        return
      case 'createDesktop': {
        const period = deed.prePaid
          ? { ChargeType: 'PrePaid', Period: 1, PeriodUnit: 'Month' }
          : { ChargeType: 'PostPaid' }
        await this.ask('CreateDesktops', { ...template, Amount: 1, EndUserId: [endUsers[deed.user]], ...period })
        return
      }
      case 'providerFault': {
        const { kind } = deed
        this.faults += 1
        const fault = {
          id: `fault-${this.faults}`,
          accountId: this.accountId,
          kind,
          step: stepNumbered(deed.step),
        }
        await this.context.store.transaction(this.now, tx =>
          putSimulatedFault(tx, kind === 'ProviderDawdle' ? { ...fault, delayMs: 60_000 } : fault),
        )
        return
      }
      case 'clearFaults':
        return this.clearFaults()
      case 'restart':
        return this.boot()
      case 'crash':
        this.fuse = deed.after
        return
    }
  }

  async clearFaults(): Promise<void> {
    const faults = await readSimulatedFaults(this.store, this.accountId)
    await this.context.store.transaction(this.now, tx =>
      deleteSimulatedFaults(
        tx,
        faults.map(({ id }) => id),
      ),
    )
  }

  private async createShare(deed: Extract<Deed, { do: 'createShare' }>): Promise<void> {
    const { prePaid, multi, minimum, more, buffer, auto } = deed
    const before = new Set(await this.livingShares())
    try {
      await this.ask('CreateDesktopGroup', {
        ...template,
        ...(prePaid
          ? {
              ChargeType: 'PrePaid',
              Period: 1,
              PeriodUnit: 'Month',
              BuyDesktopsCount: minimum,
              AllowAutoSetup: auto ? 1 : 0,
              MinDesktopsCount: more,
              MaxDesktopsCount: 20,
              AutoRenew: deed.renew,
            }
          : {
              ChargeType: 'PostPaid',
              BuyDesktopsCount: minimum,
              MaxDesktopsCount: minimum + more,
              AllowBufferCount: buffer,
            }),
        ...(multi
          ? { SessionType: 'MultipleSession', ExclusiveType: 'Exclusive', BindAmount: 2, RatioThreshold: 0.8 }
          : {}),
        ResetType: deed.reset,
        ...(deed.keepS < 0 ? {} : { KeepDuration: deed.keepS * 1000 }),
        ...(deed.stopS === 0 ? {} : { StopDuration: deed.stopS * 1000 }),
        DesktopGroupName: 'Pool',
        EndUserIds: endUsers.slice(0, 2),
      })
    } finally {
      // Also where the answer was lost: what was written stands.
      for (const id of await this.livingShares()) if (!before.has(id)) this.shareIds.push(id)
    }
  }

  private async livingShares(): Promise<string[]> {
    const rows = await this.store.all('select id from shares where account_id = ? order by sequence', [this.accountId])
    return rows.map(([id]) => String(id))
  }

  private async changeDesktop({
    deed,
    share,
    desktop,
    keepCharging,
  }: Extract<Deed, { do: 'desktops' }>): Promise<void> {
    const ids = await this.desktopOf(share, desktop)
    if (deed === 'DisableDesktopsInGroup') await this.ask(deed, { DesktopGroupId: this.share(share), DesktopIds: ids })
    else if (deed === 'StopDesktops')
      await this.ask(deed, { DesktopId: ids, StoppedMode: keepCharging ? 'KeepCharging' : 'StopCharging' })
    else await this.ask(deed, { DesktopId: ids })
  }
}

const template = {
  OfficeSiteId: anOfficeSite().id,
  PolicyGroupId: 'system-all-enabled-policy',
  BundleId: 'bundle_eds_general_4c8g_s8d5_win2019',
}
