/** Access and the audit trail as people use them. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Page, Request } from 'playwright-core'
import type { Share } from '../server/domain/share.ts'
import { addPool, addUser, allow } from '../server/testing/callers.ts'
import { callProduct } from '../server/testing/console-client.ts'
import {
  type ConsoleInChromium,
  isNotWider,
  openConsole,
  seriousFaults,
  skip,
} from '../server/testing/console-in-chromium.ts'

const noStopping = (effect: string): string =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: effect, Action: 'ecd:StopDesktops', Resource: '*' }] }, null, 2)

/** In place of everything that stands in the editor. */
async function write(page: Page, document: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: 'Policy document' })
  await editor.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(document)
}

describe('access in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  let share: Share
  before(async () => {
    chromium = await openConsole()
    share = await addPool(chromium.server, { prePaid: 1 })
  })
  after(async () => chromium?.close())

  it('builds a policy that denies, and shows the refusal to the user, in the audit trail, and explained', async () => {
    const { server, open, signIn } = chromium
    const key = await addUser(server, 'stopper', { statements: [allow('*')] })
    const root = await open()
    const { page } = root
    await root.go('/')
    await signIn(page)
    await page.getByRole('link', { name: 'Access', exact: true }).click()
    await page.getByRole('link', { name: 'Policies', exact: true }).click()
    await page.getByText('New policy').click()
    await page.getByLabel('Name', { exact: true }).fill('no-stopping')
    await write(page, noStopping('Deny').replace(':', ''))
    await page.getByText(/^Line 2: /).waitFor()
    assert.ok(await page.getByRole('button', { name: 'Create', exact: true }).isDisabled())
    await write(page, noStopping('deny'))
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText('Line 5: Statement[0].Effect is "deny"').waitFor()
    await page.locator('.failure').filter({ hasText: 'InvalidCase' }).getByText('Request ID').waitFor()
    assert.equal(await page.locator('.cm-lintRange-error').first().textContent(), '"deny"')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.locator('.failure').filter({ hasText: 'MalformedPolicyDocument' }).waitFor()
    await write(page, noStopping('Deny'))
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText('The server would take this document.').waitFor()
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('heading', { name: 'no-stopping', level: 1 }).waitFor()
    await page.getByText('Attached to nobody.').waitFor()

    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByRole('link', { name: 'stopper' }).click()
    await page.getByLabel('Attach policy').selectOption('Custom no-stopping')
    await page.getByRole('button', { name: 'Attach', exact: true }).click()
    await page.getByRole('link', { name: 'no-stopping' }).waitFor()

    const user = await open()
    await user.go('/')
    await signIn(user.page, { accessKeyId: key.accessKeyId, accessKeySecret: key.accessKeySecret })
    await user.go(`/explorer/ecd/StopDesktops?p.RegionId=${share.regionId}&p.DesktopId.1=ecd-none`)
    await user.page.getByRole('button', { name: 'Run' }).click()
    await user.page.getByText('stopper may not ecd:StopDesktops. A policy denies it expressly.').waitFor()
    await user.context.close()

    await page.getByRole('link', { name: 'Audit trail' }).click()
    await page.getByLabel('User', { exact: true }).fill('stopper')
    await page.getByLabel('Operation').fill('StopDesktops')
    await page.getByLabel('Decision').selectOption('ExplicitDeny')
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByText('1 event on this page').waitFor()
    assert.match(page.url(), /user=stopper&operation=StopDesktops&decision=ExplicitDeny/)
    await page.getByRole('button', { name: /^Details of StopDesktops/ }).click()
    await page.getByText('ecd-none').first().waitFor()
    await page.getByRole('link', { name: 'Explain this decision' }).click()
    await page.getByText('By the policies of now').waitFor()
    const decided = page.locator('.access-statement.decided')
    await decided.getByRole('link', { name: 'no-stopping' }).waitFor()
    await decided.getByText('decides').waitFor()
    await root.context.close()
    // That the server refuses the document is an answer, which browsers report as if it were none.
    assert.deepEqual(
      root.complaints.filter(one => !/status of 40[04]/.test(one)),
      [],
    )
  })

  it('makes a user and its key, whose secret is seen once; another version of a policy, and back', async () => {
    const { open, signIn } = chromium
    const { page, go, context } = await open()
    await go('/')
    await signIn(page)
    await go('/access/users')
    await page.getByText('New user').click()
    await page.getByLabel('Name', { exact: true }).fill('newcomer')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('heading', { name: 'newcomer', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'New access key' }).click()
    await page.getByText('Keep this secret now').waitFor()
    const [, secret = ''] = await page.locator('.failure .copyable code').allTextContents()
    assert.match(secret, /^\w{20,}$/)
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByText('Keep this secret now').waitFor({ state: 'detached' })
    assert.ok(!(await page.content()).includes(secret))
    await page.getByRole('button', { name: 'New access key' }).click()
    await page.getByText('A user has at most two access keys').waitFor()
    assert.ok(await page.getByRole('button', { name: 'New access key' }).isDisabled())
    await page
      .getByRole('button', { name: /^Delete LTAI/ })
      .first()
      .click()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('A user has at most two access keys').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Delete newcomer' }).click()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('DeleteConflict.User.AccessKey').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()

    await go('/access/policies/no-stopping')
    await page.getByText('Nothing has been changed.').waitFor()
    await write(page, noStopping('Allow'))
    await page.getByRole('button', { name: 'Save as new version' }).click()
    await page.getByRole('heading', { name: 'Policy document · v2' }).waitFor()
    await page.getByRole('button', { name: 'Put v1 in force' }).click()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByRole('button', { name: 'Put v2 in force' }).waitFor()
    await context.close()
  })

  it('shows a new secret though the user cannot be read again, and asks for nothing that it has deleted', async () => {
    const { open, signIn, server } = chromium
    for (const name of ['guest', 'host']) await addUser(server, name)
    const fault = (operation: string, more: Readonly<Record<string, string>> = {}) =>
      callProduct(server, 'deskfleet', operation, more)
    const { page, go, context, complaints } = await open()
    await go('/')
    await signIn(page)
    await go('/access/users/guest')
    await page.getByText('No password: this user cannot sign in').waitFor()
    await fault('InjectFault', { Kind: 'Error', Operation: 'GetUser', Code: 'ServiceUnavailable' })
    await page.getByRole('button', { name: 'New access key' }).click()
    await page.getByText('ServiceUnavailable').waitFor()
    await page.getByText('Keep this secret now').waitFor()
    await fault('ClearFaults')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('ServiceUnavailable').waitFor({ state: 'detached' })
    for (let left = 2; left > 0; left--) {
      await page
        .getByRole('button', { name: /^Delete LTAI/ })
        .nth(left - 1)
        .click()
      await page.getByRole('button', { name: 'Yes, do it' }).click()
      await page
        .getByRole('button', { name: /^Delete LTAI/ })
        .nth(left - 1)
        .waitFor({ state: 'detached' })
    }
    complaints.length = 0
    await page.getByRole('button', { name: 'Delete guest' }).click()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByRole('heading', { name: 'Access: Users', level: 1 }).waitFor()
    await page.getByRole('link', { name: 'guest' }).waitFor({ state: 'detached' })
    const filter = page.getByLabel('Filter by name')
    await filter.pressSequentially('newcomer')
    await filter.press('Home')
    await filter.pressSequentially('no-')
    await page.getByText('Nothing matches.').waitFor()
    assert.equal(await filter.inputValue(), 'no-newcomer')
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('does not take what was typed while the server reads a document for what it has read', async () => {
    const { open, signIn } = chromium
    const { page, go, context } = await open()
    await go('/')
    await signIn(page)
    await go('/access/policies')
    await page.getByText('New policy').click()
    await write(page, noStopping('Deny'))
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const isCheck = (request: Request) => request.headers()['x-acs-action'] === 'SimulatePolicy'
    await page.route(
      ({ pathname }) => pathname === '/',
      async route => {
        if (isCheck(route.request())) await released
        await route.continue()
      },
    )
    const asked = page.waitForRequest(isCheck)
    await page.getByRole('button', { name: 'Check' }).click()
    await asked
    await write(page, noStopping('deny'))
    await page.getByText('"deny"').first().waitFor()
    release()
    await page.locator('.ant-btn-loading').waitFor({ state: 'detached' })
    assert.equal(await page.getByText('The server would take this document.').count(), 0)
    await write(page, noStopping('Deny'))
    await page.getByText('The server would take this document.').waitFor()
    await context.close()
  })

  it('asks each question once, and again when it is put again; what the form says is what was asked', async () => {
    const { open, signIn, server } = chromium
    await addUser(server, 'quiet')
    const { page, go, context, complaints } = await open()
    const asked: string[] = []
    page.on('request', request => asked.push(request.headers()['x-acs-action'] ?? ''))
    const timesAsked = (operation: string) => asked.filter(one => one === operation).length
    const hasFocus = (name: string) => page.locator(`button:focus:has-text("${name}")`).waitFor()
    await go('/')
    await signIn(page)
    await go('/access/generate')
    await page.getByLabel('Name of the user or role').fill('quiet')
    await page.getByRole('button', { name: 'Make the policy' }).press('Enter')
    await page.getByText('Nothing was called in that time').waitFor()
    await hasFocus('Make the policy')
    assert.equal(timesAsked('GeneratePolicy'), 1)
    const makes = page.waitForRequest(request => request.headers()['x-acs-action'] === 'GeneratePolicy')
    await page.getByRole('button', { name: 'Make the policy' }).press('Enter')
    await makes
    assert.equal(timesAsked('GeneratePolicy'), 2)

    await go('/access/explain?action=ecd:StopDesktops')
    const who = page.getByRole('combobox', { name: 'Who', exact: true })
    await page.getByText('By the policies of now').waitFor()
    assert.equal(await who.inputValue(), 'caller')
    await who.selectOption('User')
    await page.getByLabel('Name of the user or role').fill('quiet')
    await page.getByRole('button', { name: 'Explain', exact: true }).press('Enter')
    await page.getByText('Refused: no statement allows it').waitFor()
    await hasFocus('Explain')
    const before = timesAsked('ExplainDecision')
    const again = page.waitForRequest(request => request.headers()['x-acs-action'] === 'ExplainDecision')
    await page.getByRole('button', { name: 'Explain', exact: true }).press('Enter')
    await again
    assert.equal(timesAsked('ExplainDecision'), before + 1)
    await page.goBack()
    await page.locator('.lane').getByText('Allowed', { exact: true }).waitFor()
    assert.equal(await who.inputValue(), 'caller')

    await go('/audit?operation=GeneratePolicy')
    await page.getByLabel('Operation').fill('ExplainDecision')
    await page.getByRole('button', { name: 'Filter', exact: true }).press('Enter')
    await page
      .getByRole('button', { name: /^Details of ExplainDecision/ })
      .first()
      .waitFor()
    assert.match(page.url(), /operation=ExplainDecision/)
    await hasFocus('Filter')
    await page.goBack()
    await page.locator('input[value=GeneratePolicy]').waitFor()
    await page.getByLabel('Error code').fill('Typed.And.Not.Applied')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.waitForURL(/\/audit$/)
    await page.locator('input[value="Typed.And.Not.Applied"]').waitFor({ state: 'detached' })
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('says what is missing, makes groups and roles, and warns while policies only warn', async () => {
    const { open, signIn } = chromium
    const { page, go, context, complaints } = await open()
    await go('/')
    await signIn(page)
    await go('/access/groups')
    await page.getByText('New group').click()
    await page.getByLabel('Name', { exact: true }).fill('desk')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('heading', { name: 'desk', level: 1 }).waitFor()
    await page.getByLabel('Add user').selectOption('newcomer')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('button', { name: 'Remove newcomer from desk' }).waitFor()

    await go('/access/roles')
    await page.getByText('New role').click()
    await page.getByLabel('Name', { exact: true }).fill('reader')
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText('The server would take this document.').waitFor()
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('heading', { name: 'reader', level: 1 }).waitFor()
    await page.getByText(/^acs:ram::\d+:role\/reader$/).waitFor()

    await go('/access/explain')
    await page.getByLabel('Name of the user or role').fill('newcomer')
    await page.getByLabel('Action').fill('ecd:StartDesktops')
    await page.getByRole('button', { name: 'Explain', exact: true }).click()
    await page.getByText('Refused: no statement allows it').waitFor()
    await page.getByText('"Action": "ecd:StartDesktops"').waitFor()
    assert.match(page.url(), /user=newcomer/)
    await page.getByRole('button', { name: 'Create a policy from this' }).click()
    await page.locator('.cm-content').getByText('ecd:StartDesktops').waitFor()
    await page.goBack()
    await page.getByText('Refused: no statement allows it').waitFor()

    await page.getByRole('button', { name: 'Let policies only warn' }).click()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('Policies only warn', { exact: true }).waitFor()
    await page.getByText('At present policies only warn').waitFor()
    await page.getByRole('button', { name: 'Let policies bind' }).click()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('Policies bind.').waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  for (const [name, width, more] of [
    ['on a telephone', 360, {}],
    ['on a wide screen', 1920, {}],
    ['in the dark, in Chinese', 1280, { locale: 'zh-CN', colorScheme: 'dark' }],
  ] as const) {
    it(`has no serious fault of accessibility, and fits its width: ${name}`, async () => {
      const { open, signIn } = chromium
      const { page, go, context, complaints } = await open(width, more)
      await go('/')
      await signIn(page)
      for (const [where, sign] of [
        ['/access/users', 'td a'],
        ['/access/users/stopper', '.access-rows a'],
        ['/access/policies?type=System', 'td a'],
        ['/access/policies/no-stopping', '.cm-line'],
        ['/access/roles/reader', '.cm-line'],
        ['/access/explain?user=stopper&action=ecd%3AStopDesktops', '.access-statement'],
        ['/audit', '.opener'],
      ] as const) {
        await go(where)
        await page.locator(sign).first().waitFor()
        if (where === '/audit') {
          await page.locator('.opener').first().click()
          await page.locator('.event-details').waitFor()
        }
        assert.deepEqual(await seriousFaults(page), [], where)
        assert.ok(await isNotWider(page), `${where} is wider than the screen`)
      }
      await context.close()
      // That a user has no password is an answer, which browsers report as if it were none.
      assert.deepEqual(
        complaints.filter(one => !/status of 404/.test(one)),
        [],
      )
    })
  }
})
