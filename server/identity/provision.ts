/** What a store needs before anybody can call: the server's own account with a key of its root. */
import { type Ids, newAccessKeyId, newAccessKeySecret, newAccountId, unpredictable } from '../domain/ids.ts'
import { type AccessMode, putAccessMode, putAccount } from '../store/accounts.ts'
import { type AccessKey, deleteKeys, findKey, putKey, readKeys } from '../store/identity.ts'
import type { Store } from '../store/store.ts'
import type { Transaction } from '../store/transaction.ts'
import { KeyFileError, type Keyring } from './keyring.ts'

export interface KeyPair {
  readonly id: string
  readonly secret: string
}

export interface Provisioned {
  readonly rootAccountId: string
  /** The key that was made now; its secret is to be shown this once. */
  readonly newKey?: KeyPair
  /** The store was empty: this is its first start. */
  readonly first: boolean
}

/**
 * Makes the server's own account and a key for its root, unless they are there. Safe when several servers start at once.
 *
 * @param wanted a key chosen by the operator, in the place of a random one
 * @param accessMode whether the policies of the account bind; of no effect when it is there already
 * @throws KeyFileError when the store's secrets were sealed with another key file
 */
export async function provision(
  store: Store,
  keyring: Keyring,
  wanted: KeyPair | undefined,
  now: number,
  ids: Ids = unpredictable,
  accessMode: AccessMode = 'enforce',
): Promise<Provisioned> {
  return store.transaction(now, async tx => {
    const fingerprint = await claimFact(tx, 'server_key', keyring.fingerprint)
    if (fingerprint !== keyring.fingerprint) {
      throw new KeyFileError(
        'The key file is not the one this store was made with. ' +
          'Copy server.key from the data directory of the first server, or name it with DESKFLEET_KEY_FILE.',
      )
    }
    let drawn = 0
    const accountId = newAccountId({ below: limit => ids.below(limit, 'root account', drawn++) })
    const rootAccountId = await claimFact(tx, 'root_account', accountId)
    const first = (await tx.all('select 1 from accounts where id = ?', [rootAccountId])).length === 0
    if (first) {
      await putAccount(tx, { id: accountId, name: 'root', currency: 'CNY', createdAt: now })
      await putAccessMode(tx, accountId, accessMode)
    }
    const newKey = await provisionKey(tx, keyring, rootAccountId, wanted, first)
    return { rootAccountId, first, ...(newKey === undefined ? {} : { newKey }) }
  })
}

async function provisionKey(
  tx: Transaction,
  keyring: Keyring,
  accountId: string,
  wanted: KeyPair | undefined,
  first: boolean,
): Promise<KeyPair | undefined> {
  if (wanted === undefined && !first) return undefined
  const pair = wanted ?? { id: newAccessKeyId(), secret: newAccessKeySecret() }
  const known = await findKey(tx, pair.id)
  if (known !== undefined) {
    if (known.accountId !== accountId || known.userName !== undefined) {
      throw new Error(`Access key ${pair.id} exists already and is not the root account's; choose another id.`)
    }
    if (known.sealedSecret && keyring.secrets.open(known.sealedSecret, known.id) === pair.secret) return undefined
  } else {
    await makeRoom(tx, accountId)
  }
  await putKey(tx, sealedKey(keyring, { ...pair, accountId, createdAt: tx.now }))
  return pair
}

/** An identity has two keys at most (ram.md 4.1); the root's oldest gives way to the one the operator chose. */
async function makeRoom(tx: Transaction, accountId: string): Promise<void> {
  const keys = (await readKeys(tx, accountId)).filter(({ userName }) => userName === undefined)
  await deleteKeys(
    tx,
    keys.slice(0, Math.max(0, keys.length - 1)).map(({ id }) => id),
  )
}

/** An active key as it is stored. */
export const sealedKey = (
  keyring: Keyring,
  { id, secret, ...owner }: KeyPair & Pick<AccessKey, 'accountId' | 'userName' | 'createdAt'>,
): AccessKey => ({ ...owner, id, sealedSecret: keyring.secrets.seal(secret, id), status: 'Active' })

/** The account whose root owns the server; undefined before the first start. */
export async function readRootAccountId(store: Store): Promise<string | undefined> {
  const [row] = await store.all('select value from server_facts where name = ?', ['root_account'])
  return row && String(row[0])
}

/** Writes a fact unless it stands already, and returns what stands. */
async function claimFact(tx: Transaction, name: string, value: string): Promise<string> {
  await tx.all('insert into server_facts (name, value) values (?, ?) on conflict (name) do nothing', [name, value])
  const [row] = await tx.all('select value from server_facts where name = ?', [name])
  return String(row?.[0])
}
