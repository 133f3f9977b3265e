/** `deskfleet keys`: access keys, straight in the store. */
import {
  newAccessKeyId,
  newAccessKeySecret,
  newTemporaryKeyId,
  newTemporaryKeySecret,
} from '../../../server/domain/ids.ts'
import { sealedKey } from '../../../server/identity/provision.ts'
import { issueToken } from '../../../server/identity/session-token.ts'
import type { OpenedStore } from '../../../server/main.ts'
import {
  MAX_SESSION_DOCUMENT_LENGTH,
  MalformedPolicyDocument,
  parsePolicyDocument,
} from '../../../server/policy/document.ts'
import { readAccounts } from '../../../server/store/accounts.ts'
import { findKey, findUser, putKey, readKeys, readRoles } from '../../../server/store/identity.ts'
import { CommandError, exitCodes } from '../exit.ts'

/** Two per user, and two for the root (ram.md 4.1). */
const mostKeys = 2

export interface KeyRow {
  readonly AccessKeyId: string
  readonly Account: string
  readonly Owner: string
  readonly Status: string
  readonly Created: string
}

export async function listKeys({ store }: OpenedStore): Promise<KeyRow[]> {
  const accounts = await readAccounts(store)
  const keys = await Promise.all(accounts.map(({ id }) => readKeys(store, id)))
  return keys.flat().map(({ id, accountId, userName, status, createdAt }) => ({
    AccessKeyId: id,
    Account: accountId,
    Owner: userName === undefined ? 'root' : `user/${userName}`,
    Status: status,
    Created: new Date(createdAt).toISOString(),
  }))
}

export interface KeyOwner {
  readonly account?: string
  /** Absent: the root. */
  readonly user?: string
}

/** Makes a key; its secret is shown this once. */
export async function createKey({ store, keyring, provisioned }: OpenedStore, owner: KeyOwner) {
  const accountId = owner.account ?? provisioned.rootAccountId
  const pair = { id: newAccessKeyId(), secret: newAccessKeySecret() }
  await store.transaction(Date.now(), async tx => {
    if (owner.user !== undefined && (await findUser(tx, accountId, owner.user)) === undefined) {
      throw new CommandError(
        `Account ${accountId} has no RAM user ${owner.user}; describe it in a fleet file and apply that.`,
      )
    }
    const keys = (await readKeys(tx, accountId)).filter(({ userName }) => userName === owner.user)
    if (keys.length >= mostKeys) {
      throw new CommandError(
        `${owner.user ?? 'The root'} has ${mostKeys} keys already, which is the most; disable and replace one.`,
      )
    }
    const named = owner.user === undefined ? {} : { userName: owner.user }
    await putKey(tx, sealedKey(keyring, { ...pair, accountId, ...named, createdAt: tx.now }))
  })
  return { AccessKeyId: pair.id, AccessKeySecret: pair.secret }
}

export async function setKeyStatus({ store }: OpenedStore, id: string, status: 'Active' | 'Inactive') {
  await store.transaction(Date.now(), async tx => {
    const key = await findKey(tx, id)
    if (key === undefined)
      throw new CommandError(`There is no access key ${id}; deskfleet keys list shows all.`, exitCodes.failed)
    await putKey(tx, { ...key, status })
  })
  return { AccessKeyId: id, Status: status }
}

export interface SessionWish extends Pick<KeyOwner, 'account'> {
  readonly role: string
  readonly sessionName: string
  readonly seconds: number
  /** JSON text of a policy that narrows what the role may do. */
  readonly policy?: string
}

/** Makes a temporary key of a role, as the operator of the store; AssumeRole asks policies, this does not. */
export async function createSession({ store, keyring, provisioned }: OpenedStore, wish: SessionWish) {
  const accountId = wish.account ?? provisioned.rootAccountId
  const [role] = await readRoles(store, accountId, wish.role)
  if (role === undefined)
    throw new CommandError(`Account ${accountId} has no role ${wish.role}; describe it in a fleet file.`)
  if (!(wish.seconds >= 900 && wish.seconds <= role.maxSessionSeconds)) {
    throw new CommandError(
      `A session of ${wish.role} lasts 900 to ${role.maxSessionSeconds} seconds, not ${wish.seconds}.`,
    )
  }
  if (wish.policy !== undefined) checkSessionPolicy(wish.policy)
  const session = {
    keyId: newTemporaryKeyId(),
    secret: newTemporaryKeySecret(),
    accountId,
    roleName: role.name,
    roleId: role.roleId,
    sessionName: wish.sessionName,
    expiresAt: Date.now() + wish.seconds * 1000,
    ...(wish.policy === undefined ? {} : { sessionPolicy: wish.policy }),
  }
  return {
    AccessKeyId: session.keyId,
    AccessKeySecret: session.secret,
    SecurityToken: issueToken(keyring.tokens, session),
    Expiration: new Date(session.expiresAt).toISOString(),
  }
}

function checkSessionPolicy(policy: string): void {
  try {
    parsePolicyDocument(policy, 'permission', { maxLength: MAX_SESSION_DOCUMENT_LENGTH })
  } catch (error) {
    if (error instanceof MalformedPolicyDocument)
      throw new CommandError(`The session policy cannot be used: ${error.message}`)
    throw error
  }
}
