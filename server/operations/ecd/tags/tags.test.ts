/** Tagging, untagging and listing tags of computers, each seen through the others. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Desktop } from '../../../domain/desktop.ts'
import { readTags } from '../../../store/tags.ts'
import { aDesktop, anAccount, aReleasedDesktop, aShare, seed, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { ListTagResources } from './ListTagResources.ts'
import { TagResources } from './TagResources.ts'
import { UntagResources } from './UntagResources.ts'

const about = { RegionId: testRegion, ResourceType: 'ALIYUN::GWS::INSTANCE' }

const operationsOf = (store: TestStore, accountId: string) => ({
  tag: (ResourceId: readonly string[], tags: Record<string, string>, more: object = {}) => {
    const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
    return call(TagResources, { ...about, ResourceId, Tag, ...more }, contextFor(store, accountId))
  },
  untag: (ResourceId: readonly string[], more: object) =>
    call(UntagResources, { ...about, ResourceId, ...more }, contextFor(store, accountId)),
  list: (more: object = {}) => call(ListTagResources, { ...about, ...more }, contextFor(store, accountId)),
  tagsOf: async ({ id }: Desktop) => (await readTags(store, store.dialect, accountId, [id])).get(id) ?? {},
})

async function anAccountWith(store: TestStore, ...parts: Partial<Desktop>[]) {
  const account = anAccount()
  const accountId = account.id
  const desktops = parts.map(({ details: _, ...part }) => aDesktop({ ...part, accountId }))
  await seed(store, { accounts: [account], desktops })
  const [first, second] = desktops
  assert.ok(first && second)
  return { accountId, desktops, first, second, ...operationsOf(store, accountId) }
}

const codeOf = async (refused: Promise<unknown>): Promise<string> => (await refusalBy(refused)).code
const numbered = (count: number, prefix = 'key'): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, 'value']))

forEachDatabase('tags', open => {
  describe('TagResources', () => {
    test('puts all tags on all computers, and gives known keys the new value', async () => {
      await using store = await open()
      const { first, second, tag, tagsOf } = await anAccountWith(store, { tags: { team: 'red', floor: '3' } }, {})
      assert.deepEqual(await tag([first.id, second.id, first.id], { team: 'blue', room: '' }), {})
      assert.deepEqual(await tagsOf(first), { floor: '3', room: '', team: 'blue' })
      assert.deepEqual(await tagsOf(second), { room: '', team: 'blue' })
    })

    test('changes nothing when one computer is unknown, released, elsewhere or another account’s', async () => {
      await using store = await open()
      const { accountId, first, second, tag, tagsOf } = await anAccountWith(store, {}, { regionId: 'cn-shanghai' })
      const stranger = await anAccountWith(store, {}, {})
      const released = aReleasedDesktop({ accountId })
      await seed(store, { desktops: [released] })
      for (const id of ['ecd-none', released.id, second.id, stranger.first.id]) {
        const refusal = await refusalBy(tag([first.id, id], { team: 'red' }))
        assert.deepEqual([refusal.code, refusal.status], ['InvalidResourceId.NotFound', 400])
      }
      assert.deepEqual(await tagsOf(first), {})
      assert.deepEqual(await stranger.tagsOf(stranger.first), {})
    })

    test('lets a computer carry 20 tags and no more, and then changes none of the others', async () => {
      await using store = await open()
      const { first, second, tag, tagsOf } = await anAccountWith(store, { tags: numbered(19) }, {})
      assert.equal(await codeOf(tag([second.id, first.id], { a: '1', b: '2' })), 'QuotaExceeded.TagsPerResource')
      assert.deepEqual(await tagsOf(second), {})
      await tag([first.id], { a: '1', key0: 'other' })
      assert.equal(Object.keys(await tagsOf(first)).length, 20)
    })

    test('refuses keys and values that are not allowed', async () => {
      await using store = await open()
      const { first, tag, tagsOf } = await anAccountWith(store, {}, {})
      const twice = [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ]
      for (const Tag of [
        [{ Value: 'red' }],
        [{ Key: 'aliyun-team' }],
        [{ Key: 'ACS:team' }],
        [{ Key: 'see http://example.com' }],
        [{ Key: 'a', Value: 'https://example.com' }],
        [{ Key: 'k'.repeat(129) }],
        twice,
      ]) {
        assert.match(await codeOf(tag([first.id], {}, { Tag })), /^InvalidTag/)
      }
      assert.deepEqual(await tagsOf(first), {})
    })

    test('refuses more than 50 ids, more than 20 tags, none of either, and other kinds of things', async () => {
      await using store = await open()
      const { first, tag } = await anAccountWith(store, {}, {})
      const ids = Array.from({ length: 51 }, (_, n) => `ecd-${n}`)
      assert.equal(await codeOf(tag(ids, { a: '1' })), 'InvalidResourceId')
      assert.equal(await codeOf(tag([first.id], numbered(21))), 'InvalidTag')
      assert.equal(await codeOf(tag([], { a: '1' })), 'MissingResourceId')
      assert.equal(await codeOf(tag([first.id], {})), 'MissingTag')
      assert.equal(
        await codeOf(tag([first.id], { a: '1' }, { ResourceType: 'ALIYUN::GWS::SHARE' })),
        'InvalidResourceType',
      )
    })

    test('leaves the revision of a share as it is, whose listing shows no tags', async () => {
      await using store = await open()
      const account = anAccount()
      const share = aShare({ accountId: account.id })
      const desktop = aDesktop({ accountId: account.id, shareId: share.id })
      await seed(store, { accounts: [account], shares: [share], desktops: [desktop] })
      const read = () => store.all('select revision, postpaid, running from shares where id = ?', [share.id])
      const before = await read()
      const { tag, tagsOf } = operationsOf(store, account.id)
      await tag([desktop.id], { team: 'red' })
      assert.deepEqual(await tagsOf(desktop), { team: 'red' })
      assert.deepEqual(await read(), before)
    })

    test('loses no tag when many calls tag one computer at once', async () => {
      await using store = await open()
      const { first, tag, tagsOf } = await anAccountWith(store, {}, {})
      await Promise.all(Object.keys(numbered(12)).map(key => tag([first.id], { [key]: 'value' })))
      assert.deepEqual(Object.keys(await tagsOf(first)).sort(), Object.keys(numbered(12)).sort())
    })
  })

  describe('UntagResources', () => {
    test('takes tags off by their keys; a key that is not there is no error', async () => {
      await using store = await open()
      const tags = { team: 'red', floor: '3' }
      const { first, second, untag, tagsOf } = await anAccountWith(store, { tags }, { tags: { floor: '4' } })
      assert.deepEqual(await untag([first.id, second.id], { TagKey: ['team', 'none'] }), {})
      assert.deepEqual(await tagsOf(first), { floor: '3' })
      assert.deepEqual(await tagsOf(second), { floor: '4' })
    })

    test('takes off all with All, but only those named when keys are given', async () => {
      await using store = await open()
      const tags = { team: 'red', floor: '3' }
      const { first, second, untag, tagsOf } = await anAccountWith(store, { tags }, { tags })
      await untag([first.id], { All: true })
      await untag([second.id], { All: true, TagKey: ['team'] })
      assert.deepEqual(await tagsOf(first), {})
      assert.deepEqual(await tagsOf(second), { floor: '3' })
    })

    test('changes nothing when keys are lacking or one computer is not there', async () => {
      await using store = await open()
      const tags = { team: 'red' }
      const { first, untag, tagsOf } = await anAccountWith(store, { tags }, {})
      const stranger = await anAccountWith(store, { tags }, {})
      assert.equal(await codeOf(untag([first.id], {})), 'MissingTagKey')
      for (const id of ['ecd-none', stranger.first.id]) {
        assert.equal(await codeOf(untag([first.id, id], { All: true })), 'InvalidResourceId.NotFound')
      }
      assert.deepEqual(await tagsOf(first), tags)
      assert.deepEqual(await stranger.tagsOf(stranger.first), tags)
    })
  })

  describe('ListTagResources', () => {
    test('lists tags by computer, and finds by id and by tag', async () => {
      await using store = await open()
      const parts: Partial<Desktop>[] = [{ tags: { team: 'red', floor: '3' } }, { tags: { team: 'blue' } }, {}]
      const { first, second, list } = await anAccountWith(store, ...parts)
      const shown = ({ id }: Desktop, TagKey: string, TagValue: string) => ({
        ResourceId: id,
        ResourceType: about.ResourceType,
        TagKey,
        TagValue,
      })
      const ofFirst = [shown(first, 'floor', '3'), shown(first, 'team', 'red')]
      const ofSecond = [shown(second, 'team', 'blue')]
      for (const [input, found] of [
        [{}, [...ofFirst, ...ofSecond]],
        [{ ResourceId: [second.id, 'ecd-none'] }, ofSecond],
        [{ Tag: [{ Key: 'team' }] }, [...ofFirst, ...ofSecond]],
        [{ Tag: [{ Key: 'team', Value: 'red' }] }, ofFirst],
        [{ Tag: [{ Key: 'team' }, { Key: 'floor' }] }, ofFirst],
        [{ Tag: [{ Key: 'none' }] }, []],
        [{ ResourceId: [first.id], Tag: [{ Key: 'team', Value: 'blue' }] }, []],
      ] as const) {
        assert.deepEqual(await list(input), { TagResources: found })
      }
    })

    test('shows nothing of released computers, other regions, other accounts, or of shares', async () => {
      await using store = await open()
      const tags = { team: 'red' }
      const { accountId, list } = await anAccountWith(store, { tags, regionId: 'cn-shanghai' }, {})
      const stranger = await anAccountWith(store, { tags }, {})
      await seed(store, { desktops: [aReleasedDesktop({ accountId, tags })], shares: [aShare({ accountId, tags })] })
      assert.deepEqual(await list(), { TagResources: [] })
      assert.deepEqual(await list({ ResourceId: [stranger.first.id] }), { TagResources: [] })
    })

    test('pages of any size, joined, hold every tag once, while tags are put and taken off between them', async () => {
      await using store = await open()
      const parts = [3, 0, 1, 12, 0, 2, 5].map(count => ({ tags: numbered(count) }))
      const { desktops, list, tag, untag } = await anAccountWith(store, ...parts)
      for (const MaxResults of [1, 2, 5, 10, 100]) {
        const seen: string[] = []
        let NextToken: string | undefined
        do {
          const answer = await list({ MaxResults, NextToken })
          const computers = new Set(answer.TagResources.map(({ ResourceId }) => ResourceId))
          assert.ok(answer.TagResources.length <= MaxResults || computers.size === 1)
          seen.push(...answer.TagResources.map(({ ResourceId, TagKey }) => `${ResourceId} ${TagKey}`))
          NextToken = answer.NextToken
          // A computer that was listed already gets a tag and loses it again: nothing moves.
          const [{ id } = { id: '' }] = desktops
          await (seen.length % 2 === 0 ? tag([id], { more: '1' }) : untag([id], { TagKey: ['more'] }))
        } while (NextToken !== undefined)
        const lasting = desktops.flatMap(({ id, tags }) =>
          Object.keys(tags)
            .sort()
            .map(key => `${id} ${key}`),
        )
        assert.equal(new Set(seen).size, seen.length)
        assert.deepEqual(
          seen.filter(each => !each.endsWith(' more')),
          lasting,
        )
      }
    })

    test('goes on beyond many computers without tags', async () => {
      await using store = await open()
      const bare = Array.from({ length: 1001 }, () => ({}))
      const { desktops, list } = await anAccountWith(store, ...bare, { tags: { team: 'red' } })
      const { TagResources } = await list()
      assert.deepEqual(
        TagResources.map(({ ResourceId }) => ResourceId),
        [desktops.at(-1)?.id],
      )
    })

    test('refuses a token of another account or query', async () => {
      await using store = await open()
      const tags = { team: 'red' }
      const { list } = await anAccountWith(store, { tags }, { tags })
      const stranger = await anAccountWith(store, { tags }, { tags })
      const { NextToken } = await list({ MaxResults: 1 })
      assert.ok(NextToken)
      assert.equal(await codeOf(stranger.list({ NextToken })), 'InvalidNextToken')
      assert.equal(await codeOf(list({ NextToken, Tag: [{ Key: 'team' }] })), 'InvalidNextToken')
    })
  })
})
