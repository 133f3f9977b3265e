/** RAM of an account as sections of the file. */
import * as stored from '../store/identity.ts'
import type { Store } from '../store/store.ts'
import { systemPrefix } from './checks-identity.ts'
import { compact, unlessEmpty } from './export-desktops.ts'
import { writeTime } from './instants.ts'
import type { AccountEntry, GroupEntry, KeyEntry, PolicyEntry, RoleEntry, UserEntry } from './schema.ts'

type Identities = Pick<AccountEntry, 'accessKeys' | 'policies' | 'groups' | 'users' | 'roles'>

/** @param root the account has another number on another server, so documents name it as `{account}` */
export async function exportIdentities(store: Store, accountId: string, root: boolean): Promise<Identities> {
  const policies = await stored.readPolicies(store, accountId)
  const groups = await stored.readGroups(store, accountId)
  const attachments = await stored.readAttachments(store, accountId)
  const keys = await stored.readKeys(store, accountId)
  const names = new Set(policies.map(({ name }) => name))
  const attached = (kind: stored.EntityKind, name: string) =>
    unlessEmpty(
      attachments
        .filter(({ entityKind, entityName }) => entityKind === kind && entityName === name)
        .filter(({ policyType, policyName }) => policyType === 'System' || names.has(policyName))
        .map(({ policyType, policyName }) => (policyType === 'System' ? systemPrefix : '') + policyName),
    )
  const keysOf = (name: string | undefined) =>
    unlessEmpty(keys.filter(({ userName }) => userName === name).map(keyEntry))
  const readDocument = (text: string): object =>
    JSON.parse(root ? text.replaceAll(accountId, '{account}') : text) as object
  const users = await stored.readUsers(store, accountId)
  const roles = await stored.readRoles(store, accountId)
  return {
    accessKeys: keysOf(undefined),
    policies: unlessEmpty(
      policies.map(({ name, description, document, createdAt }) =>
        compact<PolicyEntry>({ name, description, document: readDocument(document), createdAt: writeTime(createdAt) }),
      ),
    ),
    groups: unlessEmpty(
      groups.map(({ name, groupId, comments, createdAt }) =>
        compact<GroupEntry>({
          name,
          id: groupId,
          comments,
          policies: attached('group', name),
          createdAt: writeTime(createdAt),
        }),
      ),
    ),
    users: unlessEmpty(
      users.map(({ name, userId, displayName, mobilePhone, email, comments, createdAt }) =>
        compact<UserEntry>({
          name,
          id: userId,
          displayName,
          mobilePhone,
          email,
          comments,
          groups: unlessEmpty(groups.filter(({ members }) => members.includes(name)).map(group => group.name)),
          policies: attached('user', name),
          accessKeys: keysOf(name),
          createdAt: writeTime(createdAt),
        }),
      ),
    ),
    roles: unlessEmpty(
      roles.map(({ name, roleId, description, trustPolicy, maxSessionSeconds, createdAt }) =>
        compact<RoleEntry>({
          name,
          id: roleId,
          description,
          trustPolicy: readDocument(trustPolicy),
          policies: attached('role', name),
          maxSessionSeconds: maxSessionSeconds === 3600 ? undefined : maxSessionSeconds,
          createdAt: writeTime(createdAt),
        }),
      ),
    ),
  } as Identities
}

const keyEntry = ({ id, publicKey, status, createdAt }: stored.AccessKey): KeyEntry =>
  compact<KeyEntry>({
    id,
    secret: undefined,
    publicKey,
    status: status === 'Active' ? undefined : status,
    createdAt: writeTime(createdAt),
  })
