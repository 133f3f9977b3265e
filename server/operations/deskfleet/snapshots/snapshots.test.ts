import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock, TurnableClock } from '../../../domain/clock.ts'
import { readVirtualClock } from '../../../store/snapshots.ts'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { DescribeDesktopsInGroup } from '../../ecd/shares/DescribeDesktopsInGroup.ts'
import { SharePages } from '../../ecd/shares/share-pages.ts'
import { TagResources } from '../../ecd/tags/TagResources.ts'
import { DeleteSnapshot } from './DeleteSnapshot.ts'
import { ListSnapshots } from './ListSnapshots.ts'
import { ResetState } from './ResetState.ts'
import { RestoreSnapshot } from './RestoreSnapshot.ts'
import { SaveSnapshot } from './SaveSnapshot.ts'

const still: Clock = { now: () => testNow }

/** The server's own account, another one, and a share of each with two computers. */
async function prepare(store: Store) {
  const [root, other] = [anAccount(), anAccount()]
  const [share, theirs] = [aShare({ accountId: root.id }), aShare({ accountId: other.id })]
  const desktopsOf = ({ accountId, id }: typeof share) => [
    aDesktop({ accountId, shareId: id }),
    aDesktop({ accountId, shareId: id, payType: 'PrePaid' }),
  ]
  const desktops = [...desktopsOf(share), ...desktopsOf(theirs)]
  await seed(store, { accounts: [root, other], shares: [share, theirs], desktops })
  const told: string[] = []
  const services = {
    rootAccountId: root.id,
    clock: still,
    nudged: async () => void told.push('nudged'),
    afterStateReplaced: async () => void told.push('replaced'),
  }
  const context = contextFor(store, root.id, services)
  return { root, other, share, theirs, desktops, told, services, context }
}

forEachDatabase('Snapshots by operation', open => {
  test('save, change, restore: lists and counters are what they were, for every account', async () => {
    await using store = await open()
    const { share, theirs, desktops, told, context, other, services } = await prepare(store)
    const theirContext = contextFor(store, other.id, services)
    const listings = () =>
      Promise.all(
        [
          { DesktopGroupId: share.id, context },
          { DesktopGroupId: theirs.id, context: theirContext },
        ].map(({ DesktopGroupId, context }) =>
          call(DescribeDesktopsInGroup, { RegionId: testRegion, DesktopGroupId, MaxResults: 1 }, context),
        ),
      )
    const before = await listings()
    const saved = await call(SaveSnapshot, { Name: 'start' }, context)
    assert.deepEqual([saved.Name, saved.Accounts, saved.Shares, saved.Desktops], ['start', 2, 2, 4])
    assert.equal(saved.CreateTime, '2026-11-24T08:00:00Z')
    assert.ok(saved.Bytes > 0)
    assert.deepEqual(await call(ListSnapshots, {}, context), { Snapshots: [saved] })
    const dump = await dumpOf(store)

    const tagged = { RegionId: testRegion, ResourceType: 'ALIYUN::GWS::INSTANCE', ResourceId: [desktops[0]?.id] }
    await call(TagResources, { ...tagged, Tag: [{ Key: 'team', Value: 'design' }] }, context)
    await seed(store, {
      desktops: [aDesktop({ accountId: other.id, shareId: theirs.id, payType: 'PrePaid' })],
    })
    assert.notDeepEqual(await listings(), before)

    told.length = 0
    assert.deepEqual(await call(RestoreSnapshot, { Name: 'start' }, context), { SkippedAccounts: 0 })
    assert.deepEqual(told, ['replaced', 'nudged'])
    assert.deepEqual(await listings(), before)
    assert.equal(await dumpOf(store), dump)
  })

  test('leave no page behind that was rendered while the share changed and was restored', async () => {
    await using store = await open()
    const { root, share, desktops, services } = await prepare(store)
    const acts: { before: RegExp; act: () => Promise<unknown> }[] = []
    // What reads for pages, with something happening right before chosen statements.
    const watched: Store = {
      ...store,
      all: async (sql, values) => {
        if (acts[0]?.before.test(sql)) await acts.shift()?.act()
        return store.all(sql, values)
      },
    }
    const context = contextFor(store, root.id, { ...services, pages: new SharePages(watched, 2 ** 20) })
    const names = async () => {
      const answer = await call(DescribeDesktopsInGroup, { RegionId: testRegion, DesktopGroupId: share.id }, context)
      return [...(answer.PaidDesktops ?? []), ...(answer.PostPaidDesktops ?? [])].map(({ DesktopName }) => DesktopName)
    }
    await call(SaveSnapshot, { Name: 'start' }, context)
    const changed = desktops.slice(0, 2).map(desktop => ({ ...desktop, name: 'Between' }))
    acts.push(
      { before: /select id, revision from desktops/, act: () => seed(store, { desktops: changed }) },
      { before: /from shares where id/, act: () => call(RestoreSnapshot, { Name: 'start' }, context) },
    )
    assert.deepEqual(await names(), ['Between', 'Between'])
    assert.deepEqual(acts, [])
    assert.deepEqual(await names(), ['Desktop', 'Desktop'])
  })

  test('of an unknown name cannot be restored or deleted, and nothing is written', async () => {
    await using store = await open()
    const { context, told } = await prepare(store)
    const dump = await dumpOf(store)
    for (const operation of [RestoreSnapshot, DeleteSnapshot]) {
      const refusal = await refusalBy(call(operation, { Name: 'none' }, context))
      assert.deepEqual([refusal.code, refusal.status], ['InvalidName.NotFound', 404])
    }
    assert.equal(await dumpOf(store), dump)
    assert.deepEqual(told, [])
  })

  test('have names of 1 to 64 letters, digits, dots, underscores and hyphens', async () => {
    await using store = await open()
    const { context } = await prepare(store)
    for (const Name of ['a b', 'ä', '../a', 'a'.repeat(65), 'a/b', 'a\n']) {
      assert.equal((await refusalBy(call(SaveSnapshot, { Name }, context))).code, 'InvalidName')
    }
    const longest = `${'aZ0._-'.repeat(10)}abcd`
    assert.equal((await call(SaveSnapshot, { Name: longest }, context)).Name, longest)
    await call(DeleteSnapshot, { Name: longest }, context)
    assert.deepEqual(await call(ListSnapshots, {}, context), { Snapshots: [] })
  })

  test('of another schema are refused with a conflict', async () => {
    await using store = await open()
    const { context, told } = await prepare(store)
    await call(SaveSnapshot, { Name: 'old' }, context)
    await store.transaction(testNow, tx =>
      tx.all('update snapshots set details = replace(details, \'"schema":"\', \'"schema":"x\')', []),
    )
    const refusal = await refusalBy(call(RestoreSnapshot, { Name: 'old' }, context))
    assert.deepEqual([refusal.code, refusal.status], ['IncorrectSnapshotSchema', 409])
    assert.deepEqual(told, [])
  })

  test('and a reset are for the server’s own account only; another one is refused and changes nothing', async () => {
    await using store = await open()
    const { context, other, services, told } = await prepare(store)
    await call(SaveSnapshot, { Name: 'start' }, context)
    const dump = await dumpOf(store)
    const stranger = contextFor(store, other.id, services)
    const refusals = await Promise.all([
      refusalBy(call(SaveSnapshot, { Name: 'mine' }, stranger)),
      refusalBy(call(ListSnapshots, {}, stranger)),
      refusalBy(call(RestoreSnapshot, { Name: 'start' }, stranger)),
      refusalBy(call(DeleteSnapshot, { Name: 'start' }, stranger)),
      refusalBy(call(ResetState, {}, stranger)),
    ])
    for (const { code, status, message } of refusals) {
      assert.deepEqual([code, status], ['Forbidden', 403])
      assert.equal(message, 'User not authorized to operate on the specified resource.')
    }
    assert.equal(await dumpOf(store), dump)
    assert.deepEqual(told, [])
  })
})

forEachDatabase('ResetState', open => {
  test('empties every account, keeps snapshots, and tells whoever keeps something outside the store', async () => {
    await using store = await open()
    const { context, share, theirs, told } = await prepare(store)
    await call(SaveSnapshot, { Name: 'start' }, context)
    assert.deepEqual(await call(ResetState, {}, context), {})
    assert.deepEqual(told, ['replaced', 'nudged'])
    const [counts] = await store.all('select (select count(*) from shares), (select count(*) from desktops)', [])
    assert.deepEqual([...(counts ?? [])].map(Number), [0, 0])
    const listed = await call(DescribeDesktopsInGroup, { RegionId: testRegion, DesktopGroupId: share.id }, context)
    assert.equal(listed.PostPaidDesktopsCount, 0)
    assert.equal((await call(ListSnapshots, {}, context)).Snapshots.length, 1)

    await call(RestoreSnapshot, { Name: 'start' }, context)
    const again = await store.all('select id from shares order by id', [])
    assert.deepEqual(
      again.map(([id]) => id),
      [share.id, theirs.id].sort(),
    )
  })

  test('takes a virtual clock back to where it began', async () => {
    await using store = await open()
    const { root, services } = await prepare(store)
    const clock: TurnableClock = {
      mode: 'virtual',
      startedAt: testNow - 1000,
      now: () => testNow,
      set: async () => assert.fail('The server sets it when it is told.'),
    }
    let shown: number | undefined
    const afterStateReplaced = async () => {
      shown = await readVirtualClock(store)
    }
    await call(ResetState, {}, contextFor(store, root.id, { ...services, clock, afterStateReplaced }))
    assert.equal(shown, testNow - 1000)
  })
})
