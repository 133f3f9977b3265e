import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compareVersions, fotaTasks, type Installation, newestVersion, publishedAt } from './fota.ts'
import type { Image } from './resources.ts'

const anImage = (overrides: Partial<Image>): Image => ({
  kind: 'image',
  id: 'm-some',
  name: 'some',
  type: 'SYSTEM',
  osType: 'Windows',
  platform: 'Windows Server 2022',
  protocolType: 'ASP',
  sessionType: 'SINGLE_SESSION',
  systemDiskSizeGib: 80,
  fotaVersion: '1.0.0',
  ...overrides,
})

const oldWindows = anImage({ id: 'old', fotaVersion: '1.9.0-R-20250101.000000' })
const newWindows = anImage({ id: 'new', fotaVersion: '1.10.0-R-20260101.000000' })
const linux = anImage({ id: 'linux', osType: 'Linux', fotaVersion: '3.0.0' })
const system = [newWindows, oldWindows, linux]

const installed = (overrides: Partial<Installation>): Installation => ({
  imageId: 'old',
  osType: 'Windows',
  protocolType: 'ASP',
  version: '1.9.0-R-20250101.000000',
  count: 1,
  ...overrides,
})

describe('compareVersions', () => {
  test('compares number by number, then by the stamp', () => {
    const inOrder = ['0.0.3', '0.0.3-R-20220616.133609', '0.0.3-R-20220616.133610', '0.0.20', '1.9.0', '1.10.0']
    assert.deepEqual([...inOrder].reverse().sort(compareVersions), inOrder)
    assert.equal(compareVersions('1.9.0', '1.9.0'), 0)
  })
})

describe('newestVersion', () => {
  test('is that of the newest system image of the same operating system and protocol', () => {
    assert.equal(newestVersion(system, oldWindows), newWindows.fotaVersion)
    assert.equal(newestVersion(system, linux), '3.0.0')
    assert.equal(newestVersion(system, { osType: 'Windows', protocolType: 'HDX' }), undefined)
  })
})

describe('fotaTasks', () => {
  test('counts computers and own images by the version they wait for, the oldest version first', () => {
    const desktops = [
      installed({ count: 2 }),
      installed({ imageId: 'm-own', version: '0.1.0', count: 3 }),
      installed({ osType: 'Linux', version: '2.0.0' }),
    ]
    const own = [anImage({ type: 'CUSTOM', fotaVersion: '1.9.5' }), anImage({ type: 'CUSTOM', fotaVersion: '1.11.0' })]
    assert.deepEqual(fotaTasks(system, desktops, own), [
      { version: newWindows.fotaVersion, pendingDesktops: 5, pendingImages: 1 },
      { version: '3.0.0', pendingDesktops: 1, pendingImages: 0 },
    ])
  })

  test('leaves out what has the newest version or a later one, what is not known, and what no system image is like', () => {
    const { version: _, ...unknown } = installed({})
    const desktops = [
      installed({ version: newWindows.fotaVersion }),
      installed({ version: '2.0.0' }),
      installed({ protocolType: 'HDX', version: '0.0.1' }),
      unknown,
    ]
    assert.deepEqual(fotaTasks(system, desktops, []), [])
  })

  test('lists a version for which only an own image waits', () => {
    const own = [anImage({ type: 'CUSTOM', osType: 'Linux', fotaVersion: '0.1.0' })]
    assert.deepEqual(fotaTasks(system, [], own), [{ version: '3.0.0', pendingDesktops: 0, pendingImages: 1 }])
  })
})

describe('publishedAt', () => {
  test('reads the stamp at the end of a version', () => {
    assert.equal(publishedAt('2.1.0-R-20260318.101500'), Date.UTC(2026, 2, 18, 10, 15))
    assert.equal(publishedAt('2.1.0'), undefined)
  })
})
