/** Resource- and tag-level authorization (ram.md 1.3, 1.5): what calls are asked for, and that batches are all or nothing. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, call, disconnect, type Key } from '../../conformance/client.ts'
import type { Params } from '../../conformance/signer.ts'
import type { Desktop } from '../domain/desktop.ts'
import { openDiagnostics } from '../identity/diagnostic-message.ts'
import { touchedResources } from '../operations/access-request.ts'
import { operationNamed, operations } from '../operations/registry.ts'
import type { Principal } from '../policy/index.ts'
import { fieldsOf, mayBeAbsent, type RecordShape, type Shape } from '../spec/shape.ts'
import { aDesktop, anAccount, seed } from '../testing/builders.ts'
import { addUser, dumpOf, type Statement } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { flatten } from '../wire/decode.ts'

const madeOf =
  'what is made is asked for, not what it is made of: the guide grants CreateDesktops on ecddesktop/* alone'
const filter = 'it narrows a list, and who may see one network is not to see all computers in it'

/** Ids of the five types that a call may carry without being asked for them; every one was looked at. */
const notAskedFor: Readonly<Record<string, string>> = {
  'CreateBundle.ImageId': madeOf,
  'CreateDesktopGroup.DirectoryId': 'it has no effect',
  'CreateDesktops.BundleId': madeOf,
  'CreateDesktops.BundleModels.BundleId': madeOf,
  'CreateDesktops.DesktopAttachment.ImageId': madeOf,
  'CreateDesktops.DirectoryId': madeOf,
  'CreateDesktops.MonthDesktopSetting.DesktopId': 'it has no effect',
  'CreateDesktops.OfficeSiteId': madeOf,
  'CreateDesktops.PolicyGroupId': madeOf,
  'DescribeBundles.ImageId': filter,
  'DescribeDesktopGroups.BundleId': filter,
  'DescribeDesktopGroups.ImageId': filter,
  'DescribeDesktopGroups.OfficeSiteId': filter,
  'DescribeDesktopGroups.PolicyGroupId': filter,
  'DescribeDesktopSessions.OfficeSiteId': filter,
  'DescribeDesktopTypes.DesktopIdForModify':
    'it narrows a list of types, which tells no more of the computer than its type',
  'DescribeDesktopTypes.OfficeSiteId': filter,
  'DescribeDesktops.DirectoryId': filter,
  'DescribeDesktops.ImageId': filter,
  'DescribeDesktops.OfficeSiteId': filter,
  'DescribeDesktops.PolicyGroupId': filter,
  'DescribePolicyGroups.ExternalPolicyGroupIds': 'they are left out of the list',
  'DescribeUserConnectionRecords.DesktopId': 'it narrows the records of a share, and may be a binding to a computer',
  'ExportDesktopGroupInfo.OfficeSiteId': filter,
  'ExportDesktopGroupInfo.PolicyGroupId': filter,
}

const desktopService = operations.filter(({ product }) => ['ecd', 'eds-user'].includes(product.code))

/** Every parameter that by its name or example holds ids of one of the five types. */
function* idsIn(shape: RecordShape, path: string): Generator<string> {
  for (const [name, field] of fieldsOf(shape)) {
    const { items, examples, type } = field as Shape & { type?: string; items?: Shape; examples?: readonly unknown[] }
    const inside = (type === 'array' ? items : field) as Shape & { type?: string; examples?: readonly unknown[] }
    const own = `${path}.${name}`
    if (inside.type === 'object') yield* idsIn(inside as RecordShape, own)
    const example = String([examples ?? inside.examples ?? []].flat(2)[0])
    const named = /(Desktop|OfficeSite|Directory|PolicyGroup|Image|Bundle)Ids?$/.test(name)
    if (named || /^(ecd-|pg-|b-|m-|desktopimage-|bundle_|system-all|cn-[a-z]+\+)/.test(example)) yield own
  }
}

describe('What an operation is asked for', () => {
  it('is every id of the five types it takes, but for those that are reviewed', () => {
    const left = desktopService.flatMap(({ name, request, ram }) => {
      const asked = ram.resources.map(({ parameter, field }) => [name, parameter, field].filter(Boolean).join('.'))
      return [...idsIn(request, name)].filter(path => !asked.includes(path))
    })
    assert.deepEqual(left.sort(), Object.keys(notAskedFor).sort())
  })

  it('is the type as a whole where one of the five is made', () => {
    const made = desktopService.flatMap(({ name, ram }) =>
      ram.resources.flatMap(({ type, parameter }) => (parameter === undefined ? [`${name} ${type}`] : [])),
    )
    assert.deepEqual(made, [
      'CreateBundle ecdbundle',
      'CreateDesktops ecddesktop',
      'CreateImage ecdimage',
      'CreatePolicyGroup ecdpolicy',
      'CreateSimpleOfficeSite officesite',
    ])
  })

  it('is never only something beside what is acted on', () => {
    for (const { name, ram, request } of desktopService) {
      const types = new Set(ram.resources.map(({ type }) => type))
      const [acted] = ram.resources
      const given = fieldsOf(request).some(([field, shape]) => field === acted?.parameter && !mayBeAbsent(shape))
      const made = acted !== undefined && acted.parameter === undefined
      if (types.size > 1) assert.ok(given || made || ram.beyond !== undefined, name)
    }
  })

  const principal: Principal = { type: 'Account', accountId: '1234567890123456', arn: 'acs:ram::1234567890123456:root' }
  const asked = (name: string, input: Readonly<Record<string, unknown>>): readonly string[] => {
    const operation = operationNamed(name)
    assert.ok(operation)
    return touchedResources(operation.ram, principal, { RegionId: 'cn-hangzhou', ...input })
  }
  const nameOf = (relative: string): string => `acs:ecd:cn-hangzhou:1234567890123456:${relative}`

  it('is one name per id, each once, of all parameters that hold some', () => {
    assert.deepEqual(asked('StopDesktops', { DesktopId: ['ecd-1', 'ecd-2', 'ecd-1'] }), [
      nameOf('ecddesktop/ecd-1'),
      nameOf('ecddesktop/ecd-2'),
    ])
    assert.deepEqual(asked('ModifyDesktopName', { DesktopId: 'ecd-1', DesktopIds: ['ecd-1', 'ecd-2'] }), [
      nameOf('ecddesktop/ecd-1'),
      nameOf('ecddesktop/ecd-2'),
    ])
    assert.deepEqual(asked('ModifyDesktopsPolicyGroup', { DesktopId: ['ecd-1'], PolicyGroupId: 'pg-1' }), [
      nameOf('ecddesktop/ecd-1'),
      nameOf('ecdpolicy/pg-1'),
    ])
    assert.deepEqual(asked('MigrateDesktops', { DesktopId: ['ecd-1'], TargetOfficeSiteId: 'site' }), [
      nameOf('ecddesktop/ecd-1'),
      nameOf('officesite/site'),
    ])
  })

  it('is read from records too, and only where the ids are of the type', () => {
    const Sessions = [{ DesktopId: 'ecd-1', EndUserId: 'alice' }, { EndUserId: 'bob' }, { DesktopId: 'ecd-2' }]
    const both = [nameOf('ecddesktop/ecd-1'), nameOf('ecddesktop/ecd-2')]
    assert.deepEqual(asked('DisconnectDesktopSessions', { Sessions }), both)
    const priced = { InstanceId: 'ecd-1', InstanceIds: ['ecd-2'] }
    assert.deepEqual(asked('DescribeRenewalPrice', { ...priced, ResourceType: 'Desktop' }), both)
    assert.deepEqual(asked('DescribeRenewalPrice', { ...priced, ResourceType: 'DesktopGroup' }), ['*'])
  })

  it('is everything for calls without ids, and beside the ids for what acts on a share', () => {
    for (const name of ['DescribeRegions', 'DescribeDesktopsInGroup', 'DeleteDesktopGroup', 'CreateUsers'])
      assert.deepEqual(asked(name, { DesktopGroupId: 'dg-1' }), ['*'])
    assert.deepEqual(asked('DescribeDesktops', { OfficeSiteId: 'site' }), ['*'])
    assert.deepEqual(asked('ModifyDesktopGroup', { DesktopGroupId: 'dg-1', PolicyGroupId: 'pg-1' }), [
      '*',
      nameOf('ecdpolicy/pg-1'),
    ])
    // An image lets nobody reset a share with it.
    const image = { ResetScope: 'IMAGE', ImageId: 'm-1' }
    assert.deepEqual(asked('ResetDesktops', { DesktopGroupId: 'dg-1', ...image }), ['*', nameOf('ecdimage/m-1')])
    assert.deepEqual(asked('ResetDesktops', { DesktopId: [], ...image }), ['*', nameOf('ecdimage/m-1')])
    assert.deepEqual(asked('ResetDesktops', { DesktopId: ['ecd-1'], ...image }), [
      nameOf('ecddesktop/ecd-1'),
      nameOf('ecdimage/m-1'),
    ])
  })
})

let server: TestServer
let accountId: string
/** Of the teams blue, blue and red, and one without any. */
let desktops: readonly [Desktop, Desktop, Desktop, Desktop]
/** In another region, and another account's, both of the team blue. */
let elsewhere: Desktop
let foreign: Desktop

before(async () => {
  // Nothing is to happen by itself between two dumps.
  server = await startTestServer({ clock: 'virtual@2026-11-24T08:00:00Z' })
  accountId = server.provisioned.rootAccountId
  const desktop = (team?: string) => aDesktop({ accountId, tags: team === undefined ? {} : { team } })
  desktops = [desktop('blue'), desktop('blue'), desktop('red'), desktop()]
  const other = anAccount()
  elsewhere = aDesktop({ accountId, regionId: 'cn-shanghai', tags: { team: 'blue' } })
  foreign = aDesktop({ accountId: other.id, tags: { team: 'blue' } })
  await seed(server.store, { accounts: [other], desktops: [...desktops, elsewhere, foreign] })
})
after(async () => {
  disconnect()
  await server.close()
})

const ask = (key: Key, action: string, params: Params): Promise<Answer> =>
  call({ endpoint: `http://${server.endpoint}`, action, version: '2020-09-30', params, key })

const codeOf = ({ status, json }: Answer): string =>
  status === 200 ? 'OK' : String((json as { Code?: unknown } | undefined)?.Code)

let names = 0
/** Renames computers: a write that can be repeated. */
const rename = async (key: Key, [DesktopId = '', ...DesktopIds]: readonly string[], region = 'cn-hangzhou') => {
  names += 1
  const params = { RegionId: region, NewDesktopName: `name-${names}`, DesktopId, DesktopIds }
  return codeOf(await ask(key, 'ModifyDesktopName', params))
}

/** A refusal, after which the store is as it was. */
async function isRefused(asked: () => Promise<string>): Promise<void> {
  const before = await dumpOf(server.store)
  assert.equal(await asked(), 'Forbidden.RAM')
  assert.equal(await dumpOf(server.store), before)
}

type Conditional = Statement & { readonly Condition?: unknown }
let users = 0
const userWith = (...statements: readonly Conditional[]): Promise<Key> => {
  users += 1
  return addUser(server, `user-${users}`, { statements })
}
const grant = (Resource: string, Action = 'ecd:*'): Statement => ({ Effect: 'Allow', Action, Resource })
const nameOf = ({ id, regionId }: Desktop): string => `acs:ecd:${regionId}:${accountId}:ecddesktop/${id}`

describe('A policy on single computers', () => {
  it('lets the whole batch through or none of it', async () => {
    const [first, second, third] = desktops
    const key = await userWith(grant(nameOf(first)), grant(nameOf(second)))
    await isRefused(() => rename(key, [first.id, second.id, third.id]))
    await isRefused(() => rename(key, [third.id, first.id]))
    assert.equal(await rename(key, [first.id, second.id]), 'OK')
    const denied = await userWith(grant('*'), { ...grant(nameOf(third)), Effect: 'Deny' })
    await isRefused(() => rename(denied, [first.id, second.id, third.id]))
    assert.equal(await rename(denied, [first.id, second.id]), 'OK')
  })

  it('says which of a batch was refused', async () => {
    const [first, second, third] = desktops
    const key = await userWith(grant(nameOf(first)), grant(nameOf(second)))
    const params = { RegionId: 'cn-hangzhou', DesktopId: [first.id, second.id, third.id] }
    const { json } = await ask(key, 'StopDesktops', params)
    const { AccessDeniedDetail } = json as { AccessDeniedDetail: { EncodedDiagnosticMessage: string } }
    const opened = openDiagnostics(server.keyring.diagnostics, AccessDeniedDetail.EncodedDiagnosticMessage)
    assert.equal(opened?.message.AuthResource, nameOf(third))
  })

  it('holds for one region, whatever the id', async () => {
    const [first] = desktops
    const hangzhou = await userWith(grant(`acs:ecd:cn-hangzhou:${accountId}:*`))
    assert.equal(await rename(hangzhou, [first.id]), 'OK')
    await isRefused(() => rename(hangzhou, [elsewhere.id], 'cn-shanghai'))
    // Allowed as a name, and then not there: the id is of another region.
    assert.equal(await rename(hangzhou, [elsewhere.id]), 'InvalidDesktopId.NotFound')
    const everywhere = await userWith(grant(`acs:ecd:*:${accountId}:ecddesktop/*`))
    assert.equal(await rename(everywhere, [elsewhere.id], 'cn-shanghai'), 'OK')
  })

  it('grants neither lists without ids nor shares', async () => {
    const key = await userWith(grant(`acs:ecd:*:${accountId}:ecddesktop/*`), grant('acs:ecd:*:*:ecdpolicy/pg-1'))
    const codes: string[] = []
    const params = { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-1', PolicyGroupId: 'pg-1' }
    for (const action of ['DescribeDesktops', 'DescribeRegions', 'DescribeDesktopsInGroup', 'ModifyDesktopGroup'])
      codes.push(codeOf(await ask(key, action, params)))
    assert.deepEqual(new Set(codes), new Set(['Forbidden.RAM']))
    const one = await ask(key, 'DescribeDesktops', { RegionId: 'cn-hangzhou', DesktopId: [desktops[0].id] })
    assert.equal(codeOf(one), 'OK')
  })

  it('grants making new ones only as a whole', async () => {
    const make = { RegionId: 'cn-hangzhou', OfficeSiteId: 'none', BundleId: 'none' }
    const some = await userWith(grant(nameOf(desktops[0])))
    await isRefused(async () => codeOf(await ask(some, 'CreateDesktops', make)))
    const all = await userWith(grant(`acs:ecd:cn-hangzhou:${accountId}:ecddesktop/*`))
    assert.match(codeOf(await ask(all, 'CreateDesktops', make)), /NotFound/)
  })
})

describe('A policy on tags', () => {
  const ofTeam = (team: string): Conditional => ({
    ...grant('*'),
    Condition: { StringEquals: { 'acs:ResourceTag/team': team } },
  })

  it('allows the computers that carry the tag, and a batch only when all do', async () => {
    const [first, second, red, none] = desktops
    const key = await userWith(ofTeam('blue'))
    assert.equal(await rename(key, [first.id, second.id]), 'OK')
    await isRefused(() => rename(key, [first.id, red.id]))
    await isRefused(() => rename(key, [first.id, none.id]))
  })

  it('goes by the tags of all parameters that name computers', async () => {
    const [first, second, red] = desktops
    const key = await userWith(ofTeam('blue'))
    assert.equal(await rename(key, [first.id, second.id]), 'OK')
    await isRefused(() => rename(key, [first.id, red.id]))
    await isRefused(() => rename(key, [red.id, first.id]))
    const Sessions = (desktop: Desktop) => [{ DesktopId: desktop.id, EndUserId: 'alice' }]
    const end = (desktop: Desktop) =>
      ask(key, 'DisconnectDesktopSessions', { RegionId: 'cn-hangzhou', Sessions: Sessions(desktop) }).then(codeOf)
    assert.equal(await end(first), 'OK')
    await isRefused(() => end(red))
  })

  it('finds no tags on computers of another account or region', async () => {
    const key = await userWith(ofTeam('blue'))
    await isRefused(() => rename(key, [foreign.id]))
    await isRefused(() => rename(key, [elsewhere.id]))
    assert.equal(await rename(key, [elsewhere.id], 'cn-shanghai'), 'OK')
  })

  it('never lets lists through, which need a statement of their own', async () => {
    const list = (key: Key, params: Params) =>
      ask(key, 'DescribeDesktops', { RegionId: 'cn-hangzhou', ...params }).then(codeOf)
    const key = await userWith(ofTeam('blue'))
    await isRefused(() => list(key, {}))
    await isRefused(() => list(key, { DesktopId: [desktops[0].id] }))
    const both = await userWith(ofTeam('blue'), grant('*', 'ecd:Describe*'))
    assert.equal(await list(both, {}), 'OK')
  })

  it('follows the tags from one call to the next', async () => {
    const [, , , none] = desktops
    const key = await userWith(ofTeam('green'))
    const root = { accessKeyId: server.rootKey.id, accessKeySecret: server.rootKey.secret }
    const tagged = { RegionId: 'cn-hangzhou', ResourceType: 'ALIYUN::GWS::INSTANCE', ResourceId: [none.id] }
    await isRefused(() => rename(key, [none.id]))
    assert.equal(codeOf(await ask(root, 'TagResources', { ...tagged, Tag: [{ Key: 'team', Value: 'green' }] })), 'OK')
    assert.equal(await rename(key, [none.id]), 'OK')
    assert.equal(codeOf(await ask(root, 'UntagResources', { ...tagged, TagKey: ['team'] })), 'OK')
    await isRefused(() => rename(key, [none.id]))
  })

  it('asks for the tags a request carries, and for those of what it tags', async () => {
    const [first, , red] = desktops
    const key = await userWith({
      ...grant('*', 'ecd:TagResources'),
      Condition: { StringEquals: { 'acs:RequestTag/cost': '7', 'acs:ResourceTag/team': 'blue' } },
    })
    const tag = (desktop: Desktop, ...Tag: readonly { readonly Key: string; readonly Value: string }[]) =>
      ask(key, 'TagResources', {
        RegionId: 'cn-hangzhou',
        ResourceType: 'ALIYUN::GWS::INSTANCE',
        ResourceId: [desktop.id],
        Tag: [...Tag],
      }).then(codeOf)
    assert.equal(await tag(first, { Key: 'cost', Value: '7' }), 'OK')
    await isRefused(() => tag(first, { Key: 'cost', Value: '8' }))
    await isRefused(() => tag(first, { Key: 'team', Value: 'red' }))
    await isRefused(() => tag(red, { Key: 'cost', Value: '7' }))
  })
})

describe('The names of resources', () => {
  it('reach RAM as they are in the example of every operation that has some', () => {
    const principal: Principal = { type: 'Account', accountId: '1', arn: 'acs:ram::1:root' }
    for (const { name, ram, example, request } of desktopService) {
      const ids = flatten(request, example.request).map(([, value]) => value)
      for (const resource of touchedResources(ram, principal, example.request)) {
        if (resource === '*') continue
        const [, id = ''] = /^acs:ecd:[^:]+:1:[a-z]+\/(.*)$/.exec(resource) ?? []
        assert.ok(id === '*' || ids.includes(id), `${name}: ${resource}`)
      }
    }
  })
})
