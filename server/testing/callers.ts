/** Who calls in tests: users, roles and pools put into the store of a running server, and what stands in it afterwards. */
import type { KeyObject } from 'node:crypto'
import type { Key } from '../../conformance/client.ts'
import { newAccessKeyId, newAccessKeySecret, newPrincipalId, newTemporaryKeyId } from '../domain/ids.ts'
import type { Share } from '../domain/share.ts'
import { sealedKey } from '../identity/provision.ts'
import { issueToken, type RoleSession } from '../identity/session-token.ts'
import * as identity from '../store/identity.ts'
import type { Store } from '../store/store.ts'
import { aDesktop, anEndUser, aReleasedDesktop, aShare, seed } from './builders.ts'
import type { TestServer } from './server.ts'

export interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: string
  readonly Resource: string
}

const createdAt = Date.UTC(2026, 0, 5)

/** The key of the root account, as the conformance client takes it. */
export const rootKeyOf = ({ rootKey }: Pick<TestServer, 'rootKey'>): Key => ({
  accessKeyId: rootKey.id,
  accessKeySecret: rootKey.secret,
})

export const allow = (Action: string, Resource = '*'): Statement => ({ Effect: 'Allow', Action, Resource })
export const deny = (Action: string, Resource = '*'): Statement => ({ Effect: 'Deny', Action, Resource })

async function attach(
  tx: Parameters<typeof identity.putPolicy>[0],
  owner: Pick<identity.Attachment, 'accountId' | 'entityKind' | 'entityName'>,
  statements: readonly Statement[],
): Promise<void> {
  if (statements.length === 0) return
  const { accountId, entityName } = owner
  const name = `of-${owner.entityKind}-${entityName}`
  const document = JSON.stringify({ Version: '1', Statement: statements })
  await identity.putPolicy(tx, { accountId, name, version: 'v1', document, createdAt }, 2)
  await identity.putAttachments(tx, owner, [{ policyType: 'Custom', policyName: name }])
}

export interface NewUser {
  readonly accountId?: string
  readonly statements?: readonly Statement[]
  readonly status?: 'Active' | 'Inactive'
  /** Signs with RSA instead of a secret. */
  readonly publicKey?: KeyObject
}

/** A RAM user of the root account, unless told otherwise, with one policy of these statements and an access key. */
export async function addUser(server: TestServer, name: string, user: NewUser = {}): Promise<Key> {
  const { accountId = server.provisioned.rootAccountId, statements = [], status = 'Active', publicKey } = user
  const pair = { id: newAccessKeyId(), secret: newAccessKeySecret() }
  await server.store.transaction(Date.now(), async tx => {
    await identity.putUser(tx, { accountId, name, userId: newPrincipalId(), createdAt })
    await attach(tx, { accountId, entityKind: 'user', entityName: name }, statements)
    const owner = { accountId, userName: name, createdAt }
    const key =
      publicKey === undefined
        ? sealedKey(server.keyring, { ...pair, ...owner })
        : { ...owner, id: pair.id, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
    await identity.putKey(tx, { ...key, status })
  })
  return { accessKeyId: pair.id, accessKeySecret: pair.secret }
}

export interface NewRole {
  readonly accountId?: string
  /** Whom it trusts; nobody by default. */
  readonly trustPolicy?: string
  readonly maxSessionSeconds?: number
}

/** A role of the root account, unless told otherwise, with one policy of these statements. */
export async function addRole(
  server: Pick<TestServer, 'store' | 'provisioned'>,
  name: string,
  statements: readonly Statement[],
  { accountId = server.provisioned.rootAccountId, trustPolicy = '{}', maxSessionSeconds = 3600 }: NewRole = {},
): Promise<string> {
  const roleId = newPrincipalId()
  await server.store.transaction(Date.now(), async tx => {
    await identity.putRole(tx, { accountId, name, roleId, trustPolicy, maxSessionSeconds, createdAt })
    await attach(tx, { accountId, entityKind: 'role', entityName: name }, statements)
  })
  return roleId
}

/** Temporary keys of a role, as AssumeRole would hand them out. */
export function sessionOf(
  server: TestServer,
  roleName: string,
  roleId: string,
  more: Partial<RoleSession> = {},
): Key & { readonly securityToken: string } {
  const session: RoleSession = {
    keyId: newTemporaryKeyId(),
    secret: newAccessKeySecret(),
    accountId: server.provisioned.rootAccountId,
    roleName,
    roleId,
    sessionName: 'tests',
    expiresAt: Date.now() + 3600_000,
    ...more,
  }
  return {
    accessKeyId: session.keyId,
    accessKeySecret: session.secret,
    securityToken: issueToken(server.keyring.tokens, session),
  }
}

/** A share of the root account with computers of every kind. */
export async function addPool(
  server: TestServer,
  { prePaid = 0, postPaid = 0, released = 0 }: { prePaid?: number; postPaid?: number; released?: number } = {},
): Promise<Share> {
  const accountId = server.provisioned.rootAccountId
  const share = aShare({ accountId })
  const ofShare = { accountId, shareId: share.id }
  const times = <Thing>(count: number, make: () => Thing): Thing[] => Array.from({ length: count }, make)
  await seed(server.store, {
    shares: [share],
    endUsers: [{ accountId, user: anEndUser('alice') }],
    authorised: [{ share, endUserIds: ['alice'] }],
    desktops: [
      ...times(prePaid, () => aDesktop({ ...ofShare, payType: 'PrePaid' })),
      ...times(postPaid, () => aDesktop(ofShare)),
      ...times(released, () => aReleasedDesktop(ofShare)),
    ],
  })
  return share
}

const tables = [
  'server_facts',
  'accounts',
  'identity_state',
  'ram_users',
  'ram_groups',
  'ram_group_members',
  'ram_roles',
  'ram_policies',
  'ram_policy_versions',
  'ram_attachments',
  'access_keys',
  'login_profiles',
  'console_sessions',
  'folders',
  'control_policies',
  'control_attachments',
  'resources',
  'end_users',
  'shares',
  'share_users',
  'desktops',
  'desktop_users',
  'tags',
  'bill_lines',
  'due_work',
  'events',
  'sessions',
  'client_tokens',
  'orders',
  'client_tasks',
  'simulated_computers',
  'simulated_faults',
]

/** All that stands in a store, nonces aside, as one text: two dumps are equal when nothing was written between them. */
export async function dumpOf(store: Store): Promise<string> {
  const lines: string[] = []
  for (const table of tables) {
    const rows = await store.all(`select * from ${table}`, [])
    lines.push(table, ...rows.map(row => JSON.stringify(row)).sort())
  }
  // Without the bodies, which are long and follow from what stood in the other tables.
  const snapshots = await store.all('select name, details, created_at from snapshots', [])
  lines.push('snapshots', ...snapshots.map(row => JSON.stringify(row)).sort())
  return lines.join('\n')
}
