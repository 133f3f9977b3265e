import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PolicyGroup } from '../../../domain/resources.ts'
import { allEnabledPolicyId } from '../../../domain/system-resources.ts'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, aReleasedDesktop, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { DescribePolicyGroups } from './DescribePolicyGroups.ts'

const list = (store: Store, accountId: string, input: object = {}) =>
  call(DescribePolicyGroups, { RegionId: testRegion, ...input }, contextFor(store, accountId))

const idsOf = (answer: Awaited<ReturnType<typeof list>>): string[] =>
  answer.DescribePolicyGroups.map(({ PolicyGroupId }) => PolicyGroupId)

const aPolicy = (id: string, settings: Record<string, string> = {}): PolicyGroup => ({
  kind: 'policyGroup',
  id,
  name: `policy ${id}`,
  type: 'CUSTOM',
  settings,
})

async function anAccountWith(store: Store, ...policies: PolicyGroup[]): Promise<string> {
  const account = anAccount()
  const resources = policies.map(resource => ({ accountId: account.id, resource }))
  await seed(store, { accounts: [account], resources })
  return account.id
}

const first = aPolicy('pg-first')
const atAddresses = aPolicy('pg-addresses', { Scope: 'IP' })
const last = aPolicy('pg-last', { Scope: 'GLOBAL' })

const filters: readonly [input: object, found: readonly string[]][] = [
  [{}, [allEnabledPolicyId, first.id, last.id]],
  [{ Scope: 'IP' }, [atAddresses.id]],
  [{ Scope: 'ALL' }, [allEnabledPolicyId, first.id, atAddresses.id, last.id]],
  [{ PolicyGroupId: [last.id, 'pg-none', allEnabledPolicyId] }, [allEnabledPolicyId, last.id]],
  [{ PolicyGroupId: [atAddresses.id] }, []],
  [{ ExternalPolicyGroupIds: [allEnabledPolicyId, first.id] }, [last.id]],
  [{ PageNumber: 2, PageSize: 2 }, [last.id]],
  [{ PageNumber: 3, PageSize: 2 }, []],
]

forEachDatabase('DescribePolicyGroups', open => {
  describe('by filters', () => {
    const store = oneStore(open)
    for (const [input, found] of filters) {
      test(`finds by ${JSON.stringify(input)}`, async () => {
        const accountId = await anAccountWith(store(), first, atAddresses, last)
        assert.deepEqual(idsOf(await list(store(), accountId, input)), found)
      })
    }
  })

  test('counts the living computers and shares that have a policy, as their own or beside another', async () => {
    await using store = await open()
    const accountId = await anAccountWith(store, first)
    const policyGroupIds = [allEnabledPolicyId, first.id]
    const share = aShare({ accountId, policyGroupIds })
    const ofShare = { accountId, shareId: share.id, policyGroupIds }
    await seed(store, {
      shares: [share, aShare({ accountId, policyGroupIds, deletedAt: testNow }), aShare({ accountId })],
      desktops: [
        aDesktop({ accountId, policyGroupIds: [first.id] }),
        aDesktop(ofShare),
        aDesktop(ofShare),
        aReleasedDesktop(ofShare),
        aDesktop({ accountId }),
      ],
    })
    const counts = (await list(store, accountId)).DescribePolicyGroups.map(
      ({ EdsCount, DesktopCount, DesktopGroupCount }) => [EdsCount, DesktopCount, DesktopGroupCount],
    )
    assert.deepEqual(counts, [
      [3, 1, 2],
      [3, 1, 1],
    ])
  })

  test('shows switches as they were set, numbers as numbers, and nothing else', async () => {
    await using store = await open()
    const policy = aPolicy('pg-set', {
      Clipboard: 'readwrite',
      RecordingFps: '15',
      WatermarkColor: '16711680',
      WatermarkDegree: '-12.5',
      TargetFps: 'fast',
      NoSwitch: 'on',
      toString: 'on',
    })
    const accountId = await anAccountWith(store, policy)
    assert.deepEqual((await list(store, accountId, { PolicyGroupId: [policy.id] })).DescribePolicyGroups, [
      {
        PolicyGroupId: policy.id,
        Name: 'policy pg-set',
        PolicyGroupType: 'CUSTOM',
        PolicyStatus: 'AVAILABLE',
        Scope: 'GLOBAL',
        EdsCount: 0,
        DesktopCount: 0,
        DesktopGroupCount: 0,
        Clipboard: 'readwrite',
        RecordingFps: 15,
        WatermarkColor: 16_711_680,
        WatermarkDegree: -12.5,
      },
    ])
  })

  test('pages of any size, by token and by number, hold every policy once and in order', async () => {
    await using store = await open()
    const own = Array.from({ length: 6 }, (_, n) => aPolicy(`pg-${n}`))
    const accountId = await anAccountWith(store, ...own)
    const all = [allEnabledPolicyId, ...own.map(({ id }) => id)]
    for (const size of [1, 2, 3, 7, 200]) {
      const byToken: string[] = []
      let NextToken: string | undefined
      do {
        const answer = await list(store, accountId, { MaxResults: size, NextToken })
        assert.ok(answer.DescribePolicyGroups.length <= size)
        assert.equal(answer.Count, all.length)
        assert.equal(answer.PageNumber, undefined)
        byToken.push(...idsOf(answer))
        NextToken = answer.NextToken
      } while (NextToken !== undefined)
      assert.deepEqual(byToken, all)
      const byNumber: string[] = []
      for (let PageNumber = 1; PageNumber <= Math.ceil(all.length / size); PageNumber += 1) {
        const answer = await list(store, accountId, { PageSize: size, PageNumber })
        assert.deepEqual([answer.PageNumber, answer.PageSize], [PageNumber, size])
        byNumber.push(...idsOf(answer))
      }
      assert.deepEqual(byNumber, all)
    }
  })

  test('shows and counts nothing of another account or region, and takes no token of theirs', async () => {
    await using store = await open()
    const accountId = await anAccountWith(store, first)
    const strangerId = await anAccountWith(store)
    await seed(store, { shares: [aShare({ accountId })], desktops: [aDesktop({ accountId })] })
    for (const answer of [await list(store, strangerId), await list(store, accountId, { RegionId: 'cn-shanghai' })]) {
      assert.deepEqual(idsOf(answer), [allEnabledPolicyId])
      assert.equal(answer.DescribePolicyGroups[0]?.EdsCount, 0)
      assert.equal(answer.DescribePolicyGroups[0]?.DesktopGroupCount, 0)
    }
    const { NextToken } = await list(store, accountId, { MaxResults: 1 })
    assert.equal((await refusalBy(list(store, strangerId, { NextToken }))).code, 'InvalidNextToken')
  })
})
