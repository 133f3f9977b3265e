// With Vitest: one server for the file, the same state before every test.
import { type Deskfleet, startDeskfleet } from 'deskfleet/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { IdleComputers } from './idle-computers.ts'
import { supportFleet, supportId } from './support-fleet.ts'

const region = 'cn-hangzhou'
let fleet: Deskfleet
let idle: IdleComputers

beforeAll(async () => {
  fleet = await startDeskfleet({ fleet: supportFleet })
  const { endpoint, accessKeyId, accessKeySecret } = fleet
  idle = new IdleComputers({ endpoint, protocol: 'HTTP', accessKeyId, accessKeySecret })
  await fleet.clock.advance('PT10S')
  await fleet.snapshots.save('running')
})
beforeEach(async () => {
  await fleet.snapshots.restore('running')
  await fleet.faults.clear()
})
afterAll(() => fleet.close())

test('a computer is idle until somebody is connected', async () => {
  expect(await idle.of(region, supportId)).toHaveLength(1)
  const { desktopId } = await fleet.users.connect({ share: 'support', user: 'alice' })
  expect(await idle.of(region, supportId)).not.toContain(desktopId)
})

test('the program goes on when the service throttles it', async () => {
  await fleet.faults.inject({ operation: 'DescribeDesktopsInGroup', first: 3, code: 'Throttling.User' })
  expect(await idle.of(region, supportId)).toHaveLength(1)
})

test('who leaves is told in the events', async () => {
  await fleet.users.connect({ share: 'support', user: 'bob' })
  await fleet.clock.advance('PT1H')
  await fleet.users.disconnect({ share: 'support', user: 'bob', logOff: true })
  const events = await fleet.events({ share: 'support', user: 'bob' })
  expect(events.map(({ name }) => name)).toContain('SessionEnded')
})
