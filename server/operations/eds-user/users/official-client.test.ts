/** The second product over HTTP: with the official generic client, which sends a form, and with the command line. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import openapiClient from '@alicloud/openapi-client'
import openapiCore from '@alicloud/openapi-core'
import type { Io } from '../../../../cli/src/io.ts'
import { makeProgram } from '../../../../cli/src/program.ts'
import type { Key } from '../../../../conformance/client.ts'
import { addUser, allow, rootKeyOf } from '../../../testing/callers.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server.close())

interface Parts {
  readonly query?: Readonly<Record<string, unknown>>
  /** Goes out as a form, lists and records flattened, as the product's own module does it. */
  readonly form?: Readonly<Record<string, unknown>>
}

async function ask(action: string, { query = {}, form = {} }: Parts, algorithm = 'ACS3-HMAC-SHA256', key?: Key) {
  const client = new openapiClient.default(
    new openapiClient.Config({
      ...(key ?? rootKeyOf(server)),
      endpoint: server.endpoint,
      protocol: 'HTTP',
      signatureAlgorithm: algorithm,
    }),
  )
  const params = new openapiClient.Params({
    action,
    version: '2021-03-08',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  })
  const { query: flat } = openapiCore.OpenApiUtil
  const request = new openapiClient.OpenApiRequest({ query: flat(query), body: flat(form) })
  const { body } = await client.callApi(params, request, {} as never)
  return body as Record<string, unknown>
}

interface Listed {
  readonly Users: readonly { readonly EndUserId: string; readonly Status: number }[]
  readonly NextToken?: string
}

describe('The generic client of the vendor', () => {
  for (const algorithm of ['ACS3-HMAC-SHA256', 'ACS3-HMAC-SM3', 'v2']) {
    it(`makes, locks, lists and removes end users with ${algorithm}`, async () => {
      const ids = ['one', 'two', 'three'].map(id => `${id}-${algorithm.toLowerCase()}`)
      const Users = ids.map(EndUserId => ({ EndUserId, Email: 'a+b&c@example.com', Password: 'Päss word=1%' }))
      const made = await ask('CreateUsers', { form: { Users }, query: { IsLocalAdmin: true } }, algorithm)
      assert.equal(made.AllSucceed, true)
      assert.match(String(made.RequestId), /^[0-9A-F-]{36}$/)
      const created = ids.map(EndUserId => ({ EndUserId, Email: 'a+b&c@example.com' }))
      assert.deepEqual(made.CreateResult, { CreatedUsers: created, FailedUsers: [] })

      const again = await ask(
        'CreateUsers',
        { form: { Users: [{ EndUserId: ids[0] }], Password: 'Pass-word-1' } },
        algorithm,
      )
      assert.equal(again.AllSucceed, false)
      await ask('LockUsers', { form: { Users: [ids[1]] } }, algorithm)

      const query = { Filter: `*-${algorithm}`, MaxResults: 2 }
      const first = (await ask('DescribeUsers', { query }, algorithm)) as unknown as Listed
      const rest = (await ask(
        'DescribeUsers',
        { query: { ...query, NextToken: first.NextToken } },
        algorithm,
      )) as unknown as Listed
      assert.deepEqual(
        [...first.Users, ...rest.Users].map(({ EndUserId, Status }) => [EndUserId, Status]),
        [
          [ids[0], 0],
          [ids[1], 9],
          [ids[2], 0],
        ],
      )
      assert.equal(rest.NextToken, undefined)
      const some = { EndUserIds: [ids[2], 'nobody'], FilterWithAssignedResources: '{"DesktopGroup":false}' }
      const found = (await ask('DescribeUsers', { form: some }, algorithm)) as unknown as Listed
      assert.deepEqual(
        found.Users.map(({ EndUserId }) => EndUserId),
        [ids[2]],
      )
      const removed = await ask('RemoveUsers', { form: { Users: ids } }, algorithm)
      assert.deepEqual(removed.RemoveUsersResult, { RemovedUsers: ids, FailedUsers: [] })
    })
  }

  it('is told of refusals under the name of the product', async () => {
    const refusal = ask('CreateUsers', { form: { Users: [{ EndUserId: 'alice' }], Password: 'weak' } })
    await assert.rejects(refusal, (error: { code?: string; data?: { Recommend?: string } }) => {
      assert.equal(error.code, 'InvalidPassword')
      assert.match(error.data?.Recommend ?? '', /product=eds-user(&|$)/)
      return true
    })
  })

  it('needs permission of this product, and that of the other one does not do', async () => {
    const others = await addUser(server, 'others', { statements: [allow('ecd:*')] })
    const own = await addUser(server, 'own', { statements: [allow('eds-user:Describe*')] })
    await assert.rejects(ask('DescribeUsers', {}, 'v2', others), /Forbidden|not authorized/)
    assert.ok(Array.isArray((await ask('DescribeUsers', {}, 'v2', own)).Users))
    await assert.rejects(ask('LockUsers', { form: { Users: ['x'] } }, 'v2', own), /Forbidden|not authorized/)
  })
})

describe('The command line', () => {
  it('calls the second product by the name of the operation, and sends parameters where no log shows them', async t => {
    const out: string[] = []
    const io: Io = { out: text => out.push(text), remark: text => out.push(text), terminal: false, width: 200 }
    const target = ['--endpoint', server.endpoint, '--access-key-id', server.rootKey.id]
    const fetched = t.mock.method(globalThis, 'fetch')
    const run = async (...words: string[]): Promise<Record<string, unknown>> => {
      out.length = 0
      const secret = ['--access-key-secret', server.rootKey.secret]
      await makeProgram(io).parseAsync([
        'node',
        'deskfleet',
        'call',
        words[0] ?? '',
        ...target,
        ...secret,
        ...words.slice(1),
      ])
      process.exitCode = 0
      return JSON.parse(out.join('\n')) as Record<string, unknown>
    }
    const made = await run(
      'CreateUsers',
      '--Users.1.EndUserId',
      'dora',
      '--Users.2.EndUserId=emil',
      '--Password',
      'Secret-word-1',
    )
    assert.equal(made.AllSucceed, true)
    assert.deepEqual((await run('lockusers', '--Users', 'dora', 'emil')).LockUsersResult, {
      LockedUsers: ['dora', 'emil'],
      FailedUsers: [],
    })
    const { Users } = (await run(
      'DescribeUsers',
      '--Filter',
      'd*',
      '--ShowExtras',
      '{"ResourcesCount":true}',
    )) as unknown as {
      Users: readonly Record<string, unknown>[]
    }
    assert.deepEqual(Users[0]?.Extras, { AssignedResourceCount: { Desktop: 0, DesktopGroup: 0 } })
    assert.equal(fetched.mock.callCount(), 3)
    for (const { arguments: given } of fetched.mock.calls) assert.equal(new URL(String(given[0])).search, '')
  })
})
