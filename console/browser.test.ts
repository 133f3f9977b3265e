/** The console as people use it: Debian's Chromium, the real server, the built pages, under the policy they are served with. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Request, Route } from 'playwright-core'
import type { Share } from '../server/domain/share.ts'
import { aDesktop, seed } from '../server/testing/builders.ts'
import { addPool, addUser, allow } from '../server/testing/callers.ts'
import {
  type ConsoleInChromium,
  elsewhere,
  holdBack,
  isNotWider,
  openConsole,
  seriousFaults,
  skip,
} from '../server/testing/console-in-chromium.ts'
import { startTestServer } from '../server/testing/server.ts'

describe('the console in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  let share: Share
  before(async () => {
    chromium = await openConsole()
    share = await addPool(chromium.server, { prePaid: 3, postPaid: 2, released: 1 })
  })
  after(() => chromium?.close())

  it('signs in by key, finds a share, and shows both lanes with their counters', async () => {
    const { context, page, complaints, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await page.getByLabel('Search by name or id').fill(share.id)
    await page.getByRole('link', { name: share.name }).click()
    const subscription = page.getByRole('region', { name: 'Subscription', exact: true })
    const payAsYouGo = page.getByRole('region', { name: 'Pay-as-you-go', exact: true })
    await subscription.getByText('3 computers').waitFor()
    await payAsYouGo.getByText('2 computers').waitFor()
    assert.deepEqual(await subscription.locator('.counters dd').allTextContents(), ['3', '0', '3', '0'])
    // In what the total counts is told by another call.
    await payAsYouGo.getByText('CN¥0.00').waitFor()
    assert.deepEqual(await payAsYouGo.locator('.counters dd').allTextContents(), ['2', 'CN¥0.00'])
    await page.getByRole('button', { name: 'Released', exact: true }).click()
    await payAsYouGo.getByText('1 computer', { exact: true }).waitFor()
    assert.match(page.url(), /view=released/)
    await page.getByRole('button', { name: 'SDK / CLI: program for DescribeDesktopsInGroup' }).click()
    await page.getByRole('tab', { name: 'deskfleet' }).click()
    await page.getByText(`--DesktopGroupId ${share.id}`).waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('shows a computer that comes while one looks on', async () => {
    const { context, page, go } = await chromium.open()
    const pool = await addPool(chromium.server, { postPaid: 1 })
    await go('/')
    await chromium.signIn(page)
    await go(`/shares/${pool.regionId}/${pool.id}`)
    const lane = page.getByRole('region', { name: 'Pay-as-you-go', exact: true })
    await lane.getByText('1 computer', { exact: true }).waitFor()
    const { accountId } = pool
    await seed(chromium.server.store, { desktops: [aDesktop({ accountId, shareId: pool.id, name: 'Newcomer' })] })
    await lane.getByText('Newcomer').waitFor()
    await lane.getByText('2 computers').waitFor()
    await context.close()
  })

  it('runs an operation in the explorer, with answer, reason, signature and program', async () => {
    const { context, page, complaints, go } = await chromium.open(1600)
    await go('/')
    await chromium.signIn(page)
    await page.getByRole('link', { name: 'API explorer' }).click()
    await page.getByLabel('Search operations').fill('by how they are billed')
    await page.getByRole('link', { name: 'DescribeDesktopsInGroup' }).click()
    await page.getByLabel('DesktopGroupId').fill(share.id)
    await page.getByLabel('MaxResults').fill('1')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByText('"PaidDesktopsCount": 3').waitFor()
    await page.getByText('HTTP 200').waitFor()
    await page.getByRole('tab', { name: 'Fields' }).click()
    await page.getByText('All subscription computers of the share').waitFor()
    await page.getByRole('tab', { name: 'Decision' }).click()
    await page.getByText('The root of an account may do everything in it.').waitFor()
    await page.getByRole('tab', { name: 'Signature' }).click()
    await page.getByText('x-acs-action:DescribeDesktopsInGroup').waitFor()
    await page.getByRole('tab', { name: 'Program', exact: true }).click()
    const program = await page.getByRole('region', { name: 'Program: TypeScript' }).textContent()
    assert.ok(program !== null)
    assert.match(program, /'@alicloud\/openapi-client'/)
    assert.ok(program.includes(`'DesktopGroupId': '${share.id}'`))
    assert.ok(program.includes(chromium.server.endpoint))
    await page.waitForURL(/p\.DesktopGroupId=dg-/)

    await page.reload()
    await page.getByLabel('DesktopGroupId').waitFor()
    assert.equal(await page.getByLabel('DesktopGroupId').inputValue(), share.id)
    assert.equal(await page.getByLabel('MaxResults').inputValue(), '1')
    await page.getByLabel('MaxResults').fill('')
    await page.getByRole('tab', { name: 'History' }).click()
    await page.getByRole('button', { name: 'Restore the form of DescribeDesktopsInGroup' }).click()
    assert.equal(await page.getByLabel('MaxResults').inputValue(), '1')
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('says why a call was refused, and what is missing', async () => {
    const statements = [allow('ecd:DescribeDesktopGroups'), allow('deskfleet:ExplainDecision')]
    const key = await addUser(chromium.server, 'visitor', { statements })
    const { context, page, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page, { accessKeyId: key.accessKeyId, accessKeySecret: key.accessKeySecret })
    await go(`/shares/${share.regionId}/${share.id}`)
    await page.getByText('visitor may not ecd:GetDesktopGroupDetail. No policy allows it.').waitFor()
    await page.getByText('Request id:').waitFor()
    await context.close()
  })

  it('works over plain HTTP under another name, where browsers neither hash nor copy by themselves', async () => {
    const { context, page } = await chromium.open()
    await page.goto(`http://${elsewhere}:${chromium.server.endpoint.split(':')[1]}/console/`)
    assert.equal(await page.evaluate<boolean>('isSecureContext'), false)
    await chromium.signIn(page)
    await page.getByRole('link', { name: share.name }).first().waitFor()
    await page.getByRole('button', { name: 'SDK / CLI: program for DescribeDesktopGroups' }).click()
    await page.getByRole('button', { name: 'Copy: Program: TypeScript' }).click()
    await page.getByRole('button', { name: 'Copied: Program: TypeScript' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const search = page.getByLabel('Search by name')
    await search.click()
    await page.keyboard.press('ControlOrMeta+v')
    assert.match(await search.inputValue(), /^\/\/ DescribeDesktopGroups/)
    await context.close()
  })

  it('says so when the server is gone, keeps what it knew, and goes on when the server is back', async () => {
    await using own = await startTestServer({}, { consoleDirectory: chromium.folder })
    const pool = await addPool(own, { prePaid: 1 })
    const { context, page } = await chromium.open()
    await page.goto(`http://${own.endpoint}/console/`)
    await chromium.signIn(page)
    await page.goto(`http://${own.endpoint}/console/shares/${pool.regionId}/${pool.id}`)
    const lane = page.getByRole('region', { name: 'Subscription', exact: true })
    await lane.getByText('1 computer', { exact: true }).waitFor()
    await page.route('**/', route => route.abort())
    await lane.getByText('The server does not answer').waitFor()
    await lane.getByText('Not live: the last answer is of').waitFor()
    assert.ok(await lane.getByText('1 computer', { exact: true }).isVisible())
    await page.unroute('**/')
    await lane.getByText('The server does not answer').waitFor({ state: 'detached' })
    await context.close()
  })

  it('says of a new share no price but its own', async () => {
    const { context, page, complaints, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await go('/new-share')
    await page.getByLabel('Template').selectOption({ index: 1 })
    const price = page.getByRole('region', { name: 'Price by the list' })
    const one = await price.getByText(/an hour with 1 computer$/).textContent()
    const release = await holdBack(page, 'DescribePrice')
    const asked = page.waitForRequest(request => request.headers()['x-acs-action'] === 'DescribePrice')
    await page.getByLabel('Computers at least').fill('7')
    await asked
    assert.equal(await price.getByText(/with 7 computers/).count(), 0)
    release()
    const seven = await price.getByText(/an hour with 7 computers/).textContent()
    assert.notEqual(seven?.split(' an hour')[0], one?.split(' an hour')[0])
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('forgets in another region what was chosen of this one for a new share', async () => {
    const { context, page, complaints, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await go('/new-share')
    await page.getByLabel('Template').selectOption({ index: 1 })
    const price = page.getByRole('region', { name: 'Price by the list' })
    await price.getByText(/an hour with 1 computer/).waitFor()
    await page.getByLabel('Region').selectOption('cn-shanghai')
    await price.getByText('Choose a template to see what it costs.').waitFor()
    await page.waitForURL(/region=cn-shanghai/)
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('comes back to the page one wanted after signing in, and shows nothing after signing out', async () => {
    const { context, page, go } = await chromium.open()
    await go('/explorer/ecd/DescribeRegions')
    await page.getByLabel('AccessKey ID').fill(chromium.server.rootKey.id)
    await page.getByLabel('AccessKey secret').fill(chromium.server.rootKey.secret)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'DescribeRegions', level: 1 }).waitFor()
    assert.equal(await page.title(), 'DescribeRegions · Deskfleet')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await go('/shares')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await context.close()
  })

  it('says that one is still signed in when signing out has not reached the server, and tries again', async () => {
    const { context, page, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    const cut = (route: Route, request: Request) => (request.method() === 'DELETE' ? route.abort() : route.fallback())
    await page.route('**/console/session', cut)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are still signed in').waitFor()
    await page.unroute('**/console/session', cut)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await context.close()
  })

  it('is reached by keyboard: past the navigation, and to the heading of a page gone to', async () => {
    const { context, page, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await page.reload()
    await page.getByRole('heading', { name: 'Shares', level: 1 }).waitFor()
    await page.keyboard.press('Tab')
    await page.locator(':focus', { hasText: /^Skip to the content$/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.locator('#content:focus').waitFor()
    await page.getByRole('link', { name: 'API explorer' }).press('Enter')
    await page.getByRole('heading', { name: 'API explorer', level: 1 }).waitFor()
    await page.locator('h1:focus').waitFor()
    await context.close()
  })

  for (const [name, width, more] of [
    ['on a telephone', 360, {}],
    ['on a wide screen', 1920, {}],
    ['in the dark, in Chinese', 1280, { locale: 'zh-CN', colorScheme: 'dark' }],
  ] as const) {
    it(`has no serious fault of accessibility, and fits its width: ${name}`, async () => {
      const { context, page, complaints, go } = await chromium.open(width, more)
      const looksGood = async (where: string) => {
        assert.deepEqual(await seriousFaults(page), [], where)
        assert.ok(await isNotWider(page), `${where} is wider than the screen`)
      }
      await go('/')
      await page.locator('[name=accessKeyId]').waitFor()
      await looksGood('sign-in')
      await page.locator('[name=accessKeyId]').fill(chromium.server.rootKey.id)
      await page.locator('[name=accessKeySecret]').fill(chromium.server.rootKey.secret)
      await page.locator('button[type=submit]').click()
      await page.locator('td a').first().waitFor()
      await looksGood('shares')
      await go(`/shares/${share.regionId}/${share.id}`)
      await page.locator('.computers .ant-tag').first().waitFor()
      await looksGood('share')
      await go(`/explorer/ecd/DescribeDesktopsInGroup?p.DesktopGroupId=${share.id}`)
      await page.locator('form button[type=submit]').click()
      await page.locator('.call-line').waitFor()
      await looksGood('explorer')
      await page.locator('.results > .tabs button').nth(4).click()
      await looksGood('program')
      await context.close()
      assert.deepEqual(complaints, [])
    })
  }
})
