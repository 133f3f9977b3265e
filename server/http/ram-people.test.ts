/** Users, groups and keys through a running server, as the vendor's client asks for them. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import PopCore from '@alicloud/pop-core'
import type { Key } from '../../conformance/client.ts'
import { addUser, allow, dumpOf, rootKeyOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server.close())

type Query = Readonly<Record<string, string>>
type Ask = <Answer = unknown>(action: string, query?: Query) => Promise<Answer>

function clientOf(key: Key, apiVersion = '2015-05-01'): Ask {
  const client = new PopCore({ ...key, endpoint: `http://${server.endpoint}`, apiVersion })
  return (action, query = {}) => client.request(action, query, { method: 'POST' })
}

interface ClientError extends Error {
  readonly code: string
  readonly data: { readonly Message: string; readonly AccessDeniedDetail?: Readonly<Record<string, string>> }
}

async function errorOf(answer: Promise<unknown>): Promise<ClientError> {
  try {
    await answer
  } catch (error) {
    return error as ClientError
  }
  assert.fail('The client was expected to report an error.')
}

interface Created {
  readonly AccessKey: { readonly AccessKeyId: string; readonly AccessKeySecret: string }
}

async function newKey(ask: Ask, UserName?: string): Promise<Key> {
  const { AccessKey } = await ask<Created>('CreateAccessKey', UserName === undefined ? {} : { UserName })
  return { accessKeyId: AccessKey.AccessKeyId, accessKeySecret: AccessKey.AccessKeySecret }
}

describe('RAM users, groups and keys through the client of the vendor', () => {
  it('a new user calls with a new key as far as its policies reach, and no further than its key is there', async () => {
    const root = clientOf(rootKeyOf(server))
    const made = await root<{ User: { UserId: string } }>('CreateUser', { UserName: 'alice', DisplayName: 'Alice' })
    await root('CreateGroup', { GroupName: 'helpdesk' })
    await root('AddUserToGroup', { UserName: 'alice', GroupName: 'helpdesk' })
    const key = await newKey(root, 'alice')

    const refused = await errorOf(clientOf(key, '2020-09-30')('DescribeRegions', { RegionId: 'cn-hangzhou' }))
    assert.equal(refused.code, 'Forbidden.RAM')
    const inRam = await errorOf(clientOf(key)('GetUser', { UserName: 'alice' }))
    assert.equal(inRam.code, 'NoPermission')
    const arn = `acs:ram:*:${server.provisioned.rootAccountId}:user/alice`
    assert.equal(inRam.data.Message, `You are not authorized to do this action. Resource: ${arn} Action: ram:GetUser`)
    assert.partialDeepStrictEqual(inRam.data.AccessDeniedDetail, {
      AuthPrincipalType: 'SubUser',
      AuthPrincipalDisplayName: made.User.UserId,
    })

    await root('UpdateAccessKey', { UserName: 'alice', UserAccessKeyId: key.accessKeyId, Status: 'Inactive' })
    assert.equal((await errorOf(clientOf(key)('GetUser', { UserName: 'alice' }))).code, 'InvalidAccessKeyId.Inactive')
    await root('UpdateAccessKey', { UserName: 'alice', UserAccessKeyId: key.accessKeyId, Status: 'Active' })
    assert.equal((await errorOf(clientOf(key)('GetUser', { UserName: 'alice' }))).code, 'NoPermission')

    await root('DeleteAccessKey', { UserName: 'alice', UserAccessKeyId: key.accessKeyId })
    assert.equal((await errorOf(clientOf(key)('GetUser', { UserName: 'alice' }))).code, 'InvalidAccessKeyId.NotFound')
  })

  it('a user goes on with its key and its policies under another name', async () => {
    const key = await addUser(server, 'bob', { statements: [allow('ram:GetUser', 'acs:ram:*:*:user/robert')] })
    const bob = clientOf(key)
    assert.equal((await errorOf(bob('GetUser', { UserName: 'bob' }))).code, 'NoPermission')
    await clientOf(rootKeyOf(server))('UpdateUser', { UserName: 'bob', NewUserName: 'robert' })
    const { User } = await bob<{ User: { UserName: string } }>('GetUser', { UserName: 'robert' })
    assert.equal(User.UserName, 'robert')
  })

  it('a user manages its own keys where a policy names just that user, also without saying its name', async () => {
    const own = `acs:ram:*:*:user/carol`
    const key = await addUser(server, 'carol', { statements: [allow('ram:*AccessKey*', own)] })
    await addUser(server, 'dave')
    const carol = clientOf(key)
    const second = await newKey(carol)
    interface Listed {
      readonly AccessKeys: { readonly AccessKey: readonly { readonly AccessKeyId: string }[] }
    }
    const { AccessKeys } = await clientOf(second)<Listed>('ListAccessKeys')
    assert.deepEqual(
      AccessKeys.AccessKey.map(({ AccessKeyId }) => AccessKeyId).sort(),
      [key.accessKeyId, second.accessKeyId].sort(),
    )
    const before = await dumpOf(server.store)
    assert.equal((await errorOf(carol('CreateAccessKey', { UserName: 'dave' }))).code, 'NoPermission')
    assert.equal(await dumpOf(server.store), before)
  })

  it('a user changes its own password where a policy names just that user', async () => {
    const statements = [allow('ram:ChangePassword', 'acs:ram:*:*:user/erin')]
    const erin = clientOf(await addUser(server, 'erin', { statements }))
    const root = clientOf(rootKeyOf(server))
    await root('CreateLoginProfile', { UserName: 'erin', Password: 'correct-horse-7' })
    await erin('ChangePassword', { OldPassword: 'correct-horse-7', NewPassword: 'battery-staple-8' })
    const other = clientOf(await addUser(server, 'frank', { statements }))
    const refused = await errorOf(other('ChangePassword', { OldPassword: 'a', NewPassword: 'b' }))
    assert.equal(refused.code, 'NoPermission')
    assert.match(refused.data.Message, /user\/frank Action: ram:ChangePassword$/)
  })

  it('the root has keys of its own, and a deleted one is refused at once', async () => {
    const root = clientOf(rootKeyOf(server))
    const second = await newKey(root)
    const bySecond = clientOf(second)
    await bySecond('ListUsers')
    assert.equal((await errorOf(root('CreateAccessKey'))).code, 'LimitExceeded.User.AccessKey')
    await root('DeleteAccessKey', { UserAccessKeyId: second.accessKeyId })
    assert.equal((await errorOf(bySecond('ListUsers'))).code, 'InvalidAccessKeyId.NotFound')
  })
})
