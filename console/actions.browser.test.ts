/** What is done with computers in Debian's Chromium, on a virtual clock: from choosing them to seeing what became of them. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { call } from '../conformance/client.ts'
import type { Share } from '../server/domain/share.ts'
import { aDesktop, anEndUser, aReleasedDesktop, aShare, seed } from '../server/testing/builders.ts'
import { rootKeyOf } from '../server/testing/callers.ts'
import {
  type ConsoleInChromium,
  holdBack,
  isNotWider,
  openConsole,
  seriousFaults,
  skip,
} from '../server/testing/console-in-chromium.ts'

const start = Date.parse('2026-11-24T08:00:00Z')
const day = 86_400_000

describe('actions on computers in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  let share: Share
  before(async () => {
    chromium = await openConsole({ clock: 'virtual@2026-11-24T08:00:00Z' })
    const accountId = chromium.server.provisioned.rootAccountId
    // As many as there are, so that none is released for being too many.
    share = aShare({ accountId, name: 'Actions', details: { buyDesktopsCount: 5 } })
    const ofShare = { accountId, shareId: share.id }
    await seed(chromium.server.store, {
      shares: [share],
      endUsers: [{ accountId, user: anEndUser('alice') }],
      authorised: [{ share, endUserIds: ['alice'] }],
      desktops: [
        aDesktop({ ...ofShare, name: 'runner' }),
        aDesktop({ ...ofShare, name: 'sleeper', status: 'Stopped' }),
        aReleasedDesktop({ ...ofShare, name: 'gone' }),
        aDesktop({ ...ofShare, name: 'in-a-week', payType: 'PrePaid', expiredAt: start + 5.5 * day }),
        aDesktop({ ...ofShare, name: 'in-a-month', payType: 'PrePaid', expiredAt: start + 20 * day }),
        aDesktop({ ...ofShare, name: 'in-a-year', payType: 'PrePaid', expiredAt: start + 300 * day }),
      ],
    })
  })
  after(() => chromium?.close())

  async function ask(action: string, params: Record<string, string>): Promise<void> {
    const { server } = chromium
    const endpoint = `http://${server.endpoint}`
    const answer = await call({ endpoint, action, version: '2026-11-24', params, key: rootKeyOf(server) })
    assert.equal(answer.status, 200, answer.text)
  }
  const turn = (By: string): Promise<void> => ask('AdvanceClock', { By })

  async function signedIn(...how: Parameters<ConsoleInChromium['open']>) {
    const window = await chromium.open(...how)
    await window.go('/')
    await chromium.signIn(window.page)
    return window
  }

  it('stops a running computer, which may not be started while it runs, and sees it become Stopped', async () => {
    const { context, page, complaints, go } = await signedIn()
    await go(`/shares/${share.regionId}/${share.id}`)
    const lane = page.getByRole('region', { name: 'Pay-as-you-go', exact: true })
    const runner = lane.getByRole('row', { name: /runner/ })
    await lane.getByText('Choose computers in the list first.').last().waitFor()
    await lane.getByRole('checkbox', { name: /^Choose runner/ }).check()
    await lane.getByText('1 chosen').waitFor()
    const toStart = lane.getByRole('button', { name: 'Start: runner', exact: true })
    assert.ok(await toStart.isDisabled())
    const reason = page.locator(`[id="${await toStart.getAttribute('aria-describedby')}"]`)
    assert.match((await reason.textContent()) ?? '', /^ecd-\S+ is Running; StartDesktops needs Stopped\.$/)

    await lane.getByRole('button', { name: 'Stop: runner' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('While it is stopped').selectOption('Compute is billed on')
    await dialog.getByRole('button', { name: 'SDK / CLI: program for StopDesktops' }).click()
    await page.getByRole('tab', { name: 'deskfleet' }).click()
    await page.getByText('--StoppedMode KeepCharging').waitFor()
    await page.getByRole('dialog').last().getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await lane.getByText('Accepted. Stop: runner').waitFor()
    await runner.getByText('Stopping').waitFor()
    await turn('PT1M')
    await runner.getByText('Stopped').waitFor()
    await lane.getByRole('button', { name: 'Start: runner', exact: true, disabled: false }).waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('resets several at once, and names each of them before', async () => {
    const { context, page, complaints, go } = await signedIn()
    await go(`/shares/${share.regionId}/${share.id}`)
    const lane = page.getByRole('region', { name: 'Pay-as-you-go', exact: true })
    await lane.getByRole('checkbox', { name: /^Choose runner/ }).press('Space')
    await lane.getByRole('checkbox', { name: /^Choose sleeper/ }).press('Space')
    await lane.getByText('2 chosen').waitFor()
    await lane.getByRole('button', { name: 'Reset: 2 computers' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('sleeper').waitFor()
    await dialog.getByLabel('What is reset').selectOption('Both disks')
    assert.deepEqual(await seriousFaults(page), [])
    await dialog.getByRole('button', { name: 'Yes, do it' }).click()
    await lane.getByText('Accepted. Reset: 2 computers').waitFor()
    await lane.getByText('Rebuilding').nth(1).waitFor()
    await turn('PT1M')
    await lane
      .getByRole('row', { name: /sleeper/ })
      .getByText(/^reset \d+ Nov 2026/)
      .waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('shows what ends soon, the next first, and what was released; both have an address', async () => {
    const { context, page, complaints, go } = await signedIn()
    await go(`/shares/${share.regionId}/${share.id}`)
    await page.getByRole('link', { name: '2 subscriptions end within 30 days' }).click()
    const subscription = page.getByRole('region', { name: 'Subscription', exact: true })
    await subscription.getByText('2 computers', { exact: true }).waitFor()
    assert.deepEqual(await subscription.locator('tbody .cut:not(small):not([title])').allTextContents(), [
      'in-a-week',
      'in-a-month',
    ])
    await subscription.getByText(/^in 5 days/).waitFor()
    await page.getByLabel('Within').selectOption('7 days')
    await subscription.getByText('1 computer', { exact: true }).waitFor()
    assert.match(page.url(), /view=expiring&days=7/)
    await subscription.getByRole('checkbox', { name: /^Choose in-a-week/ }).check()
    assert.ok(await subscription.getByRole('button', { name: 'Delete: in-a-week' }).isDisabled())
    await subscription
      .getByText(/is a subscription that has not expired; DeleteDesktops refuses it/)
      .last()
      .waitFor()
    await page.getByRole('link', { name: 'Renew the share' }).click()
    await page.waitForURL(/settings\/renewal/)

    await go(`/shares/${share.regionId}/${share.id}?view=released`)
    const lane = page.getByRole('region', { name: 'Pay-as-you-go', exact: true })
    await lane.getByText('1 computer', { exact: true }).waitFor()
    await lane.getByText('gone', { exact: true }).waitFor()
    assert.equal(await lane.getByRole('checkbox').count(), 0)
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('disconnects who is connected, and deletes a pay-as-you-go computer', async () => {
    const accountId = chromium.server.provisioned.rootAccountId
    const used = aShare({ accountId, name: 'Used' })
    await seed(chromium.server.store, {
      shares: [used],
      authorised: [{ share: used, endUserIds: ['alice'] }],
      desktops: [aDesktop({ accountId, shareId: used.id, name: 'hers' })],
    })
    await ask('ConnectEndUser', { RegionId: used.regionId, DesktopGroupId: used.id, EndUserId: 'alice' })
    const { context, page, complaints, go } = await signedIn()
    await go(`/shares/${used.regionId}/${used.id}`)
    const lane = page.getByRole('region', { name: 'Pay-as-you-go', exact: true })
    const row = lane.getByRole('row', { name: /hers/ })
    await row.getByText('connected: alice').waitFor()
    await page.getByText('Users of this share: 1').click()
    await page.getByRole('listitem').filter({ hasText: 'alice' }).getByText('Connected', { exact: true }).waitFor()
    await lane.getByRole('checkbox', { name: /^Choose hers/ }).check()
    await lane.getByRole('button', { name: 'Disconnect users: hers' }).click()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await lane.getByText('Accepted. Disconnect users: hers').waitFor()
    await row.getByText('connected: alice').waitFor({ state: 'detached' })
    await lane.getByRole('button', { name: 'Delete: hers' }).click()
    await page.getByText('hers: released for good').waitFor()
    await page.getByRole('button', { name: 'Yes, do it' }).click()
    await lane.getByText('Accepted. Delete: hers').waitFor()
    await turn('PT1M')
    await page.getByRole('button', { name: 'Released', exact: true }).click()
    await row.getByText('Released', { exact: true }).waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('takes a computer out of use, which is then given to nobody', async () => {
    const accountId = chromium.server.provisioned.rootAccountId
    const bought = { accountId, payType: 'PrePaid', expiredAt: start + 90 * day } as const
    const halved = aShare({ ...bought, name: 'Halved', details: { buyDesktopsCount: 2 } })
    const ofShare = { ...bought, shareId: halved.id }
    await seed(chromium.server.store, {
      shares: [halved],
      endUsers: [{ accountId, user: anEndUser('dora') }],
      authorised: [{ share: halved, endUserIds: ['dora'] }],
      desktops: [aDesktop({ ...ofShare, name: 'kept' }), aDesktop({ ...ofShare, name: 'broken' })],
    })
    const { context, page, complaints, go } = await signedIn()
    await go(`/shares/${halved.regionId}/${halved.id}`)
    const lane = page.getByRole('region', { name: 'Subscription', exact: true })
    await lane.getByRole('checkbox', { name: /^Choose broken/ }).check()
    await lane.getByRole('button', { name: 'Disable: broken' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('broken: given to nobody any more, and no operation takes that back.').waitFor()
    await dialog.getByRole('button', { name: 'SDK / CLI: program for DisableDesktopsInGroup' }).click()
    await page.getByRole('tab', { name: 'deskfleet' }).click()
    await page.getByText(`--DesktopGroupId ${halved.id}`).waitFor()
    await page.getByRole('dialog').last().getByRole('button', { name: 'Close' }).click()
    await dialog.getByRole('button', { name: 'Yes, do it' }).click()
    await lane.getByText('Accepted. Disable: broken').waitFor()
    await ask('ConnectEndUser', { RegionId: halved.regionId, DesktopGroupId: halved.id, EndUserId: 'dora' })
    await lane.getByRole('row', { name: /kept/ }).getByText('connected: dora').waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('takes an image that was chosen for one operating system for no other, and waits for what is being changed', async () => {
    const accountId = chromium.server.provisioned.rootAccountId
    const mixed = aShare({ accountId, name: 'Mixed', details: { buyDesktopsCount: 3 } })
    const ofShare = { accountId, shareId: mixed.id }
    await seed(chromium.server.store, {
      shares: [mixed],
      desktops: [
        aDesktop({ ...ofShare, name: 'panes' }),
        aDesktop({ ...ofShare, name: 'penguin', osType: 'Linux' }),
        aDesktop({ ...ofShare, name: 'changing', managementFlag: 'Updating' }),
      ],
    })
    const { context, page, go } = await signedIn()
    await go(`/shares/${mixed.regionId}/${mixed.id}`)
    const lane = page.getByRole('region', { name: 'Pay-as-you-go', exact: true })
    await lane.getByRole('checkbox', { name: /^Choose panes/ }).check()
    await lane.getByRole('button', { name: 'Rebuild: panes' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Image').selectOption('Windows Server 2022 64 ASP')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await lane.getByRole('checkbox', { name: /^Choose panes/ }).uncheck()
    await lane.getByRole('checkbox', { name: /^Choose penguin/ }).check()
    await lane.getByRole('button', { name: 'Rebuild: penguin' }).click()
    await dialog.getByLabel('Image').locator('option', { hasText: 'Ubuntu' }).waitFor({ state: 'attached' })
    await dialog.getByRole('button', { name: 'SDK / CLI: program for RebuildDesktops' }).click()
    await page.getByRole('tab', { name: 'deskfleet' }).click()
    const program = page.getByRole('region', { name: 'Program: deskfleet' }).filter({ hasText: 'RebuildDesktops' })
    assert.doesNotMatch((await program.textContent()) ?? '', /--ImageId/)
    await page.getByRole('dialog').last().getByRole('button', { name: 'Close' }).click()
    await dialog.getByRole('button', { name: 'Cancel' }).click()

    await lane.getByRole('checkbox', { name: /^Choose penguin/ }).uncheck()
    await lane.getByRole('checkbox', { name: /^Choose changing/ }).check()
    await lane
      .getByText(/is being changed: Updating\. Restarting, resetting and rebuilding wait until that is over\./)
      .last()
      .waitFor()
    assert.ok(await lane.getByRole('button', { name: 'Restart: changing' }).isDisabled())
    assert.ok(await lane.getByRole('button', { name: 'Stop: changing' }).isEnabled())
    await context.close()
  })

  it('tells of a call that failed after its question was closed', async () => {
    const { context, page, go } = await signedIn()
    await go(`/shares/${share.regionId}/${share.id}`)
    const lane = page.getByRole('region', { name: 'Subscription', exact: true })
    await lane.getByRole('checkbox', { name: /^Choose in-a-week/ }).check()
    await lane.getByRole('button', { name: 'Stop: in-a-week' }).click()
    const release = await holdBack(page, 'StopDesktops', 'abort')
    const dialog = page.getByRole('dialog')
    const asked = page.waitForRequest(request => request.headers()['x-acs-action'] === 'StopDesktops')
    await dialog.getByRole('button', { name: 'Yes, do it' }).click()
    await asked
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    release()
    await dialog.getByText('The server does not answer').waitFor()
    await context.close()
  })

  it('says that nothing was released only when that is known', async () => {
    const accountId = chromium.server.provisioned.rootAccountId
    const young = aShare({ accountId, name: 'Young' })
    await seed(chromium.server.store, {
      shares: [young],
      desktops: [aDesktop({ accountId, shareId: young.id, name: 'first' })],
    })
    const { context, page, complaints, go } = await signedIn()
    await go(`/shares/${young.regionId}/${young.id}`)
    const lane = page.getByRole('region', { name: 'Pay-as-you-go', exact: true })
    await lane.getByText('1 computer', { exact: true }).waitFor()
    const release = await holdBack(page, 'DescribeDesktopsInGroup')
    const asked = page.waitForRequest(request => /IgnoreDeleted=true/.test(request.postData() ?? ''))
    await page.getByRole('button', { name: 'Released', exact: true }).click()
    await asked
    assert.equal(await lane.getByText('None has been released.').count(), 0)
    release()
    await lane.getByText('None has been released.').waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('adds the user who was named, whatever is typed until that is done', async () => {
    const accountId = chromium.server.provisioned.rootAccountId
    const open = aShare({ accountId, name: 'Open' })
    await seed(chromium.server.store, { shares: [open], endUsers: [{ accountId, user: anEndUser('emil') }] })
    const { context, page, complaints, go } = await signedIn()
    await go(`/shares/${open.regionId}/${open.id}`)
    await page.getByText('Users of this share: 0').click()
    const field = page.getByLabel('User ID')
    const release = await holdBack(page, 'AddUserToDesktopGroup')
    const asked = page.waitForRequest(request => request.headers()['x-acs-action'] === 'AddUserToDesktopGroup')
    await field.fill('emil')
    await page.getByRole('button', { name: 'Add to the share' }).click()
    await asked
    await field.fill('frieda')
    release()
    await page.getByText('emil may use this share now.').waitFor()
    assert.equal(await field.inputValue(), 'frieda')
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('marks shares whose subscription ends soon', async () => {
    const accountId = chromium.server.provisioned.rootAccountId
    const ending = (name: string, days: number) =>
      aShare({ accountId, name, payType: 'PrePaid', expiredAt: start + days * day })
    await seed(chromium.server.store, { shares: [ending('Soon-over', 9), ending('Long-yet', 90)] })
    const { context, page, complaints } = await signedIn()
    const mark = page.getByRole('link', { name: 'Expiring soon' })
    await page
      .getByRole('row', { name: /Soon-over/ })
      .getByRole('link', { name: 'Expiring soon' })
      .waitFor()
    assert.equal(await mark.count(), 1)
    await mark.click()
    await page.getByText('No subscription ends within 30 days.').waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('acts on one computer out of the inventory, too', async () => {
    const { context, page, complaints, go } = await signedIn()
    await go('/inventory/desktops?where=inside')
    await page.getByRole('button', { name: 'in-a-year', exact: true }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText(/is Running; StartDesktops needs Stopped/).waitFor()
    await drawer.getByText('Nobody is connected.').waitFor()
    assert.deepEqual(await seriousFaults(page), [])
    await drawer.getByRole('button', { name: 'Rebuild: in-a-year' }).click()
    const question = page.getByRole('dialog').last()
    await question.getByLabel('Image').selectOption({ index: 1 })
    await question.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('Accepted. Rebuild: in-a-year').waitFor()
    await page.getByRole('row', { name: /in-a-year .*Rebuilding/ }).waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('tells a long list as one table whose rows have their places, and forbids more than a call takes', async () => {
    const accountId = chromium.server.provisioned.rootAccountId
    const large = aShare({ accountId, name: 'Large' })
    const desktops = Array.from({ length: 150 }, (_, at) =>
      aDesktop({ accountId, shareId: large.id, name: `pc-${at + 1}` }),
    )
    await seed(chromium.server.store, { shares: [large], desktops })
    const { context, page, complaints, go } = await signedIn()
    await go(`/shares/${large.regionId}/${large.id}`)
    const lane = page.getByRole('region', { name: 'Pay-as-you-go', exact: true })
    await lane.getByText('150 computers', { exact: true }).waitFor()
    const table = lane.getByRole('table', { name: 'Pay-as-you-go: computers' })
    assert.equal(await table.getAttribute('aria-rowcount'), '151')
    const third = table.getByRole('row', { name: /pc-3 / })
    assert.equal(await third.getAttribute('aria-rowindex'), '4')
    assert.equal(await third.getByRole('cell').count(), await table.getByRole('columnheader').count())
    await lane.getByRole('checkbox', { name: /^Choose pc-3 / }).press('Space')
    await lane.getByText('1 chosen').waitFor()
    await page.keyboard.press('End')
    await table.getByRole('row', { name: /pc-150 / }).waitFor()
    assert.equal(await page.locator('section.computers:focus').count(), 1)
    await lane.getByText('1 chosen').waitFor()
    await lane.getByRole('checkbox', { name: 'Choose all that are listed' }).check()
    await lane.getByText('150 chosen').waitFor()
    assert.ok(await lane.getByRole('button', { name: 'Stop: 150 computers' }).isDisabled())
    await lane.getByText('StopDesktops takes at most 100 at a time.').last().waitFor()
    assert.deepEqual(await seriousFaults(page), [])
    await context.close()
    assert.deepEqual(complaints, [])
  })

  for (const [name, width, more] of [
    ['on a telephone', 360, {}],
    ['in the dark, in Chinese', 1280, { locale: 'zh-CN', colorScheme: 'dark' }],
  ] as const) {
    it(`has no serious fault of accessibility, and fits its width: ${name}`, async () => {
      const { context, page, complaints, go } = await signedIn(width, more)
      for (const view of ['all', 'expiring', 'released']) {
        await go(`/shares/${share.regionId}/${share.id}?view=${view}`)
        await page.locator('.computers .cut').first().waitFor()
        if (view === 'all') {
          await page.locator('.lane:last-child [data-row-key] [type=checkbox]').first().check()
          await page.locator('.lane:last-child .computer-actions button:enabled').first().waitFor()
        }
        assert.deepEqual(await seriousFaults(page), [], view)
        assert.ok(await isNotWider(page), `${view} is wider than the screen`)
      }
      await context.close()
      assert.deepEqual(complaints, [])
    })
  }
})
