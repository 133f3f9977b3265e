import assert from 'node:assert/strict'
import { it } from 'node:test'
import { forEachDatabase } from '../../../testing/databases.ts'
import { ShareClient } from '../../../testing/share-client.ts'

forEachDatabase('SetShareOverdue', open => {
  const statusOf = async (client: ShareClient, DesktopGroupId: string): Promise<unknown> => {
    const { DesktopGroups } = await client.ask('DescribeDesktopGroups', { DesktopGroupId })
    return (DesktopGroups as { Status: number }[])[0]?.Status
  }

  it('ends sessions and use, and keeps the computers for thirty days', async () => {
    await using store = await open()
    const client = await ShareClient.begin(store)
    const id = await client.create({ BuyDesktopsCount: 2, EndUserIds: ['alice'] })
    await client.wait(60)
    await client.ask('ConnectEndUser', { DesktopGroupId: id, EndUserId: 'alice' })
    assert.deepEqual(await client.ask('SetShareOverdue', { DesktopGroupId: id }), { Status: 2 })
    assert.equal(await statusOf(client, id), 2)
    assert.deepEqual(await client.statuses(id), ['Expired', 'Expired'])
    await assert.rejects(client.ask('ConnectEndUser', { DesktopGroupId: id, EndUserId: 'alice' }), {
      code: 'IncorrectDesktopStatus',
    })
    await client.wait(29 * 86_400)
    assert.deepEqual(await client.statuses(id), ['Expired', 'Expired'])
    await client.wait(2 * 86_400)
    assert.deepEqual(await client.statuses(id), ['Deleted', 'Deleted'])
  })

  it('lets the computers run again once it is paid', async () => {
    await using store = await open()
    const client = await ShareClient.begin(store)
    const id = await client.create({ BuyDesktopsCount: 1 })
    await client.wait(60)
    await client.ask('SetShareOverdue', { DesktopGroupId: id })
    await client.wait(86_400)
    assert.deepEqual(await client.ask('SetShareOverdue', { DesktopGroupId: id, Overdue: false }), { Status: 1 })
    await client.wait(60)
    assert.deepEqual(await client.statuses(id), ['Running'])
    assert.equal(await statusOf(client, id), 1)
  })

  it('refuses a subscription, whose period ends by itself, and an unknown share', async () => {
    await using store = await open()
    const client = await ShareClient.begin(store)
    const subscribed = await client.subscribe({ BuyDesktopsCount: 1 })
    assert.equal(
      await client.refusal('SetShareOverdue', { DesktopGroupId: subscribed }),
      '400 InvalidChargeType.Unsupported',
    )
    assert.equal(
      await client.refusal('SetShareOverdue', { DesktopGroupId: 'dg-none' }),
      '404 InvalidDesktopGroupId.NotFound',
    )
  })
})
