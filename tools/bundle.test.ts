import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { startDeskfleet } from '../library/start-deskfleet.ts'
import { bundle, sourceFile } from './bundle.ts'

const run = promisify(execFile)

describe('the published modules', () => {
  it('are a command and a library that serve calls and find the price lists', async () => {
    // One level below the root, as they are in the package.
    const directory = mkdtempSync(sourceFile('.bundle-'))
    const data = mkdtempSync(join(tmpdir(), 'deskfleet-bundle-'))
    try {
      const entries = { deskfleet: sourceFile('cli/src/main.ts'), testing: sourceFile('library/start-deskfleet.ts') }
      await bundle(entries, directory)
      const { stdout } = await run(process.execPath, [join(directory, 'deskfleet.js'), 'env', '--data', data])
      assert.match(stdout, /ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI/)
      const library = (await import(pathToFileURL(join(directory, 'testing.js')).href)) as {
        startDeskfleet: typeof startDeskfleet
      }
      await using server = await library.startDeskfleet({ clock: '2026-01-01T00:00:00Z' })
      const { Regions } = await server.call('DescribeRegions', { RegionId: 'cn-hangzhou' })
      assert.ok(Regions !== undefined && Regions.length > 0)
      const price = await server.call('DescribePrice', {
        RegionId: 'cn-hangzhou',
        InstanceType: 'eds.enterprise_office.4c8g',
        ResourceType: 'Desktop',
      })
      assert.ok(price.PriceInfo)
    } finally {
      rmSync(directory, { recursive: true, force: true })
      rmSync(data, { recursive: true, force: true })
    }
  })
})
