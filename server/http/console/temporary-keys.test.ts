/** What the temporary keys of a console session may do: what their owner may now, and nothing else; and how it is recorded. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import openapiClient from '@alicloud/openapi-client'
import PopCore from '@alicloud/pop-core'
import { disconnect, type Key } from '../../../conformance/client.ts'
import { newTemporaryKeyId, newTemporaryKeySecret } from '../../domain/ids.ts'
import { openSession } from '../../identity/console-session.ts'
import { issueConsoleToken } from '../../identity/session-token.ts'
import { addRole, addUser, allow, rootKeyOf } from '../../testing/callers.ts'
import { addPassword, ConsoleClient, callProduct, keyOfSession } from '../../testing/console-client.ts'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { trusting } from '../../testing/sts-calls.ts'

const password = 'correct-horse-7'

let server: TestServer
let accountId: string
before(async () => {
  server = await startTestServer()
  accountId = server.provisioned.rootAccountId
})
after(async () => {
  disconnect()
  await server.close()
})

let users = 0
async function signedIn(...actions: readonly string[]): Promise<{ userName: string; client: ConsoleClient; key: Key }> {
  users += 1
  const userName = `user-${users}`
  await addUser(server, userName, { statements: actions.map(action => allow(action)) })
  await addPassword(server, userName, password)
  const client = new ConsoleClient(server)
  return { userName, client, key: keyOfSession(await client.signIn({ accountId, userName, password })) }
}

type Ask = (key: Key, version: string, action: string) => Promise<unknown>

const clients: Readonly<Record<string, Ask>> = {
  'pop-core, V1': (key, apiVersion, action) =>
    new PopCore({ ...key, endpoint: `http://${server.endpoint}`, apiVersion }).request(action, {}),
  'openapi-client, V3': async (key, version, action) => {
    const config = new openapiClient.Config({ ...key, endpoint: server.endpoint, protocol: 'HTTP' })
    const params = new openapiClient.Params({
      action,
      version,
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    })
    const answer = await new openapiClient.default(config).callApi(
      params,
      new openapiClient.OpenApiRequest({}),
      {} as never,
    )
    return answer.body
  },
}

for (const [name, ask] of Object.entries(clients)) {
  describe(`Temporary keys of the console, with ${name}`, () => {
    it('are their owner’s: the root, or the user with its policies', async () => {
      const root = keyOfSession(await new ConsoleClient(server).signIn(rootKeyOf(server)))
      assert.partialDeepStrictEqual(await ask(root, '2015-04-01', 'GetCallerIdentity'), {
        IdentityType: 'Account',
        AccountId: accountId,
        Arn: `acs:ram::${accountId}:root`,
      })
      const { userName, key } = await signedIn('ram:ListUsers')
      assert.partialDeepStrictEqual(await ask(key, '2015-04-01', 'GetCallerIdentity'), {
        IdentityType: 'RAMUser',
        AccountId: accountId,
        Arn: `acs:ram::${accountId}:user/${userName}`,
      })
      assert.ok(await ask(key, '2015-05-01', 'ListUsers'))
      await assert.rejects(ask(key, '2015-05-01', 'ListRoles'), { code: 'NoPermission' })
    })
  })
}

for (const signature of ['V1', 'V3'] as const) {
  describe(`Temporary keys of the console under ${signature}`, () => {
    const listUsers = async (key: Key): Promise<string> =>
      (await callProduct(server, 'ram', 'ListUsers', {}, { key, signature })).code ?? 'OK'

    it('follow every change of policies at once', async () => {
      const { userName, key } = await signedIn('ram:ListUsers')
      assert.equal(await listUsers(key), 'OK')
      const policy = { UserName: userName, PolicyType: 'Custom', PolicyName: `of-user-${userName}` }
      await callProduct(server, 'ram', 'DetachPolicyFromUser', policy)
      assert.equal(await listUsers(key), 'NoPermission')
      await callProduct(server, 'ram', 'AttachPolicyToUser', policy)
      assert.equal(await listUsers(key), 'OK')
    })

    it('are nothing without their token, with another one’s, past their time, and in another session', async () => {
      const [{ key, client }, other] = [await signedIn('ram:*'), await signedIn('ram:*')]
      const { accessKeyId, accessKeySecret } = key
      assert.equal(await listUsers({ accessKeyId, accessKeySecret }), 'MissingSecurityToken')
      const { securityToken } = other.key
      assert.equal(await listUsers({ ...key, securityToken }), 'InvalidSecurityToken.MismatchWithAccessKey')
      const session = openSession(server.keyring.console, (client.cookie ?? '').split('=')[1] ?? '', Date.now())
      assert.ok(session)
      const issued = (more: { expiresAt?: number; sessionId?: string }): Key => {
        const [keyId, secret] = [newTemporaryKeyId(), newTemporaryKeySecret()]
        const life = { expiresAt: Date.now() + 60_000, sessionId: session.id, ...more }
        const token = issueConsoleToken(server.keyring.tokens, { keyId, secret, accountId, ...life })
        return { accessKeyId: keyId, accessKeySecret: secret, securityToken: token }
      }
      assert.equal(await listUsers(issued({})), 'OK')
      assert.equal(await listUsers(issued({ expiresAt: Date.now() - 1 })), 'InvalidSecurityToken.Expired')
      assert.equal(await listUsers(issued({ sessionId: 'nobodys' })), 'InvalidSecurityToken.Expired')
    })

    it('say that there was no second factor, of which access keys say nothing', async () => {
      const statement = { ...allow('ram:ListUsers'), Condition: { Bool: { 'acs:MFAPresent': 'false' } } }
      const name = `no-second-factor-${signature}`
      const key = await addUser(server, name, { statements: [statement] })
      await addPassword(server, name, password)
      const client = new ConsoleClient(server)
      assert.equal(await listUsers(key), 'NoPermission')
      assert.equal(await listUsers(keyOfSession(await client.signIn({ accountId, userName: name, password }))), 'OK')
    })

    it('assume roles like their owner', async () => {
      const { userName, key } = await signedIn('sts:AssumeRole')
      const role = `role-of-${userName}`
      await addRole(server, role, [], { trustPolicy: trusting(`acs:ram::${accountId}:user/${userName}`) })
      const params = { RoleArn: `acs:ram::${accountId}:role/${role}`, RoleSessionName: 'console' }
      assert.equal((await callProduct(server, 'sts', 'AssumeRole', params, { key, signature })).status, 200)
    })
  })
}

describe('The audit trail of the console', () => {
  interface Event {
    readonly eventName: string
    readonly eventType: string
    readonly serviceName: string
    readonly eventRW: string
    readonly errorCode?: string
    readonly httpStatus: number
    readonly sourceIpAddress: string
    readonly requestParameterJson?: string
    readonly userIdentity: Readonly<Record<string, string>>
  }
  async function lookup(key: string, value: string): Promise<Event[]> {
    const params = { 'LookupAttribute.1.Key': key, 'LookupAttribute.1.Value': value, Direction: 'FORWARD' }
    const { json } = await callProduct(server, 'deskfleet', 'LookupEvents', params)
    return json.Events as Event[]
  }

  it('has who signed in and out, and each call as the user’s, through the console', async () => {
    const { userName, client, key } = await signedIn('ram:ListUsers')
    await callProduct(server, 'ram', 'ListUsers', {}, { key })
    await client.send('DELETE')
    const events = await lookup('User', userName)
    const told = events.map(({ eventName, eventType, serviceName }) => [eventName, eventType, serviceName])
    assert.deepEqual(told, [
      ['ConsoleSignin', 'ConsoleSignin', 'console'],
      ['ListUsers', 'ConsoleCall', 'ram'],
      ['ConsoleSignout', 'ConsoleSignout', 'console'],
    ])
    assert.equal(events[1]?.userIdentity.accessKeyId, key.accessKeyId)
    for (const { userIdentity, sourceIpAddress } of events) {
      assert.partialDeepStrictEqual(userIdentity, { type: 'ram-user', accountId, userName })
      assert.equal(sourceIpAddress, '127.0.0.1')
    }
    assert.equal(events[0]?.requestParameterJson, JSON.stringify({ userName, password: '***' }))
  })

  it('has who failed to, without what was tried, and nothing of accounts and keys there are not', async () => {
    const { userName } = await signedIn()
    const client = new ConsoleClient(server)
    const tried = 'a-password-that-was-tried'
    await client.send('POST', { accountId, userName, password: tried })
    await client.send('POST', { ...rootKeyOf(server), accessKeySecret: tried })
    await client.send('POST', { accountId: '1234567890123456', userName, password: tried })
    await client.send('POST', { accessKeyId: 'LTAInobodys', accessKeySecret: tried })
    const failed = (await lookup('ErrorCode', 'InvalidCredentials')).slice(-2)
    assert.deepEqual(
      failed.map(({ userIdentity, requestParameterJson, httpStatus }) => [
        userIdentity.type,
        requestParameterJson,
        httpStatus,
      ]),
      [
        ['unproven', JSON.stringify({ userName, password: '***' }), 401],
        ['unproven', JSON.stringify({ accessKeyId: 'LTAItestroot', accessKeySecret: '***' }), 401],
      ],
    )
    assert.equal((await lookup('ErrorCode', 'InvalidCredentials')).length, 2)
    const rows = await server.store.all('select parameters, details from audit_records', [])
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(`${tried}|${password}`))
    const metrics = await (await fetch(`http://${server.endpoint}/metrics`)).text()
    assert.match(metrics, /action="ConsoleSignin",code="InvalidCredentials"\} 4/)
  })
})
