import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, aReleasedDesktop, aShare, seed, testRegion } from '../../../testing/builders.ts'
import { call, contextFor } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { DescribeDesktopTypes } from './DescribeDesktopTypes.ts'

async function list(store: Store, accountId: string, input: object = {}): Promise<string[]> {
  const context = contextFor(store, accountId)
  const { DesktopTypes } = await call(DescribeDesktopTypes, { RegionId: testRegion, ...input }, context)
  return DesktopTypes.map(({ DesktopTypeId }) => DesktopTypeId)
}

async function newAccount(store: Store): Promise<string> {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  return account.id
}

const t4 = ['ecd.graphics.xlarge', 'ecd.graphics.2xlarge', 'eds.graphics.24c1t4']

const filters: readonly [input: object, found: readonly string[]][] = [
  [{ DesktopTypeId: 'eds.hf.4c8g' }, ['eds.hf.4c8g']],
  [{ DesktopTypeIdList: ['eds.hf.8c16g', 'none', 'eds.hf.4c8g'] }, ['eds.hf.4c8g', 'eds.hf.8c16g']],
  [{ InstanceTypeFamily: 'ecd.basic' }, ['ecd.basic.small', 'ecd.basic.large']],
  [{ CpuCount: 24 }, ['eds.graphics.24c1t4']],
  [{ MemorySize: 2048 }, ['ecd.basic.small', 'eds.general.2c2g']],
  [{ GpuCount: 1 }, t4],
  [{ GpuDriverType: 'T4' }, t4],
  [{ GpuDriverType: 'A10' }, []],
  [{ GpuMemory: 16_384 }, t4],
  [{ GpuMemory: 2048 }, []],
  [{ Scope: 'FastBuy' }, []],
  [{ ScopeSet: ['FastBuy'] }, []],
  [{ AppliedScope: 'SavingPlan' }, []],
  [
    { InstanceTypeFamily: 'eds.hf', OrderBy: 'Cpu', SortType: 'DESC' },
    ['eds.hf.12c24g', 'eds.hf.8c16g', 'eds.hf.4c8g'],
  ],
  [{ GpuCount: 1, OrderBy: 'Memory' }, ['ecd.graphics.xlarge', 'ecd.graphics.2xlarge', 'eds.graphics.24c1t4']],
]

forEachDatabase('DescribeDesktopTypes', open => {
  describe('by filters', () => {
    const store = oneStore(open)
    for (const [input, found] of filters) {
      test(`finds by ${JSON.stringify(input)}`, async () => {
        assert.deepEqual(await list(store(), await newAccount(store()), input), found)
      })
    }

    test('GpuCount 0 finds what has no graphics', async () => {
      const found = await list(store(), await newAccount(store()), { GpuCount: 0 })
      assert.ok(found.includes('eds.general.4c8g'))
      assert.ok(!found.some(name => t4.includes(name)))
    })
  })

  test('shows the sizes of a type as texts', async () => {
    await using store = await open()
    const context = contextFor(store, await newAccount(store))
    const input = { RegionId: testRegion, DesktopTypeId: 'ecd.graphics.2xlarge' }
    assert.deepEqual(await call(DescribeDesktopTypes, input, context), {
      DesktopTypes: [
        {
          DesktopTypeId: 'ecd.graphics.2xlarge',
          InstanceTypeFamily: 'ecd.graphics',
          CpuCount: '10',
          MemorySize: '47104',
          GpuCount: 1,
          GpuSpec: 'NVIDIA T4',
          GpuMemory: 16_384,
          DesktopTypeStatus: 'SUFFICIENT',
          StockState: 'Sufficient',
        },
      ],
    })
  })

  test('adds types that only own templates name, at the end and for this account only', async () => {
    await using store = await open()
    const accountId = await newAccount(store)
    const bundle = { kind: 'bundle', id: 'b-1', name: 'own', type: 'CUSTOM', imageId: 'm-1' } as const
    const disks = { systemDiskSizeGib: 80, diskCategory: 'cloud_auto' }
    const resource = { ...bundle, ...disks, desktopType: 'eds.general.32c64g' }
    await seed(store, { resources: [{ accountId, resource }] })
    assert.equal((await list(store, accountId)).at(-1), 'eds.general.32c64g')
    assert.ok(!(await list(store, await newAccount(store))).includes('eds.general.32c64g'))
  })

  test('names what a computer or a share can be changed to', async () => {
    await using store = await open()
    const accountId = await newAccount(store)
    const desktop = aDesktop({ accountId, desktopType: 'eds.hf.8c16g' })
    const share = aShare({ accountId, desktopType: 'eds.hf.8c16g' })
    await seed(store, { desktops: [desktop], shares: [share] })
    for (const which of [{ DesktopIdForModify: desktop.id }, { DesktopGroupIdForModify: share.id }]) {
      const hf = { InstanceTypeFamily: 'eds.hf', ...which }
      assert.deepEqual(await list(store, accountId, hf), ['eds.hf.4c8g', 'eds.hf.12c24g'])
      assert.deepEqual(await list(store, accountId, { ...hf, OrderType: 'UPGRADE' }), ['eds.hf.12c24g'])
      assert.deepEqual(await list(store, accountId, { ...hf, OrderType: 'DOWNGRADE' }), ['eds.hf.4c8g'])
      const graphics = { InstanceTypeFamily: 'eds.graphics', OrderType: 'DOWNGRADE', ...which }
      assert.deepEqual(await list(store, accountId, graphics), [])
    }
  })

  test('names nothing for a computer or share that is not there, is released, or is another account’s', async () => {
    await using store = await open()
    const accountId = await newAccount(store)
    const strangerId = await newAccount(store)
    const released = aReleasedDesktop({ accountId })
    const theirs = aDesktop({ accountId: strangerId })
    const theirShare = aShare({ accountId: strangerId })
    await seed(store, { desktops: [released, theirs], shares: [theirShare] })
    for (const input of [
      { DesktopIdForModify: 'ecd-none' },
      { DesktopIdForModify: released.id },
      { DesktopIdForModify: theirs.id },
      { DesktopGroupIdForModify: theirShare.id },
    ]) {
      assert.deepEqual(await list(store, accountId, input), [])
    }
  })
})
