import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { readCatalogue } from '../../api/catalogue.ts'
import { type Computer, type Deed, deeds, inputFor, listedComputer, obstacleTo, valuesOf, ways } from './computer.ts'

const catalogue = readCatalogue(
  JSON.parse(readFileSync(new URL('../../../../catalogue/openapi.json', import.meta.url), 'utf8')),
)
const viewOf = (deed: Deed) => catalogue.find(ways[deed].operation) ?? assert.fail(deed)

const computer = (change: Partial<Computer> = {}): Computer => ({
  id: 'ecd-1',
  name: 'Desk',
  status: 'Running',
  payType: 'PostPaid',
  shareId: 'dg-1',
  osType: 'Windows',
  connected: [],
  flag: 'NoFlag',
  ...change,
})

const possible = (...computers: Computer[]): Deed[] =>
  deeds.filter(deed => obstacleTo(deed, viewOf(deed), computers) === undefined)

describe('what may be done with computers', () => {
  it('follows from their states as the catalogue has them', () => {
    assert.deepEqual(possible(computer()), ['stop', 'restart', 'reset', 'rebuild', 'disable', 'remove'])
    assert.deepEqual(possible(computer({ status: 'Stopped' })), ['start', 'reset', 'rebuild', 'disable', 'remove'])
    for (const status of ['Starting', 'Stopping', 'Pending', 'Rebuilding', 'Expired'])
      assert.deepEqual(possible(computer({ status })), ['disable', 'remove'], status)
    assert.deepEqual(possible(computer({ status: 'Deleted' })), [])
    assert.deepEqual(possible(), [])
  })

  it('is forbidden for all when one of them forbids it, and that one is named', () => {
    const starting = computer({ id: 'ecd-2', status: 'Starting' })
    assert.deepEqual(obstacleTo('stop', viewOf('stop'), [computer(), starting]), {
      why: 'state',
      computer: starting,
      permitted: ['Running'],
    })
  })

  it('is left for later where it needs that nothing else is being done to them', () => {
    const updating = computer({ flag: 'Updating' })
    assert.deepEqual(possible(updating), ['stop', 'disable', 'remove'])
    assert.deepEqual(obstacleTo('restart', viewOf('restart'), [computer(), updating]), {
      why: 'busy',
      computer: updating,
    })
    const alone = deeds.filter(deed => viewOf(deed).description.includes('ManagementFlag NoFlag'))
    assert.deepEqual(
      alone,
      deeds.filter(deed => ways[deed].alone),
    )
  })

  it('is no reset of ordinary ones, and no deletion of subscriptions that go on', () => {
    const ordinary = computer({ shareId: undefined })
    assert.equal(obstacleTo('reset', viewOf('reset'), [ordinary])?.why, 'noShare')
    assert.equal(obstacleTo('disable', viewOf('disable'), [computer(), ordinary])?.why, 'ordinary')
    const paid = computer({ payType: 'PrePaid' })
    assert.equal(obstacleTo('remove', viewOf('remove'), [computer(), paid])?.why, 'subscription')
    assert.equal(obstacleTo('remove', viewOf('remove'), [{ ...paid, status: 'Expired' }]), undefined)
  })

  it('is no more in one call than the operation takes', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => computer({ id: `ecd-${at}` }))
    for (const [deed, most] of [
      ['stop', 100],
      ['reset', 100],
      ['rebuild', 20],
      ['disable', 1000],
      ['remove', 100],
    ] as const) {
      assert.equal(obstacleTo(deed, viewOf(deed), many(most)), undefined, deed)
      assert.deepEqual(obstacleTo(deed, viewOf(deed), many(most + 1)), { why: 'tooMany', most }, deed)
    }
  })

  it('is disconnecting whoever is connected, and nothing where nobody is', () => {
    assert.equal(obstacleTo('disconnect', viewOf('disconnect'), [computer()])?.why, 'nobody')
    const used = computer({ connected: ['alice', 'berta'] })
    assert.equal(obstacleTo('disconnect', viewOf('disconnect'), [computer(), used]), undefined)
    assert.deepEqual(inputFor('disconnect', 'cn-hangzhou', [used]), {
      RegionId: 'cn-hangzhou',
      Sessions: [
        { EndUserId: 'alice', DesktopId: 'ecd-1' },
        { EndUserId: 'berta', DesktopId: 'ecd-1' },
      ],
    })
    const crowd = computer({ connected: Array.from({ length: 21 }, (_, at) => `user-${at}`) })
    assert.deepEqual(obstacleTo('disconnect', viewOf('disconnect'), [crowd]), { why: 'tooMany', most: 20 })
  })

  it('is taking computers of a share out of use, by the share and their ids', () => {
    assert.deepEqual(inputFor('disable', 'cn-hangzhou', [computer(), computer({ id: 'ecd-2' })]), {
      RegionId: 'cn-hangzhou',
      DesktopGroupId: 'dg-1',
      DesktopIds: ['ecd-1', 'ecd-2'],
    })
  })

  it('offers the choices that the catalogue has', () => {
    assert.deepEqual(valuesOf(viewOf('stop'), 'StoppedMode'), ['StopCharging', 'KeepCharging'])
    assert.deepEqual(valuesOf(viewOf('reset'), 'ResetType'), ['0', '1', '2', '3'])
    assert.deepEqual(valuesOf(viewOf('start'), 'Nothing'), [])
  })

  it('is read from rows of the inventory', () => {
    const row = {
      DesktopId: 'ecd-7',
      DesktopName: '',
      DesktopStatus: 'Stopped',
      ChargeType: 'PrePaid',
      OsType: 'Linux',
      ManagementFlag: 'Migrating',
      Sessions: [{ EndUserId: 'alice' }],
    }
    assert.deepEqual(listedComputer(row), {
      id: 'ecd-7',
      name: 'ecd-7',
      status: 'Stopped',
      payType: 'PrePaid',
      shareId: undefined,
      osType: 'Linux',
      connected: ['alice'],
      flag: 'Migrating',
    })
  })
})
