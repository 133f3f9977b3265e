/** Applying RAM: policies, groups, users, roles, what is attached to them, and access keys. */
import { isDeepStrictEqual } from 'node:util'
import { newAccessKeySecret } from '../domain/ids.ts'
import { readNextPolicyVersions, readOwners } from '../store/fleet.ts'
import * as stored from '../store/identity.ts'
import { fillAccount } from './checking.ts'
import { maxKeys, systemPrefix } from './checks-identity.ts'
import { derivedGroupId, derivedKeyId, derivedPrincipalId } from './derived-ids.ts'
import { type Path, pathText } from './faults.ts'
import type { Pass, Place, Verdict } from './pass.ts'
import type { AccountEntry, GroupEntry, KeyEntry, PolicyEntry, RoleEntry, UserEntry } from './schema.ts'

export async function applyIdentities(pass: Pass, account: AccountEntry, place: Place): Promise<void> {
  const { tx } = pass
  const attachments = await stored.readAttachments(tx, place.accountId)
  await applyPolicies(pass, account.policies ?? [], place)
  // Users first: a group is written with its members.
  await applyUsers(pass, account.users ?? [], place, attachments)
  await applyGroups(pass, account, place, attachments)
  await applyRoles(pass, account.roles ?? [], place, attachments)
  const keys = await stored.readKeys(tx, place.accountId)
  await applyKeys(pass, account.accessKeys ?? [], { ...place, path: [...place.path, 'accessKeys'] }, keys)
  for (const [index, { name, accessKeys }] of (account.users ?? []).entries()) {
    const path = [...place.path, 'users', index, 'accessKeys']
    await applyKeys(pass, accessKeys ?? [], { ...place, path }, keys, name)
  }
}

async function applyPolicies(pass: Pass, entries: readonly PolicyEntry[], { accountId }: Place): Promise<void> {
  if (entries.length === 0) return
  const known = new Map((await stored.readPolicies(pass.tx, accountId)).map(policy => [policy.name, policy]))
  const next = await readNextPolicyVersions(pass.tx, accountId)
  for (const { name, description, document, createdAt } of entries) {
    const before = known.get(name)
    const text = fillAccount(document, accountId)
    const same = before !== undefined && isDeepStrictEqual(JSON.parse(before.document), JSON.parse(text))
    const number = next.get(name) ?? 1
    const policy: stored.RamPolicy = {
      accountId,
      name,
      ...(description === undefined ? {} : { description }),
      version: same ? before.version : `v${number}`,
      document: same ? before.document : text,
      createdAt: pass.createdAt(createdAt, before),
    }
    const verdict = verdictOf(before, policy)
    pass.count('policies', verdict)
    if (verdict !== 'unchanged') await stored.putPolicy(pass.tx, policy, same ? number : number + 1)
  }
}

async function applyUsers(
  pass: Pass,
  entries: readonly UserEntry[],
  { accountId, path }: Place,
  attachments: readonly stored.Attachment[],
): Promise<void> {
  if (entries.length === 0) return
  const known = new Map((await stored.readUsers(pass.tx, accountId)).map(user => [user.name, user]))
  const derived = (name: string) => derivedPrincipalId(accountId, 'user', name)
  const wanted = wantedIds(entries, known, derived)
  const ids = await usedIds(pass, 'ram_users', wanted)
  for (const [index, entry] of entries.entries()) {
    const place = [...path, 'users', index]
    const before = known.get(entry.name)
    if (!fitsId(pass, { id: wanted[index] }, before?.userId, ids, place)) continue
    const user: stored.RamUser = {
      accountId,
      name: entry.name,
      userId: entry.id ?? before?.userId ?? derived(entry.name),
      createdAt: pass.createdAt(entry.createdAt, before),
      ...keptOf(before),
      ...(entry.displayName === undefined ? {} : { displayName: entry.displayName }),
      ...(entry.mobilePhone === undefined ? {} : { mobilePhone: entry.mobilePhone }),
      ...(entry.email === undefined ? {} : { email: entry.email }),
      ...(entry.comments === undefined ? {} : { comments: entry.comments }),
    }
    const verdict = verdictOf(before, user)
    if (verdict !== 'unchanged') await stored.putUser(pass.tx, user)
    await attach(pass, 'users', { accountId, entityKind: 'user', entityName: user.name }, entry, attachments, verdict)
  }
}

async function applyGroups(
  pass: Pass,
  account: AccountEntry,
  { accountId, path }: Place,
  attachments: readonly stored.Attachment[],
): Promise<void> {
  const known = new Map((await stored.readGroups(pass.tx, accountId)).map(group => [group.name, group]))
  const entries = new Map((account.groups ?? []).map(entry => [entry.name, entry]))
  const wanted = wantedIds(account.groups ?? [], known, name => derivedGroupId(accountId, 'group', name))
  const ids = await usedIds(pass, 'ram_groups', wanted)
  for (const [index, entry] of (account.groups ?? []).entries()) {
    const before = known.get(entry.name)
    if (!fitsId(pass, { id: wanted[index] }, before?.groupId, ids, [...path, 'groups', index])) continue
    const group = groupOf(pass, accountId, entry, before, account.users ?? [])
    const verdict = verdictOf(before, group)
    if (verdict !== 'unchanged') await stored.putGroup(pass.tx, group)
    const owner = { accountId, entityKind: 'group', entityName: group.name } as const
    await attach(pass, 'groups', owner, entry, attachments, verdict)
  }
  // A user of the file leaves groups that the file does not name, for it says in which groups the user is.
  for (const before of known.values()) {
    if (entries.has(before.name)) continue
    const members = membersOf(before.name, before.members, account.users ?? [])
    if (!isDeepStrictEqual(members, before.members)) await stored.putGroup(pass.tx, { ...before, members })
  }
}

const groupOf = (
  pass: Pass,
  accountId: string,
  entry: GroupEntry,
  before: stored.RamGroup | undefined,
  users: readonly UserEntry[],
): stored.RamGroup => ({
  accountId,
  name: entry.name,
  groupId: entry.id ?? before?.groupId ?? derivedGroupId(accountId, 'group', entry.name),
  createdAt: pass.createdAt(entry.createdAt, before),
  members: membersOf(entry.name, before?.members ?? [], users),
  ...keptOf(before),
  ...(entry.comments === undefined ? {} : { comments: entry.comments }),
})

type Kept = Partial<Pick<stored.RamUser, 'updatedAt' | 'lastLoginAt' | 'sequence'>>

/** What calls have noted on a user or group, and no file says. */
const keptOf = ({ updatedAt, lastLoginAt, sequence }: Kept = {}): Kept => ({
  ...(updatedAt === undefined ? {} : { updatedAt }),
  ...(lastLoginAt === undefined ? {} : { lastLoginAt }),
  ...(sequence === undefined ? {} : { sequence }),
})

/** Members the file does not know stay; of those it knows, it says who is one. */
function membersOf(group: string, before: readonly string[], users: readonly UserEntry[]): string[] {
  const named = new Map(users.map(user => [user.name, user.groups ?? []]))
  const staying = before.filter(name => !named.has(name))
  const listed = users.filter(user => user.groups?.includes(group)).map(({ name }) => name)
  const members = [...new Set([...staying, ...listed])]
  // The order of a database's collation stands where nothing changed.
  const same = members.length === before.length && members.every(name => before.includes(name))
  return same ? [...before] : members.sort()
}

async function applyRoles(
  pass: Pass,
  entries: readonly RoleEntry[],
  { accountId, path }: Place,
  attachments: readonly stored.Attachment[],
): Promise<void> {
  if (entries.length === 0) return
  const known = new Map((await stored.readRoles(pass.tx, accountId)).map(role => [role.name, role]))
  const ids = await usedIds(
    pass,
    'ram_roles',
    entries.map(({ id }) => id),
  )
  for (const [index, entry] of entries.entries()) {
    const before = known.get(entry.name)
    if (!fitsId(pass, entry, before?.roleId, ids, [...path, 'roles', index])) continue
    const trustPolicy = fillAccount(entry.trustPolicy, accountId)
    const same = before !== undefined && isDeepStrictEqual(JSON.parse(before.trustPolicy), JSON.parse(trustPolicy))
    const role: stored.RamRole = {
      accountId,
      name: entry.name,
      roleId: entry.id ?? before?.roleId ?? derivedPrincipalId(accountId, 'role', entry.name),
      trustPolicy: same ? before.trustPolicy : trustPolicy,
      maxSessionSeconds: entry.maxSessionSeconds ?? 3600,
      createdAt: pass.createdAt(entry.createdAt, before),
      ...(entry.description === undefined ? {} : { description: entry.description }),
    }
    const verdict = verdictOf(before, role)
    if (verdict !== 'unchanged') await stored.putRole(pass.tx, role)
    await attach(pass, 'roles', { accountId, entityKind: 'role', entityName: role.name }, entry, attachments, verdict)
  }
}

async function attach(
  pass: Pass,
  kind: 'users' | 'groups' | 'roles',
  owner: Pick<stored.Attachment, 'accountId' | 'entityKind' | 'entityName'>,
  { policies = [] }: { readonly policies?: readonly string[] },
  attachments: readonly stored.Attachment[],
  verdict: Verdict,
): Promise<void> {
  const before = attachments
    .filter(({ entityKind, entityName }) => entityKind === owner.entityKind && entityName === owner.entityName)
    .map(({ policyType, policyName }) => (policyType === 'System' ? systemPrefix + policyName : policyName))
  const same = isDeepStrictEqual(before.sort(), [...policies].sort())
  pass.count(kind, verdict === 'unchanged' && !same ? 'changed' : verdict)
  if (same) return
  const wanted = policies.map(name =>
    name.startsWith(systemPrefix)
      ? { policyType: 'System' as const, policyName: name.slice(systemPrefix.length) }
      : { policyType: 'Custom' as const, policyName: name },
  )
  await stored.putAttachments(pass.tx, owner, wanted)
}

type RamTable = 'ram_users' | 'ram_groups' | 'ram_roles'

/**
 * The ids that entries would get, or say that they have. What is derived from a name may be in use as well: a call gave
 * another name to the one who has it.
 */
const wantedIds = (
  entries: readonly { readonly name: string; readonly id?: string }[],
  known: ReadonlyMap<string, object>,
  derived: (name: string) => string,
): (string | undefined)[] => entries.map(({ id, name }) => id ?? (known.has(name) ? undefined : derived(name)))

/** Which of these ids are in use, in whatever account. */
async function usedIds(pass: Pass, table: RamTable, ids: readonly (string | undefined)[]): Promise<Set<string>> {
  const given = ids.filter(id => id !== undefined)
  return new Set((await readOwners(pass.tx, pass.tx.dialect, table, given)).keys())
}

function fitsId(
  pass: Pass,
  { id }: { readonly id?: string | undefined },
  before: string | undefined,
  used: ReadonlySet<string>,
  path: Path,
): boolean {
  if (id === undefined || id === before) return true
  if (before !== undefined) pass.refuseChange(path, 'id', before, id, 'remove it, or give the thing another name')
  else if (used.has(id)) pass.refuseForeign(path, 'RAM id', id)
  else return true
  return false
}

async function applyKeys(
  pass: Pass,
  entries: readonly KeyEntry[],
  { accountId, path }: Place,
  known: readonly stored.AccessKey[],
  userName?: string,
): Promise<void> {
  if (entries.length === 0) return
  const owner = `acs:ram::${accountId}:${userName === undefined ? 'root' : `user/${userName}`}`
  const ids = entries.map(({ id }, index) => id ?? derivedKeyId(accountId, 'key', owner, String(index)))
  const hers = known.filter(key => key.userName === userName).map(({ id }) => id)
  if (new Set([...ids, ...hers]).size > maxKeys) {
    const others = hers.filter(id => !ids.includes(id)).join(', ')
    const message = `${pathText(path)}: with the stored ${others} ${owner} would have more than ${maxKeys} keys; name those, or delete one.`
    pass.faults.add(path, message)
    return
  }
  for (const [index, entry] of entries.entries()) {
    const id = ids[index] ?? ''
    const before = await stored.findKey(pass.tx, id)
    if (before !== undefined && (before.accountId !== accountId || before.userName !== userName)) {
      pass.refuseForeign([...path, index], 'access key', id)
      continue
    }
    await applyKey(pass, entry, id, { accountId, owner, ...(userName === undefined ? {} : { userName }) }, before)
  }
}

async function applyKey(
  pass: Pass,
  entry: KeyEntry,
  id: string,
  { owner, ...whose }: { readonly accountId: string; readonly userName?: string; readonly owner: string },
  before: stored.AccessKey | undefined,
): Promise<void> {
  const { secrets } = pass.keyring
  const sealed = before?.sealedSecret
  const stands = sealed !== undefined && (entry.secret === undefined || secrets.open(sealed, id) === entry.secret)
  const fresh = entry.secret === undefined && sealed === undefined && entry.publicKey === undefined
  const secret = stands ? undefined : fresh ? newAccessKeySecret() : entry.secret
  const sealedSecret = secret === undefined ? sealed : secrets.seal(secret, id)
  const key: stored.AccessKey = {
    ...whose,
    id,
    ...(sealedSecret === undefined ? {} : { sealedSecret }),
    ...(entry.publicKey === undefined ? {} : { publicKey: entry.publicKey }),
    // A key that was disabled is not brought back to life by a file that says nothing of it.
    status: entry.status ?? before?.status ?? 'Active',
    createdAt: pass.createdAt(entry.createdAt, before),
  }
  const verdict = verdictOf(before, key)
  pass.count('accessKeys', verdict)
  if (verdict === 'unchanged') return
  await stored.putKey(pass.tx, key)
  if (fresh && secret !== undefined) pass.newKeys.push({ id, secret, owner })
}

const verdictOf = (before: object | undefined, after: object): Verdict =>
  before === undefined ? 'created' : isDeepStrictEqual(before, after) ? 'unchanged' : 'changed'
