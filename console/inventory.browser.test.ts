/** The inventory and the form for a share, as people use them, on a clock that stands until it is turned. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { addPool } from '../server/testing/callers.ts'
import { callProduct } from '../server/testing/console-client.ts'
import {
  type ConsoleInChromium,
  isNotWider,
  openConsole,
  seriousFaults,
  skip,
} from '../server/testing/console-in-chromium.ts'

const clock = 'virtual@2026-11-24T08:00:00Z'

/** How much the line around what has the focus differs from what that lies on, as WCAG reckons it. */
const contrastOfFocus = (page: Page, line: 'borderTopColor' | 'outlineColor'): Promise<number> =>
  page.evaluate<number>(`(() => {
    let at = document.activeElement.parentElement
    while (at.parentElement && getComputedStyle(at).backgroundColor === 'rgba(0, 0, 0, 0)') at = at.parentElement
    const light = colour => {
      const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const style = getComputedStyle(document.activeElement)
    if (style['${line}'.replace('Color', 'Style')] === 'none') return 1
    const colours = [style.${line}, getComputedStyle(at).backgroundColor]
    const [low, high] = colours.map(light).sort((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  })()`)

describe('the inventory in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  before(async () => {
    chromium = await openConsole({ clock })
    await addPool(chromium.server, { prePaid: 2, postPaid: 1 })
    await make('CreateSimpleOfficeSite', { OfficeSiteName: 'south-wing', CidrBlock: '10.2.0.0/24' })
    await turn('PT10M')
  })
  after(async () => await chromium?.close())

  const make = async (operation: string, more: Readonly<Record<string, string>>) => {
    const { status } = await callProduct(chromium.server, 'ecd', operation, { RegionId: 'cn-hangzhou', ...more })
    assert.equal(status, 200, operation)
  }
  const turn = async (By: string) => {
    const { status } = await callProduct(chromium.server, 'deskfleet', 'AdvanceClock', { By })
    assert.equal(status, 200)
  }

  const signedIn = async (...how: Parameters<ConsoleInChromium['open']>) => {
    const window = await chromium.open(...how)
    await window.go('/')
    await chromium.signIn(window.page)
    return window
  }

  it('makes an office network, shows it, finds it on all pages, and deletes it after asking', async () => {
    const { context, page, complaints } = await signedIn()
    await page.getByRole('link', { name: 'Inventory' }).click()
    await page.getByRole('heading', { name: 'Cloud computers', level: 1 }).waitFor()
    await page.getByRole('link', { name: 'Office networks' }).press('Enter')
    await page.getByRole('heading', { name: 'Office networks', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Create an office network' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('north-wing')
    await page.getByLabel('Addresses').fill('8.8.8.0/24')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('InvalidCidrBlock').waitFor()
    const addresses = page.getByLabel('Addresses')
    assert.equal(await addresses.getAttribute('aria-invalid'), 'true')
    await addresses.fill('10.1.0.0/24')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('north-wing was created.').waitFor()
    await page.getByRole('button', { name: 'north-wing' }).waitFor()

    await page.getByLabel('Search all pages').fill('NORTH-w')
    await page.getByText('1 found on all pages').waitFor()
    await page.getByRole('button', { name: 'north-wing' }).click()
    await page.getByRole('cell', { name: '10.1.0.0/24' }).last().waitFor()
    await page.getByText('The network is still being registered.').waitFor()
    await turn('PT10M')
    await page.getByRole('button', { name: 'Delete: north-wing' }).click()
    await page.getByText('north-wing is gone for good.').waitFor()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('Done. Delete: north-wing').waitFor()
    await page.getByText('Nothing matches.').waitFor()
    await context.close()
    assert.deepEqual(
      complaints.filter(complaint => !/status of 400/.test(complaint)),
      [],
    )
  })

  it('lists computers outside and inside shares', async () => {
    const { context, page, go } = await signedIn()
    await go('/inventory/desktops')
    await page.getByText('There are none.').waitFor()
    await page.getByLabel('Shares', { exact: true }).selectOption('Inside shares')
    await page.getByText('3 on this page').waitFor()
    assert.match(page.url(), /where=inside/)
    await context.close()
  })

  it('keeps every letter that is typed, and shows no search that a link has left behind', async () => {
    const { context, page, go } = await signedIn()
    await go('/inventory/office-networks')
    const search = page.getByLabel('Search all pages')
    await search.pressSequentially('south-wing')
    await page.getByText('1 found on all pages').waitFor()
    await search.press('Home')
    await search.pressSequentially('no-')
    await page.getByText('Nothing matches.').waitFor()
    assert.equal(await search.inputValue(), 'no-south-wing')
    await page.getByRole('link', { name: 'Office networks' }).click()
    await page.getByText(/on this page$/).waitFor()
    assert.equal(await search.inputValue(), '')
    await page.goBack()
    await page.getByText('Nothing matches.').waitFor()
    assert.equal(await search.inputValue(), 'no-south-wing')
    await context.close()
  })

  it('closes the navigation of a narrow screen whatever is chosen in it, be it the page that is there', async () => {
    const { context, page, go } = await signedIn(360)
    await go('/shares')
    await page.getByRole('heading', { name: 'Shares', level: 1 }).waitFor()
    const places = page.getByRole('navigation', { name: 'Main navigation' })
    for (const place of ['Shares', 'Inventory']) {
      await page.getByRole('button', { name: 'Open navigation' }).click()
      await places.getByRole('link', { name: place }).click()
      await places.waitFor({ state: 'hidden' })
    }
    await context.close()
  })

  it('makes an end user, locks and unlocks her, and says why it cannot be done twice', async () => {
    const { context, page, go } = await signedIn()
    await go('/inventory/users')
    await page.getByRole('button', { name: 'Create a user' }).click()
    await page.getByLabel('User ID').fill('berta')
    await page.getByLabel('First password').fill('Wuying1234')
    await page.getByRole('button', { name: 'SDK / CLI: program for CreateUsers' }).click()
    await page.getByRole('tab', { name: 'deskfleet' }).click()
    await page.getByText('--Users.1.EndUserId berta').waitFor()
    assert.equal(await page.getByText('Wuying1234').count(), 0)
    await page.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('berta was created.').waitFor()
    await page.getByRole('button', { name: 'berta' }).click()
    assert.ok(await page.getByRole('button', { name: 'Unlock' }).isDisabled())
    await page.getByText('The user is not locked.').waitFor()
    await page.getByRole('button', { name: 'Lock: berta', exact: true }).click()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('Done. Lock: berta').waitFor()
    await page.getByRole('row', { name: /berta Locked/ }).waitFor()
    await context.close()
  })

  it('goes from page to page and back, and a link shows the page its sender saw', async () => {
    const { context, page, go } = await signedIn()
    await addPool(chromium.server, { prePaid: 20 })
    await go('/inventory/desktops?where=inside')
    await page.getByText('20 on this page').waitFor()
    await page.getByRole('button', { name: 'Next page' }).click()
    await page.getByText('3 on this page').waitFor()
    await page.reload()
    await page.getByText('3 on this page').waitFor()
    await page.getByRole('button', { name: 'Previous page' }).click()
    await page.getByText('20 on this page').waitFor()
    await context.close()
  })

  it('creates a share with choices from the lists, and sees it come to its minimum', async () => {
    const { context, page } = await signedIn()
    await page.getByRole('link', { name: 'Create a share' }).click()
    await page.getByRole('heading', { name: 'Create a share', level: 1 }).waitFor()
    await page.getByText('Choose a template to see what it costs.').waitFor()
    await page.getByLabel('Name', { exact: false }).first().fill('9 lives')
    await page.getByLabel('Office network').selectOption({ label: 'south-wing · 10.2.0.0/24' })
    await page.getByLabel('Template').selectOption({ index: 1 })
    await page.getByLabel('Computers at least').fill('2')
    await page.getByLabel('Computers at most').fill('5')
    const price = page.getByRole('region', { name: 'Price by the list' })
    await price.getByText(/an hour with 2 computers/).waitFor()
    await price.getByText(/an hour with 5 computers/).waitFor()
    await page.getByLabel('alice').check()

    const name = page.locator('[name=DesktopGroupName]')
    await page.getByRole('button', { name: 'Create the share' }).click()
    await page.getByText('The refusal is shown at its field.').waitFor()
    assert.equal(await name.getAttribute('aria-invalid'), 'true')
    await page.locator('[name=DesktopGroupName]:focus').waitFor()
    await name.fill('Night-shift')
    await page.getByRole('button', { name: 'Create the share' }).click()
    await page.getByRole('heading', { name: 'Night-shift', level: 1 }).waitFor()
    await turn('PT30M')
    const lane = page.getByRole('region', { name: 'Pay-as-you-go', exact: true })
    await lane.getByText('2 computers', { exact: true }).waitFor()
    await lane.getByText('Running').nth(1).waitFor()

    await page.getByText('Users of this share: 1').click()
    await page.getByRole('button', { name: 'Take out alice' }).click()
    await page.getByText('alice can then not use this share any more.').waitFor()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('alice was taken out.').waitFor()
    await page.getByLabel('User ID').fill('alice')
    await page.getByRole('button', { name: 'Add to the share' }).click()
    await page.getByText('alice may use this share now.').waitFor()
    await page.getByText('Users of this share: 1').waitFor()
    assert.deepEqual(await seriousFaults(page), [])
    await context.close()
  })

  it('prices a subscription for its period while it is chosen', async () => {
    const { context, page, go } = await signedIn()
    await go('/new-share')
    await page.getByLabel('Template').selectOption({ index: 1 })
    await page.getByLabel('Billing method').selectOption('Subscription')
    await page.getByText('paid in advance for months or years').waitFor()
    const price = page.getByRole('region', { name: 'Price by the list' })
    const month = await price.getByText(/in advance for 1 computer/).textContent()
    await page.getByLabel('For how long').selectOption('1 year')
    await price
      .getByText(/in advance for 1 computer/)
      .filter({ hasNotText: month ?? '' })
      .waitFor()
    assert.match(page.url(), /Period=Year/)
    await context.close()
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`shows by a line that can be seen what has the focus: ${colorScheme}`, async () => {
      const { context, page, go } = await signedIn(1280, { colorScheme })
      await go('/inventory/users')
      await page.locator('.opens').first().waitFor()
      await page.getByRole('button', { name: 'Create a user' }).press('Enter')
      await page.getByLabel('User ID').focus()
      assert.ok((await contrastOfFocus(page, 'borderTopColor')) >= 3)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByLabel('State').focus()
      for (const button of ['Create a user', 'Sign out']) {
        await page.getByRole('button', { name: button }).focus()
        assert.ok((await contrastOfFocus(page, 'outlineColor')) >= 3, button)
      }
      await context.close()
    })
  }

  for (const [name, width, more] of [
    ['on a telephone', 360, {}],
    ['on a wide screen', 1920, {}],
    ['in the dark, in Chinese', 1280, { locale: 'zh-CN', colorScheme: 'dark' }],
  ] as const) {
    it(`has no serious fault of accessibility, and fits its width: ${name}`, async () => {
      const { context, page, complaints, go } = await signedIn(width, more)
      const looksGood = async (where: string) => {
        assert.deepEqual(await seriousFaults(page), [], where)
        assert.ok(await isNotWider(page), `${where} is wider than the screen`)
      }
      const kinds = ['desktops?where=inside', 'users', 'office-networks', 'images', 'templates', 'policies']
      for (const kind of kinds) {
        await go(`/inventory/${kind}`)
        await page.locator('.opens').first().waitFor()
        await looksGood(kind)
      }
      await go('/inventory/sessions')
      await page.locator('.no-rows').waitFor()
      await looksGood('sessions')
      await go('/inventory/users')
      await page.locator('.opens').first().click()
      await page.locator('.row-actions button').last().click()
      await page.locator('.ant-modal-footer button').first().waitFor()
      await looksGood('details')
      await go('/new-share')
      await page.locator('.people label').first().waitFor()
      await page.locator('select[name=BundleId] option').nth(1).waitFor({ state: 'attached' })
      await page.locator('select[name=BundleId]').selectOption({ index: 1 })
      await page.locator('.price strong').first().waitFor()
      await looksGood('the form of a share')
      await context.close()
      assert.deepEqual(complaints, [])
    })
  }
})
