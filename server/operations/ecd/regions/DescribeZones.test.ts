import assert from 'node:assert/strict'
import { test } from 'node:test'
import { regions } from '../../../domain/regions.ts'
import { anAccount } from '../../../testing/builders.ts'
import { call, contextFor } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { DescribeZones } from './DescribeZones.ts'

forEachDatabase('DescribeZones', open => {
  test('names zones of the region asked for, each once in all the world', async () => {
    await using store = await open()
    const context = contextFor(store, anAccount().id)
    const seen: string[] = []
    for (const RegionId of regions.keys()) {
      const { Zones } = await call(DescribeZones, { RegionId }, context)
      assert.ok(Zones.length > 0)
      for (const { ZoneId } of Zones) assert.ok(ZoneId.startsWith(RegionId), ZoneId)
      seen.push(...Zones.map(({ ZoneId }) => ZoneId))
    }
    assert.equal(new Set(seen).size, seen.length)
  })

  test('writes zones as the vendor does: with a hyphen in China only', async () => {
    await using store = await open()
    const context = contextFor(store, anAccount().id)
    const zonesOf = async (RegionId: string) => (await call(DescribeZones, { RegionId }, context)).Zones
    assert.deepEqual(await zonesOf('cn-hangzhou'), [{ ZoneId: 'cn-hangzhou-a' }, { ZoneId: 'cn-hangzhou-b' }])
    assert.deepEqual(await zonesOf('ap-southeast-1'), [{ ZoneId: 'ap-southeast-1a' }, { ZoneId: 'ap-southeast-1b' }])
  })

  test('knows zones of one kind only', async () => {
    await using store = await open()
    const context = contextFor(store, anAccount().id)
    const zonesOf = (ZoneType: string) => call(DescribeZones, { RegionId: 'cn-hangzhou', ZoneType }, context)
    assert.equal((await zonesOf('AvailabilityZone')).Zones.length, 2)
    assert.deepEqual(await zonesOf('EdgeZone'), { Zones: [] })
  })
})
