import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DescribeDesktopsInGroup } from '../operations/ecd/shares/DescribeDesktopsInGroup.ts'
import { aDesktop, anAccount, anEndUser, aShare, seed, testNow, testRegion } from '../testing/builders.ts'
import { dumpOf } from '../testing/callers.ts'
import { call, contextFor } from '../testing/calls.ts'
import { forEachDatabase } from '../testing/databases.ts'
import type { Account } from './accounts.ts'
import { putDesktops } from './desktops.ts'
import { writeEvents } from './events.ts'
import { putShares } from './shares.ts'
import {
  deleteSnapshot,
  type Restored,
  readSnapshots,
  readVirtualClock,
  resetState,
  restoreSnapshot,
  saveSnapshot,
} from './snapshots.ts'
import type { Store } from './store.ts'

/** What belongs to accounts and servers, and is never in a snapshot. */
const untouched = new Set(
  ['accounts', 'identity_state', 'ram_users', 'ram_groups', 'ram_group_members', 'ram_roles', 'ram_policies'].concat(
    [
      'ram_policy_versions',
      'ram_attachments',
      'access_keys',
      'login_profiles',
      'access_key_uses',
      'console_sessions',
      'folders',
      'control_policies',
      'control_attachments',
      'audit_records',
      'server_facts',
      'snapshots',
      'nonces',
    ],
    ['schema_steps', 'schema_steps_lock'],
  ),
)

/** Every other table of the schema, found in the database itself, so that a new one cannot be forgotten. */
async function stateTables(store: Store) {
  const tables = await store.queries.introspection.getTables()
  return tables.filter(({ name, isView }) => !isView && !untouched.has(name) && !name.startsWith('sqlite_'))
}

/** A row of made-up values in every table of the state; `mark` makes them differ. */
async function fill(store: Store, accountId: string, mark: number): Promise<void> {
  const tables = await stateTables(store)
  await store.transaction(testNow, async tx => {
    for (const { name, columns } of tables) {
      const named = columns.filter(column => !/^lease/.test(column.name))
      const values = named.map(column => {
        if (column.name === 'account_id') return accountId
        if (/text|char/i.test(column.dataType)) return `${column.name} ‘${mark}’ \u{1F600}`
        return mark
      })
      await tx.all(
        `insert into ${name} (${named.map(column => `"${column.name}"`).join(', ')}) values (${named.map(() => '?').join(', ')})`,
        values,
      )
    }
  })
}

async function countOf(store: Store, table: string): Promise<number> {
  const [row] = await store.all(`select count(*) from ${table}`, [])
  return Number(row?.[0])
}

const save = (store: Store, name: string) => store.transaction(testNow, tx => saveSnapshot(tx, name))
const restore = (store: Store, name: string) => store.transaction(testNow, tx => restoreSnapshot(tx, name))

async function restored(store: Store, name: string): Promise<Restored> {
  const result = await restore(store, name)
  if (typeof result === 'string') assert.fail(result)
  return result
}

/** A share with computers, as the server itself would make it. */
async function pool(store: Store, account: Account, count: number) {
  const accountId = account.id
  const share = aShare({ accountId })
  const desktops = Array.from({ length: count }, (_, index) =>
    aDesktop({
      accountId,
      shareId: share.id,
      name: `Desktop ${index}`,
      users: index % 10 === 0 ? [{ endUserId: 'alice', assigned: true, connectedAt: testNow }] : [],
      tags: index % 5 === 0 ? { team: 'design' } : {},
    }),
  )
  await seed(store, {
    accounts: [account],
    endUsers: [{ accountId, user: anEndUser('alice') }],
    shares: [share],
    authorised: [{ share, endUserIds: ['alice'] }],
    desktops,
  })
  return { share, desktops }
}

const namesOf = async (store: Store, accountId: string, shareId: string): Promise<string[]> => {
  const input = { RegionId: testRegion, DesktopGroupId: shareId, MaxResults: 100 }
  const answer = await call(DescribeDesktopsInGroup, input, contextFor(store, accountId))
  return (answer.PostPaidDesktops ?? []).map(({ DesktopName }) => String(DesktopName))
}

forEachDatabase('Snapshots', open => {
  test('bring back every row of every table of the state, and nothing else', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    await fill(store, account.id, 1001)
    await store.transaction(testNow, tx => writeEvents(tx, account.id, [{ name: 'Happened', details: { of: 1 } }]))
    await save(store, 'first')
    const before = await dumpOf(store)

    await fill(store, account.id, 1002)
    await store.transaction(testNow, async tx => {
      await tx.all('delete from shares where pay_rank = 1', [])
      await tx.all("update desktops set name = 'other', revision = revision + 1", [])
      await writeEvents(tx, account.id, [{ name: 'HappenedLater' }])
    })
    assert.notEqual(await dumpOf(store), before)

    assert.equal((await restored(store, 'first')).skippedAccounts, 0)
    assert.equal(await dumpOf(store), before)
    for (const { name } of await stateTables(store)) {
      assert.equal(`${name} ${await countOf(store, name)}`, `${name} ${name === 'events' ? 2 : 1}`)
    }
  })

  test('hold twenty thousand computers, whose listing shows what it showed', async () => {
    await using store = await open()
    const account = anAccount()
    const { share, desktops } = await pool(store, account, 20_000)
    const shown = await namesOf(store, account.id, share.id)
    const saved = await save(store, 'large')
    assert.equal(saved.desktops, 20_000)
    assert.equal(saved.shares, 1)
    const before = await dumpOf(store)

    await store.transaction(testNow, async tx => {
      const changed = desktops.slice(0, 50).map(desktop => ({ ...desktop, name: 'Changed', users: [] }))
      await putDesktops(tx, [...changed, aDesktop({ accountId: account.id, shareId: share.id })])
      await putShares(tx, [{ ...share, name: 'Changed' }])
    })
    assert.equal((await namesOf(store, account.id, share.id))[0], 'Changed')

    await restored(store, 'large')
    assert.equal(await dumpOf(store), before)
    assert.deepEqual(await namesOf(store, account.id, share.id), shown)
    // What is written from here on is counted from what was restored.
    await store.transaction(testNow, tx =>
      putDesktops(tx, [{ ...(desktops[0] ?? aDesktop({ accountId: '' })), name: 'Again' }]),
    )
    assert.equal((await namesOf(store, account.id, share.id))[0], 'Again')
    const [counted] = await store.all('select postpaid from shares where id = ?', [share.id])
    assert.equal(counted?.[0], 20_000)
  })

  test('leave out what belonged to an account that is gone, and empty one that came later', async () => {
    await using store = await open()
    const [gone, kept, later] = [anAccount(), anAccount(), anAccount()]
    await pool(store, gone, 3)
    const { share } = await pool(store, kept, 2)
    await save(store, 'two')
    await store.transaction(testNow, tx => tx.all('delete from accounts where id = ?', [gone.id]))
    const lost = await pool(store, later, 4)
    await store.transaction(testNow, tx => writeEvents(tx, later.id, [{ name: 'Happened' }]))

    assert.equal((await restored(store, 'two')).skippedAccounts, 1)
    assert.equal(await countOf(store, 'desktops'), 2)
    assert.equal((await namesOf(store, kept.id, share.id)).length, 2)
    assert.equal((await namesOf(store, later.id, lost.share.id)).length, 0)
    assert.equal(await countOf(store, 'events'), 0)
    const [next] = await store.all('select next_sequence from accounts where id = ?', [later.id])
    assert.equal(next?.[0], 1)
  })

  test('free work that somebody had taken when they were saved', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    await store.transaction(testNow, tx =>
      tx.all(
        `insert into due_work (kind, id, account_id, due_at, nudges, lease_token, leased_until)
           values ('desktop', 'ecd-1', ?, 5, 0, 'taken', 99)`,
        [account.id],
      ),
    )
    await save(store, 'taken')
    await restored(store, 'taken')
    const rows = await store.all('select id, due_at, lease_token, leased_until from due_work', [])
    assert.deepEqual(
      rows.map(row => [...row]),
      [['ecd-1', 5, null, null]],
    )
  })

  test('bring the time of a virtual clock back, and a reset takes it to its start', async () => {
    await using store = await open()
    const turn = (to: number) =>
      store.transaction(testNow, tx =>
        tx.all(
          `insert into server_facts (name, value) values ('virtual_clock', ?)
             on conflict (name) do update set value = excluded.value`,
          [String(to)],
        ),
      )
    await save(store, 'real')
    await turn(1000)
    await save(store, 'early')
    await turn(2000)
    assert.equal((await restored(store, 'early')).clock, 1000)
    assert.equal(await readVirtualClock(store), 1000)
    await store.transaction(testNow, tx => resetState(tx, 500))
    assert.equal(await readVirtualClock(store), 500)
    assert.equal((await restored(store, 'real')).clock, undefined)
  })

  test('are told apart by name, replaced under the same one, and deleted', async () => {
    await using store = await open()
    const account = anAccount()
    await save(store, 'b')
    await save(store, 'a')
    await pool(store, account, 2)
    const again = await save(store, 'b')
    const listed = await readSnapshots(store)
    assert.deepEqual(
      listed.map(({ name, desktops }) => [name, desktops]),
      [
        ['a', 0],
        ['b', 2],
      ],
    )
    assert.deepEqual(listed[1], again)
    assert.equal(await store.transaction(testNow, tx => deleteSnapshot(tx, 'b')), true)
    assert.equal(await store.transaction(testNow, tx => deleteSnapshot(tx, 'b')), false)
    assert.equal(await restore(store, 'b'), 'unknown')
    assert.equal(await countOf(store, 'desktops'), 2)
  })

  test('of another schema are refused, and nothing is changed', async () => {
    await using store = await open()
    const account = anAccount()
    await pool(store, account, 1)
    await save(store, 'old')
    await store.transaction(testNow, tx =>
      tx.all('update snapshots set details = replace(details, \'"schema":"\', \'"schema":"x\')', []),
    )
    const before = await dumpOf(store)
    assert.equal(await restore(store, 'old'), 'otherSchema')
    assert.equal(await dumpOf(store), before)
  })

  test('are saved as of one moment, whatever is written meanwhile', async () => {
    await using store = await open()
    const account = anAccount()
    const { share } = await pool(store, account, 5)
    let stop = false
    const writing = (async () => {
      while (!stop) {
        // One more desktop and one event, always together.
        await store.transaction(testNow, async tx => {
          await putDesktops(tx, [aDesktop({ accountId: account.id, shareId: share.id })])
          await writeEvents(tx, account.id, [{ name: 'DesktopCreated', shareId: share.id }])
        })
      }
    })()
    for (let index = 0; index < 5; index += 1) await save(store, `moment-${index}`)
    stop = true
    await writing
    for (let index = 0; index < 5; index += 1) {
      await restored(store, `moment-${index}`)
      assert.equal((await countOf(store, 'desktops')) - 5, await countOf(store, 'events'))
      const [counted] = await store.all('select postpaid from shares where id = ?', [share.id])
      assert.equal(Number(counted?.[0]), await countOf(store, 'desktops'))
    }
  })

  test('are restored while others write, and no write is half in and half out', async () => {
    await using store = await open()
    const account = anAccount()
    const { share } = await pool(store, account, 5)
    await save(store, 'calm')
    let stop = false
    const failures: unknown[] = []
    const writing = (async () => {
      while (!stop) {
        await store
          .transaction(testNow, async tx => {
            await writeEvents(tx, account.id, [{ name: 'DesktopCreated', shareId: share.id }])
            await putDesktops(tx, [aDesktop({ accountId: account.id, shareId: share.id })])
          })
          .catch((error: unknown) => failures.push(error))
      }
    })()
    for (let index = 0; index < 5; index += 1) await restored(store, 'calm')
    stop = true
    await writing
    assert.deepEqual(failures, [])
    assert.equal((await countOf(store, 'desktops')) - 5, await countOf(store, 'events'))
    const [counted] = await store.all('select postpaid from shares where id = ?', [share.id])
    assert.equal(Number(counted?.[0]), await countOf(store, 'desktops'))
  })

  test('survive a reset, which leaves accounts alone and begins their numbering anew', async () => {
    await using store = await open()
    const account = anAccount()
    await pool(store, account, 3)
    await store.transaction(testNow, tx => writeEvents(tx, account.id, [{ name: 'Happened' }]))
    await save(store, 'full')
    const before = await dumpOf(store)
    await store.transaction(testNow, tx => resetState(tx))
    for (const { name } of await stateTables(store)) assert.equal(`${name} ${await countOf(store, name)}`, `${name} 0`)
    const rows = await store.all('select id, next_sequence from accounts', [])
    assert.deepEqual(
      rows.map(row => [...row]),
      [[account.id, 1]],
    )
    await restored(store, 'full')
    assert.equal(await dumpOf(store), before)
  })
})
