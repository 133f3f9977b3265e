import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Desktop, type DesktopStatus, desktopStatuses, type Life } from '../domain/desktop.ts'
import { aDesktop } from '../testing/builders.ts'
import { builtInPrices } from '../testing/calls.ts'
import { makeMeters, metersOf } from './meter.ts'

const prices = builtInPrices.of('USD')
const compute = { item: 'compute', rateMicros: 148_000 }
/** 80 + 20 GiB at 0.00007. */
const storage = { item: 'storage', rateMicros: 7_000 }
const disks = [
  { kind: 'SYSTEM', category: 'cloud_efficiency', sizeGib: 80 },
  { kind: 'DATA', category: 'cloud_essd', sizeGib: 20, performanceLevel: 'PL1' },
] as const

const desktop = (overrides: Partial<Omit<Desktop, 'details'>>): Desktop =>
  aDesktop({ accountId: '1', details: { disks }, ...overrides })
const stopped = (keepCharging: boolean): Life => ({ desired: 'Stopped', observed: 'Stopped', asks: 0, keepCharging })

describe('a pay-as-you-go desktop', () => {
  it('is metered for compute and storage while it runs', () => {
    assert.deepEqual(metersOf(desktop({ status: 'Running' }), prices), [compute, storage])
  })

  it('is metered for nothing once it is deleted, and for storage alone in every other state', () => {
    const found = desktopStatuses.map(status => [status, metersOf(desktop({ status }), prices).map(({ item }) => item)])
    const byStorage = (status: DesktopStatus) => [status, status === 'Deleted' ? [] : ['storage']]
    assert.deepEqual(
      found,
      desktopStatuses.map(status => (status === 'Running' ? [status, ['compute', 'storage']] : byStorage(status))),
    )
  })

  it('is metered for compute while it stops and is stopped where its life keeps charging, and no longer', () => {
    const kept = (status: DesktopStatus) => metersOf(desktop({ status, life: stopped(true) }), prices)
    assert.deepEqual(kept('Stopping'), [compute, storage])
    assert.deepEqual(kept('Stopped'), [compute, storage])
    const leaving: Life = { ...stopped(true), desired: 'Released' }
    assert.deepEqual(metersOf(desktop({ status: 'Stopping', life: leaving }), prices), [storage])
    assert.deepEqual(metersOf(desktop({ status: 'Stopped', life: stopped(false) }), prices), [storage])
  })

  it('without disks is not metered for storage', () => {
    const bare = aDesktop({ accountId: '1', status: 'Running', details: { disks: [] } })
    assert.deepEqual(metersOf(bare, prices), [compute])
  })
})

describe('a desktop on subscription', () => {
  it('is metered for nothing in any state', () => {
    for (const status of desktopStatuses) {
      assert.deepEqual(metersOf(desktop({ status, payType: 'PrePaid', life: stopped(true) }), prices), [])
    }
  })
})

describe('meters by currency', () => {
  it('count by the list of the currency', () => {
    const meter = makeMeters(builtInPrices)('USD')
    assert.deepEqual(meter.metersOf(desktop({})), [compute, storage])
    assert.equal(meter.amountOf(3600, 0, 10_000), 10)
    assert.equal(meter.subscriptionMicros('eds.general.4c8g', disks, 1, 'Month'), 48_400_000)
  })

  it('are refused for a currency without a list', () => {
    assert.throws(() => makeMeters(builtInPrices)('EUR'), { name: 'PriceListError' })
  })
})
