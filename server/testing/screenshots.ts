/** Takes the pictures of the console in docs/images, of the example's company after two days: `npm run screenshots`. */
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { goToScreen, openConsole, skip } from './console-in-chromium.ts'
import { companyClock, fillCompany, screensOf } from './console-screens.ts'

const folder = join(import.meta.dirname, '../../docs/images')
const looks = {
  light: {},
  dark: { colorScheme: 'dark' },
  chinese: { locale: 'zh-CN' },
} as const

if (skip !== false) throw new Error(`No pictures can be taken: ${skip}.`)
mkdirSync(folder, { recursive: true })
const chromium = await openConsole({ clock: companyClock })
try {
  const screens = screensOf(await fillCompany(chromium.server))
  for (const [look, more] of Object.entries(looks)) {
    const { context, page, go } = await chromium.open(1440, more)
    await go('/')
    await chromium.signIn(page)
    for (const screen of screens.filter(({ pictured }) => pictured === look)) {
      await goToScreen(page, go, screen)
      // Plots grow by themselves, which no animation of the page tells.
      await page.waitForTimeout(800)
      const path = join(folder, `${screen.name}.png`)
      await page.screenshot({ path, animations: 'disabled' })
      process.stdout.write(`${path} ${Math.round(statSync(path).size / 1024)} kB\n`)
    }
    await context.close()
  }
} finally {
  await chromium.close()
}
