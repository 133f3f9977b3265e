/** Who may tag which computers: policies name them by id, and a call that names one too many changes nothing. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { call, disconnect, type Key } from '../../../../conformance/client.ts'
import { readTags } from '../../../store/tags.ts'
import { aDesktop, seed, testRegion } from '../../../testing/builders.ts'
import { addUser, allow, deny } from '../../../testing/callers.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let server: TestServer
let mine: string
let other: string
before(async () => {
  server = await startTestServer()
  const accountId = server.provisioned.rootAccountId
  const desktops = [aDesktop({ accountId }), aDesktop({ accountId })]
  await seed(server.store, { desktops })
  ;[mine = '', other = ''] = desktops.map(({ id }) => id)
})
after(async () => {
  disconnect()
  await server.close()
})

const nameOf = (id: string): string => `acs:ecd:${testRegion}:${server.provisioned.rootAccountId}:ecddesktop/${id}`

async function statusOf(key: Key, action: string, ids: readonly string[], more: [string, string][]): Promise<number> {
  const answer = await call({
    endpoint: `http://${server.endpoint}`,
    action,
    version: '2020-09-30',
    params: [
      ['RegionId', testRegion],
      ['ResourceType', 'ALIYUN::GWS::INSTANCE'],
      ...ids.map((id, index): [string, string] => [`ResourceId.${index + 1}`, id]),
      ...more,
    ],
    key,
    method: 'POST',
    signature: 'V1',
  })
  return answer.status
}

const tag: [string, string][] = [
  ['Tag.1.Key', 'team'],
  ['Tag.1.Value', 'red'],
]

async function tagsOf(id: string): Promise<Record<string, string>> {
  const { store, provisioned } = server
  return (await readTags(store, store.dialect, provisioned.rootAccountId, [id])).get(id) ?? {}
}

test('a user who may tag one computer tags that one, and no call that names another', async () => {
  const key = await addUser(server, 'tagger', { statements: [allow('ecd:*TagResources', nameOf(mine))] })
  assert.equal(await statusOf(key, 'TagResources', [mine, other], tag), 403)
  assert.deepEqual([await tagsOf(mine), await tagsOf(other)], [{}, {}])
  assert.equal(await statusOf(key, 'TagResources', [mine], tag), 200)
  assert.deepEqual(await tagsOf(mine), { team: 'red' })
  assert.equal(await statusOf(key, 'ListTagResources', [mine], []), 200)
  assert.equal(await statusOf(key, 'ListTagResources', [], []), 403)
  assert.equal(await statusOf(key, 'UntagResources', [other], [['All', 'true']]), 403)
  assert.equal(await statusOf(key, 'UntagResources', [mine], [['All', 'true']]), 200)
  assert.deepEqual(await tagsOf(mine), {})
})

test('a denied computer stays as it is, whatever else is allowed', async () => {
  const statements = [allow('ecd:*'), deny('ecd:TagResources', nameOf(other))]
  const key = await addUser(server, 'almost', { statements })
  assert.equal(await statusOf(key, 'TagResources', [mine, other], tag), 403)
  assert.deepEqual([await tagsOf(mine), await tagsOf(other)], [{}, {}])
})
