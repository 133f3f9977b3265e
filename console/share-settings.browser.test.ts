/** Managing a share in Debian's Chromium, on a clock that stands until it is turned. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { callProduct } from '../server/testing/console-client.ts'
import {
  type ConsoleInChromium,
  isNotWider,
  openConsole,
  seriousFaults,
  skip,
} from '../server/testing/console-in-chromium.ts'

const parts = ['general', 'renewal', 'timers', 'scaling', 'delete']
const region = 'cn-hangzhou'

describe('managing a share in chromium', { skip }, () => {
  let chromium: ConsoleInChromium
  let network: string
  before(async () => {
    chromium = await openConsole({ clock: 'virtual@2026-01-05T08:00:00Z' })
    network = String((await ask('CreateSimpleOfficeSite', { CidrBlock: '10.2.0.0/24' })).OfficeSiteId)
    await turn('PT10M')
  })
  after(() => chromium?.close())

  const ask = async (operation: string, more: Readonly<Record<string, string>>) => {
    const { status, json } = await callProduct(chromium.server, 'ecd', operation, { RegionId: region, ...more })
    assert.equal(status, 200, `${operation}: ${JSON.stringify(json)}`)
    return json
  }
  const turn = async (By: string) => {
    const { status } = await callProduct(chromium.server, 'deskfleet', 'AdvanceClock', { By })
    assert.equal(status, 200)
  }
  /** A share whose computers run. */
  const made = async (more: Readonly<Record<string, string>>): Promise<string> => {
    const { DesktopGroupId } = await ask('CreateDesktopGroup', {
      OfficeSiteId: network,
      PolicyGroupId: 'system-all-enabled-policy',
      BundleId: 'bundle_eds_general_4c8g_s8d5_win2019',
      ChargeType: 'PostPaid',
      MaxDesktopsCount: '5',
      ...more,
    })
    await turn('PT5M')
    return String(DesktopGroupId)
  }
  const subscription = { ChargeType: 'PrePaid', Period: '1', PeriodUnit: 'Month', BuyDesktopsCount: '2' }

  const managing = async (share: string, part: string, ...how: Parameters<ConsoleInChromium['open']>) => {
    const window = await chromium.open(...how)
    await window.go('/')
    await chromium.signIn(window.page)
    await window.go(`/shares/${region}/${share}/settings/${part}`)
    return window
  }

  it('leads from a share to its settings, where a higher minimum is reviewed, saved and brings computers', async () => {
    const share = await made({ DesktopGroupName: 'Design', BuyDesktopsCount: '1' })
    const { context, page, complaints, go } = await chromium.open()
    await go('/')
    await chromium.signIn(page)
    await go(`/shares/${region}/${share}`)
    await page.getByRole('link', { name: 'Manage' }).click()
    await page.getByRole('heading', { name: 'Design: Settings', level: 1 }).waitFor()
    const save = page.getByRole('button', { name: 'Save the changes' })
    assert.ok(await save.isDisabled())
    await page.getByText('Nothing has been changed yet.').waitFor()
    assert.ok(await page.getByLabel('How many beyond those bought').isDisabled())
    await page.getByText('Of subscription shares only.').first().waitFor()
    await page.getByLabel('Computers at least').fill('3')
    await page.waitForURL(/BuyDesktopsCount=3/)
    await save.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Computers at least: 1 → 3').waitFor()
    await dialog.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('Saved.').waitFor()
    await turn('PT5M')
    await page.getByRole('link', { name: 'Back to the share' }).click()
    await page.getByRole('region', { name: 'Pay-as-you-go', exact: true }).getByText('3 computers').waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('tells of a subscription that more computers are paid at once, and never fewer', async () => {
    const share = await made({ ...subscription, DesktopGroupName: 'Bought' })
    const { context, page } = await managing(share, 'general')
    const bought = page.getByLabel('Computers bought')
    await bought.fill('1')
    await page.getByText('A subscription never has fewer computers than were bought.').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Save the changes' }).isDisabled())
    assert.ok(await page.getByLabel('Computers at most').isDisabled())
    await bought.fill('3')
    await page.getByRole('button', { name: 'Save the changes' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 more computer is bought and paid at once').waitFor()
    await dialog.getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('link', { name: 'Renewal' }).click()
    await page.getByRole('cell', { name: 'more computers' }).waitFor()
    await context.close()
  })

  it('reviews choices in their words, and what no answer tells as unknown', async () => {
    const share = await made({ ...subscription, DesktopGroupName: 'Words' })
    const { context, page, complaints } = await managing(share, 'general')
    await page.getByLabel('Create computers beyond those bought').selectOption('Yes')
    await page.getByLabel('Reset after use').selectOption('Both disks')
    await page.getByLabel('Profiles follow their users').selectOption('Yes')
    await page.getByLabel('These lengths of time').selectOption('Out of force')
    await page.getByLabel('Release a surplus computer').fill('15')
    await page.getByRole('button', { name: 'Save the changes' }).click()
    const review = page.getByRole('dialog').getByRole('listitem')
    await review.first().waitFor()
    assert.deepEqual(await review.allTextContents(), [
      'Create computers beyond those bought: No → Yes',
      'Reset after use: Nothing → Both disks',
      'Release a surplus computer after (minutes): unknown → 15',
      'These lengths of time: unknown → Out of force',
      'Profiles follow their users: No → Yes',
    ])
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('tells that computers are reset after every use, and begins there when a timer is set', async () => {
    const share = await made({ DesktopGroupName: 'Fresh' })
    await ask('ModifyDesktopGroup', { DesktopGroupId: share, ResetType: '1' })
    const { context, page, complaints } = await managing(share, 'timers')
    const reset = page.getByRole('region', { name: 'Reset', exact: true })
    await reset.getByText('Whenever the last user of a computer leaves').waitFor()
    await reset.getByRole('button', { name: 'Set: Reset' }).click()
    await reset.getByLabel('When', { exact: true }).waitFor()
    assert.equal(await reset.getByLabel('When', { exact: true }).inputValue(), 'afterUse')
    assert.equal(await reset.getByLabel('What is renewed').inputValue(), '1')
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('shows a refusal at the field it means', async () => {
    const share = await made({ DesktopGroupName: 'Refused' })
    const { context, page } = await managing(share, 'general')
    await page.getByLabel('Name', { exact: true }).fill('9 lives')
    await page.getByRole('button', { name: 'Save the changes' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).and(page.locator('[aria-invalid=true]')).waitFor()
    await page.getByText('(InvalidDesktopGroupName)').waitFor()
    await context.close()
  })

  it('stops computers every night by a timer, which can be turned off', async () => {
    const share = await made({ DesktopGroupName: 'Nightly', BuyDesktopsCount: '2' })
    const { context, page, complaints, go } = await managing(share, 'timers')
    const stop = page.getByRole('region', { name: 'Stop', exact: true })
    await stop.getByRole('button', { name: 'Set: Stop' }).click()
    await stop.getByLabel('Time (UTC)').fill('21:30')
    await stop.getByText('Mon, 5 Jan 2026, 21:30').waitFor()
    assert.equal(await stop.getByRole('listitem').count(), 3)
    await stop.getByRole('button', { name: 'Set the timer' }).click()
    await stop.getByText('Every day at 21:30 UTC').waitFor()
    await turn('PT14H')
    await go(`/shares/${region}/${share}?status=Stopped`)
    await page.getByRole('region', { name: 'Pay-as-you-go', exact: true }).getByText('Stopped').nth(1).waitFor()

    await go(`/shares/${region}/${share}/settings/timers`)
    await stop.getByRole('button', { name: 'Turn off: Stop' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, do it' }).click()
    await stop.getByRole('button', { name: 'Turn on: Stop' }).waitFor()
    await stop.getByRole('button', { name: 'Change: Stop' }).click()
    await stop.getByLabel('When').selectOption('cron')
    await stop.getByLabel('Cron expression').fill('every night')
    await stop.getByText('This is no expression the timer understands').waitFor()
    await stop.getByRole('button', { name: 'Set the timer' }).click()
    await stop.getByText('(InvalidCronExpression)').waitFor()
    await context.close()
    assert.deepEqual(
      complaints.filter(complaint => !complaint.includes('status of 400')),
      [],
    )
  })

  it('sets scaling phases and shows when they begin', async () => {
    const share = await made({ DesktopGroupName: 'Phases' })
    const { context, page } = await managing(share, 'scaling')
    await page.getByText('None: the share has its own numbers all day.').waitFor()
    await page.getByText('BuyResAmount (subscription shares only)').waitFor()
    await page.getByRole('button', { name: 'Add to ScaleTimerInfos' }).click()
    await page.getByLabel('Type', { exact: false }).first().selectOption('peak')
    await page.getByRole('textbox', { name: /^Cron/ }).fill('0 0 9 * * ?')
    await page.getByRole('textbox', { name: /^MinResAmount/ }).fill('2')
    await page.getByRole('button', { name: 'Set the phases' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, do it' }).click()
    const row = page.getByRole('row').filter({ hasText: 'Every day at 09:00 UTC' })
    await row.getByText('MinResAmount 2').waitFor()
    await context.close()
  })

  it('renews a subscription at the price beside it, and moves its end; an order is paid here too', async () => {
    const share = await made({ ...subscription, DesktopGroupName: 'Yearly' })
    const { context, page, complaints } = await managing(share, 'renewal')
    await page.getByText('2026-02-05T', { exact: false }).waitFor()
    await page.getByLabel('For how long').selectOption('Month 3')
    await page.getByText('for all its subscription computers').waitFor()
    await page.getByRole('button', { name: 'Renew the subscription' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText(/^Renewed by order \d+/).waitFor()
    await page.getByText('2026-05-05T', { exact: false }).waitFor()

    await page.getByRole('switch', { name: 'Pay at once' }).click()
    await page.getByRole('button', { name: 'Renew the subscription' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('waits to be paid').waitFor()
    await page.getByText('There is an unpaid order; pay it first.').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Renew the subscription' }).isDisabled())
    await page.getByRole('button', { name: /^Pay order / }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('2026-08-05T', { exact: false }).waitFor()
    await page.getByText('A subscription is overdue by itself when its period ends').waitFor()
    await context.close()
    assert.deepEqual(complaints, [])
  })

  it('says why a pay-as-you-go share cannot be renewed, and simulates a bill nobody pays', async () => {
    const share = await made({ DesktopGroupName: 'AsItGoes' })
    const { context, page } = await managing(share, 'renewal')
    await page.getByText('A pay-as-you-go share has no period that could be renewed').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Renew the subscription' }).isDisabled())
    await page.getByRole('button', { name: 'Simulate an unpaid bill' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, do it' }).click()
    await page.getByText('The share is overdue.').waitFor()
    await page.getByRole('button', { name: 'Simulate that it is paid' }).waitFor()
    await context.close()
  })

  it('deletes a share once its name is typed, and says before what forbids it', async () => {
    const running = await made({ ...subscription, DesktopGroupName: 'Subscribed' })
    const { context, page, go } = await managing(running, 'delete')
    await page.getByRole('listitem').getByText('The subscription has not ended.').waitFor()
    const remove = page.getByRole('button', { name: 'Delete the share' })
    assert.ok(await remove.isDisabled())

    const share = await made({ DesktopGroupName: 'Leaving', BuyDesktopsCount: '2' })
    await callProduct(chromium.server, 'eds-user', 'CreateUsers', { 'Users.1.EndUserId': 'berta' })
    await ask('AddUserToDesktopGroup', { DesktopGroupId: share, 'EndUserIds.1': 'berta' })
    await go(`/shares/${region}/${share}/settings/delete`)
    await page.getByRole('listitem').getByText('1 user is authorised still; take that one out.').waitFor()
    await page.getByRole('link', { name: 'To the users of the share' }).waitFor()
    assert.ok(await remove.isDisabled())
    await ask('RemoveUserFromDesktopGroup', { DesktopGroupId: share, 'EndUserIds.1': 'berta' })
    await page.getByText('2 computers with their disks').waitFor()
    await page.locator('button:enabled', { hasText: 'Delete the share' }).click()
    const dialog = page.getByRole('dialog')
    const yes = dialog.getByRole('button', { name: 'Yes, do it' })
    assert.ok(await yes.isDisabled())
    await dialog.getByLabel('Type Leaving to confirm').fill('Leaving')
    await yes.click()
    await page.getByRole('heading', { name: 'Shares', level: 1 }).waitFor()
    await page.getByRole('link', { name: 'Subscribed' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Leaving' }).count(), 0)
    await context.close()
  })

  for (const [name, width, more] of [
    ['on a telephone', 360, {}],
    ['in the dark, in Chinese', 1280, { locale: 'zh-CN', colorScheme: 'dark' }],
  ] as const) {
    it(`has no serious fault of accessibility, and fits its width: ${name}`, async () => {
      const share = await made({ ...subscription, DesktopGroupName: `Looks${width}` })
      await ask('SetDesktopGroupTimer', { DesktopGroupId: share, TimerType: '3', CronExpression: '0 0 21 ? * 2,3' })
      const { context, page, complaints, go } = await managing(share, 'general', width, more)
      for (const part of parts) {
        await go(`/shares/${region}/${share}/settings/${part}?timer=1`)
        await page.locator('.lane').first().waitFor()
        await page.getByRole('status').and(page.locator('.loading')).waitFor({ state: 'detached' })
        assert.deepEqual(await seriousFaults(page), [], part)
        assert.ok(await isNotWider(page), `${part} is wider than the screen`)
      }
      await context.close()
      assert.deepEqual(complaints, [])
    })
  }
})
