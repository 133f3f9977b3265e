/** Changing shares: what is said stays and is read back, what is not said stays as it was, and computers follow. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dumpOf } from '../../../testing/callers.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { newShare, ShareClient } from '../../../testing/share-client.ts'

const office = 'b-enterprise_office_8c16g_windows2022'
const windows2022 = 'desktopimage-windows-server-2022-64-asp'

forEachDatabase('ModifyDesktopGroup', open => {
  const store = oneStore(open)
  const begin = () => ShareClient.begin(store())
  const flags = async (client: ShareClient, id: string) =>
    (await client.rows(id)).map(({ ManagementFlag, DesktopStatus }) => `${DesktopStatus} ${ManagementFlag}`)
  const aPolicy = async (client: ShareClient) =>
    String((await client.ask('CreatePolicyGroup', { Name: 'Strict' })).PolicyGroupId)

  test('changes what is said and nothing else, and it can be read at once', async () => {
    const client = await begin()
    const id = await client.create({ Comments: 'first', KeepDuration: 180000, ResetType: 1, MaxDesktopsCount: 5 })
    const before = await client.detail(id)
    const change = { ConnectDuration: 900000, StopDuration: 300000, MaxDesktopsCount: 2, AllowBufferCount: 1 }
    assert.deepEqual(await client.modify(id, change), {})
    assert.deepEqual(await client.detail(id), { ...before, ...change })
    await client.modify(id, { StopDuration: 0, Comments: 'second' })
    const { StopDuration: _, ...rest } = { ...before, ...change, Comments: 'second' } as Record<string, unknown>
    assert.deepEqual(await client.detail(id), rest)
    assert.deepEqual(await client.told(id), ['ShareCreated', 'ShareModified', 'ShareModified'])
  })

  test('leaves everything alone when it is told what is so already', async () => {
    const client = await begin()
    const PolicyGroupId = await aPolicy(client)
    const input = { PolicyGroupId, MaxDesktopsCount: 3, MinDesktopsCount: 1, DesktopGroupName: 'Pool', ResetType: 0 }
    const id = await client.create({ ...input, KeepDuration: 180000 })
    await client.wait(10)
    const before = await dumpOf(store())
    await client.modify(id, { ...input, OwnBundleId: newShare.BundleId, PolicyGroupIds: [PolicyGroupId] })
    await client.modify(id, { KeepDuration: 180000, ImageId: 'desktopimage-windows-server-2019-64-asp' })
    await client.modify(id, {})
    assert.equal(await dumpOf(store()), before)
  })

  test('does not look up again what a share has had all along', async () => {
    const client = await begin()
    const PolicyGroupId = await aPolicy(client)
    const id = await client.create({ PolicyGroupId })
    await store().transaction(client.world.now, tx => tx.all('delete from resources where kind = ?', ['policyGroup']))
    await client.modify(id, { PolicyGroupId, OwnBundleId: newShare.BundleId, Comments: 'still' })
    assert.equal((await client.detail(id))?.Comments, 'still')
  })

  test('renames the computers that bear the name of the share', async () => {
    const client = await begin()
    const id = await client.create({ DesktopGroupName: 'Old', BuyDesktopsCount: 2 })
    await client.wait(10)
    await client.modify(id, { DesktopGroupName: 'New' })
    assert.deepEqual(
      (await client.rows(id)).map(({ DesktopName }) => DesktopName),
      ['New', 'New'],
    )
    assert.equal(
      await client.refusal('ModifyDesktopGroup', { DesktopGroupId: id, DesktopGroupName: '1' }),
      '400 InvalidDesktopGroupName',
    )
  })

  test('gives all computers another policy, which is free again once they have it', async () => {
    const client = await begin()
    const [first, second] = [await aPolicy(client), await aPolicy(client)]
    const id = await client.create({ PolicyGroupId: first, BuyDesktopsCount: 2 })
    await client.wait(10)
    await client.modify(id, { PolicyGroupId: second, OwnBundleId: newShare.BundleId })
    assert.deepEqual(await flags(client, id), ['Running Updating', 'Running Updating'])
    await client.wait(3)
    assert.deepEqual(await flags(client, id), ['Running NoFlag', 'Running NoFlag'])
    assert.deepEqual((await client.detail(id))?.PolicyGroupIds, [second])
    const deleting = { PolicyGroupId: [second] }
    assert.equal(await client.refusal('DeletePolicyGroups', deleting), '400 DependencyViolation')
    await client.ask('DeletePolicyGroups', { PolicyGroupId: [first] })
  })

  test('takes up to five policies, its own first', async () => {
    const client = await begin()
    const ids: string[] = []
    for (let made = 0; made < 5; made += 1) ids.push(await aPolicy(client))
    const id = await client.create()
    await client.modify(id, { PolicyGroupIds: ids })
    assert.deepEqual((await client.detail(id))?.PolicyGroupIds, ids)
    await client.modify(id, { PolicyGroupId: ids[2] })
    assert.deepEqual((await client.detail(id))?.PolicyGroupIds, [ids[2], ids[1], ids[3], ids[4]])
    const sixth = { DesktopGroupId: id, PolicyGroupId: newShare.PolicyGroupId, PolicyGroupIds: ids }
    assert.equal(await client.refusal('ModifyDesktopGroup', sixth), '400 InvalidPolicyGroupIds')
    const unknown = { DesktopGroupId: id, PolicyGroupIds: ['pg-none'] }
    assert.equal(await client.refusal('ModifyDesktopGroup', unknown), '400 InvalidPolicyGroupId.NotFound')
  })

  test('rebuilds computers for another template, those in use as soon as they are free', async () => {
    const client = await begin()
    const id = await client.create({ BuyDesktopsCount: 2, EndUserIds: ['alice'] })
    await client.wait(10)
    const { DesktopId: used } = await client.ask('ConnectEndUser', { DesktopGroupId: id, EndUserId: 'alice' })
    const inUse = async () => (await client.rows(id)).find(({ DesktopId }) => DesktopId === used)
    const unused = async () => (await client.rows(id)).find(({ DesktopId }) => DesktopId !== used)
    await client.modify(id, { OwnBundleId: office, PolicyGroupId: newShare.PolicyGroupId })
    assert.equal((await unused())?.DesktopStatus, 'Rebuilding')
    assert.deepEqual([(await inUse())?.DesktopStatus, (await inUse())?.ConnectionStatus], ['Running', 'Connected'])
    const detail = await client.detail(id)
    assert.deepEqual([detail?.OwnBundleId, detail?.ImageId, detail?.Cpu], [office, windows2022, 8])
    await client.wait(10)
    assert.deepEqual([(await unused())?.DesktopStatus, (await unused())?.ImageId], ['Running', windows2022])
    await client.ask('DisconnectEndUser', { DesktopGroupId: id, EndUserId: 'alice' })
    assert.equal((await inUse())?.DesktopStatus, 'Rebuilding')
    await client.wait(10)
    assert.deepEqual(await flags(client, id), ['Running NoFlag', 'Running NoFlag'])
    assert.equal(
      await client.refusal('ModifyDesktopGroup', { DesktopGroupId: id, OwnBundleId: 'b-none' }),
      '400 InvalidDesktopBundle.NotFound',
    )
  })

  test('lets an image stand in for that of the template, and keeps it while the template is said again', async () => {
    const client = await begin()
    const id = await client.create()
    await client.wait(10)
    await client.modify(id, { ImageId: windows2022 })
    assert.deepEqual(await client.statuses(id), ['Rebuilding'])
    await client.wait(10)
    await client.modify(id, { OwnBundleId: newShare.BundleId, Comments: 'said again' })
    const detail = await client.detail(id)
    assert.deepEqual([detail?.OwnBundleId, detail?.ImageId], [newShare.BundleId, windows2022])
    assert.deepEqual(await client.statuses(id), ['Running'])
    const unknown = { DesktopGroupId: id, ImageId: 'm-none' }
    assert.equal(await client.refusal('ModifyDesktopGroup', unknown), '400 InvalidImageId.NotFound')
  })

  test('makes computers that are still to be made as they are to be, without rebuilding them', async () => {
    const client = await begin()
    const id = await client.create({ BuyDesktopsCount: 1, AllowBufferCount: 0 })
    await client.modify(id, { OwnBundleId: office, BuyDesktopsCount: 2 })
    await client.wait(30)
    const rows = await client.rows(id)
    assert.deepEqual(
      rows.map(({ ImageId, DesktopStatus }) => [ImageId, DesktopStatus]),
      [
        [windows2022, 'Running'],
        [windows2022, 'Running'],
      ],
    )
    assert.equal(rows[1]?.ResetTime, undefined)
  })

  test('grows to a higher minimum and shrinks once the surplus was idle for long enough', async () => {
    const client = await begin()
    const id = await client.create({ MinDesktopsCount: 0, MaxDesktopsCount: 1, DeleteDuration: 60000 })
    assert.deepEqual(await client.statuses(id), [])
    await client.modify(id, { MinDesktopsCount: 2, MaxDesktopsCount: 3 })
    assert.deepEqual(await client.statuses(id), ['Pending', 'Pending'])
    await client.wait(10)
    await client.modify(id, { MinDesktopsCount: 1 })
    const detail = await client.detail(id)
    assert.deepEqual([detail?.MinDesktopsCount, detail?.MaxDesktopsCount], [1, 3])
    await client.wait(59)
    assert.deepEqual(await client.statuses(id), ['Running', 'Running'])
    await client.wait(10)
    assert.deepEqual((await client.statuses(id)).sort(), ['Deleted', 'Running'])
    for (const [change, code] of [
      [{ MaxDesktopsCount: 0 }, 'InvalidMaxDesktopsCount'],
      [{ MinDesktopsCount: 4 }, 'InvalidMinDesktopsCount'],
      [{ BuyDesktopsCount: 4 }, 'InvalidBuyDesktopsCount'],
    ] as const) {
      assert.equal(await client.refusal('ModifyDesktopGroup', { DesktopGroupId: id, ...change }), `400 ${code}`)
    }
  })

  test('puts session limits out of force and in force again', async () => {
    const client = await begin()
    const id = await client.create({ ConnectDuration: 60000, KeepDuration: 600000, EndUserIds: ['alice'] })
    await client.wait(10)
    await client.modify(id, { DisableSessionConfig: true })
    await client.ask('ConnectEndUser', { DesktopGroupId: id, EndUserId: 'alice' })
    await client.wait(120)
    assert.equal((await client.rows(id))[0]?.ConnectionStatus, 'Connected')
    await client.modify(id, { DisableSessionConfig: false })
    assert.equal((await client.rows(id))[0]?.ConnectionStatus, 'Disconnected')
  })

  test('buys more computers for a subscription by the time that is left, and never less', async () => {
    const client = await begin()
    const id = await client.subscribe({ BuyDesktopsCount: 2 })
    const [first] = await client.orders(id)
    // January has 31 days; after 15.5 of them half the month is left.
    await client.wait(15.5 * 86_400)
    assert.deepEqual(await client.modify(id, { BuyDesktopsCount: 4 }), {})
    const [, expansion] = await client.orders(id)
    assert.deepEqual(
      [expansion?.kind, expansion?.status, expansion?.details.count, expansion?.amountMicros],
      ['expand', 'Paid', 2, (first?.amountMicros ?? 0) / 2],
    )
    assert.equal(expansion?.details.toAt, first?.details.toAt)
    const rows = await client.rows(id)
    assert.deepEqual(
      rows.map(({ DesktopStatus }) => DesktopStatus),
      ['Running', 'Running', 'Pending', 'Pending'],
    )
    assert.equal(new Set(rows.map(({ ExpiredTime }) => ExpiredTime)).size, 1)
    for (const BuyDesktopsCount of [3, 0, 201]) {
      const refusal = await client.refusal('ModifyDesktopGroup', { DesktopGroupId: id, BuyDesktopsCount })
      assert.equal(refusal, '400 InvalidBuyDesktopsCount')
    }
    await client.modify(id, { MinDesktopsCount: 2, AllowAutoSetup: 1 })
    const detail = await client.detail(id)
    assert.deepEqual([detail?.MinDesktopsCount, detail?.MaxDesktopsCount], [4, 6])
    await client.wait(31 * 86_400)
    const late = { DesktopGroupId: id, BuyDesktopsCount: 5 }
    assert.equal(await client.refusal('ModifyDesktopGroup', late), '400 IncorrectDesktopGroupStatus')
  })

  test('knows no share that is deleted, of another region or of another account', async () => {
    const client = await begin()
    const [id, gone] = [await client.create(), await client.create()]
    await client.wait(10)
    await client.ask('DeleteDesktopGroup', { DesktopGroupId: gone })
    for (const input of [{ DesktopGroupId: gone }, { DesktopGroupId: id, RegionId: 'cn-shanghai' }]) {
      const refusal = await client.refusal('ModifyDesktopGroup', { ...input, Comments: 'x' })
      assert.equal(refusal, '404 InvalidDesktopGroupId.NotFound')
    }
    const other = await begin()
    const theirs = { DesktopGroupId: id, Comments: 'x' }
    assert.equal(await other.refusal('ModifyDesktopGroup', theirs), '404 InvalidDesktopGroupId.NotFound')
  })
})
