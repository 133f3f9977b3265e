/** Making, changing and deleting office networks, each seen through DescribeOfficeSites. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seededIds } from '../../../domain/ids.ts'
import { registrationMs } from '../../../domain/office-sites.ts'
import { readEvents } from '../../../store/events.ts'
import {
  aDesktop,
  anAccount,
  anOfficeSite,
  aReleasedDesktop,
  aShare,
  seed,
  testNow,
  testRegion,
} from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { CreateSimpleOfficeSite } from './CreateSimpleOfficeSite.ts'
import { DeleteOfficeSites } from './DeleteOfficeSites.ts'
import { DescribeOfficeSites } from './DescribeOfficeSites.ts'
import { ModifyOfficeSiteAttribute } from './ModifyOfficeSiteAttribute.ts'

/** One client of an account, with a clock that stands until it is set. */
function clientOf(store: TestStore, accountId: string, seedOfIds?: string) {
  let now = testNow
  const context = () =>
    contextFor(store, accountId, {
      clock: { now: () => now },
      ...(seedOfIds === undefined ? {} : { ids: seededIds(seedOfIds) }),
    })
  const about = { RegionId: testRegion }
  const list = async (input: object = {}) =>
    (await call(DescribeOfficeSites, { ...about, MaxResults: 100, ...input }, context())).OfficeSites
  return {
    accountId,
    wait: (ms: number) => {
      now += ms
    },
    create: async (input: object = {}) =>
      (await call(CreateSimpleOfficeSite, { ...about, ...input }, context())).OfficeSiteId,
    modify: (OfficeSiteId: string, input: object = {}) =>
      call(ModifyOfficeSiteAttribute, { ...about, OfficeSiteId, ...input }, context()),
    remove: (OfficeSiteId: readonly string[], input: object = {}) =>
      call(DeleteOfficeSites, { ...about, OfficeSiteId, ...input }, context()),
    list,
    one: async (id: string) => (await list({ OfficeSiteId: [id] }))[0],
    ids: async () => (await list()).map(({ OfficeSiteId }) => OfficeSiteId),
    events: async () =>
      (await readEvents(store, { accountId, after: 0, limit: 100 })).map(({ name, at, details }) => [
        name,
        at - testNow,
        details?.officeSiteId,
      ]),
  }
}

async function anAccountIn(store: TestStore, seedOfIds?: string) {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  return clientOf(store, account.id, seedOfIds)
}

const codeOf = async (refused: Promise<unknown>): Promise<string> => {
  const { code, status } = await refusalBy(refused)
  return `${status} ${code}`
}

const everything = {
  OfficeSiteName: 'Studio',
  CidrBlock: '192.168.4.0/24',
  CenId: 'cen-1',
  CenOwnerId: 1182725234312345,
  VerifyCode: '123456',
  Bandwidth: 20,
  EnableInternetAccess: true,
  EnableAdminAccess: false,
  DesktopAccessType: 'Any',
  NeedVerifyZeroDevice: true,
  VSwitchId: ['vsw-1', 'vsw-2'],
  CloudBoxOfficeSite: false,
  VpcType: 'standard',
  AccountType: 'SIMPLE',
  AuthorityHost: 'https://login.example.com',
  TenantId: 'tenant',
  DomainName: 'example.com',
  ClientId: 'client',
  ClientSecret: 'hush-hush',
  AccessAttribute: 'attribute',
  Eid: 'eid-1',
}

const shown = {
  Name: 'Studio',
  CidrBlock: '192.168.4.0/24',
  CenId: 'cen-1',
  Bandwidth: 20,
  EnableInternetAccess: true,
  EnableAdminAccess: false,
  DesktopAccessType: 'ANY',
  NeedVerifyZeroDevice: true,
  VSwitchIds: ['vsw-1', 'vsw-2'],
  CloudBoxOfficeSite: false,
  VpcType: 'Standard',
  AccountType: 'SIMPLE',
  AuthorityHost: 'https://login.example.com',
  TenantId: 'tenant',
  DomainName: 'example.com',
  ClientId: 'client',
  AccessAttribute: 'attribute',
  Eid: 'eid-1',
}

const unused = {
  SecurityProtection: 'OFF',
  DesktopCount: 0,
  TotalEdsCount: 0,
  TotalEdsCountForGroup: 0,
  ResourceAmounts: [
    { resourceType: 'desktop', amount: 0 },
    { resourceType: 'desktopGroup', amount: 0 },
  ],
  TotalResourceAmount: 0,
}

forEachDatabase('office networks', open => {
  describe('CreateSimpleOfficeSite', () => {
    test('makes a network that is there at once, with what the call leaves out filled in', async () => {
      await using store = await open()
      const { create, list } = await anAccountIn(store)
      const id = await create()
      assert.match(id, /^cn-hangzhou\+os-[a-z0-9]{17}$/)
      assert.deepEqual(await list(), [
        {
          ...unused,
          OfficeSiteId: id,
          Name: id,
          OfficeSiteType: 'SIMPLE',
          Status: 'REGISTERING',
          CreationTime: '2026-11-24T08:00Z',
          CidrBlock: '172.16.0.0/12',
          VpcType: 'Basic',
          DesktopAccessType: 'INTERNET',
          EnableAdminAccess: true,
          EnableInternetAccess: false,
        },
      ])
    })

    test('keeps all that answers can show, and no secret', async () => {
      await using store = await open()
      const { create, one } = await anAccountIn(store)
      const id = await create(everything)
      const { OfficeSiteId, OfficeSiteType, Status, CreationTime, ...rest } = (await one(id)) ?? assert.fail()
      assert.deepEqual(rest, { ...unused, ...shown })
      const rows = await store.all('select details from resources', [])
      assert.doesNotMatch(JSON.stringify(rows), /hush-hush|123456/)
    })

    test('registers it in five seconds by the clock of the server', async () => {
      await using store = await open()
      const { create, list, one, wait } = await anAccountIn(store)
      const id = await create()
      wait(registrationMs - 1)
      assert.equal((await one(id))?.Status, 'REGISTERING')
      assert.equal((await list({ Status: 'REGISTERED' })).length, 0)
      assert.equal((await list({ Status: 'REGISTERING' })).length, 1)
      wait(1)
      assert.equal((await one(id))?.Status, 'REGISTERED')
      assert.equal((await list({ Status: 'REGISTERED' })).length, 1)
      assert.equal((await list({ Status: 'REGISTERING' })).length, 0)
    })

    test('refuses blocks and names that cannot be, and then makes nothing', async () => {
      await using store = await open()
      const { create, events, ids } = await anAccountIn(store)
      const cases: readonly [input: object, code: string][] = [
        [{ CidrBlock: '10.0.0.0/8' }, '400 InvalidCidrBlock'],
        [{ CidrBlock: '192.168.0.0/29' }, '400 InvalidCidrBlock'],
        [{ CidrBlock: 'the office' }, '400 InvalidCidrBlock'],
        [{ OfficeSiteName: 'x' }, '400 InvalidOfficeSiteName'],
        [{ OfficeSiteName: 'x'.repeat(256) }, '400 InvalidOfficeSiteName'],
        [{ Bandwidth: 9 }, '400 InvalidBandwidth'],
        [{ Bandwidth: 201 }, '400 InvalidBandwidth'],
        [{ DesktopAccessType: 'INTERNET' }, '400 InvalidDesktopAccessType'],
        [{ VSwitchId: Array.from({ length: 11 }, (_, n) => `vsw-${n}`) }, '400 InvalidVSwitchId'],
        [{ RegionId: 'mars-north-1' }, '404 InvalidRegion.NotFound'],
      ]
      for (const [input, code] of cases) assert.equal(await codeOf(create(input)), code)
      assert.deepEqual(await ids(), [])
      assert.deepEqual(await events(), [])
    })

    test('gives the same ids to the same script', async () => {
      await using first = await open()
      await using second = await open()
      const account = anAccount()
      const made: string[][] = []
      for (const store of [first, second]) {
        await seed(store, { accounts: [account] })
        const { create } = clientOf(store, account.id, 'seed')
        made.push([await create(), await create()])
      }
      assert.deepEqual(made[0], made[1])
      assert.notEqual(made[0]?.[0], made[0]?.[1])
    })
  })

  describe('ModifyOfficeSiteAttribute', () => {
    test('changes what it names and leaves the rest', async () => {
      await using store = await open()
      const { create, modify, one, wait } = await anAccountIn(store)
      const id = await create(everything)
      const other = await create()
      wait(registrationMs)
      const before = await one(id)
      const untouched = await one(other)
      assert.deepEqual(await modify(id), {})
      assert.deepEqual(await one(id), before)
      await modify(id, { OfficeSiteName: 'Lab', NeedVerifyLoginRisk: true, NeedVerifyZeroDevice: false })
      const renamed = { ...before, Name: 'Lab', NeedVerifyLoginRisk: true, NeedVerifyZeroDevice: false }
      assert.deepEqual(await one(id), renamed)
      await modify(id, {
        DesktopAccessType: 'INTERNET',
        EnableAdminAccess: true,
        VSwitchId: ['vsw-9'],
        DomainName: 'example.org',
        TenantId: 'other',
      })
      assert.deepEqual(await one(id), {
        ...renamed,
        DesktopAccessType: 'INTERNET',
        EnableAdminAccess: true,
        VSwitchIds: ['vsw-9'],
        DomainName: 'example.org',
        TenantId: 'other',
      })
      assert.deepEqual(await one(other), untouched)
      // The spelling of CreateSimpleOfficeSite, as Terraform sends it.
      for (const [DesktopAccessType, shownAs] of [
        ['VPC', 'VPC'],
        ['Internet', 'INTERNET'],
        ['Any', 'ANY'],
      ]) {
        await modify(id, { DesktopAccessType })
        assert.equal((await one(id))?.DesktopAccessType, shownAs)
      }
    })

    test('asks to try again while the network is registering', async () => {
      await using store = await open()
      const { create, events, modify, one, wait } = await anAccountIn(store)
      const id = await create({ OfficeSiteName: 'Office' })
      wait(registrationMs - 1)
      assert.equal(await codeOf(modify(id, { OfficeSiteName: 'Lab' })), '400 DirectoryNotReady')
      assert.equal((await one(id))?.Name, 'Office')
      wait(1)
      await modify(id, { OfficeSiteName: 'Lab' })
      assert.equal((await one(id))?.Name, 'Lab')
      assert.deepEqual(await events(), [
        ['OfficeSiteCreated', 0, id],
        ['OfficeSiteModified', registrationMs, id],
      ])
    })

    test('knows no network of another account or region', async () => {
      await using store = await open()
      const owner = await anAccountIn(store)
      const stranger = await anAccountIn(store)
      const id = await owner.create({ OfficeSiteName: 'Office' })
      owner.wait(registrationMs)
      stranger.wait(registrationMs)
      const change = { OfficeSiteName: 'Mine' }
      const refusal = await refusalBy(stranger.modify(id, change))
      assert.equal(refusal.message, 'The specified param OfficeSiteId is not found.')
      const unknown = '400 InvalidOfficeSiteId.NotFound'
      assert.equal(await codeOf(stranger.modify(id, change)), unknown)
      assert.equal(await codeOf(owner.modify(id, { ...change, RegionId: 'cn-shanghai' })), unknown)
      assert.equal(await codeOf(owner.modify('cn-hangzhou+os-none', change)), unknown)
      assert.equal((await owner.one(id))?.Name, 'Office')
    })
  })

  describe('DeleteOfficeSites', () => {
    test('deletes all it names, also what it names twice', async () => {
      await using store = await open()
      const { create, events, ids, remove, wait } = await anAccountIn(store)
      const [first, second, third] = [await create(), await create(), await create()]
      wait(registrationMs)
      assert.deepEqual(await remove([third, first, third]), {})
      assert.deepEqual(await ids(), [second])
      assert.deepEqual((await events()).slice(3), [
        ['OfficeSiteDeleted', registrationMs, third],
        ['OfficeSiteDeleted', registrationMs, first],
      ])
      assert.equal(await codeOf(remove([first])), '400 InvalidOfficeSiteId.NotFound')
    })

    test('deletes none when one is unknown, registering, in use, another account’s or another region’s', async () => {
      await using store = await open()
      const owner = await anAccountIn(store)
      const stranger = await anAccountIn(store)
      const free = await owner.create()
      const used = await owner.create()
      const theirs = await stranger.create()
      owner.wait(registrationMs)
      stranger.wait(registrationMs)
      const young = await owner.create()
      const { accountId } = owner
      await seed(store, { shares: [aShare({ accountId, officeSiteId: used })] })
      assert.equal(await codeOf(owner.remove([free, 'cn-hangzhou+os-none'])), '400 InvalidOfficeSiteId.NotFound')
      assert.equal(await codeOf(owner.remove([free, theirs])), '400 InvalidOfficeSiteId.NotFound')
      assert.equal(await codeOf(owner.remove([free, young])), '400 InvalidDirectoryStatus')
      assert.equal(await codeOf(owner.remove([free, used])), '400 DependencyViolation')
      assert.equal(await codeOf(owner.remove([free], { RegionId: 'cn-shanghai' })), '400 InvalidOfficeSiteId.NotFound')
      assert.deepEqual(await owner.ids(), [free, used, young])
      assert.deepEqual(await stranger.ids(), [theirs])
      assert.equal((await owner.events()).length, 3)
    })

    test('waits for what lives in a network, and not for what was released', async () => {
      await using store = await open()
      const { accountId, create, ids, remove, wait } = await anAccountIn(store)
      const officeSiteId = await create()
      wait(registrationMs)
      const inside = { accountId, officeSiteId }
      const share = aShare({ ...inside, deletedAt: testNow })
      // Its share is deleted already; the computer itself is not released yet.
      const leaving = aDesktop({ ...inside, shareId: share.id, status: 'Stopped' })
      await seed(store, { shares: [share], desktops: [leaving, aReleasedDesktop(inside)] })
      assert.equal(await codeOf(remove([officeSiteId])), '400 DependencyViolation')
      await seed(store, { desktops: [{ ...leaving, status: 'Deleted', releasedAt: testNow }] })
      await remove([officeSiteId])
      assert.deepEqual(await ids(), [])
    })

    test('deletes a network of a file at once, which was never registering', async () => {
      await using store = await open()
      const { accountId, ids, remove } = await anAccountIn(store)
      const resource = anOfficeSite()
      await seed(store, { resources: [{ accountId, resource }] })
      await remove([resource.id])
      assert.deepEqual(await ids(), [])
    })

    test('refuses a call with no network, or with more than a hundred', async () => {
      await using store = await open()
      const { remove } = await anAccountIn(store)
      assert.equal(await codeOf(remove([])), '400 MissingOfficeSiteId')
      const many = Array.from({ length: 101 }, (_, n) => `cn-hangzhou+os-${n}`)
      assert.equal(await codeOf(remove(many)), '400 InvalidOfficeSiteId')
    })
  })
})
