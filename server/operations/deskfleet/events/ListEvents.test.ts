import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LifeEvent } from '../../../domain/events.ts'
import { writeEvents } from '../../../store/events.ts'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { ListEvents } from './ListEvents.ts'

const minute = 60_000

/** An account with these events, a minute apart. */
async function prepare(store: Store, events: readonly LifeEvent[]) {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  for (const [index, event] of events.entries()) {
    await store.transaction(testNow + index * minute, tx => writeEvents(tx, account.id, [event]))
  }
  // A server in which this account is not the one that owns it.
  return contextFor(store, account.id, { rootAccountId: '1000000000000001' })
}

const about = {
  regionId: 'cn-hangzhou',
  shareId: 'dg-a',
  desktopId: 'ecd-a',
  endUserId: 'alice',
  details: { reason: 'Buffer', count: 2, early: true },
}

forEachDatabase('ListEvents', open => {
  test('tells all of an event, to every account its own', async () => {
    await using store = await open()
    const context = await prepare(store, [{ name: 'DesktopCreated', ...about }, { name: 'Happened' }])
    await prepare(store, [{ name: 'Elsewhere' }])
    assert.deepEqual(await call(ListEvents, {}, context), {
      Events: [
        {
          Sequence: 1,
          Time: '2026-11-24T08:00:00.000Z',
          Name: 'DesktopCreated',
          RegionId: 'cn-hangzhou',
          DesktopGroupId: 'dg-a',
          DesktopId: 'ecd-a',
          EndUserId: 'alice',
          Details: '{"reason":"Buffer","count":2,"early":true}',
        },
        { Sequence: 2, Time: '2026-11-24T08:01:00.000Z', Name: 'Happened', Details: '{}' },
      ],
    })
  })

  test('narrows by every filter, and by all of them together', async () => {
    await using store = await open()
    const others = ['name', 'shareId', 'desktopId', 'endUserId'].map(field => ({
      name: 'DesktopCreated',
      ...about,
      [field]: 'Other',
    }))
    const context = await prepare(store, [{ name: 'DesktopCreated', ...about }, ...others])
    const found = async (input: Readonly<Record<string, unknown>>) =>
      (await call(ListEvents, input, context)).Events.map(({ Sequence }) => Sequence)
    const filters = { Name: 'DesktopCreated', DesktopGroupId: 'dg-a', DesktopId: 'ecd-a', EndUserId: 'alice' }
    for (const [index, [name, value]] of Object.entries(filters).entries()) {
      assert.deepEqual(await found({ [name]: 'Other' }), [index + 2])
      assert.deepEqual(
        await found({ [name]: value }),
        [1, 2, 3, 4, 5].filter(each => each !== index + 2),
      )
    }
    assert.deepEqual(await found(filters), [1])
    assert.deepEqual(await found({ ...filters, Name: 'Other' }), [2])
    assert.deepEqual(await found({ ...filters, Name: 'Other', DesktopId: 'Other' }), [])
    assert.deepEqual(await found({ After: 3 }), [4, 5])
  })

  test('takes instants from the first on and up to the last', async () => {
    await using store = await open()
    const context = await prepare(store, [{ name: 'A' }, { name: 'B' }, { name: 'C' }])
    const found = async (input: Readonly<Record<string, unknown>>) =>
      (await call(ListEvents, input, context)).Events.map(({ Name }) => Name).join('')
    assert.equal(await found({ From: '2026-11-24T08:01Z' }), 'BC')
    assert.equal(await found({ Until: '2026-11-24T08:01:00Z' }), 'A')
    assert.equal(await found({ From: '2026-11-24T08:00:00.001Z', Until: '2026-11-24T08:01:00.001Z' }), 'B')
    for (const name of ['From', 'Until']) {
      for (const value of ['yesterday', '2026-11-24', '2026-13-24T08:00Z', '2026-11-24T08:00:00+08:00']) {
        assert.equal((await refusalBy(call(ListEvents, { [name]: value }, context))).code, `Invalid${name}`)
      }
    }
  })

  test('pages without skipping or repeating, also while more happens', async () => {
    await using store = await open()
    const context = await prepare(
      store,
      Array.from({ length: 7 }, (_, index) => ({ name: `E${index}` })),
    )
    const seen: string[] = []
    let NextToken: string | undefined
    let pages = 0
    do {
      const page = await call(ListEvents, { MaxResults: 3, ...(NextToken === undefined ? {} : { NextToken }) }, context)
      seen.push(...page.Events.map(({ Name }) => Name))
      if (pages === 0) await store.transaction(testNow, tx => writeEvents(tx, context.accountId, [{ name: 'Late' }]))
      NextToken = page.NextToken
      pages += 1
    } while (NextToken !== undefined)
    assert.deepEqual(seen, ['E0', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'Late'])
    assert.equal(pages, 3)
  })

  test('takes a page token only with the filters it was issued for', async () => {
    await using store = await open()
    const context = await prepare(store, [{ name: 'A' }, { name: 'A' }, { name: 'A' }])
    const { NextToken } = await call(ListEvents, { MaxResults: 1, Name: 'A' }, context)
    assert.equal((await call(ListEvents, { MaxResults: 2, Name: 'A', NextToken }, context)).Events.length, 2)
    assert.equal((await refusalBy(call(ListEvents, { NextToken }, context))).code, 'InvalidNextToken')
  })
})
