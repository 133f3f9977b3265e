import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Image } from '../../../domain/resources.ts'
import { systemResources } from '../../../domain/system-resources.ts'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { DescribeImages } from './DescribeImages.ts'

const list = (store: Store, accountId: string, input: object = {}) =>
  call(DescribeImages, { RegionId: testRegion, ...input }, contextFor(store, accountId))

const idsOf = ({ Images }: Awaited<ReturnType<typeof list>>): string[] => Images.map(({ ImageId }) => ImageId)

const anImage = (overrides: Partial<Image> = {}): Image => ({
  kind: 'image',
  id: 'm-plain000000000000',
  name: 'plain',
  type: 'CUSTOM',
  osType: 'Windows',
  platform: 'Windows 10',
  protocolType: 'ASP',
  sessionType: 'SINGLE_SESSION',
  systemDiskSizeGib: 80,
  fotaVersion: '1.0.0',
  ...overrides,
})

async function anAccountWith(store: Store, ...images: Partial<Image>[]): Promise<string> {
  const account = anAccount()
  const resources = images.map(image => ({ accountId: account.id, resource: anImage(image) }))
  await seed(store, { accounts: [account], resources })
  return account.id
}

const special = 'm-special0000000000'
const gpu = { id: special, gpuDriverVersion: '417.22' }

/** Each filter with the own image it finds; a plain one is found by none of them. */
const filters: readonly [input: object, found: Partial<Image>][] = [
  [{ ImageId: ['m-none', special] }, { id: special }],
  [{ ImageType: 'CUSTOM', ImageId: [special] }, { id: special }],
  [{ GpuCategory: true }, gpu],
  [{ GpuDriverVersion: '417.22' }, gpu],
  [{ DesktopInstanceType: 'ecd.graphics.xlarge' }, gpu],
  [{ ProtocolType: 'HDX' }, { id: special, protocolType: 'HDX' }],
  [{ OsType: 'Linux' }, { id: special, osType: 'Linux' }],
  [{ SessionType: 'MULTIPLE_SESSION' }, { id: special, sessionType: 'MULTIPLE_SESSION' }],
  [{ FotaVersion: '0.0.3' }, { id: special, fotaVersion: '0.0.3' }],
  [{ ImageName: 'Win_01' }, { id: special, name: 'Win_01' }],
]

const systemIds = systemResources('image').map(({ id }) => id)

forEachDatabase('DescribeImages', open => {
  describe('by one filter at a time', () => {
    const store = oneStore(open)
    for (const [input, image] of filters) {
      test(`finds by ${JSON.stringify(input)}`, async () => {
        const accountId = await anAccountWith(store(), {}, image)
        const own = idsOf(await list(store(), accountId, input)).filter(id => !systemIds.includes(id))
        assert.deepEqual(own, [special])
      })
    }

    test('tells system images from own ones', async () => {
      const accountId = await anAccountWith(store(), {}, { id: special })
      const system = await list(store(), accountId, { ImageType: 'SYSTEM', MaxResults: 100 })
      assert.deepEqual(idsOf(system), systemIds)
      assert.deepEqual(idsOf(await list(store(), accountId, { ImageType: 'CUSTOM' })), [anImage().id, special])
    })

    test('answers a filter that nothing passes with an empty list', async () => {
      const accountId = await anAccountWith(store(), {})
      for (const input of [
        { ImageStatus: 'Creating' },
        { ImageId: ['m-none'] },
        { DesktopInstanceType: 'no.such.type' },
        { GpuDriverVersion: '0' },
      ]) {
        assert.deepEqual(await list(store(), accountId, input), { Images: [] })
      }
    })
  })

  test('shows an own image whole', async () => {
    await using store = await open()
    const accountId = await anAccountWith(store, { ...gpu, dataDiskSizeGib: 150, description: 'drawing' })
    assert.deepEqual((await list(store, accountId, { ImageId: [special] })).Images, [
      {
        ImageId: special,
        Name: 'plain',
        ImageType: 'CUSTOM',
        Status: 'Available',
        Progress: '100%',
        CreationTime: '2026-01-05T06:34:57Z',
        Description: 'drawing',
        OsType: 'Windows',
        Platform: 'Windows 10',
        ProtocolType: 'ASP',
        SessionType: 'SINGLE_SESSION',
        Size: 80,
        DataDiskSize: 150,
        GpuCategory: true,
        GpuDriverVersion: '417.22',
        AppVersion: '1.0.0',
      },
    ])
  })

  test('pages of any size, joined, hold system images and then own ones, each once', async () => {
    await using store = await open()
    const own = Array.from({ length: 4 }, (_, n) => ({ id: `m-${n}` }))
    const accountId = await anAccountWith(store, ...own)
    for (const MaxResults of [1, 3, systemIds.length, 500]) {
      const seen: string[] = []
      let NextToken: string | undefined
      do {
        const answer = await list(store, accountId, { MaxResults, NextToken })
        assert.ok(answer.Images.length <= MaxResults)
        seen.push(...idsOf(answer))
        NextToken = answer.NextToken
      } while (NextToken !== undefined)
      assert.deepEqual(seen, [...systemIds, ...own.map(({ id }) => id)])
    }
  })

  test('shows no image of another account or region, and takes no token of theirs', async () => {
    await using store = await open()
    const accountId = await anAccountWith(store, {}, { id: special })
    const strangerId = await anAccountWith(store)
    assert.deepEqual(await list(store, strangerId, { ImageType: 'CUSTOM' }), { Images: [] })
    assert.deepEqual(await list(store, accountId, { ImageType: 'CUSTOM', RegionId: 'cn-shanghai' }), { Images: [] })
    const { NextToken } = await list(store, accountId, { MaxResults: 1 })
    assert.equal((await refusalBy(list(store, strangerId, { NextToken }))).code, 'InvalidNextToken')
  })
})
