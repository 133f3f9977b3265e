/** From a computer to an image to a template and back, over HTTP with an official client. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import openapiClient from '@alicloud/openapi-client'
import { putResource, readResources } from '../../../store/resources.ts'
import { aDesktop, seed, testRegion } from '../../../testing/builders.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let server: TestServer
let desktopId: string

before(async () => {
  server = await startTestServer()
  const desktop = aDesktop({ accountId: server.provisioned.rootAccountId, details: { fotaVersion: '1.0.0' } })
  desktopId = desktop.id
  await seed(server.store, { desktops: [desktop] })
})
after(() => server.close())

async function ask(action: string, query: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const { id: accessKeyId, secret: accessKeySecret } = server.rootKey
  const config = { accessKeyId, accessKeySecret, endpoint: server.endpoint, protocol: 'HTTP', regionId: testRegion }
  const client = new openapiClient.default(new openapiClient.Config(config))
  const params = new openapiClient.Params({
    action,
    version: '2020-09-30',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  })
  const request = new openapiClient.OpenApiRequest({ query: { RegionId: testRegion, ...query } })
  const { body } = await client.callApi(params, request, {} as never)
  return body as Record<string, unknown>
}

async function codeOf(refused: Promise<unknown>): Promise<string> {
  try {
    await refused
  } catch (error) {
    return (error as { code: string }).code
  }
  assert.fail('The client was expected to report an error.')
}

/** The minute in which the image is made, gone by. */
async function endCreation(): Promise<void> {
  const { store, provisioned } = server
  await store.transaction(Date.now(), async tx => {
    for (const stored of await readResources(tx, provisioned.rootAccountId, 'image')) {
      await putResource(tx, { ...stored, resource: { ...stored.resource, readyAt: tx.now } })
    }
  })
}

test('a client makes an image, a template of it, changes both and deletes both', async () => {
  const imageId = String((await ask('CreateImage', { DesktopId: desktopId, ImageName: 'golden' })).ImageId)
  const bundle = {
    ImageId: imageId,
    DesktopType: 'eds.general.4c8g',
    RootDiskSizeGib: '80',
    'UserDiskSizeGib.1': '70',
    BundleName: 'studio',
  }
  const image = async () => ((await ask('DescribeImages', { 'ImageId.1': imageId })).Images as object[])[0]
  assert.partialDeepStrictEqual(await image(), { Name: 'golden', Status: 'Creating', ImageType: 'CUSTOM' })
  assert.equal(await codeOf(ask('CreateBundle', bundle)), 'InvalidImageStatus.NotValid')
  await endCreation()
  assert.partialDeepStrictEqual(await image(), { Status: 'Available', Progress: '100%' })

  const bundleId = String((await ask('CreateBundle', bundle)).BundleId)
  await ask('ModifyBundle', { BundleId: bundleId, Description: 'for drawing' })
  await ask('ModifyImageAttribute', { ImageId: imageId, Name: 'silver' })
  const { Bundles } = await ask('DescribeBundles', { 'BundleId.1': bundleId })
  assert.partialDeepStrictEqual(Bundles, [
    {
      BundleName: 'studio',
      Description: 'for drawing',
      ImageName: 'silver',
      Disks: [
        { DiskType: 'SYSTEM', DiskSize: 80 },
        { DiskType: 'DATA', DiskSize: 70 },
      ],
    },
  ])

  assert.equal(await codeOf(ask('DeleteImages', { 'ImageId.1': imageId })), 'DependencyViolation')
  await ask('DeleteBundles', { 'BundleId.1': bundleId })
  await ask('DeleteImages', { 'ImageId.1': imageId })
  assert.equal(await codeOf(ask('DeleteBundles', { 'BundleId.1': bundleId })), 'InvalidBundleId.NotFound')
  assert.equal(await codeOf(ask('DeleteImages', { 'ImageId.1': imageId })), 'InvalidImageId.NotFound')
})

test('a client finds the update a computer waits for, and offers it', async () => {
  const tasks = async () => (await ask('DescribeFotaTasks', {})).FotaTasks as { TaskUid: string; Status: string }[]
  const [task] = await tasks()
  assert.partialDeepStrictEqual(task, { PendingDesktopCount: 1, Status: 'Pending' })
  await ask('UpdateFotaTask', { TaskUid: task?.TaskUid ?? '', UserStatus: 'Running' })
  assert.deepEqual(
    (await tasks()).map(({ Status }) => Status),
    ['Running'],
  )
})
