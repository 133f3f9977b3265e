import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allEnabledPolicyId } from '../../../domain/system-resources.ts'
import { readEvents } from '../../../store/events.ts'
import { aDesktop, anAccount, aReleasedDesktop, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { CreatePolicyGroup } from './CreatePolicyGroup.ts'
import { DeletePolicyGroups } from './DeletePolicyGroups.ts'
import { DescribePolicyGroups } from './DescribePolicyGroups.ts'

const about = { RegionId: testRegion }

async function anAccountIn(store: TestStore) {
  const account = anAccount()
  const accountId = account.id
  await seed(store, { accounts: [account] })
  const context = () => contextFor(store, accountId)
  return {
    accountId,
    create: async () => (await call(CreatePolicyGroup, about, context())).PolicyGroupId,
    remove: (PolicyGroupId: readonly string[], input: object = {}) =>
      call(DeletePolicyGroups, { ...about, PolicyGroupId, ...input }, context()),
    /** The account's own, without the one every account has. */
    ids: async () => {
      const { DescribePolicyGroups: listed } = await call(DescribePolicyGroups, about, context())
      return listed.map(({ PolicyGroupId }) => PolicyGroupId).slice(1)
    },
    events: async () =>
      (await readEvents(store, { accountId, after: 0, limit: 100 })).map(({ name, details }) => [
        name,
        details?.policyGroupId,
      ]),
  }
}

const codeOf = async (refused: Promise<unknown>): Promise<string> => {
  const { code, status } = await refusalBy(refused)
  return `${status} ${code}`
}

forEachDatabase('DeletePolicyGroups', open => {
  test('deletes all it names, also what it names twice', async () => {
    await using store = await open()
    const { create, events, ids, remove } = await anAccountIn(store)
    const [first, second, third] = [await create(), await create(), await create()]
    assert.deepEqual(await remove([third, first, third]), {})
    assert.deepEqual(await ids(), [second])
    assert.deepEqual((await events()).slice(3), [
      ['PolicyGroupDeleted', third],
      ['PolicyGroupDeleted', first],
    ])
    assert.equal(await codeOf(remove([first])), '400 InvalidPolicyGroupId.NotFound')
  })

  test('deletes none when one is built in, unknown, in use, another account’s or another region’s', async () => {
    await using store = await open()
    const owner = await anAccountIn(store)
    const stranger = await anAccountIn(store)
    const [free, used] = [await owner.create(), await owner.create()]
    const theirs = await stranger.create()
    await seed(store, {
      shares: [aShare({ accountId: owner.accountId, policyGroupIds: [allEnabledPolicyId, used] })],
    })
    const unknown = '400 InvalidPolicyGroupId.NotFound'
    assert.equal(await codeOf(owner.remove([free, allEnabledPolicyId])), '400 InvalidPolicyGroupType.NotSupported')
    assert.equal(await codeOf(owner.remove([free, 'pg-none'])), unknown)
    assert.equal(await codeOf(owner.remove([free, theirs])), unknown)
    assert.equal(await codeOf(owner.remove([free], { RegionId: 'cn-shanghai' })), unknown)
    assert.equal(await codeOf(owner.remove([free, used])), '400 DependencyViolation')
    assert.deepEqual(await owner.ids(), [free, used])
    assert.deepEqual(await stranger.ids(), [theirs])
  })

  test('waits for the computers of a share that is deleted already, and not for released ones', async () => {
    await using store = await open()
    const { accountId, create, ids, remove } = await anAccountIn(store)
    const id = await create()
    const policyGroupIds = [id]
    const share = aShare({ accountId, policyGroupIds, deletedAt: testNow })
    const leaving = aDesktop({ accountId, policyGroupIds, shareId: share.id, status: 'Stopped' })
    await seed(store, { shares: [share], desktops: [leaving, aReleasedDesktop({ accountId, policyGroupIds })] })
    assert.equal(await codeOf(remove([id])), '400 DependencyViolation')
    await seed(store, { desktops: [{ ...leaving, status: 'Deleted', releasedAt: testNow }] })
    await remove([id])
    assert.deepEqual(await ids(), [])
  })

  test('waits for a computer of another region, which may have the policy as well', async () => {
    await using store = await open()
    const { accountId, create, remove } = await anAccountIn(store)
    const id = await create()
    await seed(store, { desktops: [aDesktop({ accountId, policyGroupIds: [id], regionId: 'cn-shanghai' })] })
    assert.equal(await codeOf(remove([id])), '400 DependencyViolation')
  })

  test('refuses a call with no policy, or with more than a hundred', async () => {
    await using store = await open()
    const { remove } = await anAccountIn(store)
    assert.equal(await codeOf(remove([])), '400 MissingPolicyGroupId')
    assert.equal(await codeOf(remove(Array.from({ length: 101 }, (_, n) => `pg-${n}`))), '400 InvalidPolicyGroupId')
  })
})
