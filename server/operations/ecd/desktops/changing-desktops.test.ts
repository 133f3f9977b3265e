/** Starting, stopping, restarting, moving, renaming and deleting computers, each seen through what stands in the store. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Desktop, DesktopStatus } from '../../../domain/desktop.ts'
import type { OfficeSite } from '../../../domain/resources.ts'
import { readDesktops } from '../../../store/desktops.ts'
import { readEvents } from '../../../store/events.ts'
import {
  aDesktop,
  anAccount,
  anEndUser,
  anOfficeSite,
  aReleasedDesktop,
  aShare,
  seed,
  testNow,
  testRegion,
} from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { operationNamed } from '../../registry.ts'
import { DeleteDesktops } from './DeleteDesktops.ts'
import { MigrateDesktops } from './MigrateDesktops.ts'
import { ModifyDesktopName } from './ModifyDesktopName.ts'
import { RebootDesktops } from './RebootDesktops.ts'
import { StartDesktops } from './StartDesktops.ts'
import { StopDesktops } from './StopDesktops.ts'

const newSiteId = 'cn-hangzhou+os-target00000000001'
const aTarget = (overrides: Partial<OfficeSite> = {}): OfficeSite =>
  anOfficeSite({ id: newSiteId, name: 'Target', cidrBlock: '10.1.0.0/16', ...overrides })

const running: Desktop['life'] = { desired: 'Running', observed: 'Running', asks: 3 }
const stopped: Desktop['life'] = { desired: 'Stopped', observed: 'Stopped', asks: 3, parked: true, keepCharging: true }
/** The provider takes something in and is not done yet. */
const updating: Desktop['life'] = {
  ...running,
  task: { kind: 'Update' },
  asked: { step: 'configure', token: 'x/4', checkAt: testNow + 3000 },
}

type Parts = Omit<Parameters<typeof aDesktop>[0], 'accountId'>

async function aScene(store: TestStore, ...parts: readonly Parts[]) {
  const account = anAccount()
  const accountId = account.id
  const share = aShare({ accountId })
  const desktops = parts.map(part =>
    aDesktop({ accountId, ...part, ...(part.shareId === 'share' ? { shareId: share.id } : {}) }),
  )
  await seed(store, {
    accounts: [account],
    shares: [share],
    desktops,
    endUsers: [{ accountId, user: anEndUser('alice') }],
    resources: [anOfficeSite(), aTarget()].map(resource => ({ accountId, resource })),
  })
  const ids = desktops.map(({ id }) => id)
  const context = () => contextFor(store, accountId, { clock: { now: () => testNow } })
  return {
    accountId,
    share,
    desktops,
    ids,
    context,
    now: async () => {
      const found = await readDesktops(store, store.dialect, accountId, ids)
      return ids.map(id => found.find(desktop => desktop.id === id) ?? assert.fail(id))
    },
    events: async () =>
      (await readEvents(store, { accountId, after: 0, limit: 100 })).map(({ name, desktopId, details }) => ({
        name,
        desktopId,
        details,
      })),
  }
}

async function isRefused(store: TestStore, ask: () => Promise<unknown>, code: string, status: number): Promise<void> {
  const before = await dumpOf(store)
  const refusal = await refusalBy(ask())
  assert.deepEqual([refusal.code, refusal.status], [code, status])
  assert.equal(await dumpOf(store), before)
}

const deeds = [
  { operation: StartDesktops, more: {}, from: 'Stopped' },
  { operation: StopDesktops, more: {}, from: 'Running' },
  { operation: RebootDesktops, more: {}, from: 'Running' },
  { operation: MigrateDesktops, more: { TargetOfficeSiteId: newSiteId }, from: 'Running' },
] as const

const wrongStates: Record<string, readonly DesktopStatus[]> = {
  StartDesktops: ['Running', 'Starting', 'Stopping', 'Pending', 'Rebuilding', 'Expired'],
  StopDesktops: ['Stopped', 'Starting', 'Stopping', 'Pending', 'Rebuilding', 'Expired'],
  RebootDesktops: ['Stopped', 'Starting', 'Stopping', 'Pending', 'Rebuilding', 'Expired'],
  MigrateDesktops: ['Starting', 'Stopping', 'Pending', 'Rebuilding', 'Expired'],
}

forEachDatabase('computers that are changed', open => {
  for (const { operation, more, from } of deeds) {
    const { name } = operation
    const ask = (ids: readonly string[], context: ReturnType<typeof contextFor>, input: object = {}) =>
      call(operation, { RegionId: testRegion, DesktopId: ids, ...more, ...input }, context)

    describe(name, () => {
      test('refuses the whole call when one computer is in a state that does not allow it', async () => {
        await using store = await open()
        const states = wrongStates[name] ?? []
        const { ids, context } = await aScene(store, { status: from }, ...states.map(status => ({ status })))
        const [good = '', ...others] = ids
        for (const id of others) await isRefused(store, () => ask([good, id], context()), 'IncorrectDesktopStatus', 400)
        assert.deepEqual(await ask([good, good], context()), {})
      })

      test('does not know a computer that is released, on its way out, of another region or account', async () => {
        await using store = await open()
        const leaving = { desired: 'Released', observed: 'Running', asks: 1 } as const
        const { ids, context } = await aScene(
          store,
          { status: from },
          { status: 'Stopping', life: leaving },
          { status: from, regionId: 'cn-shanghai' },
        )
        const other = await aScene(store, { status: from })
        const released = aReleasedDesktop({ accountId: other.accountId })
        await seed(store, { desktops: [released] })
        const [good = '', ...strange] = ids
        for (const id of [...strange, ...other.ids, released.id, 'ecd-nobody']) {
          await isRefused(store, () => ask([good, id], context()), 'InvalidDesktopId.NotFound', 404)
        }
        const refusal = await refusalBy(ask([released.id], other.context()))
        assert.equal(refusal.message, 'The specified param DesktopId is not found.')
      })

      test('takes 1 to 100 computers', async () => {
        await using store = await open()
        const { context } = await aScene(store)
        const tooMany = Array.from({ length: 101 }, (_, index) => `ecd-${index}`)
        await isRefused(store, () => ask(tooMany, context()), 'InvalidDesktopId', 400)
        await isRefused(store, () => ask([], context()), 'MissingDesktopId', 400)
      })
    })
  }

  describe('StartDesktops', () => {
    test('starts ordinary computers and those of shares, and forgets why they were stopped', async () => {
      await using store = await open()
      const { ids, context, now } = await aScene(
        store,
        { status: 'Stopped', life: stopped },
        { status: 'Stopped', shareId: 'share', life: stopped },
      )
      await call(StartDesktops, { RegionId: testRegion, DesktopId: ids }, context())
      for (const { status, life } of await now()) {
        assert.equal(status, 'Starting')
        assert.deepEqual(life, { desired: 'Running', observed: 'Stopped', asks: 3 })
      }
    })
  })

  describe('StopDesktops', () => {
    test('stops, keeps a share from starting the computer again, and bills on only when asked', async () => {
      await using store = await open()
      const { ids, context, now, events } = await aScene(
        store,
        { life: running },
        { life: running, shareId: 'share' },
        { life: { ...running, keepCharging: true } },
      )
      const [ordinary = '', shared = '', again = ''] = ids
      const stop = (DesktopId: readonly string[], more: object) =>
        call(StopDesktops, { RegionId: testRegion, DesktopId, ...more }, context())
      await stop([ordinary, shared], { StoppedMode: 'KeepCharging' })
      await stop([again], { OsUpdate: true, PatchId: 'KB5082063', CreateSnapshot: 'true' })
      const lives = (await now()).map(({ status, life }) => ({ status, ...life }))
      const after = { status: 'Stopping', desired: 'Stopped', observed: 'Running', asks: 3, parked: true }
      assert.deepEqual(lives, [{ ...after, keepCharging: true }, { ...after, keepCharging: true }, after])
      assert.deepEqual((await events()).slice(-1), [
        {
          name: 'DesktopStatusChanged',
          desktopId: again,
          details: { from: 'Running', to: 'Stopping', reason: 'StopDesktops' },
        },
      ])
    })

    test('of several that stop a computer at the same moment, one does', async () => {
      await using store = await open()
      const { ids, context, events } = await aScene(store, { life: running })
      const stop = () => call(StopDesktops, { RegionId: testRegion, DesktopId: ids }, context())
      const outcomes = await Promise.allSettled([stop(), stop(), stop(), stop()])
      const refusals = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
      assert.deepEqual(refusals, Array(3).fill('IncorrectDesktopStatus'))
      assert.equal((await events()).length, 1)
    })

    test('is possible while the provider takes in a change', async () => {
      await using store = await open()
      const { ids, context, now } = await aScene(store, { life: updating, managementFlag: 'Updating' })
      await call(StopDesktops, { RegionId: testRegion, DesktopId: ids }, context())
      assert.equal((await now())[0]?.life?.desired, 'Stopped')
    })
  })

  for (const { operation, more } of deeds.filter(({ operation: { name } }) => /Reboot|Migrate/.test(name))) {
    test(`${operation.name} is refused while the provider takes in a change, which would be lost`, async () => {
      await using store = await open()
      const { ids, context } = await aScene(store, { life: updating, managementFlag: 'Updating' })
      const asked = () => call(operation, { RegionId: testRegion, DesktopId: ids, ...more }, context())
      await isRefused(store, asked, 'IncorrectDesktopStatus', 400)
    })
  }

  describe('MigrateDesktops', () => {
    test('shows the computers in the new network at once, with the flag Migrating', async () => {
      await using store = await open()
      const { ids, context, now } = await aScene(
        store,
        { life: running },
        { status: 'Stopped', life: stopped },
        { life: running, officeSiteId: newSiteId },
      )
      await call(MigrateDesktops, { RegionId: testRegion, DesktopId: ids, TargetOfficeSiteId: newSiteId }, context())
      const shown = (await now()).map(({ officeSiteId, managementFlag, status, life }) => [
        officeSiteId,
        managementFlag,
        status,
        life?.task?.kind,
      ])
      assert.deepEqual(shown, [
        [newSiteId, 'Migrating', 'Running', 'Migrate'],
        [newSiteId, 'Migrating', 'Stopped', 'Migrate'],
        // Nothing to do.
        [newSiteId, undefined, 'Running', undefined],
      ])
    })

    test('refuses a network that is not there, of another account or region, or not registered yet', async () => {
      await using store = await open()
      const { accountId, ids, context } = await aScene(store, { life: running })
      const other = await aScene(store)
      const foreign = aTarget({ id: 'cn-hangzhou+os-foreign' })
      const young = aTarget({ id: 'cn-hangzhou+os-young', readyAt: testNow + 1 })
      await seed(store, {
        resources: [
          { accountId: other.accountId, resource: foreign },
          { accountId, resource: young },
        ],
      })
      const move = (TargetOfficeSiteId: string) =>
        call(MigrateDesktops, { RegionId: testRegion, DesktopId: ids, TargetOfficeSiteId }, context())
      for (const id of ['cn-hangzhou+os-nowhere', foreign.id]) {
        await isRefused(store, () => move(id), 'InvalidOfficeSiteId.NotFound', 400)
      }
      await isRefused(store, () => move(young.id), 'IncorrectDirectoryStatus', 400)
      const elsewhere = { RegionId: 'cn-shanghai', DesktopId: ids, TargetOfficeSiteId: newSiteId }
      await isRefused(store, () => call(MigrateDesktops, elsewhere, context()), 'InvalidOfficeSiteId.NotFound', 400)
    })
  })

  describe('ModifyDesktopName', () => {
    test('renames one computer or several, in whatever state, and tells it', async () => {
      await using store = await open()
      const { ids, context, now, events } = await aScene(
        store,
        { name: 'old' },
        { status: 'Expired', name: 'older' },
        { name: 'new', shareId: 'share' },
      )
      const [first = '', ...more] = ids
      const input = { RegionId: testRegion, NewDesktopName: 'new', DesktopId: first, DesktopIds: more }
      assert.deepEqual(await call(ModifyDesktopName, input, context()), {})
      assert.deepEqual(
        (await now()).map(({ name }) => name),
        ['new', 'new', 'new'],
      )
      assert.deepEqual(
        (await events()).map(({ name, desktopId, details }) => [name, desktopId, details?.from, details?.to]),
        [
          ['DesktopRenamed', ids[0], 'old', 'new'],
          ['DesktopRenamed', ids[1], 'older', 'new'],
        ],
      )
    })

    test('refuses a name that is too long, blank or looks like an address, and an unknown computer', async () => {
      await using store = await open()
      const { ids, context } = await aScene(store, {})
      const rename = (NewDesktopName: string, DesktopId = ids[0]) =>
        call(ModifyDesktopName, { RegionId: testRegion, NewDesktopName, DesktopId }, context())
      for (const name of ['x'.repeat(65), ' ', 'http://x', 'HTTPS://x', 'two\nlines']) {
        await isRefused(store, () => rename(name), 'InvalidNewDesktopName', 400)
      }
      await isRefused(store, () => rename('new', 'ecd-nobody'), 'InvalidDesktopId.NotFound', 404)
      assert.deepEqual(await rename('会'.repeat(64)), {})
    })
  })

  describe('DeleteDesktops', () => {
    test('releases pay-as-you-go computers in every state and expired subscriptions; sessions end', async () => {
      await using store = await open()
      const states: DesktopStatus[] = ['Running', 'Stopped', 'Pending', 'Rebuilding', 'Starting', 'Expired']
      const { ids, context, now, events } = await aScene(
        store,
        ...states.map(status => ({ status })),
        { payType: 'PrePaid', status: 'Expired', expiredAt: testNow - 1000 },
        { payType: 'PrePaid', expiredAt: testNow },
        { users: [{ endUserId: 'alice', assigned: true, connectedAt: testNow - 60_000 }] },
        { shareId: 'share' },
      )
      assert.deepEqual(await call(DeleteDesktops, { RegionId: testRegion, DesktopId: ids }, context()), {})
      for (const { life, users } of await now()) {
        assert.equal(life?.desired, 'Released')
        assert.ok(users.every(({ connectedAt }) => connectedAt === undefined))
      }
      assert.equal((await events()).filter(({ name }) => name === 'SessionEnded').length, 1)
      // What is on its way out cannot be deleted twice.
      await isRefused(
        store,
        () => call(DeleteDesktops, { RegionId: testRegion, DesktopId: ids.slice(0, 1) }, context()),
        'InvalidDesktopId.NotFound',
        404,
      )
    })

    test('refuses the whole call when one is a subscription that has not expired', async () => {
      await using store = await open()
      const { ids, context } = await aScene(store, {}, { payType: 'PrePaid', expiredAt: testNow + 1 })
      const remove = () => call(DeleteDesktops, { RegionId: testRegion, DesktopId: ids }, context())
      await isRefused(store, remove, 'InvalidChargeType.Unsupported', 400)
    })

    test('takes at most 100 computers, and none of another account', async () => {
      await using store = await open()
      const { context } = await aScene(store)
      const other = await aScene(store, {})
      const tooMany = Array.from({ length: 101 }, (_, index) => `ecd-${index}`)
      const remove = (DesktopId: readonly string[]) =>
        call(DeleteDesktops, { RegionId: testRegion, DesktopId }, context())
      await isRefused(store, () => remove(tooMany), 'InvalidDesktopId', 400)
      await isRefused(store, () => remove(other.ids), 'InvalidDesktopId.NotFound', 404)
    })
  })

  test('every refusal that was met here is told of by its operation', () => {
    for (const name of ['StartDesktops', 'StopDesktops', 'RebootDesktops', 'MigrateDesktops']) {
      const codes = operationNamed(name)?.problems.map(({ code }) => code) ?? []
      assert.ok(codes.includes('IncorrectDesktopStatus') && codes.includes('InvalidDesktopId.NotFound'), name)
    }
  })
})
