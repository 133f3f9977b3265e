import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { firstDraft, notNumbers, pricedCounts, priceInput, shareInput } from './share-draft.ts'

const filled = {
  ...firstDraft,
  DesktopGroupName: 'Design',
  OfficeSiteId: 'os-1',
  BundleId: 'b-1',
  BuyDesktopsCount: '2',
  MaxDesktopsCount: '9',
  MinDesktopsCount: '3',
  StopDuration: '15',
  EndUserIds: 'alice,bob',
}
const template = {
  DesktopType: 'eds.general.4c8g',
  SystemDiskCategory: 'cloud_essd',
  Disks: [
    { DiskType: 'SYSTEM', DiskSize: 80, DiskPerformanceLevel: 'PL0' },
    { DiskType: 'DATA', DiskSize: 100 },
  ],
}

describe('the form of a share', () => {
  it('means a pay-as-you-go share with its ceiling, and times in milliseconds', () => {
    assert.deepEqual(shareInput(filled, 'cn-hangzhou'), {
      RegionId: 'cn-hangzhou',
      DesktopGroupName: 'Design',
      OfficeSiteId: 'os-1',
      PolicyGroupId: 'system-all-enabled-policy',
      BundleId: 'b-1',
      ChargeType: 'PostPaid',
      SessionType: 'SingleSession',
      BuyDesktopsCount: 2,
      MaxDesktopsCount: 9,
      StopDuration: 900_000,
      EndUserIds: ['alice', 'bob'],
    })
  })

  it('means a subscription with its period, without the ceiling that was typed before', () => {
    const input = shareInput({ ...filled, ChargeType: 'PrePaid', Period: 'Year 2', AutoRenew: 'true' }, 'r')
    assert.equal(input.Period, 2)
    assert.equal(input.PeriodUnit, 'Year')
    assert.equal(input.AutoRenew, true)
    assert.equal(input.AllowAutoSetup, 1)
    assert.equal(input.MinDesktopsCount, 3)
    assert.ok(!('MaxDesktopsCount' in input))
  })

  it('says Exclusive with several sessions, as the vendor demands', () => {
    const input = shareInput({ ...filled, SessionType: 'MultipleSession', BindAmount: '4' }, 'r')
    assert.deepEqual([input.ExclusiveType, input.BindAmount], ['Exclusive', 4])
  })

  it('sends nothing that is no number, and names the fields', () => {
    const draft = { ...filled, MaxDesktopsCount: 'many', AllowBufferCount: '-1', BindAmount: 'x' }
    assert.deepEqual(notNumbers(draft), ['MaxDesktopsCount', 'AllowBufferCount'])
    assert.ok(!('MaxDesktopsCount' in shareInput(draft, 'r')))
  })

  it('prices an hour of the fewest and of the most computers, or the period of those bought', () => {
    assert.deepEqual(pricedCounts(filled), [2, 9])
    assert.deepEqual(pricedCounts({ ...filled, ChargeType: 'PrePaid' }), [2])
    assert.deepEqual(pricedCounts({ ...filled, BuyDesktopsCount: '', MaxDesktopsCount: '' }), [1])
    assert.deepEqual(priceInput(filled, template, 'r', 9), {
      RegionId: 'r',
      ResourceType: 'DesktopGroup',
      InstanceType: 'eds.general.4c8g',
      GroupDesktopCount: 9,
      RootDiskSizeGib: 80,
      RootDiskCategory: 'cloud_essd',
      RootDiskPerformanceLevel: 'PL0',
      UserDiskSizeGib: 100,
      PeriodUnit: 'Hour',
      Period: 1,
    })
    const subscribed = priceInput({ ...filled, ChargeType: 'PrePaid', Period: 'Month 6' }, template, 'r', 2)
    assert.deepEqual([subscribed.PeriodUnit, subscribed.Period], ['Month', 6])
  })
})
