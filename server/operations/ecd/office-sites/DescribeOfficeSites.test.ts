import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OfficeSite } from '../../../domain/resources.ts'
import type { Store } from '../../../store/store.ts'
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
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { DescribeOfficeSites } from './DescribeOfficeSites.ts'

const list = (store: Store, accountId: string, input: object = {}) =>
  call(DescribeOfficeSites, { RegionId: testRegion, ...input }, contextFor(store, accountId))

const idsOf = ({ OfficeSites }: Awaited<ReturnType<typeof list>>) => OfficeSites.map(({ OfficeSiteId }) => OfficeSiteId)

async function anAccountWith(store: Store, ...sites: Partial<OfficeSite>[]) {
  const account = anAccount()
  const resources = sites.map(site => ({ accountId: account.id, resource: anOfficeSite(site) }))
  await seed(store, { accounts: [account], resources })
  return account.id
}

const first = { id: 'cn-hangzhou+os-first' }
const second = { id: 'cn-hangzhou+os-second', type: 'AD_CONNECTOR' } as const
const third = { id: 'cn-hangzhou+os-third' }

const filters: readonly [input: object, found: readonly string[]][] = [
  [{}, [first.id, second.id, third.id]],
  [{ OfficeSiteType: 'AD_CONNECTOR' }, [second.id]],
  [{ OfficeSiteId: [third.id, 'cn-hangzhou+os-none', first.id] }, [first.id, third.id]],
  [{ Status: 'REGISTERED' }, [first.id, second.id, third.id]],
  [{ Status: 'REGISTERING' }, []],
  [{ SecurityProtection: 'OFF' }, [first.id, second.id, third.id]],
  [{ SecurityProtection: 'SASE' }, []],
  [{ VpcId: 'vpc-any' }, []],
  [{ OfficeSiteType: 'SIMPLE', OfficeSiteId: [second.id, third.id] }, [third.id]],
]

forEachDatabase('DescribeOfficeSites', open => {
  describe('by filters', () => {
    const store = oneStore(open)
    for (const [input, found] of filters) {
      test(`finds by ${JSON.stringify(input)}`, async () => {
        const answer = await list(store(), await anAccountWith(store(), first, second, third), input)
        assert.deepEqual(idsOf(answer), found)
        assert.equal(answer.TotalCount, found.length)
      })
    }
  })

  test('shows a network whole, and counts what lives in it', async () => {
    await using store = await open()
    const site = {
      ...second,
      name: 'Studio',
      cidrBlock: '10.0.0.0/12',
      vpcType: 'customized',
      desktopAccessType: 'Any',
      subnetId: 'vsw-1',
      domainName: 'example.com',
    } as const
    const accountId = await anAccountWith(store, site, third)
    const inside = { accountId, officeSiteId: second.id }
    const share = aShare(inside)
    await seed(store, {
      shares: [share, aShare({ ...inside, deletedAt: testNow }), aShare({ accountId, officeSiteId: third.id })],
      desktops: [
        aDesktop(inside),
        aDesktop({ ...inside, shareId: share.id }),
        aDesktop({ ...inside, shareId: share.id, status: 'Stopped' }),
        aReleasedDesktop({ ...inside, shareId: share.id }),
        aReleasedDesktop(inside),
        aDesktop({ accountId, officeSiteId: third.id }),
      ],
    })
    const { OfficeSites } = await list(store, accountId, { OfficeSiteId: [second.id] })
    assert.deepEqual(OfficeSites, [
      {
        OfficeSiteId: second.id,
        Name: 'Studio',
        OfficeSiteType: 'AD_CONNECTOR',
        Status: 'REGISTERED',
        CreationTime: '2026-01-05T06:34Z',
        CidrBlock: '10.0.0.0/12',
        VpcType: 'Customized',
        DesktopAccessType: 'ANY',
        VSwitchIds: ['vsw-1'],
        DomainName: 'example.com',
        SecurityProtection: 'OFF',
        DesktopCount: 3,
        TotalEdsCount: 3,
        TotalEdsCountForGroup: 2,
        ResourceAmounts: [
          { resourceType: 'desktop', amount: 1 },
          { resourceType: 'desktopGroup', amount: 1 },
        ],
        TotalResourceAmount: 2,
      },
    ])
  })

  test('pages of any size, joined, hold every network once and in order', async () => {
    await using store = await open()
    const sites = Array.from({ length: 7 }, (_, n) => ({ id: `cn-hangzhou+os-${n}` }))
    const accountId = await anAccountWith(store, ...sites)
    for (const MaxResults of [1, 2, 3, 7, 8]) {
      const seen: string[] = []
      let NextToken: string | undefined
      do {
        const answer = await list(store, accountId, { MaxResults, NextToken })
        assert.ok(answer.OfficeSites.length <= MaxResults)
        assert.equal(answer.TotalCount, 7)
        seen.push(...idsOf(answer))
        NextToken = answer.NextToken
      } while (NextToken !== undefined)
      assert.deepEqual(
        seen,
        sites.map(({ id }) => id),
      )
    }
  })

  test('refuses a token of another account or query', async () => {
    await using store = await open()
    const accountId = await anAccountWith(store, first, second)
    const strangerId = await anAccountWith(store, first, second)
    const { NextToken } = await list(store, accountId, { MaxResults: 1 })
    assert.ok(NextToken)
    for (const refused of [
      () => list(store, strangerId, { NextToken }),
      () => list(store, accountId, { NextToken, OfficeSiteType: 'SIMPLE' }),
    ]) {
      assert.equal((await refusalBy(refused())).code, 'InvalidNextToken')
    }
  })

  test('shows and counts nothing of another account or another region', async () => {
    await using store = await open()
    const accountId = await anAccountWith(store, first)
    const strangerId = await anAccountWith(store, first)
    const inside = { accountId, officeSiteId: first.id }
    await seed(store, { shares: [aShare(inside)], desktops: [aDesktop(inside)] })
    const [theirs] = (await list(store, strangerId)).OfficeSites
    assert.equal(theirs?.DesktopCount, 0)
    assert.equal(theirs?.TotalResourceAmount, 0)
    const elsewhere = await list(store, accountId, { RegionId: 'cn-shanghai' })
    assert.deepEqual(elsewhere, { OfficeSites: [], TotalCount: 0 })
  })
})
