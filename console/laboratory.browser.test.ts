/** The laboratory and the reference in Debian's Chromium, against a server whose clock stands still until it is advanced. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Share } from '../server/domain/share.ts'
import { anEndUser, aShare, seed } from '../server/testing/builders.ts'
import { addPool } from '../server/testing/callers.ts'
import {
  type ConsoleInChromium,
  isNotWider,
  openConsole,
  seriousFaults,
  skip,
} from '../server/testing/console-in-chromium.ts'

const parts = ['clock', 'end-users', 'events', 'faults', 'snapshots', 'loops']

describe('the laboratory and the reference in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  let share: Share
  before(async () => {
    chromium = await openConsole({ clock: 'virtual@2026-01-01T00:00:00Z' })
    share = await addPool(chromium.server, { postPaid: 2 })
  })
  after(async () => chromium?.close())

  it('connects a simulated user, advances an hour, and shows the events', async () => {
    const { context, page, complaints, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await page.getByRole('link', { name: 'Laboratory' }).click()
    await page.getByText('Virtual: it stands still').waitFor()
    await page.getByText('2026-01-01T00:00:00.000Z').waitFor()
    await page.getByRole('link', { name: 'End users' }).click()
    await page.getByRole('heading', { name: 'Laboratory: End users' }).waitFor()
    assert.ok(await page.getByRole('button', { name: 'Connect', exact: true }).isDisabled())
    await page.getByLabel('Region').selectOption(share.regionId)
    await page.getByLabel('Share', { exact: true }).selectOption(share.id)
    await page.getByLabel('End user', { exact: true }).selectOption('alice')
    await page.getByText('alice is not connected').waitFor()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText(/alice waits for .+ to run|Connect: alice, /).waitFor()

    await page.getByRole('link', { name: 'Clock' }).click()
    await page.getByRole('button', { name: 'An hour' }).click()
    await page.getByText('2026-01-01T01:00:00.000Z').waitFor()
    await page.getByLabel('How many').fill('2')
    await page.getByLabel('Of what').selectOption('days')
    await page.getByRole('button', { name: 'Advance', exact: true }).click()
    await page.getByText('2026-01-03T01:00:00.000Z').waitFor()

    await go(`/laboratory/end-users?region=${share.regionId}&share=${share.id}&user=alice`)
    await page.getByText('alice is connected.').waitFor()
    await page.getByRole('button', { name: 'Log off', exact: true }).click()
    await page.getByText(/^Log off: alice, /).waitFor()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText(/^(alice waits for .+ to run|Connect: alice, .+)\.$/).waitFor()
    await page.getByText(/^Log off: alice, /).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Events of this share' }).click()
    await page.getByLabel('Since').selectOption('month')
    const row = page.getByRole('row').filter({ hasText: 'alice' }).first()
    await row.getByRole('link', { name: share.id }).click()
    await page.getByRole('heading', { name: share.name, level: 1 }).waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('shows an event that comes while one looks on, and leaves it out when a filter does', async () => {
    const { context, page, go } = await chromium.open()
    const other = await addPool(chromium.server, { postPaid: 1 })
    await go('/')
    await chromium.signIn(page)
    await go(`/laboratory/events?DesktopGroupId=${other.id}&since=all`)
    await page.getByText('No event matches.').waitFor()
    const second = await context.newPage()
    await second.goto(
      `http://${chromium.server.endpoint}/console/laboratory/end-users?region=${other.regionId}&share=${other.id}&user=alice`,
    )
    await second.getByText('alice is not connected').waitFor()
    await second.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('row').filter({ hasText: other.id }).first().waitFor()
    await page.getByLabel('Name of the event').fill('NothingOfThatName')
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByText('No event matches.').waitFor()
    assert.match(page.url(), /Name=NothingOfThatName/)
    await page.goBack()
    await page.getByRole('row').filter({ hasText: other.id }).first().waitFor()
    assert.equal(await page.getByLabel('Name of the event').inputValue(), '')
    await context.close()
  })

  it('offers more shares than a page of the list holds, and an end user who stands on none that is shown', async () => {
    const accountId = chromium.server.provisioned.rootAccountId
    const shares = Array.from({ length: 101 }, () => aShare({ accountId }))
    const [crowded = share] = shares
    const users = [...Array.from({ length: 100 }, (_, at) => `user-${at}`), 'zoe']
    await seed(chromium.server.store, {
      shares,
      endUsers: users.map(user => ({ accountId, user: anEndUser(user) })),
      authorised: [{ share: crowded, endUserIds: users }],
    })
    const { context, page, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await go(`/laboratory/end-users?region=${crowded.regionId}&share=${crowded.id}`)
    await page.getByText('There are more users; narrow them.').waitFor()
    for (const { id } of shares) await page.locator(`select option[value="${id}"]`).waitFor({ state: 'attached' })
    assert.equal(await page.getByRole('row').filter({ hasText: 'zoe' }).count(), 0)
    await go(`/laboratory/end-users?region=${crowded.regionId}&share=${crowded.id}&user=zoe`)
    await page.getByText('zoe is not connected').waitFor()
    await page.getByRole('row').filter({ hasText: 'zoe' }).waitFor()
    await context.close()
  })

  it('injects a fault, which strikes, and clears it', async () => {
    const { context, page, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await go('/laboratory/faults')
    await page.getByText('No fault stands.').waitFor()
    await page.getByLabel('Kind').selectOption('ProviderVanish')
    await page.getByLabel('DesktopId').waitFor()
    assert.equal(await page.getByLabel('Operation').count(), 0)
    await page.getByLabel('Kind').selectOption('Error')
    await page.getByLabel('Operation').fill('DescribeDesktopGroups')
    await page.getByLabel('First').fill('1')
    await page.getByRole('textbox', { name: 'Code' }).fill('Throttling.User')
    await page.getByRole('button', { name: 'Inject', exact: true }).click()
    await page.getByText('Injected: fault-').waitFor()
    await go('/explorer/ecd/DescribeDesktopGroups')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByText('Throttling.User').first().waitFor()
    await go('/laboratory/faults')
    await page.getByText('used up').waitFor()
    await page.getByRole('button', { name: 'Clear all' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('No fault stands.').waitFor()
    await context.close()
  })

  it('saves a snapshot, empties the state by a typed word, and restores it', async () => {
    const { context, page, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await go('/laboratory/snapshots')
    await page.getByLabel('Name of the snapshot').fill('as-it-is')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved: as-it-is.').waitFor()
    await page.getByText('There is a snapshot called as-it-is. It is replaced.').waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const question = page.getByRole('dialog', { name: 'Replace as-it-is' })
    await question.waitFor()
    assert.deepEqual(await seriousFaults(page), [])
    const replaced = page.waitForResponse(answer => answer.request().headers()['x-acs-action'] === 'SaveSnapshot')
    await question.getByRole('button', { name: 'Yes, do it' }).click()
    assert.equal((await replaced).status(), 200)
    await question.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Empty the state' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    assert.deepEqual(await seriousFaults(page), [])
    assert.ok(await dialog.getByRole('button', { name: 'Yes, do it' }).isDisabled())
    await dialog.getByLabel('Type RESET to confirm').fill('RESET')
    await dialog.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('The state is empty.').waitFor()
    await page.getByRole('button', { name: 'Restore as-it-is' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('Restored: as-it-is.').waitFor()
    await page.getByText('The state is empty.').waitFor({ state: 'detached' })
    await go(`/shares?region=${share.regionId}&q=${share.id}`)
    await page.getByRole('link', { name: share.name }).waitFor()
    await context.close()
  })

  it('says why a real clock cannot be advanced', async () => {
    const { context, page, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await page.route('**/', async route => {
      const action = route.request().headers()['x-acs-action']
      if (action === 'GetClock')
        await route.fulfill({ json: { RequestId: '1', Now: '2026-11-24T08:00:00.000Z', Mode: 'real' } })
      else await route.continue()
    })
    await go('/laboratory/clock')
    await page.getByText('This clock cannot be advanced').waitFor()
    assert.ok(await page.getByRole('button', { name: 'An hour' }).isDisabled())
    await context.close()
  })

  it('finds an operation in the reference, goes to the explorer with it, and back', async () => {
    const { context, page, complaints, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await page.getByRole('link', { name: 'Reference' }).click()
    await page.getByLabel('Search operations').fill('by how they are billed')
    await page.getByRole('link', { name: 'DescribeDesktopsInGroup' }).click()
    await page.getByRole('heading', { name: 'DescribeDesktopsInGroup', level: 1 }).waitFor()
    await page.getByRole('rowheader', { name: 'PaidDesktops[].DesktopId', exact: true }).waitFor()
    await page.getByRole('cell', { name: 'InvalidRegion.NotFound' }).waitFor()
    await page.getByRole('tab', { name: 'XML' }).click()
    await page.getByText('<DescribeDesktopsInGroupResponse>').waitFor()
    await page.getByRole('link', { name: 'Open with the example filled in' }).click()
    await page.getByRole('button', { name: 'Run' }).waitFor()
    assert.match(page.url(), /\/explorer\/ecd\/DescribeDesktopsInGroup\?/)
    assert.notEqual(await page.getByLabel('DesktopGroupId').inputValue(), '')
    await page.getByRole('link', { name: 'Reference page' }).click()
    await page.getByRole('heading', { name: 'Change history' }).waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  for (const [name, width, more] of [
    ['on a telephone', 360, {}],
    ['on a wide screen', 1920, {}],
    ['in the dark, in Chinese', 1280, { locale: 'zh-CN', colorScheme: 'dark' }],
  ] as const) {
    it(`has no serious fault of accessibility, and fits its width: ${name}`, async () => {
      const { context, page, complaints, go } = await chromium.open(width, more)
      await go('/')
      await chromium.signIn(page)
      const looksGood = async (where: string) => {
        await page.getByRole('status').and(page.locator('.loading')).waitFor({ state: 'detached' })
        assert.deepEqual(await seriousFaults(page), [], where)
        assert.ok(await isNotWider(page), `${where} is wider than the screen`)
      }
      for (const part of parts) {
        await go(`/laboratory/${part}?since=all&region=${share.regionId}&share=${share.id}&user=alice`)
        await page.locator('.lane').first().waitFor()
        await looksGood(part)
      }
      await go('/reference/ecd/DescribeDesktopsInGroup')
      await page.locator('.reference table').first().waitFor()
      await looksGood('reference')
      await context.close()
      assert.deepEqual(complaints, [])
    })
  }
})
