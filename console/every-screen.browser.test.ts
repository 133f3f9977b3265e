/** What holds of every screen, whatever it shows. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
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
  ['at 1920 px, in the dark', 1920, { colorScheme: 'dark' }],
  ['at 768 px, in Chinese, in the dark', 768, { locale: 'zh-CN', colorScheme: 'dark' }],
] as const

describe('every screen in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  let screens: readonly Screen[]
  before(async () => {
    chromium = await openConsole({ clock: companyClock })
    screens = screensOf(await fillCompany(chromium.server))
  })
  after(() => chromium?.close())

  it('is one of those that are walked through here', () => {
    const routes = readFileSync(new URL('src/routes.tsx', import.meta.url), 'utf8')
    const places = [...routes.matchAll(/path: '([a-z][^/']*)/g)].map(([, place]) => place)
    assert.ok(places.length > 5)
    const walked = new Set(screens.map(({ path }) => path.split(/[/?]/)[1]))
    assert.deepEqual(
      places.filter(place => place !== undefined && !walked.has(place)),
      [],
    )
  })

  for (const [look, width, more] of looks) {
    it(`has a heading and a title, fits its width, has no serious fault of accessibility, and offers its call: ${look}`, async () => {
      const { context, page, complaints, go } = await chromium.open(width, more)
      await go('/')
      await chromium.signIn(page)
      const faults: string[] = []
      for (const screen of screens) {
        await goToScreen(page, go, screen)
        const told = (await page.locator('h1').allTextContents()).join(' | ')
        if ((await page.locator('h1').count()) !== 1) faults.push(`${screen.name}: its headings are ${told}`)
        if (!/ · Deskfleet$/.test(await page.title())) faults.push(`${screen.name}: its title is ${await page.title()}`)
        if (!(await isNotWider(page))) faults.push(`${screen.name}: wider than the screen`)
        for (const fault of await seriousFaults(page)) faults.push(`${screen.name}: ${fault}`)
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
    })
  }
})
