/**
 * Keys, callers and their policies as the store has them, ready for use: secrets opened, policies compiled.
 *
 * Kept in memory for as long as the store's identity revision stands, which is read on every call, so a key that is
 * disabled on one server is refused by all of them at once.
 */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { type PolicyDocument, parsePolicyDocument } from '../policy/document.ts'
import { type AttachedPolicy, compiledDocument, type Principal, SYSTEM_POLICIES } from '../policy/index.ts'
import { type AccessMode, readAccessMode } from '../store/accounts.ts'
import { findConsoleSession } from '../store/console-sessions.ts'
import * as stored from '../store/identity.ts'
import { findLoginProfile } from '../store/ram-people.ts'
import type { Store } from '../store/store.ts'
import { type AssumedRole, fromStored, markOfPassword } from './console-session.ts'
import { ControlPolicies } from './control.ts'
import type { Keyring } from './keyring.ts'
import type { RoleSession } from './session-token.ts'

/** Somebody who may call, with all that decides what for. */
export interface Identity {
  readonly principal: Principal
  readonly policies: readonly AttachedPolicy[]
  /** Whether the policies of its account bind. */
  readonly accessMode: AccessMode
}

export interface Credential {
  readonly key: stored.AccessKey
  /** For HMAC signatures. */
  readonly secret?: string
  /** For RSA signatures. */
  readonly publicKey?: KeyObject
  readonly identity: Identity
}

interface AccountPolicies {
  readonly custom: ReadonlyMap<string, stored.RamPolicy & { readonly compiled: PolicyDocument }>
  readonly attachments: readonly stored.Attachment[]
  readonly control: readonly AttachedPolicy[]
  readonly accessMode: AccessMode
}

/** What is stored was checked when it was saved; an operator unknown since then fails closed instead of ending calls. */
const tolerant = { unknownOperators: 'fail-closed' } as const

/** Unknown key ids are remembered too, but not without bound: anybody can invent one. */
const maxCached = 10_000

/** How often an identity is read again because identities changed meanwhile. */
const maxAttempts = 10

export class Directory {
  private readonly store: Store
  private readonly keyring: Keyring
  private revision = -1
  private readonly credentials = new Map<string, Credential | undefined>()
  private readonly consoleSessions = new Map<string, Identity | undefined>()
  private readonly roles = new Map<string, (Identity & { readonly roleId: string }) | undefined>()
  private readonly accounts = new Map<string, AccountPolicies>()
  private readonly control: ControlPolicies

  constructor(store: Store, keyring: Keyring) {
    this.store = store
    this.control = new ControlPolicies(store)
    this.keyring = keyring
  }

  /** Forgets everything that no longer stands. To be awaited before the other methods, once per call. */
  async refresh(): Promise<void> {
    const revision = await stored.readIdentityRevision(this.store)
    if (revision === this.revision && this.credentials.size + this.consoleSessions.size < maxCached) return
    this.credentials.clear()
    this.consoleSessions.clear()
    this.roles.clear()
    this.accounts.clear()
    this.control.forget()
    this.revision = revision
  }

  /** The credential of a permanent key; undefined when there is none. */
  credential(keyId: string): Promise<Credential | undefined> {
    return this.settled(this.credentials, keyId, () => this.readCredential(keyId))
  }

  /** Reads what consists of several things at one revision, and keeps it. */
  private async settled<Thing>(cache: Map<string, Thing>, key: string, fresh: () => Promise<Thing>): Promise<Thing> {
    for (let attempt = 1; ; attempt += 1) {
      const known = cache.get(key)
      if (known !== undefined || cache.has(key)) return known as Thing
      const { revision } = this
      const [read] = await Promise.allSettled([fresh()])
      await this.refresh()
      // A user that gets another name or goes between two reads would be half of one and half of another, or missing.
      if (revision !== this.revision && attempt < maxAttempts) continue
      if (read.status === 'rejected') throw read.reason
      if (revision === this.revision) cache.set(key, read.value)
      return read.value
    }
  }

  private async readCredential(keyId: string): Promise<Credential | undefined> {
    const key = await stored.findKey(this.store, keyId)
    return key && this.open(key)
  }

  /** The identity of an assumed role; undefined when the role is gone. */
  async roleSession(
    session: AssumedRole & Partial<RoleSession> & { readonly accountId: string },
  ): Promise<Identity | undefined> {
    const { accountId, roleName, sessionName, assumedBy, sessionPolicy } = session
    const role = await this.role(accountId, roleName)
    if (role === undefined || role.roleId !== session.roleId || role.principal.type !== 'AssumedRole') return undefined
    const arn = `acs:ram::${accountId}:assumed-role/${roleName}/${sessionName}`
    const principal: Principal = {
      ...role.principal,
      sessionName,
      arn,
      ...(assumedBy === undefined ? {} : { assumedBy }),
    }
    const { accessMode } = role
    if (sessionPolicy === undefined) return { principal, policies: role.policies, accessMode }
    const document = parsePolicyDocument(sessionPolicy, 'permission', tolerant)
    return { principal, policies: [...role.policies, { kind: 'SessionPolicy', document }], accessMode }
  }

  /**
   * Whoever signed in to a session of the console, as it is now; undefined when the session was ended, or with what it stands on:
   * the access key, the password, the user, the role. Time is for the caller to judge.
   */
  consoleSession(id: string): Promise<Identity | undefined> {
    return this.settled(this.consoleSessions, id, () => this.readConsoleSession(id))
  }

  private async readConsoleSession(id: string): Promise<Identity | undefined> {
    const found = await findConsoleSession(this.store, id)
    if (found === undefined) return undefined
    const { accountId, proof } = fromStored(found)
    if (proof.by === 'role') return this.roleSession({ ...proof, accountId })
    const { userId } = proof
    const user = userId === undefined ? undefined : await stored.findUserById(this.store, accountId, userId)
    if (userId !== undefined && user === undefined) return undefined
    if (proof.by === 'accessKey') {
      const key = await stored.findKey(this.store, proof.keyId)
      const holds = key?.status === 'Active' && key.accountId === accountId && key.userName === user?.name
      return holds ? this.identity(accountId, user?.name) : undefined
    }
    const profile = user && (await findLoginProfile(this.store, accountId, user.name))
    const holds = profile !== undefined && markOfPassword(profile.passwordHash) === proof.password
    return holds ? this.identity(accountId, user?.name) : undefined
  }

  /**
   * The user or role of this name, with what decides about its calls; undefined when there is none. A role is told without a
   * session.
   */
  async identityOf(accountId: string, kind: 'user' | 'role', name: string): Promise<Identity | undefined> {
    if (kind === 'role') return this.role(accountId, name)
    const user = await stored.findUser(this.store, accountId, name)
    return user && this.user(accountId, name)
  }

  private async open(key: stored.AccessKey): Promise<Credential> {
    const secret = key.sealedSecret && this.keyring.secrets.open(key.sealedSecret, key.id)
    if (key.sealedSecret !== undefined && secret === undefined) {
      throw new Error(`The secret of access key ${key.id} cannot be opened with this server key.`)
    }
    return {
      key,
      ...(secret === undefined ? {} : { secret }),
      ...(key.publicKey === undefined ? {} : { publicKey: createPublicKey(key.publicKey) }),
      identity: await this.identity(key.accountId, key.userName),
    }
  }

  private async identity(accountId: string, userName: string | undefined): Promise<Identity> {
    if (userName !== undefined) return this.user(accountId, userName)
    const principal: Principal = { type: 'Account', accountId, arn: `acs:ram::${accountId}:root` }
    // Nothing binds the root, so nothing is to be warned of either.
    return { principal, policies: [], accessMode: 'enforce' }
  }

  private async user(accountId: string, name: string): Promise<Identity> {
    const user = await stored.findUser(this.store, accountId, name)
    if (user === undefined)
      throw new Error(`Access key of a user that does not exist: ${name} of account ${accountId}.`)
    const groups = await stored.readGroupsOf(this.store, accountId, name)
    const { userId } = user
    const arn = `acs:ram::${accountId}:user/${name}`
    const own = await this.policies(accountId, 'user', name, 'UserPolicy')
    const ofGroups = await Promise.all(groups.map(group => this.policies(accountId, 'group', group, 'GroupPolicy')))
    const { control, accessMode } = await this.account(accountId)
    return {
      principal: { type: 'RAMUser', accountId, name, userId, arn, groups },
      policies: [...own, ...ofGroups.flat(), ...control],
      accessMode,
    }
  }

  private async role(accountId: string, name: string): Promise<(Identity & { readonly roleId: string }) | undefined> {
    const cacheKey = `${accountId}/${name}`
    if (this.roles.has(cacheKey)) return this.roles.get(cacheKey)
    const { revision } = this
    const [role] = await stored.readRoles(this.store, accountId, name)
    const { control, accessMode } = await this.account(accountId)
    const identity = role && {
      roleId: role.roleId,
      principal: {
        type: 'AssumedRole' as const,
        accountId,
        name,
        roleId: role.roleId,
        sessionName: '',
        arn: `acs:ram::${accountId}:role/${name}`,
      },
      policies: [...(await this.policies(accountId, 'role', name, 'RolePolicy')), ...control],
      accessMode,
    }
    if (revision === this.revision) this.roles.set(cacheKey, identity)
    return identity
  }

  private async policies(
    accountId: string,
    entityKind: stored.EntityKind,
    entityName: string,
    kind: AttachedPolicy['kind'],
  ): Promise<AttachedPolicy[]> {
    const { custom, attachments } = await this.account(accountId)
    return attachments
      .filter(attachment => attachment.entityKind === entityKind && attachment.entityName === entityName)
      .flatMap(({ policyType, policyName }): AttachedPolicy[] => {
        const named = { kind, policyType, policyName, attachedTo: entityName }
        if (policyType === 'System') {
          const system = SYSTEM_POLICIES.get(policyName)
          return system === undefined ? [] : [{ ...named, policyVersion: 'v1', document: compiledDocument(system) }]
        }
        const policy = custom.get(policyName)
        return policy === undefined ? [] : [{ ...named, policyVersion: policy.version, document: policy.compiled }]
      })
  }

  private async account(accountId: string): Promise<AccountPolicies> {
    const known = this.accounts.get(accountId)
    if (known !== undefined) return known
    const { revision } = this
    const policies = await stored.readPolicies(this.store, accountId)
    const read: AccountPolicies = {
      custom: new Map(
        policies.map(policy => [
          policy.name,
          { ...policy, compiled: parsePolicyDocument(policy.document, 'permission', tolerant) },
        ]),
      ),
      attachments: await stored.readAttachments(this.store, accountId),
      control: await this.control.of(accountId),
      accessMode: await readAccessMode(this.store, accountId),
    }
    if (revision === this.revision) this.accounts.set(accountId, read)
    return read
  }
}
