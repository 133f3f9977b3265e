/** What becomes of shares and computers when their users are removed, or locked. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDesktops } from '../../../store/desktops.ts'
import { readEndUsers } from '../../../store/resources.ts'
import { readShares, readShareUsers } from '../../../store/shares.ts'
import { aDesktop, anAccount, anEndUser, aReleasedDesktop, aShare, seed, testNow } from '../../../testing/builders.ts'
import { call, contextFor } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { DescribeDesktopsInGroup } from '../../ecd/shares/DescribeDesktopsInGroup.ts'
import { LockUsers } from './LockUsers.ts'
import { RemoveUsers } from './RemoveUsers.ts'

async function anOfficeIn(store: TestStore, ids: readonly string[]) {
  const account = anAccount()
  const accountId = account.id
  await seed(store, {
    accounts: [account],
    endUsers: ids.map(id => ({ accountId, user: anEndUser(id, { name: id.toUpperCase() }) })),
  })
  const context = contextFor(store, accountId)
  return {
    accountId,
    context,
    remove: async (...Users: string[]) => (await call(RemoveUsers, { Users }, context)).RemoveUsersResult,
    there: async () => (await readEndUsers(store, store.dialect, accountId)).map(({ user }) => user.id),
    usersOf: async (desktopId: string) => {
      const [desktop] = await readDesktops(store, store.dialect, accountId, [desktopId])
      return desktop?.users.map(({ endUserId }) => endUserId)
    },
  }
}

const bound = (endUserId: string, more: object = {}) => ({ endUserId, assigned: true, ...more })

forEachDatabase('RemoveUsers', open => {
  test('takes the places on shares and the computers of who is removed, and of nobody else', async () => {
    await using store = await open()
    const { accountId, remove, there, usersOf } = await anOfficeIn(store, ['alice', 'bob', 'carol'])
    const stranger = await anOfficeIn(store, ['alice'])
    const shares = [aShare({ accountId, multiSession: true, details: { bindAmount: 4 } }), aShare({ accountId })]
    const foreign = aShare({ accountId: stranger.accountId })
    const [first, second] = shares
    assert.ok(first && second)
    const ofFirst = { accountId, shareId: first.id }
    const many = aDesktop({ ...ofFirst, users: [bound('alice'), bound('bob', { connectedAt: testNow })] })
    const kept = aDesktop({ ...ofFirst, users: [bound('alice', { disconnectedAt: testNow })] })
    const released = aReleasedDesktop({ ...ofFirst, users: [bound('alice')] })
    const private_ = aDesktop({ accountId, users: [bound('alice'), bound('carol')] })
    const theirs = aDesktop({ accountId: stranger.accountId, shareId: foreign.id, users: [bound('alice')] })
    await seed(store, {
      shares: [...shares, foreign],
      authorised: [
        { share: first, endUserIds: ['alice', 'bob'] },
        { share: second, endUserIds: ['carol', 'alice'] },
        { share: foreign, endUserIds: ['alice'] },
      ],
      desktops: [many, kept, released, private_, theirs],
    })
    assert.deepEqual(await remove('alice'), { RemovedUsers: ['alice'], FailedUsers: [] })
    assert.deepEqual(await there(), ['bob', 'carol'])
    assert.deepEqual(await readShareUsers(store, first.id), ['bob'])
    assert.deepEqual(await readShareUsers(store, second.id), ['carol'])
    const counted = await readShares(store, store.dialect, accountId, [first.id, second.id])
    assert.deepEqual(
      counted.map(({ counters }) => counters.users),
      [1, 1],
    )
    assert.deepEqual(await usersOf(many.id), ['bob'])
    assert.deepEqual(await usersOf(kept.id), [])
    assert.deepEqual(await usersOf(private_.id), ['carol'])
    // What is released keeps its history.
    assert.deepEqual(await usersOf(released.id), ['alice'])
    assert.deepEqual(await stranger.there(), ['alice'])
    assert.deepEqual(await readShareUsers(store, foreign.id), ['alice'])
    assert.deepEqual(await stranger.usersOf(theirs.id), ['alice'])
  })

  test('leaves who is connected whole, and removes the others', async () => {
    await using store = await open()
    const { accountId, remove, there, usersOf } = await anOfficeIn(store, ['alice', 'bob'])
    const share = aShare({ accountId })
    const connected = aDesktop({ accountId, shareId: share.id, users: [bound('alice', { connectedAt: testNow })] })
    const idle = aDesktop({ accountId, users: [bound('alice'), bound('bob')] })
    await seed(store, {
      shares: [share],
      authorised: [{ share, endUserIds: ['alice', 'bob'] }],
      desktops: [connected, idle],
    })
    assert.deepEqual(await remove('alice', 'nobody', 'bob'), {
      RemovedUsers: ['bob'],
      FailedUsers: [
        {
          EndUserId: 'alice',
          ErrorCode: 'NotAllowOperation',
          ErrorMessage: 'The user alice is connected to a computer.',
        },
        { EndUserId: 'nobody', ErrorCode: 'InvalidUsername', ErrorMessage: 'nobody is an invalid username.' },
      ],
    })
    assert.deepEqual(await there(), ['alice'])
    assert.deepEqual(await readShareUsers(store, share.id), ['alice'])
    assert.deepEqual([await usersOf(connected.id), await usersOf(idle.id)], [['alice'], ['alice']])
  })

  test('is seen in the listing of the share at once', async () => {
    await using store = await open()
    const { accountId, context, remove } = await anOfficeIn(store, ['alice'])
    const share = aShare({ accountId })
    const desktops = [
      aDesktop({ accountId, shareId: share.id, users: [bound('alice')] }),
      aReleasedDesktop({ accountId, shareId: share.id, users: [bound('alice')] }),
    ]
    await seed(store, { shares: [share], authorised: [{ share, endUserIds: ['alice'] }], desktops })
    const namesShown = async () => {
      const input = { RegionId: share.regionId, DesktopGroupId: share.id }
      const { PostPaidDesktops = [] } = await call(DescribeDesktopsInGroup, input, context)
      return PostPaidDesktops.map(({ EndUserId, EndUserName }) => `${EndUserId} ${EndUserName}`)
    }
    assert.deepEqual(await namesShown(), ['alice ALICE', 'alice ALICE'])
    await remove('alice')
    assert.deepEqual(await namesShown(), [' ', 'alice alice'])
  })
})

forEachDatabase('LockUsers', open => {
  test('with LogoutSession ends the sessions of the locked, and of nobody else', async () => {
    await using store = await open()
    const { accountId, context } = await anOfficeIn(store, ['alice', 'bob'])
    const share = aShare({ accountId, multiSession: true, details: { bindAmount: 2, keepDurationMs: 3600_000 } })
    const together = aDesktop({
      accountId,
      shareId: share.id,
      users: [bound('alice', { connectedAt: testNow }), bound('bob', { connectedAt: testNow })],
    })
    const own = aDesktop({ accountId, users: [bound('alice', { connectedAt: testNow })] })
    await seed(store, {
      shares: [share],
      authorised: [{ share, endUserIds: ['alice', 'bob'] }],
      desktops: [together, own],
    })
    const usersNow = async () => {
      const desktops = await readDesktops(store, store.dialect, accountId, [together.id, own.id])
      return Object.fromEntries(
        desktops.map(({ id, users }) => [
          id === own.id ? 'own' : 'together',
          users.map(({ endUserId, connectedAt }) => `${endUserId}${connectedAt === undefined ? '' : ' connected'}`),
        ]),
      )
    }
    const connected = { together: ['alice connected', 'bob connected'], own: ['alice connected'] }
    await call(LockUsers, { Users: ['alice'] }, context)
    assert.deepEqual(await usersNow(), connected)
    await call(LockUsers, { Users: ['nobody'], LogoutSession: true }, context)
    assert.deepEqual(await usersNow(), connected)
    await call(LockUsers, { Users: ['alice'], LogoutSession: true }, context)
    // Of the share she loses the computer, as after every log-off; her own stays hers.
    assert.deepEqual(await usersNow(), { together: ['bob connected'], own: ['alice'] })
    assert.deepEqual(await readShareUsers(store, share.id), ['alice', 'bob'])
  })
})
