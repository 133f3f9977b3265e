import assert from 'node:assert/strict'
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { runInNewContext } from 'node:vm'
import { operations } from '../server/operations/registry.ts'
import { addPool, rootKeyOf } from '../server/testing/callers.ts'
import { startTestServer, type TestServer } from '../server/testing/server.ts'
import { decode } from '../server/wire/decode.ts'
import { postmanCollection, signingScript } from './postman.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(async () => server.close())

interface Parameter {
  readonly key: string
  readonly value: string
  readonly disabled?: boolean
}

const items = postmanCollection().item.flatMap(({ item }) => item)

/** Sends a request of the collection as Postman would: its script sees `pm` and `CryptoJS`, and changes the headers. */
async function send(name: string, change: (query: Parameter[]) => Parameter[] = query => query): Promise<Response> {
  const item = items.find(one => one.name === name)
  assert.ok(item, name)
  const { accessKeyId, accessKeySecret } = rootKeyOf(server)
  const variables: Record<string, string> = {
    endpoint: `http://${server.endpoint}`,
    accessKeyId,
    accessKeySecret,
    securityToken: '',
    region: 'cn-hangzhou',
  }
  const replaceIn = (text: string): string =>
    text.replaceAll(/\{\{([^}]+)\}\}/g, (_, variable: string) =>
      variable === '$guid' ? randomUUID() : (variables[variable] ?? ''),
    )
  const headers = new Map(item.request.header.map(({ key, value }) => [key, value]))
  const query = change(item.request.url.query)
  const word = (bytes: Buffer) => ({ toString: () => bytes.toString('hex') })
  runInNewContext(signingScript, {
    pm: {
      variables: { get: (key: string) => variables[key], replaceIn },
      request: {
        method: item.request.method,
        url: { query: { all: () => query } },
        headers: {
          get: (key: string) => headers.get(key),
          upsert: ({ key, value }: Parameter) => headers.set(key, value),
        },
      },
    },
    CryptoJS: {
      SHA256: (text: string) => word(createHash('sha256').update(text).digest()),
      HmacSHA256: (text: string, key: string) => word(createHmac('sha256', key).update(text).digest()),
    },
  })
  const sent = query.filter(({ disabled }) => disabled !== true)
  const search = new URLSearchParams(sent.map(({ key, value }): [string, string] => [key, replaceIn(value)]))
  return fetch(`${variables.endpoint}/?${search}`, { method: item.request.method, headers: [...headers] })
}

describe('the collection for Postman', () => {
  it('has every operation, with every parameter that its example gives', () => {
    assert.deepEqual(
      items.map(({ name }) => name),
      operations.map(({ name }) => name),
    )
    for (const [index, { example, request }] of operations.entries()) {
      const query = items[index]?.request.url.query.filter(parameter => !('disabled' in parameter)) ?? []
      const given = query.map(({ key, value }): [string, string] => [key, value])
      const { input, faults } = decode(request, new Map(given))
      assert.deepEqual(faults, [])
      for (const [name, value] of Object.entries(example.request)) assert.deepEqual(input[name], value)
    }
  })

  it('signs requests that the server takes, variables and odd signs included', async () => {
    const share = await addPool(server, { postPaid: 2 })
    const answer = await send('DescribeDesktopsInGroup', query =>
      query
        .filter(({ key }) => key !== 'NextToken' && key !== 'PayType')
        .map(one => ({ ...one, ...(one.key === 'RegionId' ? { value: '{{region}}' } : {}) }))
        .map(one => ({ ...one, ...(one.key === 'DesktopGroupId' ? { value: share.id } : {}) })),
    )
    assert.equal(answer.status, 200, await answer.clone().text())
    assert.equal(((await answer.json()) as { PostPaidDesktopsCount: number }).PostPaidDesktopsCount, 2)
    const odd = await send('CreatePolicyGroup', query =>
      query.map(one => (one.key === 'Name' ? { key: 'Name', value: "it's (*) 漢 & co" } : one)),
    )
    assert.equal(odd.status, 200, await odd.text())
  })
})
