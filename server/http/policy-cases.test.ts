/**
 * The policy cases of conformance/vectors/policy once more over HTTP, with the vendor's own clients: all of them handed to
 * SimulatePolicy, and those that a real call can be made of as calls, with the account in the store as the case says.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import openapiClient from '@alicloud/openapi-client'
import PopCore from '@alicloud/pop-core'
import type { Key } from '../../conformance/client.ts'
import { rootFolderId } from '../domain/account-tree.ts'
import { newAccessKeyId, newAccessKeySecret, newPrincipalId } from '../domain/ids.ts'
import { sealedKey } from '../identity/provision.ts'
import { touchedResources } from '../operations/access-request.ts'
import type { ServedOperation } from '../operations/context.ts'
import { operationNamed, operations } from '../operations/registry.ts'
import { evaluate, type Principal, readPolicyCase, SYSTEM_POLICIES } from '../policy/index.ts'
import type { NamedResource } from '../spec/operation.ts'
import { putAccount } from '../store/accounts.ts'
import * as control from '../store/control.ts'
import * as identity from '../store/identity.ts'
import type { Transaction } from '../store/transaction.ts'
import { aDesktop, anAccount, seed } from '../testing/builders.ts'
import { rootKeyOf, sessionOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { flatten } from '../wire/decode.ts'

type Tags = Readonly<Record<string, string>>

/** A case as it stands in its file (server/policy/README.md). */
interface Case {
  readonly name: string
  readonly policies: readonly Policy[]
  readonly principal: {
    readonly type: Principal['type']
    readonly accountId: string
    readonly name?: string
    readonly arn: string
    readonly groups?: readonly string[]
    readonly sessionName?: string
    readonly serviceLinked?: boolean
  }
  readonly request: {
    readonly action: string
    readonly resource?: string | readonly string[]
    readonly region?: string
    readonly sourceIp?: string
    readonly secureTransport: boolean
    readonly mfa?: boolean | null
    readonly requestTags?: Tags
    readonly resourceTags?: Tags | Readonly<Record<string, Tags>>
    readonly resourceGroup?: string
    readonly extra?: Readonly<Record<string, readonly string[]>>
  }
  readonly expect: string
}

interface Policy {
  readonly type: string
  readonly policyType?: string
  readonly policyName?: string
  readonly attachedTo?: string
  readonly node?: string
  readonly resourceGroup?: string
  readonly document?: unknown
}

const folder = new URL('../../conformance/vectors/policy/', import.meta.url)
const files = readdirSync(folder)
  .filter(file => file.endsWith('.json'))
  .map(file => ({ file, cases: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Case[] }))

/** What the evaluator says of a case. */
function decisionOf(one: Case): { readonly effect: string; readonly policyType: string | undefined } {
  const { policies, principal, request } = readPolicyCase(one, one.name)
  const { effect, policyType } = evaluate(policies, principal, request)
  return { effect, policyType: effect === 'Allow' ? undefined : policyType }
}

let server: TestServer
before(async () => {
  // Circumstances are told as a proxy tells them; with a virtual clock nothing happens by itself.
  const clock = 'virtual@2026-11-24T08:00:00Z'
  server = await startTestServer({ 'trusted-proxies': '127.0.0.1', clock, 'log-level': 'silent' })
})
after(() => server.close())

interface Asked {
  readonly operation: ServedOperation
  readonly params: Readonly<Record<string, unknown>>
  readonly key: Key & { readonly securityToken?: string | undefined }
  readonly headers?: Readonly<Record<string, string>>
}

interface Answered {
  readonly code: string
  readonly body: Readonly<Record<string, unknown>>
}

/** What the clients throw; both keep the body of a refusal. */
interface ClientError extends Error {
  readonly code?: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly accessDeniedDetail?: unknown
}

async function withOpenapiClient({ operation, params, key, headers }: Asked): Promise<unknown> {
  const config = { ...key, endpoint: server.endpoint, protocol: 'HTTP', regionId: 'cn-hangzhou' }
  const client = new openapiClient.default(new openapiClient.Config(config))
  const query = Object.fromEntries(flatten(operation.request, params))
  const described = {
    action: operation.name,
    version: operation.product.version,
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  }
  const request = new openapiClient.OpenApiRequest({ query, headers: { ...headers } })
  const { body } = await client.callApi(new openapiClient.Params(described), request, {} as never)
  return body
}

function withPopCore({ operation, params, key, headers }: Asked): Promise<unknown> {
  const { version } = operation.product
  const client = new PopCore({ ...key, endpoint: `http://${server.endpoint}`, apiVersion: version })
  const query = Object.fromEntries(flatten(operation.request, params))
  return client.request(operation.name, query, { method: 'POST', headers: { ...headers } })
}

let asked = 0
/** Asks with one client after the other. */
async function ask(question: Asked): Promise<Answered> {
  asked += 1
  try {
    const body = await (asked % 2 === 0 ? withOpenapiClient : withPopCore)(question)
    return { code: 'OK', body: body as Answered['body'] }
  } catch (error) {
    const { code, data = {}, accessDeniedDetail } = error as ClientError
    if (code === undefined || (data.Code ?? data.code) === undefined) throw error
    return { code, body: { AccessDeniedDetail: accessDeniedDetail, ...data } }
  }
}

describe('Every policy case, handed to SimulatePolicy by the official clients', () => {
  const operation = operationNamed('SimulatePolicy')
  for (const { file, cases } of files) {
    it(file, async () => {
      assert.ok(operation)
      for (const one of cases) {
        const { body } = await ask({ operation, params: { Case: JSON.stringify(one) }, key: rootKeyOf(server) })
        const { Held, Results = [] } = body as {
          readonly Held?: boolean
          readonly Results?: readonly { readonly Name: string; readonly Effect: string; readonly PolicyType?: string }[]
        }
        assert.equal(Held, true, one.name)
        const { effect, policyType } = decisionOf(one)
        const told = Results.map(({ Name, Effect, PolicyType }) => [Name, Effect, PolicyType])
        assert.deepEqual(told, [[one.name, effect, policyType]])
      }
    })
  }
})

/** How many cases no call can be made of, by reason. */
const reasons: Readonly<Record<string, number>> = {
  'an access key knows no second factor': 4,
  'no call carries this condition key': 1,
  'no call names these resources': 5,
  'the connection has an address': 1,
  'the server has no such system policy': 1,
  'the time is what it is': 16,
  'there are no resource groups': 8,
  'there are no service-linked roles': 1,
  'this action is not served': 3,
}
type Reason = string

interface Posed {
  readonly one: Case
  readonly operation: ServedOperation
  readonly params: Readonly<Record<string, unknown>>
  /** Tags of computers, by region and id. */
  readonly tagged: readonly { readonly regionId: string; readonly id: string; readonly tags: Tags }[]
}

const resourcesOf = ({ request: { resource = '*' } }: Case): readonly string[] => {
  const names = typeof resource === 'string' ? [resource] : resource
  return names.length === 0 ? ['*'] : names
}

/** The call that asks what a case asks, or why there is none. */
function pose(one: Case): Posed | Reason {
  const { policies, principal, request } = one
  const texts = JSON.stringify(policies)
  if (request.resourceGroup !== undefined || texts.includes('resourceGroup')) return 'there are no resource groups'
  if (principal.serviceLinked === true) return 'there are no service-linked roles'
  if (typeof request.mfa === 'boolean') return 'an access key knows no second factor'
  if (texts.includes('acs:CurrentTime')) return 'the time is what it is'
  if (request.sourceIp === undefined) return 'the connection has an address'
  const unknown = policies.some(
    ({ type, policyType, policyName = '', document }) =>
      policyType === 'System' &&
      type !== 'ControlPolicy' &&
      (document !== undefined || !SYSTEM_POLICIES.has(policyName)),
  )
  if (unknown) return 'the server has no such system policy'
  const action = request.action.toLowerCase()
  const operation = operations.find(({ ram }) => ram.action.toLowerCase() === action)
  if (operation === undefined) return 'this action is not served'
  const { 'sts:ExternalId': ids, 'ram:TrustedPrincipalTypes': trusted = [], ...otherKeys } = request.extra ?? {}
  if (Object.keys(otherKeys).length > 0) return 'no call carries this condition key'
  const tags = Object.entries(request.requestTags ?? {})
  if (tags.length > 0 && !('Tag' in operation.request.properties)) return poseWithTags(one)
  const params = {
    ...paramsFor(operation, one),
    ...(tags.length === 0 ? {} : { Tag: tags.map(([Key, Value]) => ({ Key, Value })) }),
    ...(ids === undefined ? {} : { ExternalId: ids[0] }),
    ...(action === 'ram:createrole' ? { AssumeRolePolicyDocument: trustIn(trusted) } : {}),
  }
  const touched = touchedResources(operation.ram, readPolicyCase(one, one.name).principal, params)
  if (touched.toSorted().join() !== resourcesOf(one).toSorted().join()) return 'no call names these resources'
  const tagged = taggedBy(one)
  return { one, operation, params, tagged }
}

const trustIn = (types: readonly string[]): string =>
  JSON.stringify({
    Version: '1',
    Statement: types.map(type => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { [type]: ['somebody'] } })),
  })

/** Most cases start computers, which takes no tags: the same case with tagging in its place, if it comes out the same. */
function poseWithTags(one: Case): Posed | Reason {
  const text = JSON.stringify(one).replaceAll('StartDesktops', 'TagResources')
  const tagging = JSON.parse(text) as Case
  if (tagging.request.action !== 'ecd:TagResources' || decisionOf(tagging).effect !== one.expect)
    return 'no call takes these tags'
  return pose(tagging)
}

/** The example of an operation, with the resources of a case in the place of its own. */
function paramsFor({ ram, request, example }: ServedOperation, one: Case): Readonly<Record<string, unknown>> {
  const params = new Map(Object.entries(example.request as Readonly<Record<string, unknown>>))
  const named = resourcesOf(one).flatMap(resource => {
    const [, region = '', account = '', type = '', id = ''] =
      /^acs:(?:ecd|ram):([^:]*):([^:]*):([a-z]+)\/(.+)$/.exec(resource) ?? []
    return type === '' ? [] : [{ region, account, type, id, resource }]
  })
  for (const { parameter } of ram.resources) if (parameter !== undefined) params.delete(parameter)
  if ('RegionId' in request.properties) params.set('RegionId', named[0]?.region ?? one.request.region ?? 'cn-hangzhou')
  const left = new Set(named)
  const takes = ({ type, parameter }: NamedResource): void => {
    const ofType = [...left].filter(resource => resource.type === type)
    const [first] = ofType
    if (first === undefined || parameter === undefined) return
    const several = (request.properties[parameter] as { type?: string } | undefined)?.type === 'array'
    for (const resource of several ? ofType : [first]) left.delete(resource)
    const wire = ({ id, resource }: (typeof named)[number]): string => (parameter === 'RoleArn' ? resource : id)
    params.set(parameter, several ? ofType.map(wire) : wire(first))
    if (type === 'policy') params.set('PolicyType', first.account === 'system' ? 'System' : 'Custom')
  }
  for (const resource of ram.resources) takes(resource)
  return Object.fromEntries(params)
}

function taggedBy(one: Case): Posed['tagged'] {
  const { resourceTags = {} } = one.request
  return resourcesOf(one).flatMap(resource => {
    const [, regionId = '', id = ''] = /^acs:ecd:([^:]+):\d+:ecddesktop\/([^*]+)$/.exec(resource) ?? []
    const own = resourceTags[resource]
    const tags =
      typeof own === 'object' ? own : Object.values(resourceTags).some(isObject) ? {} : (resourceTags as Tags)
    return id === '' || Object.keys(tags).length === 0 ? [] : [{ regionId, id, tags }]
  })
}

const isObject = (value: unknown): boolean => typeof value === 'object'

const createdAt = Date.UTC(2026, 0, 5)
const trustsNobody = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['nobody.aliyuncs.com'] } }],
})

const emptied = ['ram_users', 'ram_groups', 'ram_group_members', 'ram_roles', 'ram_policies', 'ram_policy_versions']
  .concat(['ram_attachments', 'folders', 'control_policies', 'control_attachments', 'tags', 'desktops'])
  .map(table => `delete from ${table}`)

/** Puts an account into the store as a case says; gives back the key its caller signs with. */
async function arrange({ one, params, tagged }: Posed): Promise<Asked['key']> {
  const { principal, policies } = one
  const { accountId, name = '' } = principal
  const roleIds = new Map<string, string>()
  const key = { id: newAccessKeyId(), secret: newAccessKeySecret() }
  await server.store.transaction(createdAt, async tx => {
    for (const sql of emptied) await tx.all(sql, [])
    const owners = new Set([accountId, accountOf(params.RoleArn) ?? accountId])
    for (const id of owners) await putAccount(tx, anAccount({ id }))
    const owned = { accountId, createdAt }
    const users = new Set(
      policies.flatMap(({ type, attachedTo }) => (type === 'UserPolicy' ? [attachedTo ?? name] : [])),
    )
    if (principal.type === 'RAMUser') users.add(name)
    for (const user of users) await identity.putUser(tx, { ...owned, name: user, userId: newPrincipalId() })
    const inGroups = principal.groups ?? []
    const groups = new Set([...inGroups, ...policies.flatMap(ownerIn('GroupPolicy'))])
    for (const group of groups) {
      const members = inGroups.includes(group) ? [name] : []
      await identity.putGroup(tx, { ...owned, name: group, groupId: `g-${newPrincipalId()}`, members })
    }
    await putRoles(tx, one, params, roleIds)
    const attached = policies.filter(({ type }) => ['UserPolicy', 'GroupPolicy', 'RolePolicy'].includes(type))
    for (const [index, policy] of attached.entries()) await attach(tx, one, policy, `policy-${index}`)
    await putControl(tx, one)
    if (principal.type !== 'AssumedRole') {
      const userName = principal.type === 'RAMUser' ? { userName: name } : {}
      await identity.putKey(tx, sealedKey(server.keyring, { ...key, accountId, ...userName, createdAt }))
    }
  })
  if (tagged.length > 0) await seed(server.store, { desktops: tagged.map(each => aDesktop({ accountId, ...each })) })
  if (principal.type !== 'AssumedRole') return { accessKeyId: key.id, accessKeySecret: key.secret }
  const [session] = policies.filter(({ type }) => type === 'SessionPolicy')
  return sessionOf(server, name, roleIds.get(name) ?? '', {
    accountId,
    sessionName: principal.sessionName ?? 'tests',
    ...(session === undefined ? {} : { sessionPolicy: JSON.stringify(session.document) }),
  })
}

const ownerIn =
  (kind: string) =>
  ({ type, attachedTo }: Policy): string[] =>
    type === kind && attachedTo !== undefined ? [attachedTo] : []

const accountOf = (roleArn: unknown): string | undefined => /^acs:ram::(\d+):/.exec(String(roleArn))?.[1]

async function putRoles(
  tx: Transaction,
  { principal, policies }: Case,
  params: Posed['params'],
  roleIds: Map<string, string>,
): Promise<void> {
  const { accountId, type, name = '' } = principal
  const put = async (owner: string, role: string, trustPolicy: string): Promise<void> => {
    const roleId = newPrincipalId()
    if (owner === accountId) roleIds.set(role, roleId)
    await identity.putRole(tx, {
      accountId: owner,
      name: role,
      roleId,
      trustPolicy,
      maxSessionSeconds: 3600,
      createdAt,
    })
  }
  const asked = /role\/(.+)$/.exec(String(params.RoleArn))?.[1]
  const trusting = policies.filter(policy => policy.type === 'TrustPolicy')
  const roles = new Set([...policies.flatMap(ownerIn('RolePolicy')), ...trusting.flatMap(ownerIn('TrustPolicy'))])
  if (type === 'AssumedRole') roles.add(name)
  if (asked !== undefined) roles.add(asked)
  for (const role of roles) {
    const trust = trusting.find(({ attachedTo }) => attachedTo === role)
    const owner = role === asked || trust !== undefined ? (accountOf(params.RoleArn) ?? accountId) : accountId
    await put(owner, role, trust === undefined ? trustsNobody : JSON.stringify(trust.document))
  }
}

const kinds: Readonly<Record<string, identity.EntityKind>> = {
  UserPolicy: 'user',
  GroupPolicy: 'group',
  RolePolicy: 'role',
}

async function attach(tx: Transaction, { principal }: Case, policy: Policy, name: string): Promise<void> {
  const { accountId } = principal
  const entityKind = kinds[policy.type]
  const entityName = policy.attachedTo ?? principal.name ?? ''
  if (entityKind === undefined) return
  const isSystem = policy.policyType === 'System'
  const policyName = isSystem ? (policy.policyName ?? '') : name
  const document = JSON.stringify(policy.document)
  if (!isSystem) await identity.putPolicy(tx, { accountId, name, version: 'v1', document, createdAt }, 2)
  const already = await identity.readAttachments(tx, accountId)
  const own = already.filter(one => one.entityKind === entityKind && one.entityName === entityName)
  const policyType = isSystem ? ('System' as const) : ('Custom' as const)
  await identity.putAttachments(tx, { accountId, entityKind, entityName }, [...own, { policyType, policyName }])
}

async function putControl(tx: Transaction, { principal, policies }: Case): Promise<void> {
  const own = policies.filter(({ type }) => type === 'ControlPolicy')
  await control.setControlEnabled(tx, own.length > 0)
  const nodes = [...new Set(own.map(({ node = '' }) => node))].filter(node => node.startsWith('folder'))
  // The first that is named lies next to the account.
  let parentId: string = rootFolderId
  const targets = new Map([
    ['member', principal.accountId],
    ['root', rootFolderId],
  ])
  for (const node of nodes.toReversed()) {
    const id = `fd-${targets.size}`
    targets.set(node, id)
    await control.putFolder(tx, { id, parentId, name: node, createdAt })
    parentId = id
  }
  await control.moveAccount(tx, principal.accountId, parentId)
  for (const [index, { node = '', policyType, policyName = '', document }] of own.entries()) {
    const isSystem = policyType === 'System' && document === undefined
    const policyId = isSystem ? policyName : `cp-${index}`
    const named = { id: policyId, name: policyId, document: JSON.stringify(document) }
    if (!isSystem) await control.putControlPolicy(tx, { ...named, createdAt, updatedAt: createdAt })
    await control.putControlAttachments(tx, [{ targetId: targets.get(node) ?? '', policyId, attachedAt: index }])
  }
}

/** What came of a call, in the words of the evaluator. */
function outcomeOf({ code, body }: Answered): { readonly effect: unknown; readonly policyType: unknown } {
  // RAM lets a call through to whatever the operation says of it.
  if (code !== 'Forbidden.RAM' && code !== 'NoPermission') return { effect: 'Allow', policyType: undefined }
  const detail = (body.AccessDeniedDetail ?? body.accessDeniedDetail) as Readonly<Record<string, string>>
  return { effect: detail.NoPermissionType, policyType: detail.PolicyType }
}

describe('Policy cases as real calls of the official clients', () => {
  const posed = files.map(({ file, cases }) => ({ file, calls: cases.map(pose) }))

  it('are most of all cases; for the others there is a reason', () => {
    const all = posed.flatMap(({ calls }) => calls)
    const missing = Map.groupBy(
      all.filter(call => typeof call === 'string'),
      reason => reason,
    )
    assert.deepEqual(Object.fromEntries([...missing].map(([reason, cases]) => [reason, cases.length])), reasons)
    assert.ok(all.filter(call => typeof call !== 'string').length >= 300)
  })

  for (const { file, calls } of posed) {
    const real = calls.filter(call => typeof call !== 'string')
    if (real.length === 0) continue
    it(`${file}: ${real.length} of ${calls.length}`, async () => {
      for (const call of real) {
        const { one, operation, params } = call
        const { sourceIp = '', secureTransport } = one.request
        const headers = { 'x-forwarded-for': sourceIp, 'x-forwarded-proto': secureTransport ? 'https' : 'http' }
        const answered = await ask({ operation, params, key: await arrange(call), headers })
        const { effect, policyType = 'AccountLevelIdentityBasedPolicy' } = decisionOf(one)
        const expected = { effect, policyType: effect === 'Allow' ? undefined : policyType }
        assert.deepEqual({ name: one.name, ...outcomeOf(answered) }, { name: one.name, ...expected })
      }
    })
  }
})
