import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Answer, call, disconnect, type Key } from '../../conformance/client.ts'
import type { Params } from '../../conformance/signer.ts'
import { newPrincipalId } from '../domain/ids.ts'
import { operationNamed } from '../operations/registry.ts'
import * as identity from '../store/identity.ts'
import { addUser, allow, deny, dumpOf, rootKeyOf, type Statement, sessionOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'

let server: TestServer
let other: TestServer
before(async () => {
  server = await startTestServer()
  // A second server on the same store.
  other = await startTestServer({ data: server.dataDirectory })
})
after(async () => {
  disconnect()
  await other.close()
  await server.close()
})

const region = { RegionId: 'cn-hangzhou' }

async function ask(action: string, key: Key, params: Params = region, at: TestServer = server): Promise<Answer> {
  const { version } = operationNamed(action)?.product ?? {}
  assert.ok(version !== undefined)
  return call({ endpoint: `http://${at.endpoint}`, action, version, params, key })
}

/** What is done must be answered. */
async function done(action: string, key: Key, params: Params = {}): Promise<Record<string, unknown>> {
  const answer = await ask(action, key, params)
  assert.equal(answer.status, 200, `${action}: ${answer.text}`)
  return answer.json as Record<string, unknown>
}

interface Refusal {
  readonly Code?: string
  readonly AccessDeniedDetail?: Readonly<Record<string, string>>
}

/** `Allow`, or what kind of refusal by what kind of policy; on both servers the same. */
async function ruling(action: string, key: Key, params: Params = region): Promise<string> {
  const told = async (at: TestServer): Promise<string> => {
    const { status, json, text } = await ask(action, key, params, at)
    if (status === 200) return 'Allow'
    const { Code, AccessDeniedDetail: detail } = json as Refusal
    assert.ok(Code !== undefined, text)
    assert.match(Code, /^Forbidden/)
    return detail === undefined ? Code : `${detail.NoPermissionType} ${detail.PolicyType}`
  }
  const [here, there] = [await told(server), await told(other)]
  assert.equal(here, there)
  return here
}

const documentOf = (...Statement: readonly Statement[]) => JSON.stringify({ Version: '1', Statement })
let drawn = 0
const fresh = (name: string): string => `${name}-${drawn++}`
const root = () => rootKeyOf(server)

async function newPolicy(...statements: readonly Statement[]): Promise<string> {
  const params = { PolicyName: fresh('policy'), PolicyDocument: documentOf(...statements) }
  const { ControlPolicy } = await done('CreateControlPolicy', root(), params)
  return (ControlPolicy as { PolicyId: string }).PolicyId
}

async function newFolder(ParentFolderId = 'r-root'): Promise<string> {
  const { Folder } = await done('CreateFolder', root(), { FolderName: fresh('folder'), ParentFolderId })
  return (Folder as { FolderId: string }).FolderId
}

interface Member {
  readonly id: string
  readonly rootKey: Key
  readonly user: Key
  readonly session: Key
}

/** A member account with a user and a session of a role, which may do everything unless told otherwise. */
async function newMember(FolderId: string, statements: readonly Statement[] = [allow('*')]): Promise<Member> {
  const made = await done('CreateAccount', root(), { AccountName: fresh('member'), FolderId })
  const { AccountId: accountId } = made.Account as { AccountId: string }
  const rootKey = { accessKeyId: String(made.AccessKeyId), accessKeySecret: String(made.AccessKeySecret) }
  const user = await addUser(server, 'alice', { accountId, statements })
  const roleId = newPrincipalId()
  await server.store.transaction(Date.now(), async tx => {
    const role = { accountId, name: 'robot', roleId, trustPolicy: '{}', maxSessionSeconds: 3600, createdAt: 0 }
    await identity.putRole(tx, role)
    await identity.putAttachments(tx, { accountId, entityKind: 'role', entityName: 'robot' }, [
      { policyType: 'Custom', policyName: 'of-user-alice' },
    ])
  })
  return { id: accountId, rootKey, user, session: sessionOf(server, 'robot', roleId, { accountId }) }
}

const attach = (PolicyId: string, TargetId: string) => done('AttachControlPolicy', root(), { PolicyId, TargetId })

describe('control policies over HTTP', () => {
  beforeEach(() => done('EnableControlPolicy', root()))

  it('bind users and role sessions of a member, at the member, each folder and the root folder', async () => {
    const outer = await newFolder()
    const inner = await newFolder(outer)
    const member = await newMember(inner)
    const readsOnly = await newPolicy(allow('ecd:Describe*'))
    for (const target of [member.id, inner, outer]) {
      await attach(readsOnly, target)
      await done('DetachControlPolicy', root(), { PolicyId: 'FullAliyunAccess', TargetId: target })
      for (const key of [member.user, member.session]) {
        assert.equal(await ruling('DescribeDesktops', key), 'Allow')
        assert.equal(await ruling('GetClock', key), 'ImplicitDeny ControlPolicy')
      }
      assert.equal(await ruling('GetClock', member.rootKey), 'Allow')
      await attach('FullAliyunAccess', target)
      for (const key of [member.user, member.session]) assert.equal(await ruling('GetClock', key), 'Allow')
    }
  })

  it('of the root folder deny every member, and not the server’s own account', async () => {
    const member = await newMember('r-root')
    const own = await addUser(server, fresh('owner'), { statements: [allow('*')] })
    const noRegions = await newPolicy(deny('ecd:DescribeRegions'))
    await attach(noRegions, 'r-root')
    assert.equal(await ruling('DescribeRegions', member.user), 'ExplicitDeny ControlPolicy')
    assert.equal(await ruling('DescribeRegions', member.session), 'ExplicitDeny ControlPolicy')
    assert.equal(await ruling('DescribeRegions', member.rootKey), 'Allow')
    assert.equal(await ruling('DescribeRegions', own), 'Allow')
    await done('DisableControlPolicy', root())
    assert.equal(await ruling('DescribeRegions', member.user), 'Allow')
    await done('EnableControlPolicy', root())
    assert.equal(await ruling('DescribeRegions', member.user), 'ExplicitDeny ControlPolicy')
    await done('DetachControlPolicy', root(), { PolicyId: noRegions, TargetId: 'r-root' })
    assert.equal(await ruling('DescribeRegions', member.user), 'Allow')
  })

  it('follow an account into another folder, and a policy into its new document, with the next call', async () => {
    const [strict, lax] = [await newFolder(), await newFolder()]
    const policy = await newPolicy(deny('ecd:*'))
    await attach(policy, strict)
    const member = await newMember(strict)
    assert.equal(await ruling('DescribeRegions', member.user), 'ExplicitDeny ControlPolicy')
    await done('MoveAccount', root(), { AccountId: member.id, DestinationFolderId: lax })
    assert.equal(await ruling('DescribeRegions', member.user), 'Allow')
    await done('MoveAccount', root(), { AccountId: member.id, DestinationFolderId: strict })
    assert.equal(await ruling('DescribeRegions', member.user), 'ExplicitDeny ControlPolicy')
    const NewPolicyDocument = documentOf(deny('ecd:DeleteDesktops'))
    await done('UpdateControlPolicy', root(), { PolicyId: policy, NewPolicyDocument })
    assert.equal(await ruling('DescribeRegions', member.user), 'Allow')
  })

  it('are nothing a member can see or change, not even its root', async () => {
    const member = await newMember('r-root')
    for (const action of ['ListAccounts', 'ListFolders', 'ListControlPolicies', 'DisableControlPolicy']) {
      assert.equal(await ruling(action, member.rootKey), 'Forbidden')
      assert.equal(await ruling(action, member.user), 'Forbidden')
    }
  })
})

describe('an account whose policies only warn', () => {
  const header = ({ headers }: Answer) => headers['x-deskfleet-would-refuse']

  it('lets its users do what they may not, and says so, until policies bind again', async () => {
    const member = await newMember('r-root', [allow('ecd:DescribeRegions'), deny('ecd:DescribeBundles')])
    const neither = 'ImplicitDeny AccountLevelIdentityBasedPolicy'
    assert.equal(await ruling('GetClock', member.user), neither)
    await done('SetAccessMode', member.rootKey, { Mode: 'Warn' })
    for (const key of [member.user, member.session]) {
      const lacking = await ask('GetClock', key)
      assert.deepEqual([lacking.status, header(lacking)], [200, 'deskfleet:GetClock ImplicitDeny'])
      const denied = await ask('DescribeBundles', key)
      assert.deepEqual([denied.status, header(denied)], [200, 'ecd:DescribeBundles ExplicitDeny'])
      const allowed = await ask('DescribeRegions', key)
      assert.deepEqual([allowed.status, header(allowed)], [200, undefined])
      // A refusal by the operation itself says it too, in either format.
      const unknown = await call({
        endpoint: `http://${server.endpoint}`,
        action: 'InjectFault',
        version: '2026-11-24',
        format: 'XML',
        key,
      })
      assert.equal(header(unknown), 'deskfleet:InjectFault ImplicitDeny')
      assert.notEqual(unknown.status, 200)
    }
    const asRoot = await ask('GetClock', member.rootKey)
    assert.deepEqual([asRoot.status, header(asRoot)], [200, undefined])
    await done('SetAccessMode', member.rootKey, { Mode: 'Enforce' })
    const refused = await ask('GetClock', member.user)
    assert.equal(header(refused), undefined)
    assert.equal(await ruling('GetClock', member.user), neither)
  })

  it('is no other account, and does nothing that only the server’s owner may do', async () => {
    const [member, beside] = [await newMember('r-root', []), await newMember('r-root', [])]
    await done('SetAccessMode', root(), { Mode: 'Warn', AccountId: member.id })
    const before = await dumpOf(server.store)
    assert.equal(await ruling('GetClock', beside.user), 'ImplicitDeny AccountLevelIdentityBasedPolicy')
    assert.equal(await ruling('ListAccounts', member.user), 'Forbidden')
    assert.equal(await ruling('SetAccessMode', member.user, { Mode: 'Warn', AccountId: beside.id }), 'Forbidden')
    const wrongSecret = { ...member.user, accessKeySecret: 'wrong' }
    assert.equal((await ask('GetClock', wrongSecret)).status, 400)
    assert.equal(await dumpOf(server.store), before)
  })

  it('is bound by control policies all the same: they are its owner’s', async () => {
    await done('EnableControlPolicy', root())
    const member = await newMember('r-root')
    await attach(await newPolicy(deny('deskfleet:GetClock')), member.id)
    await done('SetAccessMode', member.rootKey, { Mode: 'Warn' })
    assert.equal(await ruling('GetClock', member.user), 'ExplicitDeny ControlPolicy')
    assert.equal(await ruling('GetClock', member.session), 'ExplicitDeny ControlPolicy')
  })

  it('gives no keys of a role that may not be assumed: they would outlast the mode', async () => {
    const member = await newMember('r-root', [])
    const Principal = { RAM: [`acs:ram::${member.id}:root`] }
    const trustPolicy = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }] }
    await server.store.transaction(Date.now(), tx =>
      identity.putRole(tx, {
        accountId: member.id,
        name: 'trusting',
        roleId: newPrincipalId(),
        trustPolicy: JSON.stringify(trustPolicy),
        maxSessionSeconds: 3600,
        createdAt: 0,
      }),
    )
    await done('SetAccessMode', member.rootKey, { Mode: 'Warn' })
    const params = { RoleArn: `acs:ram::${member.id}:role/trusting`, RoleSessionName: 'tests' }
    const refused = await ask('AssumeRole', member.user, params)
    assert.deepEqual([refused.status, header(refused)], [403, undefined])
    // The same user may assume it once a policy says so.
    await server.store.transaction(Date.now(), tx =>
      identity.putAttachments(tx, { accountId: member.id, entityKind: 'user', entityName: 'alice' }, [
        { policyType: 'System', policyName: 'AliyunSTSAssumeRoleAccess' },
      ]),
    )
    await done('AssumeRole', member.user, params)
  })

  it('can be the server’s own from the first start on, by a setting', async () => {
    await using warning = await startTestServer({ 'access-mode': 'warn' })
    const key = await addUser(warning, 'alice')
    const answer = await ask('GetClock', key, {}, warning)
    assert.deepEqual([answer.status, header(answer)], [200, 'deskfleet:GetClock ImplicitDeny'])
    await ask('SetAccessMode', rootKeyOf(warning), { Mode: 'Enforce' }, warning)
    // Another start with the setting changes nothing.
    await using again = await startTestServer({ 'access-mode': 'warn', data: warning.dataDirectory })
    assert.equal((await ask('GetClock', key, {}, again)).status, 403)
  })
})
