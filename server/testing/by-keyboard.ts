/** Walks a page as one who has no pointer does. */
import type { Page } from 'playwright-core'

/** What happens in the page: `begin` notes how everything looks that can be operated, `step` what has the focus now, `end` what never had it. */
const walker = `(() => {
  const operable = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]'
  const looks = element => {
    const seen = []
    for (let at = element, up = 0; at && at !== document.body && up < 4; at = at.parentElement, up++) {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, textDecorationLine } = getComputedStyle(at)
      seen.push([outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, textDecorationLine].join(' '))
    }
    return seen.join(' | ')
  }
  const name = element => element.outerHTML.slice(0, 160)
  const wanted = new Map()
  const canBeReached = element => {
    if (element.tabIndex < 0 || element.disabled || element.closest('[inert], [aria-hidden=true]')) return false
    // Of choices that exclude each other one is reached by Tab, the others by arrows from it.
    if (element.type === 'radio' && element.name !== '' && !element.checked) return false
    return element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0
  }
  let last
  window.__byKeyboard = {
    begin() {
      // What is before everything else is not to be operated while a dialog stands before it.
      const within = [...document.querySelectorAll('[role=dialog], dialog[open]')].filter(one => one.checkVisibility()).at(-1) ?? document.body
      for (const element of within.querySelectorAll(operable)) if (canBeReached(element)) wanted.set(element, looks(element))
      const start = document.createElement('span')
      start.tabIndex = -1
      within.prepend(start)
      start.focus()
      start.remove()
      return wanted.size
    },
    step() {
      const element = document.activeElement
      if (!element || element === document.body) return { over: last !== undefined }
      const rest = wanted.get(element)
      // A date has several places in it, each with a Tab of its own.
      const over = rest === null && element !== last
      const unseen = typeof rest === 'string' && rest === looks(element)
      if (rest !== undefined) wanted.set(element, null)
      last = element
      const box = element.getBoundingClientRect()
      const outside = box.bottom < 0 || box.top > innerHeight
      return { over, unseen: unseen ? name(element) : undefined, outside: outside ? name(element) : undefined }
    },
    end: () => [...wanted].filter(([element, rest]) => rest !== null && element.isConnected && canBeReached(element)).map(([element]) => name(element)),
  }
})()`

interface Step {
  readonly over: boolean
  readonly unseen?: string
  readonly outside?: string
}

/**
 * Goes through a page by the Tab key alone, from its beginning until it comes round.
 * @returns what is wrong, nothing where all is well: what the key does not reach, what does not show that it has the focus, and
 *   what has it while it is out of sight
 */
export async function keyboardFaults(page: Page): Promise<string[]> {
  await page.evaluate(walker)
  const count = await page.evaluate<number>('__byKeyboard.begin()')
  const faults: string[] = []
  // Beyond what is there by some, since a page may have more on it than when it was counted.
  for (let presses = 0; presses < count + 40; presses++) {
    await page.keyboard.press('Tab')
    const { over, unseen, outside } = await page.evaluate<Step>('__byKeyboard.step()')
    if (over) break
    if (unseen !== undefined) faults.push(`does not show that it has the focus: ${unseen}`)
    if (outside !== undefined) faults.push(`has the focus out of sight: ${outside}`)
  }
  for (const one of await page.evaluate<string[]>('__byKeyboard.end()')) faults.push(`is not reached by Tab: ${one}`)
  return faults
}
