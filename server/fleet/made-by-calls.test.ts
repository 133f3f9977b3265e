/** Templates and images that calls made, not a file: a file takes them along whole, and does not finish what is being made. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Bundle, Image } from '../domain/resources.ts'
import { Keyring } from '../identity/keyring.ts'
import { readResources } from '../store/resources.ts'
import type { Store } from '../store/store.ts'
import { anAccount, seed, testNow } from '../testing/builders.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { applyFleet } from './apply.ts'
import { exportFleet } from './export.ts'
import { readFleet } from './read.ts'

const image: Image = {
  kind: 'image',
  id: 'm-own00000000000000',
  name: 'own',
  type: 'CUSTOM',
  osType: 'Windows',
  platform: 'Windows 10',
  protocolType: 'ASP',
  sessionType: 'SINGLE_SESSION',
  systemDiskSizeGib: 80,
  fotaVersion: '1.0.0',
  readyAt: testNow + 60_000,
}
const bundle: Bundle = {
  kind: 'bundle',
  id: 'b-own00000000000000',
  name: 'own',
  type: 'CUSTOM',
  desktopType: 'eds.general.4c8g',
  imageId: image.id,
  systemDiskSizeGib: 80,
  dataDiskSizeGib: 70,
  diskCategory: 'cloud_essd',
  systemDiskPerformanceLevel: 'PL1',
  dataDiskPerformanceLevel: 'PL0',
  language: 'ja-JP',
}

const account = anAccount()
const accountId = account.id
const keyring = new Keyring(Buffer.alloc(32, 1))

const apply = (store: Store, text: string) =>
  applyFleet(store, keyring, readFleet(text, 'fleet.yaml'), { now: testNow, rootAccountId: accountId })

async function writtenIn(store: Store): Promise<(Bundle | Image)[]> {
  const images = await readResources(store, accountId, 'image')
  const bundles = await readResources(store, accountId, 'bundle')
  return [...images, ...bundles].map(({ resource }) => resource)
}

forEachDatabase('Images and templates that calls made', open => {
  it('come to another store whole, the image as one that is there', async () => {
    await using first = await open()
    await using second = await open()
    await seed(first, { accounts: [account], resources: [image, bundle].map(resource => ({ accountId, resource })) })
    await apply(second, await exportFleet(first, { rootAccountId: accountId }))
    const { readyAt: _, ...ready } = image
    assert.deepEqual(await writtenIn(second), [ready, bundle])
  })

  it('stay as they are when what was exported is applied where it came from', async () => {
    await using store = await open()
    await seed(store, { accounts: [account], resources: [image, bundle].map(resource => ({ accountId, resource })) })
    const report = await apply(store, await exportFleet(store, { rootAccountId: accountId }))
    assert.deepEqual(await writtenIn(store), [image, bundle])
    assert.deepEqual(report.changed, {})
    assert.partialDeepStrictEqual(report.unchanged, { images: 1, bundles: 1 })
  })
})
