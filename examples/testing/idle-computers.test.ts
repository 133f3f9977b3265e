// With Node's own test runner: node --test
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startDeskfleet } from 'deskfleet/testing'
import { IdleComputers } from './idle-computers.ts'
import { supportFleet, supportId } from './support-fleet.ts'

const region = 'cn-hangzhou'

test('a computer is idle once it runs, and no longer when somebody is connected', async () => {
  await using fleet = await startDeskfleet({ fleet: supportFleet })
  const { endpoint, accessKeyId, accessKeySecret } = fleet
  const idle = new IdleComputers({ endpoint, protocol: 'HTTP', accessKeyId, accessKeySecret })

  assert.deepEqual(await idle.of(region, supportId), [], 'computers are still being made')
  await fleet.clock.advance('PT10S')
  const [first, ...others] = await idle.of(region, supportId)
  assert.ok(first)
  assert.deepEqual(others, [])

  const { desktopId } = await fleet.users.connect({ share: 'support', user: 'alice' })
  assert.equal(desktopId, first)
  await fleet.clock.advance({ minutes: 1 })
  const next = await idle.of(region, supportId)
  assert.equal(next.length, 1, 'the share keeps one computer free')
  assert.notEqual(next[0], first)
})

test('the program goes on when the service throttles it', async () => {
  await using fleet = await startDeskfleet({ fleet: supportFleet })
  const { endpoint, accessKeyId, accessKeySecret } = fleet
  const idle = new IdleComputers({ endpoint, protocol: 'HTTP', accessKeyId, accessKeySecret })
  await fleet.clock.advance('PT10S')

  await fleet.faults.inject({ operation: 'DescribeDesktopsInGroup', first: 3, code: 'Throttling.User' })
  assert.equal((await idle.of(region, supportId)).length, 1)
  const [fault] = await fleet.faults.list()
  assert.equal(fault?.strikes, 3)

  await fleet.faults.inject({ operation: 'DescribeDesktopsInGroup', code: 'Throttling.User' })
  await assert.rejects(idle.of(region, supportId), { code: 'Throttling.User' })
})

test('a month of the share costs what the price list says', async () => {
  await using fleet = await startDeskfleet({ fleet: supportFleet })
  await fleet.clock.until('2026-02-01T00:00:00Z')
  const bill = await fleet.bill('support')
  const lines = bill.Desktops.flatMap(({ Lines }) => Lines)
  const sum = lines.reduce((total, { AmountMicros }) => total + AmountMicros, 0)
  assert.equal(sum, bill.SettledMicros)
  const answer = await fleet.call('DescribeDesktopsInGroup', { RegionId: region, DesktopGroupId: supportId })
  assert.equal(answer.PostPaidDesktopsTotalAmount, bill.TotalAmount)
})
