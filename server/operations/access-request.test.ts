import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Principal } from '../policy/index.ts'
import type { RamBlock } from '../spec/operation.ts'
import type { Store } from '../store/store.ts'
import { aDesktop, anAccount, aShare, seed, testNow } from '../testing/builders.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { accessRequestOf } from './access-request.ts'

const stop: RamBlock = {
  action: 'ecd:StopDesktops',
  level: 'update',
  resources: [
    { type: 'ecddesktop', parameter: 'DesktopId' },
    { type: 'ecddesktop', parameter: 'Sessions', field: 'DesktopId' },
    { type: 'officesite', parameter: 'OfficeSiteId' },
  ],
}

/** Two accounts with a tagged desktop each, of which one has another in a second region; and a tagged share. */
async function prepare(store: Store) {
  const [own, other] = [anAccount(), anAccount()]
  const accountId = own.id
  const near = aDesktop({ accountId, tags: { team: 'blue', cost: '7' } })
  const far = aDesktop({ accountId, regionId: 'cn-shanghai', tags: { team: 'red' } })
  const foreign = aDesktop({ accountId: other.id, tags: { team: 'green' } })
  const share = aShare({ accountId, tags: { team: 'white' } })
  await seed(store, { accounts: [own, other], desktops: [near, far, foreign], shares: [share] })
  const principal: Principal = { type: 'Account', accountId, arn: `acs:ram::${accountId}:root` }
  const requestOf = (input: Readonly<Record<string, unknown>>, ram = stop) =>
    accessRequestOf(store, ram, principal, input, { secureTransport: false, timeMs: testNow })
  /** The tags of each resource a call touches. */
  const tagsOf = async (input: Readonly<Record<string, unknown>>, ram = stop) => {
    const { resources, context } = await requestOf(input, ram)
    const { resourceTags } = context
    assert.equal(typeof resourceTags, 'function')
    return resources.map(resource => (typeof resourceTags === 'function' ? resourceTags(resource) : {}))
  }
  return { near, far, foreign, share, requestOf, tagsOf }
}

forEachDatabase('What a call is to RAM', open => {
  test('has the tags of the desktops it names, whatever parameter names them', async () => {
    await using store = await open()
    const { near, tagsOf } = await prepare(store)
    const blue = { team: 'blue', cost: '7' }
    const place = { RegionId: 'cn-hangzhou', OfficeSiteId: 'site' }
    assert.deepEqual(await tagsOf({ ...place, DesktopId: [near.id, 'ecd-none'] }), [blue, {}, {}])
    assert.deepEqual(await tagsOf({ ...place, Sessions: [{ DesktopId: near.id }, {}] }), [blue, {}])
    assert.deepEqual(await tagsOf(place), [{}])
  })

  test('has no tags of desktops of other regions and accounts, of shares, or of an id that merely ends like one', async () => {
    await using store = await open()
    const { near, far, foreign, share, tagsOf } = await prepare(store)
    const ids = [far.id, foreign.id, share.id, `x/${near.id}`]
    assert.deepEqual(await tagsOf({ RegionId: 'cn-hangzhou', DesktopId: ids }), [{}, {}, {}, {}])
    assert.deepEqual(await tagsOf({ RegionId: 'cn-shanghai', DesktopId: [far.id, near.id] }), [{ team: 'red' }, {}])
    assert.deepEqual(await tagsOf({ DesktopId: [near.id] }), [{}])
  })

  test('has no tags when it only looks', async () => {
    await using store = await open()
    const { near, tagsOf } = await prepare(store)
    for (const action of ['ecd:DescribeDesktops', 'ecd:ListTagResources'])
      assert.deepEqual(await tagsOf({ RegionId: 'cn-hangzhou', DesktopId: near.id }, { ...stop, action }), [{}])
  })

  test('tells conditions what it carries: tags, an external id, whom a new role would trust', async () => {
    await using store = await open()
    const { requestOf } = await prepare(store)
    const contextOf = async (input: Readonly<Record<string, unknown>>) => (await requestOf(input)).context
    const Tag = [{ Key: 'team', Value: 'blue' }, { Key: 'empty' }, { Value: 'keyless' }]
    assert.deepEqual((await contextOf({ Tag })).requestTags, { team: 'blue', empty: '' })
    const statement = (Principal: unknown) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal })
    const trust = (...Statement: readonly unknown[]) => JSON.stringify({ Version: '1', Statement })
    const trusted = trust(statement({ RAM: ['a'], Service: ['b'] }), statement({ RAM: 'c' }))
    assert.deepEqual((await contextOf({ ExternalId: 'contract-7', AssumeRolePolicyDocument: trusted })).extra, {
      'sts:ExternalId': ['contract-7'],
      'ram:TrustedPrincipalTypes': ['RAM', 'Service'],
    })
    for (const AssumeRolePolicyDocument of ['', '{', 'null', '{"Statement":{}}', trust(null, statement('*'))])
      assert.equal((await contextOf({ AssumeRolePolicyDocument })).extra, undefined)
  })
})
