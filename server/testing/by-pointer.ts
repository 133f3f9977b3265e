/** Points at what can be pressed, and presses it, to see whether it can still be read. */
import type { Page } from 'playwright-core'
import { seriousFaults } from './console-in-chromium.ts'

/** Marks one of each look among what can be pressed on a page, and tells the looks. */
const chooseOfEachLook = `(() => {
  const looks = new Map()
  const within = [...document.querySelectorAll('[role=dialog], dialog[open]')].filter(one => one.checkVisibility()).at(-1) ?? document
  for (const element of within.querySelectorAll('a[href], button:enabled, summary')) {
    const { top, bottom, left, right, width, height } = element.getBoundingClientRect()
    if (width < 2 || height < 2 || top < 0 || bottom > innerHeight || left < 0 || right > innerWidth) continue
    const middle = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
    if (middle === null || !element.contains(middle)) continue
    const rest = getComputedStyle(element)
    const look = [element.tagName, element.className, element.parentElement?.className, rest.color, rest.backgroundColor].join(' / ')
    if (!looks.has(look)) looks.set(look, element)
  }
  for (const old of document.querySelectorAll('[data-look]')) old.removeAttribute('data-look')
  return [...looks].map(([look, element], index) => { element.setAttribute('data-look', index); return look })
})()`

/**
 * Points at one of each look of links and buttons in sight, holds the button of the pointer down on it, and lets go elsewhere.
 * @param known the looks that were tried before, which are left out; those of this page are added
 * @returns what axe says of them in that state, nothing where all is well
 */
export async function pointerFaults(page: Page, known: Set<string>): Promise<string[]> {
  const faults: string[] = []
  const looks = await page.evaluate<string[]>(chooseOfEachLook)
  for (const [index, look] of looks.entries()) {
    if (known.has(look)) continue
    known.add(look)
    const place = `[data-look="${index}"]`
    const box = await page
      .locator(place)
      .boundingBox({ timeout: 1000 })
      .catch(() => null)
    if (box === null) continue
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    for (const fault of await seriousFaults(page, place)) faults.push(`pointed at: ${fault}`)
    // Links are dragged by it.
    if (look.startsWith('BUTTON')) {
      await page.mouse.down()
      for (const fault of await seriousFaults(page, place)) faults.push(`held down: ${fault}`)
      await page.mouse.move(0, 0)
      await page.mouse.up()
    }
  }
  return faults
}
