/** Rebuilding and resetting computers, and giving them policies, each seen through what stands in the store. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Desktop } from '../../../domain/desktop.ts'
import type { Image, PolicyGroup } from '../../../domain/resources.ts'
import { allEnabledPolicyId } from '../../../domain/system-resources.ts'
import { readDesktops } from '../../../store/desktops.ts'
import { aDesktop, anAccount, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { ModifyDesktopsPolicyGroup } from './ModifyDesktopsPolicyGroup.ts'
import { RebuildDesktops } from './RebuildDesktops.ts'
import { ResetDesktops } from './ResetDesktops.ts'

const linuxImageId = 'desktopimage-ubuntu-2004-64-asp'
const hdxImageId = 'desktopimage-windows-server-2019-64-hdx'

const young: Image = {
  kind: 'image',
  id: 'm-young',
  name: 'young',
  type: 'CUSTOM',
  osType: 'Windows',
  platform: 'Windows 10',
  protocolType: 'ASP',
  sessionType: 'SINGLE_SESSION',
  systemDiskSizeGib: 80,
  fotaVersion: '1.0.0',
  readyAt: testNow + 1,
}

const aPolicy = (id: string, Scope?: string): PolicyGroup => ({
  kind: 'policyGroup',
  type: 'CUSTOM',
  id,
  name: id,
  settings: Scope === undefined ? {} : { Scope },
})

const updating: Desktop['life'] = {
  desired: 'Running',
  observed: 'Running',
  asks: 4,
  task: { kind: 'Update' },
  asked: { step: 'configure', token: 'x/4', checkAt: testNow + 3000 },
}

type Parts = Omit<Parameters<typeof aDesktop>[0], 'accountId'>

async function aScene(store: TestStore, ...parts: readonly Parts[]) {
  const account = anAccount()
  const accountId = account.id
  const shares = [aShare({ accountId }), aShare({ accountId })]
  const placeOf = ({ shareId }: Parts) => (shareId === undefined ? {} : { shareId: shares[Number(shareId)]?.id ?? '' })
  const desktops = parts.map(part => aDesktop({ accountId, ...part, ...placeOf(part) }))
  const resources = [young, aPolicy('pg-all'), aPolicy('pg-other', 'GLOBAL'), ...['a', 'b', 'c', 'd', 'e'].map(bound)]
  await seed(store, {
    accounts: [account],
    shares,
    desktops,
    resources: resources.map(resource => ({ accountId, resource })),
  })
  const ids = desktops.map(({ id }) => id)
  return {
    ids,
    shareIds: shares.map(({ id }) => id),
    context: () => contextFor(store, accountId, { clock: { now: () => testNow } }),
    now: async () => {
      const found = await readDesktops(store, store.dialect, accountId, ids)
      return ids.map(id => found.find(desktop => desktop.id === id) ?? assert.fail(id))
    },
  }
}

const bound = (name: string): PolicyGroup => aPolicy(`pg-ip-${name}`, 'IP')

async function isRefused(store: TestStore, ask: () => Promise<unknown>, code: string, status = 400): Promise<void> {
  const before = await dumpOf(store)
  const refusal = await refusalBy(ask())
  assert.deepEqual([refusal.code, refusal.status], [code, status])
  assert.equal(await dumpOf(store), before)
}

const wrongState = {
  Code: 'IncorrectDesktopStatus',
  Message: 'The current status of the desktop does not support this operation.',
}

forEachDatabase('computers that are renewed', open => {
  describe('RebuildDesktops', () => {
    const rebuild = (scene: Awaited<ReturnType<typeof aScene>>, input: object = {}) =>
      call(RebuildDesktops, { RegionId: testRegion, DesktopId: scene.ids, ...input }, scene.context())

    test('tells of each computer whether it is being rebuilt, and shows the new image at once', async () => {
      await using store = await open()
      const scene = await aScene(
        store,
        {},
        { status: 'Stopped', shareId: '0' },
        { status: 'Starting' },
        { status: 'Expired' },
        { life: updating },
      )
      const [first, second, ...others] = scene.ids
      assert.deepEqual(await rebuild(scene, { ImageId: linuxImageId, OperateType: 'replace', Language: 'ja-JP' }), {
        RebuildResults: [
          { Code: 'success', DesktopId: first },
          { Code: 'success', DesktopId: second },
          ...others.map(DesktopId => ({ ...wrongState, DesktopId })),
        ],
      })
      const shown = (await scene.now()).map(({ status, imageId, osType, protocolType }) => [
        status,
        imageId,
        osType,
        protocolType,
      ])
      const before = 'desktopimage-windows-server-2019-64-asp'
      assert.deepEqual(shown, [
        ['Rebuilding', linuxImageId, 'Linux', 'ASP'],
        ['Rebuilding', linuxImageId, 'Linux', 'ASP'],
        ['Starting', before, 'Windows', 'ASP'],
        ['Expired', before, 'Windows', 'ASP'],
        ['Running', before, 'Windows', 'ASP'],
      ])
    })

    test('lets a system disk grow to what the image needs, and leaves larger ones', async () => {
      await using store = await open()
      const disk = (sizeGib: number) => ({ kind: 'SYSTEM' as const, category: 'cloud_essd', sizeGib })
      const data = { kind: 'DATA' as const, category: 'cloud_essd', sizeGib: 20 }
      const scene = await aScene(store, { details: { disks: [disk(60), data] } }, { details: { disks: [disk(100)] } })
      await rebuild(scene, { ImageId: hdxImageId })
      assert.deepEqual(
        (await scene.now()).map(({ details }) => details.disks),
        [[disk(80), data], [disk(100)]],
      )
    })

    test('keeps the image of each computer when none is named', async () => {
      await using store = await open()
      const scene = await aScene(store, { imageId: hdxImageId, protocolType: 'HDX' })
      await rebuild(scene)
      const [desktop] = await scene.now()
      assert.deepEqual([desktop?.imageId, desktop?.protocolType, desktop?.status], [hdxImageId, 'HDX', 'Rebuilding'])
    })

    test('refuses an image that is not there or not ready, another operate type, unknown and too many computers', async () => {
      await using store = await open()
      const scene = await aScene(store, {})
      await isRefused(store, () => rebuild(scene, { ImageId: 'm-nowhere' }), 'InvalidImageId.NotFound')
      await isRefused(store, () => rebuild(scene, { ImageId: young.id }), 'InvalidImageStatus.NotValid')
      await isRefused(store, () => rebuild(scene, { OperateType: 'keep' }), 'InvalidOperateType')
      const unknown = { DesktopId: [...scene.ids, 'ecd-nobody'] }
      await isRefused(store, () => rebuild(scene, unknown), 'InvalidDesktopId.NotFound', 404)
      const tooMany = { DesktopId: Array.from({ length: 21 }, (_, index) => `ecd-${index}`) }
      await isRefused(store, () => rebuild(scene, tooMany), 'InvalidDesktopId')
      const other = await aScene(store)
      await isRefused(store, () => rebuild({ ...other, ids: scene.ids }), 'InvalidDesktopId.NotFound', 404)
    })
  })

  describe('ResetDesktops', () => {
    const reset = ({ context }: Awaited<ReturnType<typeof aScene>>, input: object) =>
      call(ResetDesktops, { RegionId: testRegion, ResetType: '1', ...input }, context())
    const tasksOf = async ({ now }: Awaited<ReturnType<typeof aScene>>) =>
      (await now()).map(({ life }) => (life?.task?.kind === 'Reset' ? life.task.resetType : life?.task?.kind))

    test('resets the computers that are named, even beside shares that are named', async () => {
      await using store = await open()
      const scene = await aScene(store, { shareId: '0' }, { shareId: '0' }, { shareId: '1', status: 'Stopped' })
      const [first, , third] = scene.ids
      const [shareId] = scene.shareIds
      await reset(scene, { ResetType: '3', DesktopId: [first, third], DesktopGroupId: shareId })
      assert.deepEqual(await tasksOf(scene), [3, undefined, 3])
      assert.deepEqual(
        (await scene.now()).map(({ status }) => status),
        ['Rebuilding', 'Running', 'Rebuilding'],
      )
    })

    test('resets the share that is named rather than the others, leaving out what cannot be reset now', async () => {
      await using store = await open()
      const scene = await aScene(
        store,
        { shareId: '0' },
        { shareId: '0', status: 'Starting' },
        { shareId: '0', life: updating },
        { shareId: '1' },
      )
      const [DesktopGroupId] = scene.shareIds
      await reset(scene, { ResetType: '2', DesktopGroupId, DesktopGroupIds: scene.shareIds.slice(1) })
      assert.deepEqual(await tasksOf(scene), [2, undefined, 'Update', undefined])
      await reset(scene, { DesktopGroupIds: scene.shareIds.slice(1) })
      assert.deepEqual((await tasksOf(scene))[3], 1)
    })

    test('resets only what is billed in the way that is named', async () => {
      await using store = await open()
      const scene = await aScene(store, { shareId: '0', payType: 'PrePaid' }, { shareId: '0' })
      await reset(scene, { DesktopGroupId: scene.shareIds[0], PayType: 'PrePaid' })
      assert.deepEqual(await tasksOf(scene), [1, undefined])
      await reset(scene, { DesktopId: scene.ids, PayType: 'PostPaid' })
      assert.deepEqual(await tasksOf(scene), [1, 1])
    })

    test('does nothing with type 0, and makes anew from an image with scope IMAGE', async () => {
      await using store = await open()
      const scene = await aScene(store, { shareId: '0' })
      const before = await dumpOf(store)
      await reset(scene, { DesktopGroupId: scene.shareIds[0], ResetType: '0' })
      assert.equal(await dumpOf(store), before)
      await reset(scene, { DesktopGroupId: scene.shareIds[0], ResetScope: 'IMAGE', ImageId: hdxImageId })
      const [desktop] = await scene.now()
      assert.deepEqual(
        [desktop?.imageId, desktop?.protocolType, desktop?.life?.task],
        [hdxImageId, 'HDX', { kind: 'Rebuild' }],
      )
    })

    test('refuses ordinary, unknown and busy computers, unknown shares, and calls that name nothing', async () => {
      await using store = await open()
      const scene = await aScene(store, { shareId: '0' }, {}, { shareId: '0', status: 'Stopping' })
      const [good, ordinary, busy] = scene.ids
      const other = await aScene(store, { shareId: '0' })
      const byId = (id: string | undefined) => reset(scene, { DesktopId: [good, id] })
      await isRefused(store, () => byId(ordinary), 'InvalidDesktopId.NotFound', 404)
      await isRefused(store, () => byId(other.ids[0]), 'InvalidDesktopId.NotFound', 404)
      await isRefused(store, () => byId(busy), 'IncorrectDesktopStatus')
      const elsewhere = { DesktopGroupIds: [scene.shareIds[0], other.shareIds[0]] }
      await isRefused(store, () => reset(scene, elsewhere), 'InvalidDesktopGroupId.NotFound', 404)
      await isRefused(store, () => reset(scene, {}), 'MissingDesktopGroupId')
      const scope = { DesktopId: [good], ResetScope: 'IMAGE' }
      await isRefused(store, () => reset(scene, scope), 'MissingImageId')
      await isRefused(store, () => reset(scene, { ...scope, ImageId: 'm-nowhere' }), 'InvalidImageId.NotFound')
      await isRefused(store, () => reset(scene, { ...scope, ImageId: young.id }), 'InvalidImageStatus.NotValid')
    })
  })

  describe('ModifyDesktopsPolicyGroup', () => {
    const modify = (scene: Awaited<ReturnType<typeof aScene>>, input: object) =>
      call(ModifyDesktopsPolicyGroup, { RegionId: testRegion, DesktopId: scene.ids, ...input }, scene.context())

    test('tells of each computer whether it has the policy, which shows at once with the flag Updating', async () => {
      await using store = await open()
      const scene = await aScene(store, {}, { status: 'Stopped' }, { shareId: '0' })
      const other = await aScene(store, {})
      const [first, stopped, shared] = scene.ids
      const [foreign = ''] = other.ids
      const asked = { DesktopId: [first, stopped, foreign, first, shared], PolicyGroupId: 'pg-all' }
      assert.deepEqual(await modify(scene, asked), {
        ModifyResults: [
          { Code: 'success', DesktopId: first },
          { ...wrongState, DesktopId: stopped },
          {
            Code: 'InvalidDesktopId.NotFound',
            Message: `The specified param DesktopId ${foreign} is not found.`,
            DesktopId: foreign,
          },
          { Code: 'success', DesktopId: shared },
        ],
      })
      assert.deepEqual(
        (await scene.now()).map(({ policyGroupIds, managementFlag }) => [policyGroupIds, managementFlag]),
        [
          [['pg-all'], 'Updating'],
          [[allEnabledPolicyId], undefined],
          [['pg-all'], 'Updating'],
        ],
      )
      assert.deepEqual((await other.now())[0]?.policyGroupIds, [allEnabledPolicyId])
    })

    test('prefers several policies, and puts the one that holds everywhere first', async () => {
      await using store = await open()
      const scene = await aScene(store, {})
      const PolicyGroupIds = ['pg-ip-a', 'pg-ip-b', allEnabledPolicyId, 'pg-ip-c', 'pg-ip-d']
      await modify(scene, { PolicyGroupId: 'pg-other', PolicyGroupIds })
      const [desktop] = await scene.now()
      assert.deepEqual(desktop?.policyGroupIds, [allEnabledPolicyId, 'pg-ip-a', 'pg-ip-b', 'pg-ip-c', 'pg-ip-d'])
    })

    test('lets the provider end what it is working on, and configures the computer after that', async () => {
      await using store = await open()
      const scene = await aScene(store, { life: updating, managementFlag: 'Updating' })
      await modify(scene, { PolicyGroupId: 'pg-all' })
      const [desktop] = await scene.now()
      assert.deepEqual(desktop?.life, { ...updating, task: { kind: 'Update', next: { kind: 'Update' } } })
      assert.deepEqual(desktop?.policyGroupIds, ['pg-all'])
    })

    test('refuses policies that are not there, that do not go together, and none', async () => {
      await using store = await open()
      const scene = await aScene(store, {})
      await isRefused(store, () => modify(scene, {}), 'MissingPolicyGroupId')
      await isRefused(store, () => modify(scene, { PolicyGroupId: 'pg-nowhere' }), 'InvalidPolicyGroupId.NotFound')
      const wrong = [['pg-all', 'pg-other'], ['pg-ip-a'], ['pg-all', 'pg-ip-a', allEnabledPolicyId]]
      for (const PolicyGroupIds of wrong) {
        await isRefused(store, () => modify(scene, { PolicyGroupIds }), 'InvalidPolicyGroupIds')
      }
      const six = ['pg-all', ...['a', 'b', 'c', 'd', 'e'].map(name => `pg-ip-${name}`)]
      await isRefused(store, () => modify(scene, { PolicyGroupIds: six }), 'InvalidPolicyGroupIds')
    })
  })
})
