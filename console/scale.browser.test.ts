/** Shares of ten thousand computers, and one that changes all the time, in Debian's Chromium. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Locator, Page, Request } from 'playwright-core'
import type { Desktop } from '../server/domain/desktop.ts'
import type { Share } from '../server/domain/share.ts'
import { aDesktop, aReleasedDesktop, aShare, seed, testNow } from '../server/testing/builders.ts'
import { callProduct } from '../server/testing/console-client.ts'
import { type ConsoleInChromium, holdBack, openConsole, skip } from '../server/testing/console-in-chromium.ts'
import { budget } from './src/screens/share/lane.ts'

const listing = 'DescribeDesktopsInGroup'
const statuses = ['Running', 'Stopped', 'Starting', 'Stopping'] as const
const numbered = (number: number): string => `pc-${String(number).padStart(5, '0')}`
/** What stays on the screen of a lane, with the margin that is drawn above and below it. */
const drawnAtMost = 60
/** A list as long as the first page is drawn as a whole. */
const drawnWhole = 100

interface Row {
  readonly DesktopId: string
  readonly DesktopName: string
  readonly DesktopStatus: string
}

interface ListingPage {
  readonly PaidDesktops?: readonly Row[]
  readonly PostPaidDesktops?: readonly Row[]
  readonly NextToken?: string
}

const isListing = (request: Request): boolean => request.headers()['x-acs-action'] === listing

const partsOf = (request: Request): URLSearchParams => new URLSearchParams(request.postData() ?? '')

const payAsYouGo = (page: Page): Locator => page.getByRole('region', { name: 'Pay-as-you-go', exact: true })

/** Looks on in the page, at every change of it: how many rows are drawn at most, and which stand there twice. */
const lookOn = `
  window.seen = { most: 0, twice: [], longTasks: [] }
  const look = () => {
    for (const lane of document.querySelectorAll('.lane')) {
      const keys = [...lane.querySelectorAll('[data-row-key]')].map(row => row.dataset.rowKey)
      window.seen.most = Math.max(window.seen.most, keys.length)
      if (new Set(keys).size < keys.length) window.seen.twice.push(keys.find((key, at) => keys.indexOf(key) < at))
    }
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributeFilter: ['data-row-key'] })
  new PerformanceObserver(list => window.seen.longTasks.push(...list.getEntries().map(entry => Math.round(entry.duration))))
    .observe({ type: 'longtask', buffered: true })
`

/** The pay-as-you-go computers that are drawn: id, name and status. */
const rowsDrawn = `[...document.querySelectorAll('.lane:last-of-type [data-row-key]')].map(row => [
  row.dataset.rowKey,
  row.querySelector('.cut').textContent + ' ' + row.querySelector('.ant-tag').textContent,
])`

interface Seen {
  readonly most: number
  readonly twice: readonly string[]
  readonly longTasks: readonly number[]
}

const seenIn = (page: Page): Promise<Seen> => page.evaluate<Seen>('window.seen')

const tellLongTasks = ({ longTasks }: Seen): string =>
  `${longTasks.length} tasks of more than 50 ms, the longest of ${Math.max(0, ...longTasks)} ms`

/** How many calls each round of a lane makes: a round begins with the page that has no token. */
function roundsOf(requests: readonly Request[]): number[] {
  const rounds: number[] = []
  for (const request of requests) {
    if (!partsOf(request).has('NextToken')) rounds.push(0)
    rounds.push((rounds.pop() ?? 0) + 1)
  }
  return rounds
}

describe('the console at scale', { skip }, () => {
  let chromium: ConsoleInChromium
  let large: Share
  let restless: Share
  const living = new Map<string, Desktop>()

  const shareOf = (name: string): Share => aShare({ accountId: chromium.server.provisioned.rootAccountId, name })
  const computerOf = (share: Share, number: number, more: Partial<Desktop> = {}): Desktop => {
    const { accountId, id: shareId } = share
    return aDesktop({ accountId, shareId, name: numbered(number), status: statuses[number % 4] ?? 'Running', ...more })
  }

  before(async () => {
    chromium = await openConsole({ clock: 'virtual@2026-11-24T08:00:00Z' })
    large = shareOf('Large')
    restless = shareOf('Restless')
    const many = Array.from({ length: 10_000 }, (_, at) =>
      computerOf(large, at, { payType: at < 2000 ? 'PrePaid' : 'PostPaid' }),
    )
    const some = Array.from({ length: 1200 }, (_, at) => computerOf(restless, at))
    for (const one of some) living.set(one.id, one)
    await seed(chromium.server.store, { shares: [large, restless], desktops: [...many, ...some] })
  })
  after(() => chromium?.close())

  async function look(share: Share) {
    const window = await chromium.open()
    await window.go('/')
    await chromium.signIn(window.page)
    await window.page.addInitScript(lookOn)
    const requests: Request[] = []
    window.page.on('request', request => {
      if (isListing(request)) requests.push(request)
    })
    await window.go(`/shares/${share.regionId}/${share.id}`)
    return { ...window, requests, lane: payAsYouGo(window.page) }
  }

  const ofLane = (requests: readonly Request[], payType: string): Request[] =>
    requests.filter(request => partsOf(request).get('PayType') === payType)

  /** Up to the beginning of the next round of the pay-as-you-go lane. */
  const nextRound = (page: Page): Promise<Request> =>
    page.waitForRequest(
      request =>
        isListing(request) && partsOf(request).get('PayType') === 'PostPaid' && !partsOf(request).has('NextToken'),
    )

  it('lists ten thousand computers, scrolls them by keyboard, and finds among all of them', async t => {
    const { context, page, complaints, lane } = await look(large)
    const subscription = page.getByRole('region', { name: 'Subscription', exact: true })
    await subscription.getByText('2000 computers', { exact: true }).waitFor()
    await lane.getByText('8000 computers', { exact: true }).waitFor()
    assert.equal(await lane.locator('.counters dd').first().textContent(), '8,000')

    const rows = lane.locator('section.computers')
    await lane.getByText(numbered(2000)).waitFor()
    await rows.focus()
    await page.keyboard.press('End')
    await lane.getByText(numbered(9999)).waitFor()
    await page.keyboard.press('PageUp')
    await page.keyboard.press('PageUp')
    await lane.getByText(numbered(9999)).waitFor({ state: 'detached' })
    await page.keyboard.press('Home')
    await lane.getByText(numbered(2000)).waitFor()

    const search = page.getByLabel('Filter by name, ID, user or address')
    await search.fill('PC-0999')
    await lane.getByText('10 of 8000 computers').waitFor()
    await subscription.getByText('0 of 2000 computers').waitFor()
    await search.fill('')
    await page.getByLabel('State').selectOption('Stopped')
    await lane.getByText('2000 of 8000 computers').waitFor()
    await subscription.getByText('500 of 2000 computers').waitFor()

    const seen = await seenIn(page)
    assert.ok(seen.most > 5 && seen.most <= drawnWhole, `${seen.most} rows are drawn at a time`)
    const drawn = await page.locator('.lane [data-row-key]').count()
    assert.ok(drawn <= 2 * drawnAtMost, `${drawn} rows are drawn`)
    assert.deepEqual(seen.twice, [])
    t.diagnostic(tellLongTasks(seen))
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('asks for a few pages a round, and shows what is typed while an answer is awaited', async () => {
    const { context, page, requests, lane } = await look(large)
    await lane.getByText('8000 computers', { exact: true }).waitFor()
    await nextRound(page)
    requests.length = 0
    for (let round = 0; round < 4; round += 1) await nextRound(page)
    for (const payType of ['PrePaid', 'PostPaid']) {
      const rounds = roundsOf(ofLane(requests, payType))
      assert.ok(rounds.length > 0)
      for (const calls of rounds) assert.ok(calls <= budget.calm, `${payType}: ${calls} calls in a round`)
    }

    const release = await holdBack(page, listing)
    await page.waitForRequest(request => isListing(request) && partsOf(request).get('PayType') === 'PostPaid')
    await page.getByLabel('Filter by name, ID, user or address').pressSequentially('pc-09')
    assert.equal(await page.getByLabel('Filter by name, ID, user or address').inputValue(), 'pc-09')
    await lane.getByText('1000 of 8000 computers').waitFor()
    const answered = page.waitForResponse(response => isListing(response.request()))
    release()
    await answered
    await page.unrouteAll({ behavior: 'wait' })
    await context.close()
  })

  /** Something of everything that happens to a share: computers change, come, and go. */
  async function change(number: number): Promise<void> {
    const known = [...living.values()]
    const pick = (step: number): Desktop => known[(number * 397 + step * 131) % known.length] as Desktop
    const changed = [0, 1, 2, 3].map(step => ({
      ...pick(step),
      status: statuses[(number + step) % 4] ?? ('Running' as const),
      name: `changed-${number}-${step}`,
    }))
    const newcomers = [0, 1, 2].map(step => computerOf(restless, 2000 + number * 3 + step))
    const { accountId, id: shareId } = restless
    const leaver = pick(9)
    const { id, sequence } = leaver
    const left = aReleasedDesktop({ accountId, shareId, id, sequence, name: leaver.name, releasedAt: testNow })
    for (const one of [...changed, ...newcomers]) living.set(one.id, one)
    living.delete(id)
    await seed(chromium.server.store, { desktops: [...changed.filter(one => one.id !== id), ...newcomers, left] })
  }

  /** What the API says, as `id name status`. */
  async function told(): Promise<{ rows: string[]; count: number }> {
    const rows: string[] = []
    let token: string | undefined
    let count = 0
    do {
      const input = {
        RegionId: restless.regionId,
        DesktopGroupId: restless.id,
        IgnoreDeleted: 'false',
        MaxResults: '100',
      }
      const params = { ...input, ...(token === undefined ? {} : { NextToken: token }) }
      const { json } = await callProduct(chromium.server, 'ecd', listing, params)
      const page: ListingPage = json
      for (const one of page.PostPaidDesktops ?? [])
        rows.push(`${one.DesktopId} ${one.DesktopName} ${one.DesktopStatus}`)
      token = page.NextToken
      count = Number(json.PostPaidDesktopsCount)
    } while (token !== undefined)
    return { rows, count }
  }

  /** What the page shows, from the first row to the last, as one reads it by scrolling. */
  async function shown(page: Page, lane: Locator): Promise<string[]> {
    const rows = new Map<string, string>()
    await lane.locator('section.computers').focus()
    await page.keyboard.press('Home')
    for (let before = -1; rows.size > before; ) {
      before = rows.size
      const drawn = await page.evaluate<[string, string][]>(rowsDrawn)
      for (const [id, text] of drawn) rows.set(id, `${id} ${text}`)
      await page.keyboard.press('PageDown')
      await page.evaluate('new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
    }
    return [...rows.values()]
  }

  it('keeps up with a share in which computers change, come and go all the time', async t => {
    const { context, page, complaints, requests, lane } = await look(restless)
    await lane.getByText('1200 computers', { exact: true }).waitFor()
    requests.length = 0
    for (let number = 0; number < 30; number += 1) {
      await change(number)
      await page.waitForResponse(response => isListing(response.request()))
    }
    const { rows, count } = await told()
    assert.equal(rows.length, living.size)
    await lane.getByText(`${living.size} computers`, { exact: true }).waitFor()
    await lane.locator('.counters dd', { hasText: new Intl.NumberFormat('en').format(count) }).waitFor()

    let last: string[] = []
    for (let round = 0; round < 10; round += 1) {
      last = await shown(page, lane)
      if (last.length === rows.length && last.every((row, at) => row === rows[at])) break
      await nextRound(page)
    }
    assert.deepEqual(last, rows)
    const seen = await seenIn(page)
    assert.deepEqual(seen.twice, [])
    assert.ok(seen.most <= drawnWhole, `${seen.most} rows are drawn at a time`)
    for (const calls of roundsOf(ofLane(requests, 'PostPaid')).slice(1)) assert.ok(calls <= budget.busy, String(calls))
    t.diagnostic(tellLongTasks(seen))
    await context.close()
    assert.deepEqual(complaints, [])
  })
})
