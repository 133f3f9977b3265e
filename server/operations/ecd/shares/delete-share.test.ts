/** Deleting shares: what stands in the way, and what is left of one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { ShareClient } from '../../../testing/share-client.ts'

forEachDatabase('DeleteDesktopGroup', open => {
  const store = oneStore(open)
  const begin = () => ShareClient.begin(store())
  const refused = (client: ShareClient, DesktopGroupId: string, more: object = {}) =>
    client.refusal('DeleteDesktopGroup', { DesktopGroupId, ...more })

  test('answers before the computers are gone; they hold their policy, turn Deleted and stay listed', async () => {
    const client = await begin()
    const PolicyGroupId = String((await client.ask('CreatePolicyGroup', { Name: 'Held' })).PolicyGroupId)
    const id = await client.create({ BuyDesktopsCount: 2, PolicyGroupId, DesktopGroupName: 'Pool' })
    await client.wait(10)
    const listed = (await client.rows(id)).map(({ DesktopId }) => DesktopId)
    assert.deepEqual(await client.ask('DeleteDesktopGroup', { DesktopGroupId: id }), {})
    assert.equal(await client.detail(id), undefined)
    assert.deepEqual((await client.ask('DescribeDesktopGroups', { DesktopGroupId: id })).DesktopGroups, [])
    assert.deepEqual(await client.statuses(id), ['Stopping', 'Stopping'])
    const policy = { PolicyGroupId: [PolicyGroupId] }
    assert.equal(await client.refusal('DeletePolicyGroups', policy), '400 DependencyViolation')
    await client.wait(5)
    assert.deepEqual(await client.statuses(id), ['Deleted', 'Deleted'])
    assert.deepEqual(
      (await client.rows(id)).map(({ DesktopId }) => DesktopId),
      listed,
    )
    await client.ask('DeletePolicyGroups', policy)
    assert.deepEqual(await client.told(id), ['ShareCreated', 'ShareDeleted'])
    assert.equal(await refused(client, id), '404 InvalidDesktopGroupId.NotFound')
    await client.wait(2 * 86_400)
    assert.deepEqual(await client.statuses(id), ['Deleted', 'Deleted'])
  })

  test('waits while computers are made or released, with the code at which clients try again', async () => {
    const client = await begin()
    const id = await client.create({ BuyDesktopsCount: 2, DeleteDuration: 0 })
    assert.equal(await refused(client, id), '400 NotAllowOperation')
    await client.wait(10)
    await client.modify(id, { BuyDesktopsCount: 1 })
    assert.equal(await refused(client, id), '400 NotAllowOperation')
    await client.wait(5)
    await client.ask('DeleteDesktopGroup', { DesktopGroupId: id })
  })

  test('is refused for good while users are authorised, also where it would have to wait too', async () => {
    const client = await begin()
    const id = await client.create({ EndUserIds: ['alice'] })
    assert.equal(await refused(client, id), '400 DependencyViolation')
    await client.wait(10)
    assert.equal(await refused(client, id), '400 DependencyViolation')
    await client.ask('RemoveUserFromDesktopGroup', { DesktopGroupId: id, EndUserIds: ['alice'] })
    await client.ask('DeleteDesktopGroup', { DesktopGroupId: id })
  })

  test('does not tear a computer from under somebody who is connected', async () => {
    const client = await begin()
    const id = await client.create({ EndUserIds: ['alice'] })
    await client.wait(10)
    await client.ask('ConnectEndUser', { DesktopGroupId: id, EndUserId: 'alice' })
    // The authorisation goes and the session stays, as in a store that was filled by a file.
    await store().transaction(client.world.now, async tx => {
      await tx.all('delete from share_users where share_id = ?', [id])
      tx.shares.add(id, { users: -1 })
    })
    assert.equal(await refused(client, id), '400 NotAllowOperation')
    await client.ask('DisconnectEndUser', { DesktopGroupId: id, EndUserId: 'alice' })
    await client.ask('DeleteDesktopGroup', { DesktopGroupId: id })
  })

  test('keeps a subscription until it has ended', async () => {
    const client = await begin()
    const id = await client.subscribe()
    assert.equal(await refused(client, id), '400 InvalidChargeType.Unsupported')
    await client.wait(31 * 86_400)
    assert.deepEqual(await client.statuses(id), ['Expired'])
    await client.ask('DeleteDesktopGroup', { DesktopGroupId: id })
    await client.wait(5)
    assert.deepEqual(await client.statuses(id), ['Deleted'])
  })

  test('takes a share that was never paid', async () => {
    const client = await begin()
    const id = await client.subscribe({ AutoPay: false })
    await client.ask('DeleteDesktopGroup', { DesktopGroupId: id })
    assert.equal(await client.detail(id), undefined)
  })

  test('knows no share of another region or account', async () => {
    const client = await begin()
    const id = await client.create()
    await client.wait(10)
    assert.equal(await refused(client, id, { RegionId: 'cn-shanghai' }), '404 InvalidDesktopGroupId.NotFound')
    assert.equal(await refused(client, 'dg-none'), '404 InvalidDesktopGroupId.NotFound')
    assert.equal(await refused(await begin(), id), '404 InvalidDesktopGroupId.NotFound')
  })
})
