/** For tests in Debian's Chromium: the real server with the built pages, a browser, and what every such test asks of a page. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { builtConsole } from './built-console.ts'
import { startTestServer, type TestServer } from './server.ts'

const executablePath = '/usr/bin/chromium'
/** Why tests in a browser cannot run here; false where they can. */
export const skip = existsSync(executablePath) ? false : `there is no chromium at ${executablePath}`
/** A name under which browsers hold plain HTTP for unsafe, as in an office's own network. */
export const elsewhere = 'desks.example'
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string }[]
}

interface Key {
  readonly accessKeyId: string
  readonly accessKeySecret: string
}

/** A window of its own, whose complaints are collected: about scripts, and about what the policy refused. */
export interface Window {
  readonly context: BrowserContext
  readonly page: Page
  readonly complaints: string[]
  /** @param path of the console, such as `/shares` */
  go(path: string): Promise<unknown>
}

export interface ConsoleInChromium {
  readonly server: TestServer
  /** Where the built console lies, for further servers. */
  readonly folder: string
  open(width?: number, more?: { locale?: string; colorScheme?: 'dark' | 'light' }): Promise<Window>
  /** Through the form of a page that is gone to; the root unless told otherwise. Ends at the shares. */
  signIn(page: Page, key?: Key): Promise<void>
  close(): Promise<void>
}

/** @param flags settings of the server by plain name, such as `{ clock: 'virtual@2026-01-01T00:00:00Z' }` */
export async function openConsole(flags: Readonly<Record<string, string>> = {}): Promise<ConsoleInChromium> {
  const folder = await builtConsole()
  const server = await startTestServer(flags, { consoleDirectory: folder })
  const args = ['--no-sandbox', `--host-resolver-rules=MAP ${elsewhere} 127.0.0.1`]
  const browser = await chromium.launch({ executablePath, args })
  return {
    server,
    folder,

    async open(width = 1280, more = {}) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        locale: 'en-GB',
        // What opens and closes is there and gone at once, so that no click meets it half-way.
        reducedMotion: 'reduce',
        ...more,
      })
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      const complaints: string[] = []
      page.on('pageerror', error => complaints.push(error.message))
      page.on('console', message => {
        // That nobody is signed in yet is an answer, which browsers report as if it were none.
        if (message.type() === 'error' && !/status of 401/.test(message.text())) complaints.push(message.text())
      })
      return { context, page, complaints, go: path => page.goto(`http://${server.endpoint}/console${path}`) }
    },

    async signIn(page, key = { accessKeyId: server.rootKey.id, accessKeySecret: server.rootKey.secret }) {
      // By name, since the labels are in the language of the window.
      await page.locator('[name=accessKeyId]').fill(key.accessKeyId)
      await page.locator('[name=accessKeySecret]').fill(key.accessKeySecret)
      await page.locator('button[type=submit]').click()
      await page.getByRole('heading', { name: /^(Shares|共享)$/, level: 1 }).waitFor()
    },

    async close() {
      await browser.close()
      await server.close()
    },
  }
}

/** Waits for what comes in from the side or changes its colour, which is not to be judged half-way; some things turn for ever. */
const untilStill = (page: Page): Promise<unknown> =>
  page.evaluate(`Promise.allSettled(document.getAnimations()
    .filter(one => one.effect?.getComputedTiming().iterations !== Infinity).map(one => one.finished))`)

/**
 * What axe calls serious or critical about a page, once nothing moves on it.
 * @param within a selector of the part that is judged; the whole page unless told otherwise
 */
export async function seriousFaults(page: Page, within = 'html'): Promise<string[]> {
  await untilStill(page)
  await page.evaluate(axe)
  const violations: Violation[] = await page.evaluate(
    `axe.run(${JSON.stringify(within)}, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

/** Holds the calls of an operation back that a page makes. @returns how they, and those that follow, are let go */
export async function holdBack(page: Page, action: string, how: 'abort' | 'continue' = 'continue') {
  const held: (() => void)[] = []
  let isHolding = true
  await page.route('**/', async (route, request) => {
    if (!isHolding || request.headers()['x-acs-action'] !== action) return route.fallback()
    await new Promise<void>(resolve => held.push(resolve))
    await route[how]()
  })
  return (): void => {
    isHolding = false
    for (const letGo of held.splice(0)) letGo()
  }
}

/** Whether a page fits into the width of its window. */
export const isNotWider = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')

/** Goes to a screen of `console-screens.ts` and waits until there is something on it. */
export async function goToScreen(
  page: Page,
  go: Window['go'],
  { path, clicks = [], ready = 'h1' }: { path: string; clicks?: readonly string[]; ready?: string },
): Promise<void> {
  await go(path)
  await page.locator('h1').first().waitFor()
  for (const place of clicks) await page.locator(place).first().click()
  await page.locator(ready).first().waitFor()
  await page.locator('.loading:not(.no-rows), .ant-spin-spinning').first().waitFor({ state: 'detached' })
  await untilStill(page)
}
