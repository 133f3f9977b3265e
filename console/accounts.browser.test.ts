/** Refused by a policy, and why; a policy made from what was called; accounts and what control policies let them do. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import type { Share } from '../server/domain/share.ts'
import { addPool, addUser, allow, deny } from '../server/testing/callers.ts'
import {
  type ConsoleInChromium,
  isNotWider,
  openConsole,
  seriousFaults,
  skip,
} from '../server/testing/console-in-chromium.ts'

const mayExplain = allow('deskfleet:ExplainDecision')

/** In place of everything that stands in the editor. */
async function write(page: Page, statements: readonly object[]): Promise<void> {
  await page.getByRole('textbox', { name: 'Policy document' }).click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(JSON.stringify({ Version: '1', Statement: statements }, null, 2))
}

/** That a user has no password is an answer, which browsers report as if it were none. */
const withoutAnswers = (complaints: readonly string[]) => complaints.filter(one => !/status of 404/.test(one))

const doIt = (page: Page) => page.getByRole('button', { name: 'Yes, do it' }).click()

describe('refusals and accounts in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  let share: Share
  before(async () => {
    chromium = await openConsole()
    share = await addPool(chromium.server, { postPaid: 1 })
  })
  after(async () => chromium?.close())

  const runStop = async (page: Page, go: (path: string) => Promise<unknown>, desktop: string) => {
    await go(`/explorer/ecd/StopDesktops?p.RegionId=${share.regionId}&p.DesktopId.1=${desktop}`)
    await page.getByRole('button', { name: 'Run' }).click()
  }

  it('refuses an action by policy, says which and why, and leads to the statement that decides', async () => {
    const { server, open, signIn } = chromium
    const key = await addUser(server, 'watcher', {
      statements: [allow('ecd:*'), mayExplain, deny('ecd:StopDesktops')],
    })
    const { page, go, context } = await open()
    await go('/')
    await signIn(page, key)
    await go(`/shares/${share.regionId}/${share.id}`)
    await page.getByRole('heading', { name: share.name, level: 1 }).waitFor()
    await runStop(page, go, 'ecd-none')
    const refusal = page.locator('.failure').filter({ hasText: 'watcher may not ecd:StopDesktops.' }).first()
    await refusal.getByText('A policy denies it expressly.').waitFor()
    await refusal.getByText('AccountLevelIdentityBasedPolicy').first().waitFor()
    const [requestId = ''] = await refusal.locator('.copyable code').allTextContents()
    await refusal.getByRole('link', { name: 'Explain this decision' }).click()
    await page.getByText(requestId).first().waitFor()
    const decided = page.locator('.access-statement.decided')
    await decided.getByText('Deny', { exact: true }).waitFor()
    await decided.getByText('decides').waitFor()
    await decided.getByRole('link', { name: 'of-user-watcher' }).waitFor()
    // Whether policies bind is not for this user to know, and the page says so.
    await page.getByText('Whether policies bind or only warn is not told to you:').waitFor()
    await context.close()
  })

  it('makes a policy of what was called, which then lets another user do exactly that', async () => {
    const { server, open, signIn } = chromium
    await addUser(server, 'pattern-of-none')
    const caller = await addUser(server, 'caller', { statements: [allow('ecd:*'), allow('deskfleet:*')] })
    const apprentice = await addUser(server, 'apprentice')
    const user = await open()
    await user.go('/')
    await signIn(user.page, caller)
    await user.go('/explorer/ecd/DescribeRegions')
    await user.page.getByRole('button', { name: 'Run' }).click()
    await user.page
      .getByText(/HTTP 200|200/)
      .first()
      .waitFor()
    await user.context.close()

    const { page, go, context, complaints } = await open()
    await go('/')
    await signIn(page)
    await go('/access/users/pattern-of-none')
    await page.getByRole('link', { name: 'Policy from what was called' }).first().click()
    await page.getByText('Nothing was called in that time').waitFor()
    await go('/access/users/caller')
    await page.getByRole('link', { name: 'Policy from what was called' }).first().click()
    await page.getByText('Calls it is made from:').waitFor()
    await page.getByLabel('Also what was refused').check()
    await page.getByRole('button', { name: 'Make the policy' }).click()
    await page.waitForURL(/user=caller&.*refused=true/)
    const calls = page.getByRole('link', { name: 'ecd:DescribeRegions' })
    await calls.waitFor()
    assert.match((await calls.getAttribute('href')) ?? '', /audit\?user=caller&operation=DescribeRegions/)
    await page.getByRole('button', { name: 'Create a policy from this' }).click()
    await page.getByLabel('Name', { exact: true }).fill('as-called')
    await page.locator('.cm-content').getByText('ecd:DescribeRegions').waitFor()
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('heading', { name: 'as-called', level: 1 }).waitFor()
    await go('/access/users/apprentice')
    await page.getByLabel('Attach policy').selectOption('Custom as-called')
    await page.getByRole('button', { name: 'Attach', exact: true }).click()
    await page.getByRole('link', { name: 'as-called' }).waitFor()
    await context.close()

    const next = await open()
    await next.go('/')
    await signIn(next.page, apprentice)
    await next.go('/explorer/ecd/DescribeRegions')
    await next.page.getByRole('button', { name: 'Run' }).click()
    await next.page.getByText('cn-hangzhou').first().waitFor()
    await runStop(next.page, next.go, 'ecd-none')
    await next.page.getByText('apprentice may not ecd:StopDesktops. No policy allows it.').first().waitFor()
    await next.context.close()
    assert.deepEqual(withoutAnswers(complaints), [])
  })

  it('limits an account in a folder by a control policy, and the explanation names it', async () => {
    const { server, open, signIn } = chromium
    const root = await open()
    const { page, go } = root
    await go('/')
    await signIn(page)
    await go('/access/accounts')
    await page.getByText('Control policies bind nobody').waitFor()
    await go('/access/accounts/fd-none')
    await page.getByText('There is no folder or account fd-none.').waitFor()
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1)
    await go('/access/accounts/r-root')
    await page.getByText('New folder in it').click()
    const folderForm = page.locator('details').filter({ hasText: 'New folder in it' })
    await folderForm.getByLabel('Name').fill('branches')
    await folderForm.getByLabel('Name').press('Enter')
    await page.getByRole('link', { name: 'branches' }).click()
    await page.getByText('New account in it').click()
    const accountForm = page.locator('details').filter({ hasText: 'New account in it' })
    await accountForm.getByLabel('Name').fill('paris')
    await accountForm.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('The account paris is there').waitFor()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByText('Keep this secret now').waitFor({ state: 'detached' })
    const account = page.getByRole('link', { name: 'paris' })
    const accountId = /\d{16}$/.exec((await account.getAttribute('href')) ?? '')?.[0] ?? ''
    const key = await addUser(server, 'manager', { accountId, statements: [allow('*')] })

    await go('/access/control-policies')
    await page.getByText('New control policy').click()
    await page.getByLabel('Name', { exact: true }).fill('no-stopping-there')
    await write(page, [deny('ecd:StopDesktops')])
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('heading', { name: 'no-stopping-there', level: 2 }).waitFor()
    assert.match(page.url(), /\/access\/control-policies\/cp-/)
    await page.getByText('Attached nowhere.').waitFor()
    await page.getByLabel('Attach to').selectOption({ label: 'Root folder / branches' })
    await page.getByRole('button', { name: 'Attach', exact: true }).click()
    await page.getByRole('button', { name: 'Detach no-stopping-there from branches' }).waitFor()
    await page.getByText('It is attached: detach it first.').waitFor()
    await page.getByRole('button', { name: 'Enable control policies' }).click()
    await doIt(page)
    await page.getByText('Control policies bind.').waitFor()

    await go(`/access/accounts/${accountId}`)
    await page.getByRole('link', { name: 'no-stopping-there' }).waitFor()
    await page.getByText('The last one stays').waitFor()

    const user = await open()
    await user.go('/')
    await signIn(user.page, key)
    await runStop(user.page, user.go, 'ecd-none')
    const refusal = user.page.locator('.failure').filter({ hasText: 'manager may not ecd:StopDesktops.' }).first()
    await refusal.getByText('ControlPolicy').first().waitFor()
    await refusal.getByRole('link', { name: 'Explain this decision' }).click()
    const decided = user.page.locator('.access-statement.decided')
    await decided.getByText('no-stopping-there').waitFor()
    await decided.getByText('control policy').waitFor()
    await user.go('/access/accounts')
    await user.page.getByText('only identities of the server’s own account may see').waitFor()
    await user.context.close()

    await go(`/access/accounts/${accountId}`)
    await page.getByRole('button', { name: 'Move paris' }).click()
    await page.getByLabel('Move to').selectOption('r-root')
    await doIt(page)
    await page.getByRole('link', { name: 'no-stopping-there' }).waitFor({ state: 'detached' })
    await root.context.close()
    assert.deepEqual(root.complaints, [])
  })

  it('lets a user sign in by password, resets it, and takes it away; keeps the preferences of the account', async () => {
    const { open, signIn, server } = chromium
    await addUser(server, 'typist')
    const { page, go, context } = await open()
    await go('/')
    await signIn(page)
    await go('/access/users/typist')
    await page.getByText('No password: this user cannot sign in').waitFor()
    await page.getByText('never used').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('correct-horse-7')
    await page.getByRole('button', { name: 'Let the user sign in' }).click()
    await page.getByText('This user signs in to the console with a password.').waitFor()
    await page.getByText('Has to be changed at the next sign-in: Yes.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('battery-staple-8')
    await page.getByLabel('The user has to choose another one at the next sign-in').uncheck()
    await page.getByRole('button', { name: 'Set another password' }).click()
    await page.getByText('Has to be changed at the next sign-in: No.').waitFor()
    assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '')
    await page.getByRole('button', { name: 'Delete the password' }).click()
    await doIt(page)
    await page.getByText('No password: this user cannot sign in').waitFor()

    await go('/access/security')
    await page.getByLabel('How long a sign-in to the console lasts').fill('25')
    await page.getByText('A whole number of hours from 1 to 24 is needed.').waitFor()
    await page.getByLabel('How long a sign-in to the console lasts').fill('8')
    await page.getByLabel('From where users may sign in').fill('everywhere')
    await page.getByRole('button', { name: 'Save the preferences' }).click()
    await page.getByText('InvalidParameter.LoginNetworkMasks.Format').waitFor()
    await page.getByLabel('From where users may sign in').fill('10.0.0.0/8')
    await page.getByRole('button', { name: 'Save the preferences' }).click()
    await page.getByText('Nothing has been changed.').waitFor()
    await page.reload()
    await page.getByLabel('How long a sign-in to the console lasts').waitFor()
    assert.equal(await page.getByLabel('How long a sign-in to the console lasts').inputValue(), '8')
    await context.close()
  })

  for (const [name, width, more] of [
    ['on a telephone', 360, {}],
    ['in the dark, in Chinese', 1280, { locale: 'zh-CN', colorScheme: 'dark' }],
  ] as const) {
    it(`has no serious fault of accessibility, and fits its width: ${name}`, async () => {
      const { open, signIn } = chromium
      const { page, go, context } = await open(width, more)
      await go('/')
      await signIn(page)
      for (const [where, sign] of [
        ['/access/accounts', '.access-tree a'],
        ['/access/accounts/r-root', '.access-rows a'],
        ['/access/control-policies', 'td a'],
        ['/access/control-policies/FullAliyunAccess', '.cm-line'],
        ['/access/generate?user=caller', '.cm-line'],
        ['/access/security', 'input[type=checkbox]'],
        ['/access/users/typist', 'input[type=password]'],
      ] as const) {
        await go(where)
        await page.locator(sign).first().waitFor()
        assert.deepEqual(await seriousFaults(page), [], where)
        assert.ok(await isNotWider(page), `${where} is wider than the screen`)
      }
      await context.close()
    })
  }
})
