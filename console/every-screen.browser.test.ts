/** What holds of every screen, whatever it shows. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { keyboardFaults } from '../server/testing/by-keyboard.ts'
import { pointerFaults } from '../server/testing/by-pointer.ts'
import {
  type ConsoleInChromium,
  goToScreen,
  isNotWider,
  openConsole,
  seriousFaults,
  skip,
} from '../server/testing/console-in-chromium.ts'
import { companyClock, fillCompany, type Screen, screensOf } from '../server/testing/console-screens.ts'

const looks = [
  ['at 360 px', 360, {}],
  ['at 1280 px', 1280, {}],
  ['at 1920 px, in the dark', 1920, { colorScheme: 'dark' }],
  ['at 768 px, in Chinese, in the dark', 768, { locale: 'zh-CN', colorScheme: 'dark' }],
] as const

/** An address without what is only a name in it: two shares are one screen, two parts of their settings are two. */
const screenAt = (address: string) =>
  new URL(address, 'http://console').pathname
    .replace(/^\/shares\/[^/]+\/[^/]+/, '/shares/:region/:share')
    .replace(/^\/(explorer|reference)\/[^/]+\/[^/]+$/, '/$1/:product/:operation')
    .replace(/^\/access\/([^/]+)\/[^/]+$/, '/access/$1/:name')

describe('every screen in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  let screens: readonly Screen[]
  before(async () => {
    chromium = await openConsole({ clock: companyClock })
    screens = screensOf(await fillCompany(chromium.server))
  })
  after(() => chromium?.close())

  it('is looked at in a way that finds what is wrong', async () => {
    const { context, page } = await chromium.open()
    await page.setContent(`<main>
      <style>
        * { transition: none !important }
        .dim:hover { color: #ccc } .dim:active { color: #ddd } .plain:focus { outline: none } .far { position: fixed; top: -300px }
      </style>
      <button class="dim">Dim</button> <button class="plain">Plain</button> <button class="far">Far</button>
      <input type="date" aria-label="A date"><a href="#x">Well</a><a href="#x" tabindex="-1">Meant to be left out</a>
      <button onkeydown="event.preventDefault()">Trap</button><button>Behind the trap</button></main>`)
    const kinds = (faults: readonly string[]) => faults.map(fault => fault.replace(/<button.*?>(\w+).*/, '$1'))
    assert.deepEqual(kinds(await pointerFaults(page, new Set())), [
      'pointed at: color-contrast: Dim',
      'held down: color-contrast: Dim',
    ])
    assert.deepEqual(kinds(await keyboardFaults(page)), [
      'does not show that it has the focus: Plain',
      'has the focus out of sight: Far',
      'is not reached by Tab: Behind',
    ])
    await context.close()
  })

  for (const [look, width, more] of looks) {
    it(`has a heading and a title, fits its width, can be read and worked with and without a pointer, and offers its call: ${look}`, async () => {
      const { context, page, complaints, go } = await chromium.open(width, more)
      await go('/')
      await chromium.signIn(page)
      const faults: string[] = []
      const pointedAt = new Set<string>()
      const linked = new Set<string>()
      for (const screen of screens) {
        await goToScreen(page, go, screen)
        const told = (await page.locator('h1').allTextContents()).join(' | ')
        if ((await page.locator('h1').count()) !== 1) faults.push(`${screen.name}: its headings are ${told}`)
        if (!/ · Deskfleet$/.test(await page.title())) faults.push(`${screen.name}: its title is ${await page.title()}`)
        if (!(await isNotWider(page))) faults.push(`${screen.name}: wider than the screen`)
        for (const fault of await seriousFaults(page)) faults.push(`${screen.name}: ${fault}`)
        for (const fault of await pointerFaults(page, pointedAt)) faults.push(`${screen.name}: ${fault}`)
        for (const fault of await keyboardFaults(page)) faults.push(`${screen.name}: ${fault}`)
        const links = await page
          .locator('a[href^="/console/"]')
          .evaluateAll(found => found.map(one => one.getAttribute('href')))
        for (const link of links) if (link !== null) linked.add(screenAt(link.slice('/console'.length)))
        const offers = await page.getByRole('button', { name: /^SDK \/ CLI/ }).count()
        if (screen.withoutCode === undefined && offers === 0) faults.push(`${screen.name}: offers no call`)
        for (const complaint of complaints.splice(0)) {
          // That a user has no password is an answer, which browsers report as if it were none.
          if (!(screen.name === 'access-user' && /status of 404/.test(complaint)))
            faults.push(`${screen.name}: ${complaint}`)
        }
      }
      await context.close()
      assert.deepEqual(faults, [])
      // The root leads to the shares.
      const walked = new Set(['/', ...screens.map(({ path }) => screenAt(path))])
      assert.deepEqual([...linked.difference(walked)], [], 'screens that links lead to and that are not walked')
    })
  }
})
