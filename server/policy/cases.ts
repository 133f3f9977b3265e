/**
 * Decisions written down as data: one case holds policies, a caller, a request and what must come of it. The conformance
 * vectors are such cases, and so is what `policy simulate` reads. docs/guide/policy-cases.md shows the form.
 */

import type { AttachedPolicy, PolicyKind } from './attached.ts'
import { type DocumentKind, MalformedPolicyDocument, type PolicyDocument, parsePolicyDocument } from './document.ts'
import { readList, readObject, readText, shown } from './grammar.ts'
import type { AccessRequest, Principal, RequestContext, Tags } from './request.ts'
import { compiledDocument, SYSTEM_CONTROL_POLICIES, SYSTEM_POLICIES } from './system-policies.ts'
import { readInstantMs } from './values.ts'
import type { Verdict } from './walk.ts'

/** A case cannot be read. The message names the case, the thing, its value and what it must be. */
export class MalformedCase extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MalformedCase'
  }
}

/** A case, ready for `evaluate`. */
export interface PolicyCase {
  readonly name: string
  /** The reason for the expected verdict, in a few words. */
  readonly why: string
  readonly expect: Verdict
  readonly policies: readonly AttachedPolicy[]
  readonly principal: Principal
  readonly request: AccessRequest
}

type Members = ReadonlyMap<string, unknown>

const malformed = (where: string, value: unknown, mustBe: string): MalformedCase =>
  new MalformedCase(
    value === undefined
      ? `${where} is missing: it must be ${mustBe}.`
      : `${where} is ${shown(value)}: it must be ${mustBe}.`,
  )

/**
 * Reads one case from its JSON value.
 *
 * @param where what to call the case in messages, such as `tags.json[3]`
 * @throws {MalformedCase} for the first thing that can't be read
 */
export function readPolicyCase(value: unknown, where: string): PolicyCase {
  try {
    return readCase(value, where)
  } catch (error) {
    // The readers shared with policy documents complain in the documents' own words; to the reader it's the case.
    if (error instanceof MalformedPolicyDocument) throw new MalformedCase(error.message, { cause: error })
    throw error
  }
}

function readCase(value: unknown, where: string): PolicyCase {
  const members = only(value, where, 'a case', ['name', 'why', 'expect', 'policies', 'principal', 'request'])
  const policies = members.get('policies')
  if (!Array.isArray(policies)) throw malformed(`${where}.policies`, policies, 'a list of policies')
  return {
    name: text(members, 'name', where),
    why: text(members, 'why', where),
    expect: oneOf(members, 'expect', where, ['Allow', 'ImplicitDeny', 'ExplicitDeny']),
    policies: policies.map((policy: unknown, index) => readPolicy(policy, `${where}.policies[${index}]`)),
    principal: readPrincipal(members.get('principal'), `${where}.principal`),
    request: readRequest(members.get('request'), `${where}.request`),
  }
}

/** Reads an object that has no other members than the known ones, so that a misspelt one is found. */
function only(value: unknown, where: string, what: string, known: readonly string[]): Members {
  const members = readObject(value, where, `an object that describes ${what}`)
  const other = [...members.keys()].find(name => !known.includes(name))
  if (other === undefined) return members
  throw new MalformedCase(`${where}.${other} is not part of ${what}: use ${known.join(', ')}.`)
}

const text = (members: Members, name: string, where: string): string =>
  readText(members.get(name), `${where}.${name}`, 'a text that is not empty')

const optionalText = (members: Members, name: string, where: string): string | undefined =>
  members.get(name) === undefined ? undefined : text(members, name, where)

function oneOf<Value extends string>(members: Members, name: string, where: string, values: readonly Value[]): Value {
  const value = members.get(name)
  const found = values.find(known => known === value)
  if (found === undefined) throw malformed(`${where}.${name}`, value, `one of ${values.join(', ')}`)
  return found
}

function flag(members: Members, name: string, where: string): boolean | undefined {
  const value = members.get(name) ?? undefined
  if (value !== undefined && typeof value !== 'boolean') throw malformed(`${where}.${name}`, value, 'true or false')
  return value
}

const texts = (value: unknown, where: string): readonly string[] =>
  Array.isArray(value) && value.length === 0
    ? []
    : readList(value, where, 'a text', (item, place) => readText(item, place, 'a text that is not empty'))

/** Leaves out members without a value, which optional properties must not have. */
type Given<Value> = { [Name in keyof Value]?: Exclude<Value[Name], undefined> }
function given<Value extends object>(values: Value): Given<Value> {
  const result: Given<Value> = {}
  for (const name in values) {
    const value = values[name]
    if (value !== undefined) Object.assign(result, { [name]: value })
  }
  return result
}

const KINDS: readonly PolicyKind[] = [
  'UserPolicy',
  'GroupPolicy',
  'RolePolicy',
  'SessionPolicy',
  'TrustPolicy',
  'ControlPolicy',
]

function readPolicy(value: unknown, where: string): AttachedPolicy {
  const members = only(value, where, 'a policy', [
    'type',
    'policyType',
    'policyName',
    'policyVersion',
    'attachedTo',
    'node',
    'resourceGroup',
    'document',
  ])
  const kind = oneOf(members, 'type', where, KINDS)
  const policyType = members.has('policyType') ? oneOf(members, 'policyType', where, ['Custom', 'System']) : undefined
  const policyName = optionalText(members, 'policyName', where)
  return {
    kind,
    ...given({
      policyType,
      policyName,
      policyVersion: optionalText(members, 'policyVersion', where),
      attachedTo: optionalText(members, 'attachedTo', where),
      node: readNode(members, kind, where),
      resourceGroup: optionalText(members, 'resourceGroup', where),
    }),
    document: readDocument(members, kind, policyType === 'System' ? policyName : undefined, where),
  }
}

function readNode(members: Members, kind: PolicyKind, where: string): string | undefined {
  const node = optionalText(members, 'node', where)
  const mustBe = '"member", "root", or "folder" followed by anything that tells it from other folders'
  if (kind !== 'ControlPolicy') {
    if (node !== undefined) throw new MalformedCase(`${where}.node belongs to a ControlPolicy, not to a ${kind}.`)
    return undefined
  }
  if (node === undefined || !/^(member|root|folder.*)$/.test(node)) throw malformed(`${where}.node`, node, mustBe)
  return node
}

function readDocument(
  members: Members,
  kind: PolicyKind,
  systemName: string | undefined,
  where: string,
): PolicyDocument {
  const documentKind: DocumentKind = kind === 'TrustPolicy' ? 'trust' : 'permission'
  if (members.has('document')) {
    try {
      return parsePolicyDocument(members.get('document'), documentKind)
    } catch (error) {
      if (!(error instanceof MalformedPolicyDocument)) throw error
      throw new MalformedCase(`${where}.document: ${error.message}`, { cause: error })
    }
  }
  const known = kind === 'ControlPolicy' ? SYSTEM_CONTROL_POLICIES : SYSTEM_POLICIES
  const policy = systemName === undefined ? undefined : known.get(systemName)
  if (policy !== undefined) return compiledDocument(policy)
  if (systemName === undefined)
    throw malformed(`${where}.document`, undefined, 'a policy document, or name a System policy')
  throw malformed(`${where}.policyName`, systemName, `one of ${[...known.keys()].join(', ')}`)
}

function readPrincipal(value: unknown, where: string): Principal {
  const types: readonly Principal['type'][] = ['Account', 'RAMUser', 'AssumedRole']
  const type = oneOf(readObject(value, where, 'an object that describes a caller'), 'type', where, types)
  const common = ['type', 'accountId', 'arn']
  if (type === 'Account') {
    const members = only(value, where, 'an account', common)
    return { type, accountId: text(members, 'accountId', where), arn: text(members, 'arn', where) }
  }
  return type === 'RAMUser' ? readUser(value, where, common) : readRole(value, where, common)
}

function readUser(value: unknown, where: string, common: readonly string[]): Principal {
  const members = only(value, where, 'a RAM user', [...common, 'name', 'userId', 'groups'])
  return {
    type: 'RAMUser',
    accountId: text(members, 'accountId', where),
    arn: text(members, 'arn', where),
    name: text(members, 'name', where),
    userId: optionalText(members, 'userId', where) ?? '',
    groups: texts(members.get('groups') ?? [], `${where}.groups`),
  }
}

function readRole(value: unknown, where: string, common: readonly string[]): Principal {
  const own = ['name', 'roleId', 'sessionName', 'assumedBy', 'serviceLinked']
  const members = only(value, where, 'an assumed role', [...common, ...own])
  return {
    type: 'AssumedRole',
    accountId: text(members, 'accountId', where),
    arn: text(members, 'arn', where),
    name: text(members, 'name', where),
    roleId: optionalText(members, 'roleId', where) ?? '',
    sessionName: text(members, 'sessionName', where),
    ...given({
      assumedBy: optionalText(members, 'assumedBy', where),
      serviceLinked: flag(members, 'serviceLinked', where),
    }),
  }
}

function readRequest(value: unknown, where: string): AccessRequest {
  const members = only(value, where, 'a request', [
    'action',
    'resource',
    'region',
    'sourceIp',
    'secureTransport',
    'time',
    'mfa',
    'requestTags',
    'resourceTags',
    'resourceGroup',
    'extra',
  ])
  const resources = texts(members.get('resource') ?? '*', `${where}.resource`)
  return { action: text(members, 'action', where), resources, context: readContext(members, resources, where) }
}

function readContext(members: Members, resources: readonly string[], where: string): RequestContext {
  const secureTransport = flag(members, 'secureTransport', where)
  if (secureTransport === undefined) throw malformed(`${where}.secureTransport`, undefined, 'true or false')
  return {
    secureTransport,
    timeMs: readTime(members, where),
    requestTags: readTags(members.get('requestTags') ?? {}, `${where}.requestTags`),
    resourceTags: readResourceTags(members.get('resourceTags') ?? {}, resources, `${where}.resourceTags`),
    ...given({
      region: optionalText(members, 'region', where),
      sourceIp: optionalText(members, 'sourceIp', where),
      mfa: flag(members, 'mfa', where),
      resourceGroup: optionalText(members, 'resourceGroup', where),
      extra: members.has('extra') ? readExtra(members.get('extra'), `${where}.extra`) : undefined,
    }),
  }
}

function readTime(members: Members, where: string): number {
  const time = text(members, 'time', where)
  const timeMs = readInstantMs(time)
  if (timeMs === undefined) throw malformed(`${where}.time`, time, 'an ISO 8601 time with Z or an offset')
  return timeMs
}

function readTags(value: unknown, where: string): Tags {
  const tags = readObject(value, where, 'an object of tags')
  return Object.fromEntries(
    [...tags].map(([key, tag]) => {
      if (typeof tag !== 'string') throw malformed(`${where}.${key}`, tag, 'a text')
      return [key, tag]
    }),
  )
}

/** Reads the tags all resources share, or, for a batch, an object from the name of a resource to its tags. */
function readResourceTags(value: unknown, resources: readonly string[], where: string): RequestContext['resourceTags'] {
  const members = readObject(value, where, 'an object of tags')
  if (![...members.values()].some(member => typeof member === 'object')) return readTags(value, where)
  const byResource = new Map(
    [...members].map(([resource, tags]) => {
      if (!resources.includes(resource))
        throw malformed(`The key of ${where}`, resource, 'one of the request’s resources')
      return [resource, readTags(tags, `${where}[${shown(resource)}]`)]
    }),
  )
  return resource => byResource.get(resource) ?? {}
}

function readExtra(value: unknown, where: string): Readonly<Record<string, readonly string[]>> {
  const keys = readObject(value, where, 'an object from condition keys to values')
  return Object.fromEntries([...keys].map(([key, values]) => [key, texts(values, `${where}.${key}`)]))
}
