/** What a share cost against its use, over time, as a cost owner sees it. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Locator } from 'playwright-core'
import { call } from '../conformance/client.ts'
import type { Share } from '../server/domain/share.ts'
import { anEndUser, seed } from '../server/testing/builders.ts'
import { addPool, rootKeyOf } from '../server/testing/callers.ts'
import {
  type ConsoleInChromium,
  isNotWider,
  openConsole,
  seriousFaults,
  skip,
} from '../server/testing/console-in-chromium.ts'

describe('cost and use over time in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  let share: Share
  before(async () => {
    chromium = await openConsole({ clock: 'virtual@2026-01-06T00:00:00Z' })
    const { store } = chromium.server
    share = await addPool(chromium.server)
    const { accountId } = share
    await seed(store, {
      endUsers: [{ accountId, user: anEndUser('bob') }],
      authorised: [{ share, endUserIds: ['bob'] }],
    })
    // Two users at once for an hour, one of them for two hours more, and half an hour that is not settled.
    await onShare('ConnectEndUser', 'alice')
    await onShare('ConnectEndUser', 'bob')
    await ask('AdvanceClock', { By: 'PT1H' })
    await onShare('DisconnectEndUser', 'bob')
    await ask('AdvanceClock', { By: 'PT2H30M' })
  })
  after(() => chromium?.close())

  async function ask(action: string, params: Record<string, string>): Promise<Record<string, unknown>> {
    const { server } = chromium
    const endpoint = `http://${server.endpoint}`
    const answer = await call({ endpoint, action, version: '2026-11-24', params, key: rootKeyOf(server) })
    assert.equal(answer.status, 200, answer.text)
    return JSON.parse(answer.text) as Record<string, unknown>
  }

  const ofShare = () => ({ RegionId: share.regionId, DesktopGroupId: share.id })
  const onShare = (action: string, EndUserId: string) => ask(action, { ...ofShare(), EndUserId })
  const page = (query: string) => `/shares/${share.regionId}/${share.id}${query}`
  const cells = async (row: Locator): Promise<string[]> =>
    (await row.locator('th, td').allInnerTexts()).map(text => text.trim())
  const micros = (text: string): number => Math.round(Number(text.replace(/[^0-9.]/g, '')) * 1e6)

  it('is closed at first, and shows peak and hours of users, and a cost that is the one of the bill', async () => {
    const { context, page: tab, complaints, go } = await chromium.open()
    await go('/')
    await chromium.signIn(tab)
    await go(page(''))
    const section = tab.locator('details', { has: tab.getByText('Cost and use over time', { exact: true }) })
    await section.waitFor()
    assert.equal(await section.locator('.cost-plot').count(), 0)
    await section.getByText('Cost and use over time', { exact: true }).click()
    await section.locator('.cost-plot canvas').waitFor()
    await section.getByRole('combobox', { name: 'Cost by' }).selectOption('Hour')
    await section.getByText('As a table').click()
    const rows = section.getByRole('row')
    await rows.nth(5).waitFor()
    const [, sum = [], ...hours] = await Promise.all((await rows.all()).map(cells))
    const bill = await ask('ExplainShareBill', ofShare())
    assert.equal(micros(sum[1] ?? '') + micros(sum[2] ?? ''), bill.SettledMicros)
    assert.equal(micros(sum[3] ?? ''), bill.AccruedMicros)
    assert.ok(Number(bill.SettledMicros) > 0 && Number(bill.AccruedMicros) > 0)
    // The latest hour first: peak of users, and hours of all users.
    assert.deepEqual(
      hours.slice(0, 4).map(row => row[7]),
      ['1', '1', '1', '2'],
    )
    assert.equal(sum[7], '2')
    assert.match(tab.url(), /usage=true/)
    assert.match(tab.url(), /by=hour/)
    assert.deepEqual(await seriousFaults(tab), [])
    assert.ok(await isNotWider(tab))
    // The address shows another what this one saw, and what goes on is seen without loading anew.
    await tab.reload()
    await section.locator('.cost-plot canvas').waitFor()
    await section.getByText('As a table').click()
    await rows.nth(5).waitFor()
    await ask('AdvanceClock', { By: 'PT1H' })
    await rows.nth(hours.length + 2).waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('marks what is not settled on the timeline of a computer, and says which way of paying is cheaper', async () => {
    const { context, page: tab, complaints, go } = await chromium.open()
    await go('/')
    await chromium.signIn(tab)
    await go(page('?why=true'))
    const drawer = tab.getByRole('dialog')
    await drawer
      .getByRole('img', { name: /^Timeline: .*Compute from .*not settled yet/ })
      .first()
      .waitFor()
    assert.ok((await drawer.locator('rect.timeline-accrued').count()) > 0)
    await drawer.getByText('keep paying as you go').waitFor()
    await drawer
      .getByText(/^Ran .* h this month, the break-even is .* h: pay-as-you-go is cheaper by CN¥.* so far\.$/)
      .first()
      .waitFor()
    const savings = async () =>
      (await drawer.getByText(/is cheaper by/).allInnerTexts()).map(text => text.split('CN¥')[1])
    const listed = await savings()
    const order = drawer.getByRole('combobox', { name: 'Order of the computers' })
    await order.selectOption('saving')
    const first = drawer.getByText(/is cheaper by/).first()
    const [least = '', most = ''] = listed.map(text => text ?? '').sort()
    assert.notEqual(least, most)
    await first.filter({ hasText: most }).waitFor()
    await order.selectOption('loss')
    await first.filter({ hasText: least }).waitFor()
    assert.deepEqual(await seriousFaults(tab), [])
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('stands in Chinese on a narrow, dark screen, with nothing wider than it', async () => {
    const { context, page: tab, complaints, go } = await chromium.open(360, { locale: 'zh-CN', colorScheme: 'dark' })
    await go('/')
    await chromium.signIn(tab)
    await go(page('?usage=true&by=hour&range=week'))
    const section = tab.locator('details', { has: tab.getByText('费用与使用趋势', { exact: true }) })
    await section.locator('.cost-plot canvas').waitFor()
    await section.getByText('以表格显示').click()
    await section.getByRole('row').nth(5).waitFor()
    assert.deepEqual(await seriousFaults(tab), [])
    assert.ok(await isNotWider(tab))
    await go(page('?why=true'))
    const drawer = tab.getByRole('dialog')
    await drawer
      .getByRole('img', { name: /尚未结算/ })
      .first()
      .waitFor()
    await drawer.locator('.cost-plot canvas').waitFor()
    assert.deepEqual(await seriousFaults(tab), [])
    assert.ok(await isNotWider(tab))
    await context.close()
    assert.deepEqual(complaints, [])
  })
})
