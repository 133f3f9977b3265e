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
    // It is asked for every ten seconds, and less often where answers take long.
    await rows.nth(hours.length + 2).waitFor({ timeout: 60_000 })
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
    // One computer has been there for hours, the other one was released after one.
    await drawer.getByText('One has been there for less than 7 days and is left out.').waitFor()
    await drawer
      .getByText(/^Ran .* h since it was created, less than 7 days ago: too little .* above .* h a month\.$/)
      .waitFor()
    await drawer.getByText(/^Ran 1\.\d+ h .* and was released\. Pay-as-you-go was cheaper .* by CN¥.*\.$/).waitFor()
    await ask('AdvanceClock', { By: 'P8D' })
    await tab.reload()
    await drawer
      .getByText(
        /^Ran .* days since it was created: about 720 h in 30 days .* At this pace, a subscription is cheaper by CN¥.*\.$/,
      )
      .waitFor()
    await drawer.getByText('one is cheaper as a subscription').waitFor()
    const order = drawer.getByRole('combobox', { name: 'Order of the computers' })
    const first = drawer.getByRole('article').first()
    await order.selectOption('saving')
    await first.getByText('and was released').waitFor()
    await order.selectOption('loss')
    await first.getByText('At this pace').waitFor()
    // The lines are drawn when somebody wants to see them.
    assert.equal(await first.getByRole('region', { name: /^Settled lines of/ }).count(), 0)
    await first.getByText(/settled lines$/).click()
    await first.getByText('3,600 s × CN¥1.036 / 3,600 s').first().waitFor()
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
