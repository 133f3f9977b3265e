/**
 * Nothing of one account is visible to another, in any operation: the root of one account asks every operation there is for
 * what belongs to another, and is answered exactly as for what does not exist.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { call, disconnect, type Key } from '../../conformance/client.ts'
import { newAccessKeyId, newAccessKeySecret } from '../domain/ids.ts'
import { sealedKey } from '../identity/provision.ts'
import type { ServedOperation } from '../operations/context.ts'
import { operationNamed, operations } from '../operations/registry.ts'
import { fieldsOf, type Shape } from '../spec/shape.ts'
import { putKey } from '../store/identity.ts'
import { anAccount, seed } from '../testing/builders.ts'
import { dumpOf, rootKeyOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { flatten } from '../wire/decode.ts'

type Json = Readonly<Record<string, unknown>>
/** Name and value of a parameter as they travel. */
type Wire = readonly (readonly [string, string])[]

let server: TestServer
/** The account that owns things, and the root of another one. */
let owner: string
let stranger: { readonly accountId: string; readonly key: Key }
/** What the owner has: the ids by which it is asked for, by kind. */
let things: ReadonlyMap<string, string>
/** What is in the owner's rows and must not be told. */
let secrets: readonly string[]

/** In every name and note the owner gives; the stranger never sends it. */
const mark = 'zqn'

async function send(key: Key, { name, product }: ServedOperation, wire: Wire) {
  const addressed = { endpoint: `http://${server.endpoint}`, action: name, version: product.version }
  const params = wire.map(([parameter, value]): [string, string] => [parameter, value])
  const { status, text } = await call({ ...addressed, params, key, method: 'POST', signature: 'V1' })
  return { status, text, json: JSON.parse(text) as Json }
}

const named = (name: string): ServedOperation => {
  const operation = operationNamed(name)
  assert.ok(operation, name)
  return operation
}

/** An operation by the owner of things, which has to be answered. */
async function own(name: string, input: Json = {}): Promise<Json> {
  const operation = named(name)
  const inRegion = 'RegionId' in operation.request.properties ? { RegionId: 'cn-hangzhou' } : {}
  const { status, text, json } = await send(
    rootKeyOf(server),
    operation,
    flatten(operation.request, { ...inRegion, ...input }),
  )
  assert.equal(status, 200, `${name}: ${text}`)
  return json
}

const textAt = (json: unknown, ...path: readonly (string | number)[]): string => {
  const found = path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], json)
  assert.equal(typeof found, 'string', path.join('.'))
  return String(found)
}

/** One of everything an account can have. */
async function furnish(): Promise<ReadonlyMap<string, string>> {
  const user = 'zqa-alice'
  const office = textAt(
    await own('CreateSimpleOfficeSite', { CidrBlock: '10.0.0.0/16', OfficeSiteName: `${mark}-office` }),
    'OfficeSiteId',
  )
  const policyGroup = textAt(await own('CreatePolicyGroup', { Name: `${mark}-rules` }), 'PolicyGroupId')
  await own('CreateUsers', { Users: [{ EndUserId: user, Email: `${mark}@example.com`, RealNickName: mark }] })
  await own('AdvanceClock', { By: 'PT1M' })
  const bundleId = 'bundle_eds_general_4c8g_s8d5_win2019'
  const made = { OfficeSiteId: office, PolicyGroupId: policyGroup, BundleId: bundleId }
  const pool = {
    ...made,
    DesktopGroupName: `${mark}-share`,
    ChargeType: 'PostPaid',
    MaxDesktopsCount: 2,
    BuyDesktopsCount: 1,
  }
  const share = textAt(await own('CreateDesktopGroup', { ...pool, EndUserIds: [user] }), 'DesktopGroupId')
  const ordinary = { ...made, DesktopName: `${mark}-desktop`, EndUserId: [user] }
  const desktop = textAt(await own('CreateDesktops', { ...ordinary, Amount: 1 }), 'DesktopId', 0)
  const unpaid = { ...ordinary, Amount: 1, ChargeType: 'PrePaid', Period: 1, PeriodUnit: 'Month', AutoPay: false }
  const order = textAt(await own('CreateDesktops', unpaid), 'OrderId')
  await own('AdvanceClock', { By: 'PT1H' })
  const image = textAt(await own('CreateImage', { DesktopId: desktop, ImageName: `${mark}-image` }), 'ImageId')
  await own('AdvanceClock', { By: 'PT1H' })
  const template = { ImageId: image, DesktopType: 'eds.general.4c8g', RootDiskSizeGib: 100, UserDiskSizeGib: [70] }
  const bundle = textAt(await own('CreateBundle', { ...template, BundleName: `${mark}-bundle` }), 'BundleId')
  await own('ConnectEndUser', { DesktopGroupId: share, EndUserId: user })
  const tagged = { ResourceType: 'ALIYUN::GWS::INSTANCE', ResourceId: [desktop] }
  await own('TagResources', { ...tagged, Tag: [{ Key: `${mark}-key`, Value: mark }] })

  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [`acs:ram::${owner}:root`] } }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '1', Statement: [trust] })
  const grant = { Effect: 'Allow', Action: 'ecd:Describe*', Resource: `acs:ecd:*:*:ecddesktop/${mark}` }
  const PolicyDocument = JSON.stringify({ Version: '1', Statement: [grant] })
  await own('CreateUser', { UserName: 'zqa-user', DisplayName: mark, Comments: mark })
  await own('CreateGroup', { GroupName: 'zqa-group', Comments: mark })
  await own('AddUserToGroup', { UserName: 'zqa-user', GroupName: 'zqa-group' })
  await own('CreateRole', { RoleName: 'zqa-role', AssumeRolePolicyDocument, Description: mark })
  await own('CreatePolicy', { PolicyName: 'zqa-policy', PolicyDocument, Description: mark })
  const attached = { PolicyType: 'Custom', PolicyName: 'zqa-policy' }
  await own('AttachPolicyToUser', { ...attached, UserName: 'zqa-user' })
  await own('AttachPolicyToGroup', { ...attached, GroupName: 'zqa-group' })
  await own('AttachPolicyToRole', { ...attached, RoleName: 'zqa-role' })
  await own('CreateLoginProfile', { UserName: 'zqa-user', Password: 'correct-horse-7' })
  const key = await own('CreateAccessKey', { UserName: 'zqa-user' })
  const accessKey = textAt(key, 'AccessKey', 'AccessKeyId')
  const secret = textAt(key, 'AccessKey', 'AccessKeySecret')
  const refused = await send({ accessKeyId: accessKey, accessKeySecret: secret }, named('StopDesktops'), [
    ['RegionId', 'cn-hangzhou'],
    ['DesktopId.1', desktop],
  ])

  await own('SaveSnapshot', { Name: 'zqa-snapshot' })
  const folder = textAt(await own('CreateFolder', { FolderName: `${mark}-folder` }), 'Folder', 'FolderId')
  const controlled = { PolicyName: `${mark}-control`, PolicyDocument }
  const controlPolicy = textAt(await own('CreateControlPolicy', controlled), 'ControlPolicy', 'PolicyId')
  await own('AttachControlPolicy', { PolicyId: controlPolicy, TargetId: folder })
  const never = { Operation: 'DescribeZones', Code: 'Throttling', Every: 1_000_000 }
  const fault = textAt(await own('InjectFault', never), 'FaultId')
  await own('AdvanceClock', { By: 'PT2H' })
  return new Map(
    Object.entries({
      ...{ office, policyGroup, user, share, desktop, order, image, bundle, accessKey, folder, controlPolicy, fault },
      ...{ ramUser: 'zqa-user', group: 'zqa-group', role: 'zqa-role', policy: 'zqa-policy', snapshot: 'zqa-snapshot' },
      account: owner,
      roleArn: `acs:ram::${owner}:role/zqa-role`,
      request: textAt(refused.json, 'RequestId'),
      diagnostics: textAt(refused.json, 'AccessDeniedDetail', 'EncodedDiagnosticMessage'),
      resource: `acs:ecd:cn-hangzhou:${owner}:ecddesktop/${desktop}`,
    }),
  )
}

/** Which of an account's things a parameter asks for, by its example and by its name. */
const byExample: readonly (readonly [RegExp, string])[] = [
  [/^dg-/, 'share'],
  [/^ecd-/, 'desktop'],
  [/^cn-[a-z]+\+|^dri-/, 'office'],
  [/^pg-/, 'policyGroup'],
  [/^m-|^desktopimage-/, 'image'],
  [/^b-|^bundle_/, 'bundle'],
  [/^cp-/, 'controlPolicy'],
  [/^fd-/, 'folder'],
  [/^LTAI/, 'accessKey'],
  [/^acs:ram::\d+:role\//, 'roleArn'],
  [/^2000000000/, 'order'],
  [/^fault-/, 'fault'],
  [/^ecddesktop\//, 'resource'],
  [/^1234567890123456$/, 'account'],
  [/^AQ/, 'diagnostics'],
  [/^before-the-weekend$/, 'snapshot'],
  [/^B6A1F2B0-/, 'request'],
]
const byName: readonly (readonly [RegExp, string])[] = [
  [/^(.*EndUserIds?|EndUserIdFilter|Users|Filter|UserId)$/, 'user'],
  [/^Resource$/, 'resource'],
  [/^RoleName$/, 'role'],
  [/^PolicyName$/, 'policy'],
]
/** Names that mean another kind of thing to RAM than to the desktop service. */
const ofRam: readonly (readonly [RegExp, string])[] = [
  [/^(UserName|User)$/, 'ramUser'],
  [/^GroupName$/, 'group'],
]

function kindOf({ product }: ServedOperation, parameter: string, example: string): string | undefined {
  const field = parameter.split('.').findLast(part => !/^\d+$/.test(part)) ?? ''
  const names = product.code.startsWith('e') ? byName : [...byName, ...ofRam]
  return (byExample.find(([form]) => form.test(example)) ?? names.find(([form]) => form.test(field)))?.[1]
}

/** The example of an operation, with the owner's things in the place of those it names. */
function baseOf(operation: ServedOperation, of: ReadonlyMap<string, string>): Wire {
  return flatten(operation.request, operation.example.request).map(([name, example]) => [
    name,
    of.get(kindOf(operation, name, example) ?? '') ?? example,
  ])
}

/** Every further parameter that asks for one of the owner's things. */
function furtherOf(operation: ServedOperation, of: ReadonlyMap<string, string>): Wire {
  return fieldsOf(operation.request).flatMap(([name, field]) => {
    const { type, items, examples } = field as Shape & { type?: string; items?: Shape; examples?: readonly unknown[] }
    const { examples: inner } = (items ?? {}) as { examples?: readonly unknown[] }
    if (name in operation.example.request || type === 'object') return []
    const example = String([examples ?? inner ?? []].flat(3)[0] ?? '')
    const value = of.get(kindOf(operation, name, example) ?? '')
    return value === undefined ? [] : [[type === 'array' ? `${name}.1` : name, value] as const]
  })
}

/** The calls that ask an operation for the owner's things: as in its example, with each further one, and for all there is. */
function questionsOf(operation: ServedOperation, of: ReadonlyMap<string, string>): readonly Wire[] {
  const base = baseOf(operation, of)
  const needed = fieldsOf(operation.request).flatMap(([name, field]) => ('~optional' in field ? [] : [name]))
  const bare = base.filter(([name]) => needed.includes(name.split('.')[0] ?? ''))
  return [base, bare, ...furtherOf(operation, of).map(further => [...bare, further])]
}

/** The owner's things, and as many of the same form that nobody has. */
const unknownThings = (): ReadonlyMap<string, string> =>
  new Map([...things].map(([kind, id]) => [kind, kind === 'diagnostics' ? id : unlike(id)]))

/** A text of the same form: the last run of letters and digits begins otherwise. */
const unlike = (id: string): string =>
  /^\d+$/.test(id)
    ? id.replace(/^\d{4}/, '9191')
    : id.replace(/[A-Za-z0-9]{3,}$/, last => `q${last.slice(1).replaceAll(/[0-9]/g, '7')}z`.slice(0, last.length))

/** Everything that stands in the store of the owner, and of nobody else. */
async function rowsOfOwner(): Promise<string> {
  const lines = (await dumpOf(server.store)).split('\n')
  const isOwners = (line: string): boolean => secrets.some(secret => line.includes(secret))
  return lines.filter(line => isOwners(line) && !line.includes(stranger.accountId)).join('\n')
}

async function readSecrets(): Promise<readonly string[]> {
  const ids = [
    'desktops.id',
    'shares.id',
    'resources.id',
    'orders.id',
    'access_keys.id',
    'folders.id',
    'control_policies.id',
  ]
    .concat([
      'ram_users.user_id',
      'ram_groups.group_id',
      'ram_roles.role_id',
      'end_users.id',
      'desktop_users.user_desktop_id',
    ])
    .map(place => place.split('.'))
  const found: string[] = [owner, mark]
  for (const [table = '', column = ''] of ids) {
    const rows = await server.store.all(`select ${column} from ${table} where ${column} is not null`, [])
    found.push(...rows.map(([id]) => String(id)))
  }
  return [...new Set(found)]
}

before(async () => {
  server = await startTestServer({ clock: 'virtual@2026-11-24T00:00:00Z' })
  owner = server.provisioned.rootAccountId
  things = await furnish()
  secrets = await readSecrets()
  const account = anAccount()
  const pair = { id: newAccessKeyId(), secret: newAccessKeySecret() }
  await seed(server.store, { accounts: [account] })
  const createdAt = account.createdAt
  await server.store.transaction(createdAt, tx =>
    putKey(tx, sealedKey(server.keyring, { ...pair, accountId: account.id, createdAt })),
  )
  stranger = { accountId: account.id, key: { accessKeyId: pair.id, accessKeySecret: pair.secret } }
})
after(async () => {
  disconnect()
  await server.close()
})

/** All the stranger has sent so far: it may be told that again, in lists of what it made and of what it called. */
let sent = ''

/** Which of the owner's secrets an answer tells beside what the stranger knows already. */
const told = (text: string): readonly string[] =>
  secrets.filter(secret => text.includes(secret) && !sent.includes(secret))

async function askAsStranger(operation: ServedOperation, wire: Wire) {
  sent += wire.map(([, value]) => `${value}\n`).join('')
  return send(stranger.key, operation, wire)
}

/** What acts on the whole server, which is its owner's. Everybody has a mode of her own, which no AccountId names. */
const isForOwnerOnly = ({ product, name, problems }: ServedOperation, wire: Wire): boolean =>
  product.code === 'deskfleet' &&
  problems.some(({ code }) => code === 'Forbidden') &&
  (!/^[GS]etAccessMode$/.test(name) || wire.some(([parameter]) => parameter === 'AccountId'))

describe('The root of another account', () => {
  it('could see a great deal, were it the owner', async () => {
    assert.ok(secrets.length > 15)
    const telling: string[] = []
    for (const operation of operations.filter(({ name }) => /^(Describe|List|Get|Lookup)/.test(name))) {
      const answers = await Promise.all(
        questionsOf(operation, things).map(wire => send(rootKeyOf(server), operation, wire)),
      )
      if (answers.some(({ text }) => text.includes(mark))) telling.push(operation.name)
    }
    assert.ok(telling.length >= 30, telling.join())
  })

  it('asks, among all operations, for everything the owner has', () => {
    const asked = operations.flatMap(operation =>
      questionsOf(operation, things)
        .flat(1)
        .map(([, value]) => value),
    )
    for (const [kind, id] of things) assert.ok(asked.includes(id), kind)
  })

  for (const operation of operations) {
    const { name, product } = operation
    it(`learns nothing from ${product.code} ${name}, and changes nothing of the owner’s`, async () => {
      const before = await rowsOfOwner()
      const unknown = questionsOf(operation, unknownThings())
      for (const [index, wire] of questionsOf(operation, things).entries()) {
        const { status, text, json } = await askAsStranger(operation, wire)
        const asked = `${name} ${JSON.stringify(wire)}: ${text}`
        assert.deepEqual(told(text), [], asked)
        if (isForOwnerOnly(operation, wire)) assert.deepEqual([status, json.Code], [403, 'Forbidden'], asked)
        const others = unknown[index] ?? []
        if (others.join('\n') === wire.join('\n')) continue
        const other = await askAsStranger(operation, others)
        assert.deepEqual([status, json.Code], [other.status, other.json.Code], `${asked} ${other.text}`)
      }
      assert.equal(await rowsOfOwner(), before)
    })
  }
})
