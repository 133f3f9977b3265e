import assert from 'node:assert/strict'
import { ask, type Case, doneOf, type Json, refusalOf, type Target, withoutShare } from '../case.ts'

const page = async (target: Target, query: Json): Promise<Json> => doneOf(await askShare(target, query))

const askShare = (target: Target, query: Json) =>
  ask(target, {
    action: 'DescribeDesktopsInGroup',
    params: { RegionId: target.region, DesktopGroupId: target.share, ...query },
  })

const idsOf = (list: unknown): string[] =>
  list === undefined ? [] : (list as Json[]).map(({ DesktopId }) => String(DesktopId))

async function walk(target: Target, query: Json): Promise<{ ids: string[]; pages: Json[] }> {
  const ids: string[] = []
  const pages: Json[] = []
  let NextToken: unknown
  do {
    const answer = await page(target, { ...query, NextToken })
    pages.push(answer)
    ids.push(...idsOf(answer.PaidDesktops), ...idsOf(answer.PostPaidDesktops))
    NextToken = answer.NextToken
    assert.ok(pages.length <= 10_000, 'Paging does not end.')
  } while (NextToken !== undefined)
  return { ids, pages }
}

const counters = ['PaidDesktopsCount', 'PostPaidDesktopsCount', 'PostPaidDesktopsTotalAmount']

export const cases: readonly Case[] = [
  {
    name: 'DescribeDesktopsInGroup answers with both lists and the counters of the share',
    profile: 'smoke',
    skip: withoutShare,
    async run(target) {
      const answer = await page(target, {})
      for (const name of counters) assert.ok(Number.isInteger(answer[name]), `${name} is a whole number.`)
      assert.equal(answer.StopedPrePaidDesktopsCount, answer.StoppedPrePaidDesktopsCount)
      assert.ok(idsOf(answer.PaidDesktops).length + idsOf(answer.PostPaidDesktops).length <= 10)
    },
  },
  {
    name: 'pages of any size show the same computers in the same order, each once',
    profile: 'wire',
    skip: withoutShare,
    async run(target) {
      const whole = await walk(target, { MaxResults: 100 })
      assert.ok(whole.ids.length >= 2, 'The share has to have two computers at least.')
      assert.equal(new Set(whole.ids).size, whole.ids.length)
      for (const MaxResults of [1, 2, 3, 7]) {
        if (whole.ids.length / MaxResults > 500) continue
        const { ids, pages } = await walk(target, { MaxResults })
        assert.deepEqual(ids, whole.ids)
        for (const each of pages) {
          assert.ok(idsOf(each.PaidDesktops).length + idsOf(each.PostPaidDesktops).length <= MaxResults)
        }
      }
    },
  },
  {
    name: 'the counters are those of the share on every page',
    profile: 'wire',
    skip: withoutShare,
    async run(target) {
      const { pages } = await walk(target, { MaxResults: 50 })
      for (const each of pages) {
        for (const name of counters) assert.equal(each[name], pages[0]?.[name])
      }
    },
  },
  {
    name: 'subscription computers come before pay-as-you-go ones, and PayType asks for one kind',
    profile: 'wire',
    skip: withoutShare,
    async run(target) {
      const whole = await walk(target, { MaxResults: 100 })
      const paid = await walk(target, { MaxResults: 100, PayType: 'PrePaid' })
      const postPaid = await walk(target, { MaxResults: 100, PayType: 'PostPaid' })
      assert.deepEqual([...paid.ids, ...postPaid.ids], whole.ids)
      assert.equal(paid.pages[0]?.PostPaidDesktopsCount, undefined)
      assert.equal(postPaid.pages[0]?.PaidDesktopsCount, undefined)
    },
  },
  {
    name: 'without released computers the list is as long as the counters say',
    profile: 'full',
    skip: withoutShare,
    async run(target) {
      const { ids, pages } = await walk(target, { MaxResults: 100, IgnoreDeleted: false })
      assert.equal(ids.length, Number(pages[0]?.PaidDesktopsCount) + Number(pages[0]?.PostPaidDesktopsCount))
    },
  },
  {
    name: 'a token is 32 hexadecimal digits, and is refused when changed or used for another query',
    profile: 'full',
    skip: withoutShare,
    async run(target) {
      const { NextToken } = await page(target, { MaxResults: 1 })
      assert.match(String(NextToken), /^[0-9a-f]{32}$/)
      const changed = String(NextToken).replace(/^./, digit => (digit === '0' ? '1' : '0'))
      const refusals = [{ NextToken: changed }, { NextToken, PayType: 'PrePaid' }, { NextToken, IgnoreDeleted: false }]
      for (const query of refusals) refusalOf(await askShare(target, query), 'InvalidNextToken', 400)
    },
  },
  {
    name: 'a share that does not exist has no computers',
    profile: 'wire',
    async run(target) {
      const answer = await page(target, { DesktopGroupId: 'dg-00000000000000000' })
      assert.deepEqual(idsOf(answer.PaidDesktops), [])
      assert.equal(answer.PaidDesktopsCount, 0)
      assert.equal(answer.NextToken, undefined)
    },
  },
  {
    name: 'MaxResults outside 1 to 100, or not a number, is refused',
    profile: 'wire',
    async run(target) {
      for (const MaxResults of ['0', '101', '-1', 'x', '1.5']) {
        const answer = await askShare(target, { DesktopGroupId: 'dg-00000000000000000', MaxResults })
        refusalOf(answer, 'InvalidMaxResults', 400)
      }
    },
  },
]
