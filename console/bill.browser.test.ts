/** The money of a share, from a user who connects to the rate her computer was billed at. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { call } from '../conformance/client.ts'
import type { Share } from '../server/domain/share.ts'
import { addPool, rootKeyOf } from '../server/testing/callers.ts'
import {
  type ConsoleInChromium,
  isNotWider,
  openConsole,
  seriousFaults,
  skip,
} from '../server/testing/console-in-chromium.ts'

describe('the money of a share in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  let share: Share
  before(async () => {
    chromium = await openConsole({ clock: 'virtual@2026-01-06T00:00:00Z' })
    share = await addPool(chromium.server)
  })
  after(() => chromium?.close())

  async function ask<Answer>(action: string, params: Record<string, string>, version = '2026-11-24'): Promise<Answer> {
    const { server } = chromium
    const endpoint = `http://${server.endpoint}`
    const answer = await call({ endpoint, action, version, params, key: rootKeyOf(server) })
    assert.equal(answer.status, 200, answer.text)
    return JSON.parse(answer.text) as Answer
  }

  it('shows a computer when a user connects, its cost after two hours, and explains it down to the rate', async () => {
    const { context, page, complaints, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await go(`/shares/${share.regionId}/${share.id}`)
    const lane = page.getByRole('region', { name: 'Pay-as-you-go', exact: true })
    await lane.getByText('0 computers').waitFor()
    await ask('ConnectEndUser', { RegionId: share.regionId, DesktopGroupId: share.id, EndUserId: 'alice' })
    await lane.getByText('1 computer', { exact: true }).waitFor()
    await ask('AdvanceClock', { By: 'PT2H' })
    await page.getByRole('button', { name: 'Why? Explains the pay-as-you-go total' }).click()
    const drawer = page.getByRole('dialog')
    await drawer
      .getByRole('region', { name: /^Intervals of/ })
      .getByText('/ h')
      .first()
      .waitFor()
    await drawer.getByRole('img', { name: /^Timeline: .*Compute from/ }).waitFor()
    await drawer.locator('.cost-plot canvas').waitFor()
    assert.deepEqual(await seriousFaults(page), [])
    assert.ok(await isNotWider(page))
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('is a file that adds up to what is settled, also within this hour', async () => {
    const which = { RegionId: share.regionId, DesktopGroupId: share.id }
    const explain = () =>
      ask<{ SettledMicros: number; Desktops: { DesktopId: string; Status: string }[] }>('ExplainShareBill', which)
    // What is released is settled at once.
    const before = await explain()
    await ask('AdvanceClock', { By: 'PT10M' })
    const released = before.Desktops.find(({ Status }) => Status === 'Running')?.DesktopId ?? ''
    await ask('DeleteDesktops', { RegionId: share.regionId, 'DesktopId.1': released }, '2020-09-30')
    await ask('AdvanceClock', { By: 'PT5M' })
    const { SettledMicros } = await explain()
    assert.ok(SettledMicros > before.SettledMicros)
    const { context, page, complaints, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await go(`/shares/${share.regionId}/${share.id}?why=true`)
    const download = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: 'Download CSV' }).click()
    const file = await download
    assert.equal(file.suggestedFilename(), `${share.id}-csv.csv`)
    const [head = [], ...rows] = (await readFile(await file.path(), 'utf8'))
      .trimEnd()
      .split('\n')
      .map(line => line.split(','))
    const amount = head.indexOf('Amount')
    assert.equal(
      rows.reduce((sum, row) => sum + Math.round(Number(row[amount]) * 1e6), 0),
      SettledMicros,
    )
    await context.close()
    assert.deepEqual(complaints, [])
  })
})
