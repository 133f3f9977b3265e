/** What the explorer promises: the program it shows does what it did, any key may call, and a refusal says why. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { sampleLanguages } from '../samples/languages.ts'
import type { Share } from '../server/domain/share.ts'
import { addPool, addUser, allow, deny } from '../server/testing/callers.ts'
import {
  type ConsoleInChromium,
  isNotWider,
  openConsole,
  seriousFaults,
  skip,
} from '../server/testing/console-in-chromium.ts'
import { skipCurl } from '../server/testing/shell-programs.ts'

const run = promisify(execFile)
const root = new URL('..', import.meta.url).pathname

type Answer = Readonly<Record<string, unknown>>

/** The answer without what is another each time it is asked for. */
function lasting({ RequestId: _, ...answer }: Answer): Answer {
  return JSON.parse(JSON.stringify(answer, (name, value) => (name === 'CreateDuration' ? undefined : value)))
}

describe('the explorer in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  let share: Share
  let folder: string
  before(async () => {
    chromium = await openConsole()
    share = await addPool(chromium.server, { prePaid: 3, postPaid: 2 })
    folder = mkdtempSync(join(tmpdir(), 'deskfleet-explorer-'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    // What `npm install -g` would put on the path.
    mkdirSync(join(folder, 'bin'))
    const cli = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'cli/src/main.ts')}' "$@"\n`
    writeFileSync(join(folder, 'bin/deskfleet'), cli, { mode: 0o755 })
  })
  after(async () => {
    await chromium?.close()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  const answerOf = async (page: Page): Promise<Answer> => {
    await page.locator('.call-line').waitFor()
    return JSON.parse((await page.getByRole('region', { name: 'Answer' }).textContent()) ?? '')
  }

  const runProgram = async (file: string, text: string): Promise<Answer> => {
    writeFileSync(join(folder, file), text)
    const command = file.endsWith('.sh') ? 'bash' : process.execPath
    const { id, secret } = chromium.server.rootKey
    const env = {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      ALIBABA_CLOUD_ACCESS_KEY_ID: id,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
    }
    const { stdout } = await run(command, [join(folder, file)], { cwd: folder, env })
    return JSON.parse(stdout)
  }

  const typeKey = async (page: Page, id: string, secret: string): Promise<void> => {
    await page.getByLabel('as', { exact: true }).selectOption('Another key…')
    const form = page.getByRole('form', { name: 'Run with another key' })
    await form.getByLabel('AccessKey ID').fill(id)
    await form.getByLabel('AccessKey secret').fill(secret)
    await form.getByRole('button', { name: 'Use this key' }).click()
    await form.waitFor({ state: 'detached' })
  }

  it('shows programs that give the answer the page shows when they are taken as they stand and run', async t => {
    const { context, page, complaints, go } = await chromium.open(1600)
    await go('/')
    await chromium.signIn(page)
    await go('/explorer/ecd/DescribeDesktopsInGroup')
    await page.getByLabel('DesktopGroupId').fill(share.id)
    await page.getByLabel('MaxResults').fill('2')
    await page.getByLabel('PayType').selectOption('PrePaid')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    const shown = await answerOf(page)
    assert.equal(shown.PaidDesktopsCount, 3)
    assert.equal((shown.PaidDesktops as unknown[]).length, 2)
    await page.getByRole('tab', { name: 'Fields', exact: true }).click()
    await page.getByText('Every field of this answer fits the shape.').waitFor()
    await page.locator('.absent-fields').getByText('PostPaidDesktops', { exact: true }).waitFor()
    await page.getByRole('tab', { name: 'Program', exact: true }).click()
    if (skipCurl !== false) t.diagnostic(skipCurl)
    for (const id of skipCurl === false ? ['typescript', 'curl', 'deskfleet'] : ['typescript', 'deskfleet']) {
      const language = sampleLanguages.find(one => one.id === id)
      assert.ok(language !== undefined, id)
      await page.getByRole('tab', { name: language.title, exact: true }).click()
      await page.getByText('Checked: our tests run these programs').waitFor()
      const program = await page.getByRole('region', { name: `Program: ${language.title}` }).textContent()
      assert.deepEqual(lasting(await runProgram(language.file, program ?? '')), lasting(shown), id)
    }
    await page.getByRole('tab', { name: 'C#', exact: true }).click()
    await page.getByText('Checked for syntax only').waitFor()
    await page.getByRole('tab', { name: 'aliyun CLI' }).click()
    await page.getByText('Unchecked:').waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('runs with another key, decodes why that was refused, shows the decision, and forgets the key with the session', async () => {
    const statements = [allow('ecd:DescribeRegions'), deny('ecd:DescribeDesktopGroups')]
    const key = await addUser(chromium.server, 'stranger', { statements })
    const { context, page, go } = await chromium.open(1600)
    await go('/')
    await chromium.signIn(page)
    await go('/explorer/ecd/DescribeDesktopGroups')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText('HTTP 200', { exact: true }).waitFor()

    await typeKey(page, key.accessKeyId, key.accessKeySecret)
    const arn = `acs:ram::${chromium.server.provisioned.rootAccountId}:user/stranger`
    await page.getByText(`This key is of ${arn}.`).waitFor()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText('HTTP 403', { exact: true }).waitFor()
    await page.getByText(`${arn} may not ecd:DescribeDesktopGroups. A policy denies it expressly.`).waitFor()
    await page.getByRole('button', { name: 'Decode the reason' }).click()
    const reason = page.getByRole('region', { name: 'Decoded reason' })
    await reason.getByText('A statement denies it.').waitFor()
    await reason.getByText(/^Deny · /).waitFor()
    await page.getByRole('tab', { name: 'Fields', exact: true }).click()
    await page.getByText('The call was refused: ').waitFor()
    await page.getByRole('tab', { name: 'Signature', exact: true }).click()
    await page.getByText(`Signed with: ${key.accessKeyId}`).waitFor()
    await page.getByRole('tab', { name: 'Decision', exact: true }).click()
    await page.getByText('Refused', { exact: true }).waitFor()
    await page.getByText(/ecd:DescribeDesktopGroups.* is denied by statement/).waitFor()

    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])',
    )
    assert.match(kept, /DescribeDesktopGroups/)
    assert.ok(!kept.includes(key.accessKeyId) && !kept.includes(key.accessKeySecret))

    await page.getByRole('button', { name: 'Sign out' }).click()
    // In the same page, without loading it anew, which would forget everything anyhow.
    await page.locator('[name=accessKeyId]').fill(key.accessKeyId)
    await page.locator('[name=accessKeySecret]').fill(key.accessKeySecret)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'DescribeDesktopGroups', level: 1 }).waitFor()
    const choices = await page.getByLabel('as', { exact: true }).locator('option').allTextContents()
    assert.deepEqual(choices, ['stranger (signed in)', 'Another key…'])

    // Signed in as one who may not read why, and who has made no call yet.
    await page.getByRole('tab', { name: 'History', exact: true }).click()
    await page.getByText('No calls in this tab yet.').waitFor()
    await page.getByRole('tab', { name: 'Answer', exact: true }).click()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('button', { name: 'Decode the reason' }).click()
    await page.getByText('It could not be decoded. ').waitFor()
    await context.close()
  })

  it('restores the form of a past call, and only for as long as one stays with it', async () => {
    const { context, page, complaints, go } = await chromium.open(1600)
    await go('/')
    await chromium.signIn(page)
    await go('/explorer/ecd/DescribeDesktopsInGroup')
    const group = page.getByRole('textbox', { name: 'DesktopGroupId' })
    await group.fill(share.id)
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText('HTTP 200', { exact: true }).waitFor()
    const operations = page.getByRole('navigation', { name: 'Operations' })
    // The link to where one is takes nothing out of the form, nor for long out of the address.
    const filled = `**/explorer/ecd/DescribeDesktopsInGroup?*p.DesktopGroupId=${share.id}*`
    await page.waitForURL(filled)
    const bare = page.waitForURL(({ search }) => search === '')
    await operations.getByRole('link', { name: 'DescribeDesktopsInGroup', exact: true }).click()
    await bare
    await page.waitForURL(filled)
    assert.equal(await group.inputValue(), share.id)

    await operations.getByRole('link', { name: 'GetClock', exact: true }).click()
    await page.getByRole('heading', { name: 'GetClock', level: 1 }).waitFor()
    await page.getByRole('tab', { name: 'History', exact: true }).click()
    await page.getByRole('button', { name: 'Restore the form of DescribeDesktopsInGroup' }).click()
    await page.getByRole('heading', { name: 'DescribeDesktopsInGroup', level: 1 }).waitFor()
    await page.waitForURL(filled)
    assert.equal(await group.inputValue(), share.id)

    await operations.getByRole('link', { name: 'GetClock', exact: true }).click()
    await page.getByRole('heading', { name: 'GetClock', level: 1 }).waitFor()
    await operations.getByRole('link', { name: 'DescribeDesktopsInGroup', exact: true }).click()
    await page.getByRole('heading', { name: 'DescribeDesktopsInGroup', level: 1 }).waitFor()
    assert.equal(await group.inputValue(), '')
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('takes no key whose form was left before the server told whose it is', async () => {
    const { context, page, go } = await chromium.open(1600)
    await go('/')
    await chromium.signIn(page)
    await go('/explorer/ecd/DescribeRegions')
    const released = Promise.withResolvers<void>()
    await page.route('**/', async route => {
      if (route.request().headers()['x-acs-action'] === 'GetCallerIdentity') await released.promise
      await route.continue()
    })
    await page.getByLabel('as', { exact: true }).selectOption('Another key…')
    const form = page.getByRole('form', { name: 'Run with another key' })
    await form.getByLabel('AccessKey ID').fill('LTAI5tUnknownToAnybody00')
    await form.getByLabel('AccessKey secret').fill('a secret of nobody')
    await form.getByRole('button', { name: 'Use this key' }).click()
    await form.getByText('The server is asked whose key it is…').waitFor()
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await form.waitFor({ state: 'detached' })
    const answered = page.waitForResponse(
      response => response.request().headers()['x-acs-action'] === 'GetCallerIdentity',
    )
    released.resolve()
    await (await answered).finished()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText('HTTP 200', { exact: true }).waitFor()
    assert.equal(await page.getByLabel('as', { exact: true }).locator('option').count(), 2)
    await context.close()
  })

  it('says so when a key is not believed, and that nothing is on record of it', async () => {
    const { context, page, go } = await chromium.open(1600)
    await go('/')
    await chromium.signIn(page)
    await go('/explorer/ecd/DescribeRegions')
    await typeKey(page, 'LTAI5tUnknownToAnybody00', 'a secret of nobody')
    await page.getByText('The server does not say whose key it is (InvalidAccessKeyId.NotFound).').waitFor()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText('HTTP 404', { exact: true }).waitFor()
    await page.getByRole('tab', { name: 'Decision', exact: true }).click()
    await page.getByText('For this account no such call is on record').waitFor()
    await page.getByRole('button', { name: 'Forget the key' }).click()
    await page.getByRole('tab', { name: 'Answer', exact: true }).click()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText('HTTP 200', { exact: true }).waitFor()
    await context.close()
  })

  it('shows in the reference which resources RAM is asked for, by their names in full', async () => {
    const { context, page, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await go('/reference/ecd/StopDesktops')
    await page.getByText('acs:ecd:{RegionId}:{AccountId}:ecddesktop/{DesktopId}', { exact: true }).waitFor()
    assert.deepEqual(await page.locator('.reference h2').allTextContents(), [
      'Debugging',
      'Authorization',
      'Request parameters',
      'Response parameters',
      'Sample',
      'Error codes',
      'Change history',
    ])
    await page.getByRole('cell', { name: 'The specified RegionId is not found.' }).waitFor()
    for (const place of ['reference', 'explorer']) {
      await go(`/${place}/eds-user/CreateUsers`)
      await page.getByText('A secret: it reaches no log, no audit trail and no link.').first().waitFor()
    }
    await go('/reference/ecd/StopDesktops')
    await page.getByRole('link', { name: 'Open with the example filled in' }).click()
    await page.getByRole('heading', { name: 'StopDesktops', level: 1 }).waitFor()
    assert.notEqual(await page.getByRole('textbox', { name: 'DesktopId.1' }).inputValue(), '')
    await context.close()
  })

  it('hands out all operations as OpenAPI and as a collection for Postman', async () => {
    const { context, page, complaints, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await go('/reference')
    const fileOf = async (link: string): Promise<Answer> => {
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: link }).click()
      return JSON.parse(readFileSync(await (await download).path(), 'utf8'))
    }
    assert.equal((await fileOf('OpenAPI 3.1 document')).openapi, '3.1.0')
    const { info } = await fileOf('Collection for Postman')
    assert.match(JSON.stringify(info), /getpostman\.com\/json\/collection\/v2\.1\.0/)
    await context.close()
    assert.deepEqual(complaints, [])
  })

  for (const [name, width, more] of [
    ['on a telephone', 360, {}],
    ['in the dark, in Chinese', 1280, { locale: 'zh-CN', colorScheme: 'dark' }],
  ] as const) {
    it(`has no serious fault of accessibility where forms are odd, and fits its width: ${name}`, async () => {
      const { context, page, complaints, go } = await chromium.open(width, more)
      await go('/')
      await chromium.signIn(page)
      const looksGood = async (where: string) => {
        assert.deepEqual(await seriousFaults(page), [], where)
        assert.ok(await isNotWider(page), `${where} is wider than the screen`)
      }
      for (const path of ['ecd/CreatePolicyGroup', 'ecd/CreateDesktops', 'ecd/TagResources', 'eds-user/CreateUsers']) {
        await go(`/explorer/${path}`)
        await page.locator('.operation form .form-buttons button').nth(1).click()
        await page.locator('.operation form fieldset').first().waitFor()
        // A list of records that the example leaves empty.
        if (path === 'ecd/CreateDesktops') await page.getByRole('button', { name: /BundleModels/ }).click()
        await looksGood(path)
      }
      await page.locator('.caller select').selectOption('another')
      await page.getByRole('dialog').locator('form').waitFor()
      await looksGood('another key')
      await go(`/explorer/ecd/DescribeDesktopsInGroup?p.DesktopGroupId=${share.id}`)
      await page.locator('form button[type=submit]').click()
      await page.locator('.call-line').waitFor()
      await page.locator('.results > .tabs button').nth(1).click()
      await page.locator('.absent-fields').waitFor()
      await looksGood('fields')
      await go('/reference/ecd/ResetDesktops')
      await page.locator('.asked').waitFor()
      await looksGood('reference')
      await context.close()
      assert.deepEqual(complaints, [])
    })
  }
})
