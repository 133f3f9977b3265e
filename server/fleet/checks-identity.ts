/** The checks of RAM: policies, groups, users, roles and access keys. */
import { createPublicKey } from 'node:crypto'
import { MAX_CUSTOM_DOCUMENT_LENGTH, MalformedPolicyDocument, parsePolicyDocument } from '../policy/document.ts'
import { SYSTEM_POLICIES } from '../policy/index.ts'
import { type Checking, fillAccount } from './checking.ts'
import { nearest, type Path, pathText, shown } from './faults.ts'
import type { KeyEntry } from './schema.ts'

/** How a policy of the system is named where policies are attached. */
export const systemPrefix = 'system/'

/** Access keys an owner can have (ram.md 4.1). */
export const maxKeys = 2

export function checkIdentities(checking: Checking, path: Path): void {
  const { account, taken } = checking
  const policies = new Set((account.policies ?? []).map(({ name }) => name))
  const groups = new Set((account.groups ?? []).map(({ name }) => name))
  for (const [index, { name, document }] of (account.policies ?? []).entries()) {
    const place = [...path, 'policies', index]
    taken.claim(`policy of account ${account.id}`, name, [...place, 'name'])
    checkDocument(checking, document, 'permission', [...place, 'document'])
  }
  for (const section of ['groups', 'users', 'roles'] as const) {
    for (const [index, entry] of (account[section] ?? []).entries()) {
      const place = [...path, section, index]
      taken.claim(`name in ${section} of account ${account.id}`, entry.name, [...place, 'name'])
      if (entry.id !== undefined) taken.claim('RAM id', entry.id, [...place, 'id'])
      checkAttached(checking, entry.policies ?? [], policies, [...place, 'policies'])
    }
  }
  for (const [index, user] of (account.users ?? []).entries()) {
    const place = [...path, 'users', index]
    for (const [position, group] of (user.groups ?? []).entries()) {
      if (groups.has(group)) continue
      const here = [...place, 'groups', position]
      const message = `there is no such group; add it to groups, or correct the name${nearest(group, groups)}`
      checking.faults.add(here, `${pathText(here)} is ${shown(group)}: ${message}.`)
    }
    checkKeys(user.accessKeys, [...place, 'accessKeys'], user.name, checking)
  }
  for (const [index, { trustPolicy }] of (account.roles ?? []).entries()) {
    checkDocument(checking, trustPolicy, 'trust', [...path, 'roles', index, 'trustPolicy'])
  }
}

function checkAttached({ faults }: Checking, names: readonly string[], custom: ReadonlySet<string>, path: Path): void {
  for (const [index, name] of names.entries()) {
    const known = name.startsWith(systemPrefix)
      ? SYSTEM_POLICIES.has(name.slice(systemPrefix.length))
      : custom.has(name)
    const place = [...path, index]
    if (names.indexOf(name) < index)
      faults.add(place, `${pathText(place)} is ${shown(name)}, attached twice: remove one.`)
    if (known) continue
    const all = [...custom, ...[...SYSTEM_POLICIES.keys()].map(system => systemPrefix + system)]
    // The commonest slip is to leave out system/.
    const hint = SYSTEM_POLICIES.has(name) ? ` (did you mean ${shown(systemPrefix + name)}?)` : nearest(name, all)
    faults.add(
      place,
      `${pathText(place)} is ${shown(name)}: there is no such policy; add it to policies, or correct the name${hint}.`,
    )
  }
}

export function checkDocument(
  { faults }: Pick<Checking, 'faults'>,
  document: object,
  kind: 'permission' | 'trust',
  path: Path,
): void {
  try {
    parsePolicyDocument(fillAccount(document), kind, { maxLength: MAX_CUSTOM_DOCUMENT_LENGTH })
  } catch (error) {
    if (!(error instanceof MalformedPolicyDocument)) throw error
    faults.add([...path, ...stepsOf(error.where)], `${pathText(path)} is not a policy document: ${error.message}`)
  }
}

/** `Statement[0].Condition.StringEquals["acs:x"]` → the steps to it. */
const stepsOf = (where: string): Path =>
  [...where.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) =>
    index === undefined ? (quoted ?? name ?? '') : Number(index),
  )

export function checkKeys(
  keys: readonly KeyEntry[] | undefined,
  path: Path,
  owner: string,
  { faults, taken }: Checking,
): void {
  if (keys === undefined) return
  if (keys.length > maxKeys) {
    faults.add(
      path,
      `${pathText(path)} has ${keys.length} keys of ${owner}: at most ${maxKeys} are allowed; remove some.`,
    )
  }
  for (const [index, key] of keys.entries()) {
    if (key.id !== undefined) taken.claim('access key id', key.id, [...path, index, 'id'])
    if (key.publicKey !== undefined) checkPublicKey(key.publicKey, [...path, index, 'publicKey'], faults)
  }
}

function checkPublicKey(pem: string, path: Path, faults: Checking['faults']): void {
  let kind: string | undefined
  try {
    // A private key would be read as well, and its public half taken; it has no business in a file.
    if (!pem.includes('PRIVATE KEY')) kind = createPublicKey(pem).asymmetricKeyType
  } catch {
    kind = undefined
  }
  if (kind !== 'rsa')
    faults.add(path, `${pathText(path)} is not an RSA public key: give it as PEM, -----BEGIN PUBLIC KEY----- ….`)
}
