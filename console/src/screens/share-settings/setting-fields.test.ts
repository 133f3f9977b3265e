import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ShareSettings } from './answers.ts'
import { changesOf, forbidding, settingsOf } from './setting-fields.ts'

const share: ShareSettings = {
  DesktopGroupId: 'dg-1',
  DesktopGroupName: 'Design',
  Status: 1,
  PayType: 'PostPaid',
  OfficeSiteId: 'os-1',
  ImageId: 'm-1',
  SystemDiskSize: 80,
  MinDesktopsCount: 1,
  MaxDesktopsCount: 9,
  OwnType: 0,
  CreationTime: '2026-01-01T00:00Z',
  AllowBufferCount: 2,
  AllowAutoSetup: 0,
  StopDuration: 900_000,
  ResetType: 0,
  LoadPolicy: 0,
  ProfileFollowSwitch: false,
}
const subscription: ShareSettings = {
  ...share,
  PayType: 'PrePaid',
  BuyDesktopsCount: 3,
  MinDesktopsCount: 3,
  MaxDesktopsCount: 5,
  AllowAutoSetup: 1,
}

describe('the settings of a share', () => {
  it('are filled in with what the share has, lengths of time in minutes', () => {
    const now = settingsOf(share)
    assert.deepEqual(
      [now.DesktopGroupName, now.BuyDesktopsCount, now.MaxDesktopsCount, now.StopDuration, now.ConnectDuration],
      ['Design', '1', '9', '15', ''],
    )
    assert.equal(settingsOf(subscription).MinDesktopsCount, '2')
    assert.equal(settingsOf({ ...subscription, AllowAutoSetup: 0 }).MinDesktopsCount, '')
  })

  it('send only what was changed, in milliseconds', () => {
    const edits = { DesktopGroupName: 'Design', BuyDesktopsCount: '3', ConnectDuration: '90', StopDuration: '' }
    const { names, input, faults } = changesOf(share, edits)
    assert.deepEqual(input, { BuyDesktopsCount: 3, ConnectDuration: 5_400_000, StopDuration: 0 })
    assert.deepEqual(names, ['BuyDesktopsCount', 'ConnectDuration', 'StopDuration'])
    assert.deepEqual(faults, {})
  })

  it('name what cannot be sent', () => {
    const edits = { MaxDesktopsCount: '', AllowBufferCount: 'two', KeepDuration: '3' }
    const { input, faults } = changesOf(share, edits)
    assert.deepEqual(faults, { MaxDesktopsCount: 'staysSet', AllowBufferCount: 'notANumber' })
    assert.deepEqual(input, { KeepDuration: 180_000 })
    assert.deepEqual(changesOf(subscription, { BuyDesktopsCount: '2' }).faults, { BuyDesktopsCount: 'neverFewer' })
    const several = { ...share, OwnType: 1 } as const
    assert.deepEqual(changesOf(several, { RatioThreshold: '1.5' }).faults, { RatioThreshold: 'notARatio' })
  })

  it('leave out what the kind of share forbids', () => {
    assert.equal(forbidding('AllowBufferCount', subscription, {}), 'postPaidOnly')
    assert.equal(forbidding('MinDesktopsCount', share, {}), 'prePaidOnly')
    assert.equal(forbidding('MinDesktopsCount', subscription, { AllowAutoSetup: '0' }), 'autoSetupFirst')
    assert.equal(forbidding('BindAmount', share, {}), 'multiOnly')
    assert.equal(forbidding('BuyDesktopsCount', { ...subscription, Status: 2 }, {}), 'ended')
    assert.equal(forbidding('BuyDesktopsCount', subscription, {}, true), 'notPaidYet')
    assert.equal(forbidding('BuyDesktopsCount', share, {}), undefined)
    assert.deepEqual(changesOf(share, { BindAmount: '4' }).input, {})
  })
})
