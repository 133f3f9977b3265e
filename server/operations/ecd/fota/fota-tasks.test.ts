/** Updates that computers wait for, as they are listed and decided. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Image } from '../../../domain/resources.ts'
import { systemResources } from '../../../domain/system-resources.ts'
import { readEvents } from '../../../store/events.ts'
import {
  aDesktop,
  anAccount,
  aReleasedDesktop,
  type Seed,
  seed,
  testNow,
  testRegion,
} from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { DescribeFotaTasks } from './DescribeFotaTasks.ts'
import { UpdateFotaTask } from './UpdateFotaTask.ts'

const windows = systemResources('image').find(
  ({ osType, protocolType }) => osType === 'Windows' && protocolType === 'ASP',
)
const newest = windows?.fotaVersion ?? ''
const old = { fotaVersion: '1.0.0-R-20240101.000000' }

const anOldImage: Image = {
  kind: 'image',
  id: 'm-old00000000000000',
  name: 'old',
  type: 'CUSTOM',
  osType: 'Windows',
  platform: 'Windows 10',
  protocolType: 'ASP',
  sessionType: 'SINGLE_SESSION',
  systemDiskSizeGib: 80,
  ...old,
}

async function anAccountWith(store: TestStore) {
  const account = anAccount()
  const accountId = account.id
  await seed(store, { accounts: [account] })
  const context = () => contextFor(store, accountId, { clock: { now: () => testNow } })
  const list = (input: object = {}) => call(DescribeFotaTasks, { RegionId: testRegion, ...input }, context())
  return {
    accountId,
    list,
    add: (more: Seed) => seed(store, more),
    tasks: async (input: object = {}) => (await list(input)).FotaTasks ?? [],
    update: (input: object) => call(UpdateFotaTask, { RegionId: testRegion, ...input }, context()),
  }
}

forEachDatabase('FOTA tasks', open => {
  test('nothing waits where everything is new, or nothing is there', async () => {
    await using store = await open()
    const { accountId, add, list } = await anAccountWith(store)
    assert.deepEqual(await list(), { FotaTasks: [], Code: 'success' })
    await add({ desktops: [aDesktop({ accountId }), aDesktop({ accountId, details: { fotaVersion: newest } })] })
    assert.deepEqual(await list(), { FotaTasks: [], Code: 'success' })
  })

  test('counts the living computers and own images of the region that have an older version', async () => {
    await using store = await open()
    const { accountId, add, list } = await anAccountWith(store)
    const stranger = await anAccountWith(store)
    await add({
      resources: [{ accountId, resource: anOldImage }],
      desktops: [
        aDesktop({ accountId, details: old }),
        aDesktop({ accountId, status: 'Stopped', details: old }),
        // What the computer does not tell its image does.
        aDesktop({ accountId, imageId: anOldImage.id }),
        aDesktop({ accountId }),
        aReleasedDesktop({ accountId, details: old }),
        aDesktop({ accountId, regionId: 'cn-shanghai', details: old }),
        aDesktop({ accountId: stranger.accountId, details: old }),
      ],
    })
    const { FotaTasks = [], ...rest } = await list()
    const [{ TaskUid, ...task } = {}, ...others] = FotaTasks
    assert.match(TaskUid ?? '', /^aot-[0-9a-z]{17}$/)
    assert.deepEqual(task, {
      AppVersion: newest,
      Status: 'Pending',
      PublishTime: '2026-03-18T10:15:00Z',
      PendingDesktopCount: 3,
      PendingCustomImageCount: 1,
    })
    assert.deepEqual([others, rest], [[], { Code: 'success' }])
  })

  test('a task goes when nothing waits any more, and comes back under its id with what was decided', async () => {
    await using store = await open()
    const { accountId, add, tasks, update } = await anAccountWith(store)
    const desktop = aDesktop({ accountId, details: old })
    await add({ desktops: [desktop] })
    const [first] = await tasks()
    await update({ TaskUid: first?.TaskUid, UserStatus: 'Running' })
    await add({ desktops: [{ ...desktop, details: { ...desktop.details, fotaVersion: newest } }] })
    assert.deepEqual(await tasks(), [])
    await add({ desktops: [desktop] })
    assert.deepEqual(await tasks(), [{ ...first, Status: 'Running' }])
  })

  test('is offered and taken back, and listed by that and by its id', async () => {
    await using store = await open()
    const { accountId, add, tasks, update } = await anAccountWith(store)
    await add({ desktops: [aDesktop({ accountId, details: old })] })
    const [{ TaskUid } = {}] = await tasks()
    assert.deepEqual(await update({ TaskUid, UserStatus: 'Running' }), {})
    assert.equal((await tasks({ UserStatus: 'Running' })).length, 1)
    assert.equal((await tasks({ UserStatus: 'Pending' })).length, 0)
    assert.equal((await tasks({ TaskUid: ['aot-none', TaskUid] })).length, 1)
    assert.equal((await tasks({ TaskUid: ['aot-none'] })).length, 0)
    await update({ TaskUid, UserStatus: 'Running' })
    await update({ TaskUid, UserStatus: 'Pending' })
    assert.equal((await tasks({ UserStatus: 'Pending' })).length, 1)
    const told = await readEvents(store, { accountId, after: 0, limit: 10 })
    assert.deepEqual(
      told.map(({ name, regionId, details }) => ({ name, regionId, ...details })),
      ['Running', 'Pending'].map(userStatus => ({
        name: 'FotaTaskUpdated',
        regionId: testRegion,
        taskUid: TaskUid,
        version: newest,
        userStatus,
      })),
    )
  })

  test('a task of another region or account has another id, and is not found here', async () => {
    await using store = await open()
    const { accountId, add, tasks, update } = await anAccountWith(store)
    const stranger = await anAccountWith(store)
    await add({
      desktops: [
        aDesktop({ accountId, details: old }),
        aDesktop({ accountId, regionId: 'cn-shanghai', details: old }),
        aDesktop({ accountId: stranger.accountId, details: old }),
      ],
    })
    const [here] = await tasks()
    const [there] = await tasks({ RegionId: 'cn-shanghai' })
    const [theirs] = await stranger.tasks()
    assert.equal(new Set([here?.TaskUid, there?.TaskUid, theirs?.TaskUid]).size, 3)
    const before = await dumpOf(store)
    for (const TaskUid of ['aot-none', there?.TaskUid, theirs?.TaskUid]) {
      const refusal = await refusalBy(update({ TaskUid, UserStatus: 'Running' }))
      assert.deepEqual(
        [refusal.code, refusal.status, refusal.message],
        ['InvalidTaskUid.NotFound', 400, 'The specified param TaskUid is not found.'],
      )
    }
    assert.equal((await refusalBy(update({ TaskUid: here?.TaskUid }))).code, 'MissingUserStatus')
    assert.equal(await dumpOf(store), before)
  })
})
