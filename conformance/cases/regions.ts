import assert from 'node:assert/strict'
import { ask, type Case, doneOf, type Json, refusalOf } from '../case.ts'

const regionsOf = (answer: Json): Json[] => {
  assert.ok(Array.isArray(answer.Regions), 'Regions is a list.')
  return answer.Regions as Json[]
}

export const cases: readonly Case[] = [
  {
    name: 'DescribeRegions lists the regions, the one asked from among them',
    profile: 'smoke',
    async run(target) {
      const regions = regionsOf(doneOf(await ask(target)))
      assert.ok(regions.length > 0)
      for (const { RegionId, RegionEndpoint } of regions) {
        assert.match(String(RegionId), /^[a-z]{2}-[a-z0-9-]+$/)
        assert.ok(RegionEndpoint === undefined || typeof RegionEndpoint === 'string')
      }
      assert.ok(regions.some(({ RegionId }) => RegionId === target.region))
    },
  },
  {
    name: 'DescribeRegions lists every region once',
    profile: 'full',
    async run(target) {
      const ids = regionsOf(doneOf(await ask(target))).map(({ RegionId }) => RegionId)
      assert.equal(new Set(ids).size, ids.length)
    },
  },
  {
    name: 'a call without RegionId is refused',
    profile: 'wire',
    async run(target) {
      const { Message } = refusalOf(await ask(target, { params: {} }), 'MissingRegionId', 400)
      assert.equal(Message, 'RegionId is mandatory for this action.')
    },
  },
]
