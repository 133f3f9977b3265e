import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { KeyFileError, openKeyring } from '../identity/keyring.ts'
import { provision } from '../identity/provision.ts'
import { aDesktop, anAccount, aShare } from '../testing/builders.ts'
import { freshDatabase, withoutPostgres } from '../testing/fresh-database.ts'
import { putAccount, readAccounts } from './accounts.ts'
import type { Connection, Database } from './database.ts'
import { putDesktops, readDesktops } from './desktops.ts'
import { readKeys } from './identity.ts'
import { allSteps, migrate, SchemaTooNew } from './migrate.ts'
import { PageTokens } from './paging.ts'
import { openPostgres } from './postgres.ts'
import { putShares, readShares } from './shares.ts'
import { openSqlite } from './sqlite.ts'
import { openStore, type Store } from './store.ts'

const requestValidityMs = 900_000
const generationMs = 2 * requestValidityMs + 60_000
const now = Date.UTC(2026, 10, 24, 8)

/** Where any number of stores can be opened on the same data; nothing stands there yet. */
interface Place extends AsyncDisposable {
  open(): Promise<Store>
  /** The bare database, without its schema. */
  bare(): Database
  readonly directory: string
}

function inDirectory(): Place {
  const directory = mkdtempSync(join(tmpdir(), 'deskfleet-test-'))
  return {
    directory,
    open: () => openStore({ dataDirectory: directory, requestValidityMs }),
    bare: () => openSqlite(join(directory, 'deskfleet.sqlite')),
    [Symbol.asyncDispose]: async () => rmSync(directory, { recursive: true, force: true }),
  }
}

async function onPostgres(): Promise<Place> {
  const database = await freshDatabase()
  const directory = mkdtempSync(join(tmpdir(), 'deskfleet-test-'))
  return {
    directory,
    open: () => openStore({ dataDirectory: '', databaseUrl: database.url, poolSize: 2, requestValidityMs }),
    bare: () => openPostgres({ url: database.url, poolSize: 2 }),
    async [Symbol.asyncDispose]() {
      rmSync(directory, { recursive: true, force: true })
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Everything of a schema that decides how it behaves, as text. */
async function schemaOf(connection: Connection & { readonly dialect: Database['dialect'] }): Promise<string> {
  const sql =
    connection.dialect.name === 'sqlite'
      ? "select type, name, sql from sqlite_master where name not like 'sqlite_%' order by type, name"
      : `select 'column', table_name || '.' || column_name, data_type || ' ' || is_nullable || coalesce(column_default, '')
           from information_schema.columns where table_schema = 'public'
         union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
         union all select 'rule', conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
         order by 1, 2`
  return (await connection.all(sql, [])).map(row => row.join(' | ')).join('\n')
}

const stepsOf = async (connection: Connection): Promise<string[]> =>
  (await connection.all('select name, timestamp from schema_steps order by name', [])).map(row => row.join(' '))

async function usingBare<Result>(place: Place, work: (database: Database) => Promise<Result>): Promise<Result> {
  const database = place.bare()
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

async function usingStores<Result>(place: Place, count: number, work: (...stores: Store[]) => Promise<Result>) {
  const stores = await Promise.all(Array.from({ length: count }, () => place.open()))
  try {
    return await work(...stores)
  } finally {
    await Promise.all(stores.map(store => store.close()))
  }
}

function storeSuite(openPlace: () => Place | Promise<Place>): void {
  describe('its schema', () => {
    it('is left as it is when it is up to date', async () => {
      await using place = await openPlace()
      await (await place.open()).close()
      const before = await usingBare(place, async bare => [await schemaOf(bare), await stepsOf(bare)])
      await (await place.open()).close()
      assert.deepEqual(await usingBare(place, async bare => [await schemaOf(bare), await stepsOf(bare)]), before)
    })

    it('is the same whether its steps came one by one or all at once', async () => {
      await using stepwise = await openPlace()
      await using atOnce = await openPlace()
      const one = await usingBare(stepwise, async bare => {
        for (let count = 1; count <= allSteps.length; count += 1) await migrate(bare, allSteps.slice(0, count))
        return schemaOf(bare)
      })
      const other = await usingBare(atOnce, async bare => {
        await migrate(bare)
        return schemaOf(bare)
      })
      assert.ok(one.includes('desktops'))
      assert.equal(one, other)
    })

    it('is made once when twenty servers start at the same moment', async () => {
      await using place = await openPlace()
      await usingStores(place, 20, async (...stores) => {
        assert.deepEqual(await Promise.all(stores.map(store => readAccounts(store))), Array(20).fill([]))
      })
      const steps = await usingBare(place, stepsOf)
      assert.equal(new Set(steps).size, steps.length)
    })

    it('is refused with a sentence when a newer version made it, and not touched', async () => {
      await using place = await openPlace()
      await (await place.open()).close()
      const before = await usingBare(place, async bare => {
        await bare.transaction(tx =>
          tx.all("insert into schema_steps (name, timestamp) values ('9999-of-the-future', 'then')", []),
        )
        return schemaOf(bare)
      })
      await assert.rejects(place.open(), error => {
        assert.ok(error instanceof SchemaTooNew)
        assert.match(
          error.message,
          /schema of a newer Deskfleet \(step 9999-of-the-future is not known here\)\. Start the/,
        )
        return true
      })
      assert.equal(await usingBare(place, schemaOf), before)
    })

    it('is not half made when a step fails in the middle', async () => {
      await using place = await openPlace()
      await usingBare(place, async bare => {
        await bare.transaction(tx => tx.all('create table bill_lines (stranger integer)', []))
      })
      await assert.rejects(place.open(), /bill_lines/)
      await usingBare(place, async bare => {
        const schema = await schemaOf(bare)
        assert.ok(!schema.includes('server_facts') && !schema.includes('desktops'), schema)
        assert.deepEqual(await stepsOf(bare), [])
        await bare.transaction(tx => tx.all('drop table bill_lines', []))
      })
      await (await place.open()).close()
    })
  })

  describe('its transactions', () => {
    it('stand or fall each for itself, also when they are committed together', async () => {
      await using place = await openPlace()
      await usingStores(place, 1, async store => {
        assert.ok(store)
        const accounts = Array.from({ length: 30 }, () => anAccount())
        const outcomes = await Promise.allSettled(
          accounts.map((account, index) =>
            store.transaction(now, async tx => {
              await putAccount(tx, account)
              if (index % 10 === 3) throw new Error('for the test')
              if (index % 10 === 7) await tx.all('insert into accounts (id) values (?)', ['without the rest'])
              return account.id
            }),
          ),
        )
        const good = accounts.filter((_, index) => index % 10 !== 3 && index % 10 !== 7).map(({ id }) => id)
        const told = outcomes.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []))
        assert.deepEqual(told, good)
        assert.deepEqual((await readAccounts(store)).map(({ id }) => id).sort(), good.toSorted())
      })
    })

    it('of two servers that write the same new desktop at once count it once', async () => {
      await using place = await openPlace()
      await usingStores(place, 2, async (...stores) => {
        const [store] = stores
        assert.ok(store)
        const account = anAccount()
        const share = aShare({ accountId: account.id })
        await store.transaction(now, async tx => {
          await putAccount(tx, account)
          await putShares(tx, [share])
        })
        const desktops = Array.from({ length: 20 }, () => aDesktop({ accountId: account.id, shareId: share.id }))
        for (const desktop of desktops) {
          await Promise.all(stores.map(each => each.transaction(now, tx => putDesktops(tx, [desktop]))))
        }
        const [read] = await readShares(store, store.dialect, account.id, [share.id])
        assert.equal(read?.counters.postPaid, 20)
      })
    })

    it('count a desktop once that is named twice in one of them', async () => {
      await using place = await openPlace()
      await usingStores(place, 1, async store => {
        assert.ok(store)
        const account = anAccount()
        const share = aShare({ accountId: account.id })
        const desktop = aDesktop({ accountId: account.id, shareId: share.id })
        await store.transaction(now, async tx => {
          await putAccount(tx, account)
          await putShares(tx, [share])
          await putDesktops(tx, [desktop, { ...desktop, status: 'Stopped' }])
        })
        const [read] = await readShares(store, store.dialect, account.id, [share.id])
        assert.equal(read?.counters.postPaid, 1)
        assert.equal(read?.counters.byStatus.Stopped, 1)
        const [found] = await readDesktops(store, store.dialect, account.id, [desktop.id])
        assert.equal(found?.status, 'Stopped')
      })
    })
  })

  describe('its nonces', () => {
    const burn = (store: Store | undefined, nonce: string, at = now, keyId = 'key') => {
      assert.ok(store)
      return store.nonces.burn(keyId, nonce, at)
    }

    it('are fresh once for each key, on two servers of one store together', async () => {
      await using place = await openPlace()
      await usingStores(place, 2, async (first, second) => {
        assert.equal(await burn(first, 'a'), true)
        assert.equal(await burn(first, 'a'), false)
        assert.equal(await burn(second, 'a'), false)
        assert.equal(await burn(second, 'a', now, 'another key'), true)
        const nonces = Array.from({ length: 200 }, (_, index) => `n${index}`)
        const all = await Promise.all(
          nonces.flatMap((nonce, index) => [burn(first, nonce), burn(second, nonces.at(-index - 1) ?? '')]),
        )
        assert.equal(all.filter(Boolean).length, 200)
      })
    })

    it('are known after a restart', async () => {
      await using place = await openPlace()
      await usingStores(place, 1, store => burn(store, 'a'))
      assert.equal(await usingStores(place, 1, store => burn(store, 'a')), false)
    })

    it('stay known for as long as a request can be valid, whenever it came', async () => {
      await using place = await openPlace()
      await usingStores(place, 1, async store => {
        for (let offset = 0; offset < generationMs; offset += generationMs / 12) {
          for (const later of [0, 1, requestValidityMs, 2 * requestValidityMs]) {
            const nonce = `${offset} ${later}`
            assert.equal(await burn(store, nonce, now + offset), true)
            assert.equal(await burn(store, nonce, now + offset + later), false)
          }
        }
      })
    })

    it('are known to a server whose clock is a little behind', async () => {
      await using place = await openPlace()
      await usingStores(place, 2, async (first, second) => {
        const edge = Math.ceil(now / generationMs) * generationMs
        assert.equal(await burn(first, 'a', edge), true)
        assert.equal(await burn(second, 'a', edge - 1), false)
      })
    })

    it('are remembered under the time they came, also while others keep coming', async () => {
      await using place = await openPlace()
      await usingStores(place, 1, async store => {
        const chain: Promise<boolean>[] = []
        for (let step = 0; step < 40; step += 1) {
          chain.push(burn(store, `n${step}`, now + (step * generationMs) / 4))
          // While one write is under way the next is waiting already.
          await Promise.race([chain[step - 1], new Promise(setImmediate)])
        }
        assert.ok((await Promise.all(chain)).every(Boolean))
        assert.equal(await burn(store, 'n39', now + (39 * generationMs) / 4 + 2 * requestValidityMs), false)
      })
    })

    it('go when no request of their time can be valid any more', async () => {
      await using place = await openPlace()
      await usingStores(place, 1, async store => {
        assert.ok(store)
        for (let index = 0; index < 10; index += 1) await burn(store, `n${index}`)
        await burn(store, 'later', now + 2 * generationMs)
        const isSqlite = store.dialect.name === 'sqlite'
        const book = isSqlite ? openSqlite(join(place.directory, 'nonces.sqlite'), 'process') : place.bare()
        const [[count] = []] = await book.all(`select count(*) from ${isSqlite ? 'nonce_batches' : 'nonces'}`, [])
        assert.equal(Number(count), 1)
        await book.close()
      })
    })
  })

  describe('its root account', () => {
    it('is one, with one key, when eight servers provision at once', async () => {
      await using place = await openPlace()
      const keyring = openKeyring(join(place.directory, 'server.key'))
      await usingStores(place, 8, async (...stores) => {
        const made = await Promise.all(stores.map(store => provision(store, keyring, undefined, now)))
        assert.equal(new Set(made.map(({ rootAccountId }) => rootAccountId)).size, 1)
        assert.equal(made.filter(({ first }) => first).length, 1)
        assert.equal(made.filter(({ newKey }) => newKey !== undefined).length, 1)
        const [store] = stores
        assert.ok(store)
        const [account, ...others] = await readAccounts(store)
        assert.deepEqual(others, [])
        assert.equal((await readKeys(store, account?.id ?? '')).length, 1)
      })
    })

    it('has the key that was asked for when eight servers ask for the same', async () => {
      await using place = await openPlace()
      const keyring = openKeyring(join(place.directory, 'server.key'))
      const wanted = { id: 'LTAIwanted', secret: 'a wanted secret' }
      await usingStores(place, 8, async (...stores) => {
        const made = await Promise.all(stores.map(store => provision(store, keyring, wanted, now)))
        assert.equal(made.filter(({ newKey }) => newKey !== undefined).length, 1)
        const [store] = stores
        assert.ok(store)
        const keys = await readKeys(store, made[0]?.rootAccountId ?? '')
        assert.deepEqual(
          keys.map(({ id }) => id),
          ['LTAIwanted'],
        )
      })
    })

    it('is not opened with another key file', async () => {
      await using place = await openPlace()
      const other = openKeyring(join(place.directory, 'other.key'))
      await usingStores(place, 1, async store => {
        assert.ok(store)
        await provision(store, openKeyring(join(place.directory, 'server.key')), undefined, now)
        await assert.rejects(provision(store, other, undefined, now), (error: Error) => {
          assert.ok(error instanceof KeyFileError)
          assert.match(error.message, /not the one this store was made with\. Copy server\.key/)
          return true
        })
      })
    })
  })
}

describe('The store on SQLite', () => storeSuite(inDirectory))
describe('The store on PostgreSQL', { skip: withoutPostgres }, () => storeSuite(onPostgres))

describe('The key file', () => {
  const inFile = (work: (file: string) => void): void => {
    const directory = mkdtempSync(join(tmpdir(), 'deskfleet-test-'))
    try {
      work(join(directory, 'deep', 'server.key'))
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  }

  it('is made for its owner alone, and stays the same', () =>
    inFile(file => {
      const { fingerprint } = openKeyring(file)
      assert.equal(statSync(file).mode & 0o777, 0o600)
      assert.equal(openKeyring(file).fingerprint, fingerprint)
    }))

  it('is refused when others may read it, with the command that repairs it', () =>
    inFile(file => {
      openKeyring(file)
      for (const mode of [0o640, 0o604, 0o660, 0o777]) {
        chmodSync(file, mode)
        const message = `The key file ${file} has mode ${mode.toString(8)}; run: chmod 600 ${file}`
        assert.throws(() => openKeyring(file), { name: 'KeyFileError', message })
      }
    }))

  it('is refused when it holds no key', () =>
    inFile(file => {
      openKeyring(file)
      for (const text of ['', 'ab', 'g'.repeat(64), 'a'.repeat(63)]) {
        writeFileSync(file, text)
        assert.throws(() => openKeyring(file), /does not hold 64 hexadecimal digits; restore it from a backup/)
      }
    }))
})

describe('A page token', () => {
  const tokens = new PageTokens(Buffer.alloc(64, 'a key for tests'))
  const paged = { accountId: '1000000000000001', operation: 'DescribeDesktopsInGroup', query: { A: 'x', B: true } }
  const cursors = fc.record({ rank: fc.integer({ min: 0, max: 7 }), sequence: fc.maxSafeNat() })

  it('leads back to the place it was issued for, is 32 hexadecimal digits, and says the same whenever it is made', () => {
    fc.assert(
      fc.property(cursors, cursor => {
        const token = tokens.issue(paged, cursor)
        assert.match(token, /^[0-9a-f]{32}$/)
        assert.deepEqual(tokens.read(paged, token), { ...cursor })
        assert.equal(tokens.issue(paged, cursor), token)
      }),
    )
  })

  it('is refused when a single bit is another', () => {
    fc.assert(
      fc.property(cursors, cursor => {
        const bytes = Buffer.from(tokens.issue(paged, cursor), 'hex')
        for (let bit = 0; bit < 128; bit += 1) {
          const changed = Buffer.from(bytes)
          changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          assert.equal(tokens.read(paged, changed.toString('hex')), undefined)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('is refused when it is not one', () => {
    const token = tokens.issue(paged, { rank: 1, sequence: 12 })
    for (const text of [
      '',
      token.toUpperCase(),
      `${token}00`,
      token.slice(2),
      ` ${token}`,
      `${token}\n`,
      'x'.repeat(32),
    ]) {
      assert.equal(tokens.read(paged, text), undefined, JSON.stringify(text))
    }
  })

  it('is refused for another account, operation, query or server', () => {
    const token = tokens.issue(paged, { rank: 1, sequence: 12 })
    const others = [
      { ...paged, accountId: '1000000000000002' },
      { ...paged, operation: 'DescribeDesktops' },
      { ...paged, query: { A: 'y', B: true } },
      { ...paged, query: { A: 'x', B: 'true' } },
      { ...paged, query: { A: 'x' } },
      { ...paged, query: { ...paged.query, C: 1 } },
      { ...paged, accountId: `${paged.accountId}\n${paged.operation}`, operation: '' },
    ]
    for (const other of others) assert.equal(tokens.read(other, token), undefined, JSON.stringify(other))
    assert.equal(new PageTokens(Buffer.alloc(64, 'another key')).read(paged, token), undefined)
    assert.ok(tokens.read({ ...paged, query: { B: true, A: 'x' } }, token), 'The order of the filters does not matter.')
  })
})
