/** The message of a refusal, from the refused call to who may read it (ram.md 3.3). */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { type Answer, call, disconnect, type Key } from '../../../../conformance/client.ts'
import type { Params } from '../../../../conformance/signer.ts'
import { type DiagnosticMessage, openDiagnostics, sealDiagnostics } from '../../../identity/diagnostic-message.ts'
import { putAttachments, putGroup, putPolicy } from '../../../store/identity.ts'
import { aDesktop, anAccount, seed } from '../../../testing/builders.ts'
import { addRole, addUser, allow, deny, rootKeyOf, sessionOf } from '../../../testing/callers.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

let server: TestServer
before(async () => {
  server = await startTestServer({ 'tls-port': '0' })
})
after(async () => {
  disconnect()
  await server.close()
})

const versions = { ecd: '2020-09-30', ram: '2015-05-01', sts: '2015-04-01', deskfleet: '2026-11-24' }

const ask = (product: keyof typeof versions, action: string, key: Key, params: Params = {}): Promise<Answer> =>
  call({ endpoint: `http://${server.endpoint}`, action, version: versions[product], params, key, method: 'POST' })

/** The message that comes with the refusal of a call. */
async function messageOf(refused: Promise<Answer>): Promise<string> {
  const { json, text } = await refused
  const { AccessDeniedDetail } = json as { AccessDeniedDetail?: { EncodedDiagnosticMessage: string } }
  assert.ok(AccessDeniedDetail !== undefined, text)
  assert.match(AccessDeniedDetail.EncodedDiagnosticMessage, /^AQ[A-Za-z0-9+/]+={0,2}$/)
  return AccessDeniedDetail.EncodedDiagnosticMessage
}

const decode = (EncodedDiagnosticMessage: string, key: Key = rootKeyOf(server)): Promise<Answer> =>
  ask('ram', 'DecodeDiagnosticMessage', key, { EncodedDiagnosticMessage })

async function decoded(message: string): Promise<DiagnosticMessage> {
  const { json, text } = await decode(message)
  const { DecodedDiagnosticMessage } = json as { DecodedDiagnosticMessage?: DiagnosticMessage }
  assert.ok(DecodedDiagnosticMessage !== undefined, text)
  return DecodedDiagnosticMessage
}

const region = { RegionId: 'cn-hangzhou' }
const codeOf = ({ status, json }: Answer): string => `${status} ${(json as { Code?: string }).Code}`

describe('DecodeDiagnosticMessage', () => {
  it('tells of an explicit deny who, what, under which circumstances, and by which policies', async () => {
    const accountId = server.provisioned.rootAccountId
    const key = await addUser(server, 'denied', { statements: [allow('ecd:*'), deny('ecd:DeleteDesktops')] })
    const desktop = aDesktop({ accountId, tags: { team: 'design' } })
    await seed(server.store, { desktops: [desktop] })
    const params = { ...region, DesktopId: [desktop.id] }
    const earliest = Date.now()
    const told = await decoded(await messageOf(ask('ecd', 'DeleteDesktops', key, params)))
    const { AuthConditions, AuthPrincipal, ...rest } = told
    const resource = `acs:ecd:cn-hangzhou:${accountId}:ecddesktop/${desktop.id}`
    assert.deepEqual(rest, {
      ExplicitDeny: true,
      NoPermissionPolicyType: 'AccountLevelIdentityBasedPolicy',
      AuthAction: 'ecd:DeleteDesktops',
      AuthResource: resource,
      MatchedPolicies: ['Allow', 'Deny'].map(Effect => ({
        Effect,
        PolicyIdentifier: 'of-user-denied',
        PolicyType: 'Custom',
        PolicyVersion: 'v1',
        AttachedEntityType: 'RamUser',
        AttachedScope: 'Account',
      })),
      Because: `ecd:DeleteDesktops on ${resource} is denied by statement 1 of the user policy of-user-denied of denied.`,
    })
    assert.equal(AuthPrincipal.AuthPrincipalType, 'SubUser')
    assert.match(AuthPrincipal.AuthPrincipalDisplayName, /^2\d{17}$/)
    assert.equal(AuthPrincipal.AuthPrincipalOwnerId, accountId)
    const conditions = Object.fromEntries(
      AuthConditions.map(({ ConditionKey, ConditionValues }) => [ConditionKey, ConditionValues.join()]),
    )
    const { 'acs:CurrentTime': time = '', ...others } = conditions
    assert.deepEqual(others, {
      'acs:SecureTransport': 'false',
      'acs:SourceIp': '127.0.0.1',
      'acs:ResourceTag/team': 'design',
    })
    assert.ok(Date.parse(time) >= earliest && Date.parse(time) <= Date.now())
  })

  it('tells of tags the request carried, of TLS, and of a group’s and the vendor’s policies', async () => {
    const accountId = server.provisioned.rootAccountId
    const key = await addUser(server, 'grouped', { statements: [] })
    await server.store.transaction(Date.now(), async tx => {
      await putGroup(tx, { accountId, name: 'crew', groupId: 'g-crew', members: ['grouped'], createdAt: 0 })
      const document = JSON.stringify({ Version: '1', Statement: [deny('ecd:TagResources')] })
      await putPolicy(tx, { accountId, name: 'no-tags', version: 'v1', document, createdAt: 0 }, 2)
      await putAttachments(tx, { accountId, entityKind: 'group', entityName: 'crew' }, [
        { policyType: 'Custom', policyName: 'no-tags' },
        { policyType: 'System', policyName: 'AdministratorAccess' },
      ])
    })
    const { certificateFile = '', endpoint = '' } = server.tls ?? {}
    const refused = call({
      endpoint: `https://${endpoint}`,
      ca: readFileSync(certificateFile, 'utf8'),
      action: 'TagResources',
      version: versions.ecd,
      params: {
        ...region,
        ResourceType: 'ALIYUN::GWS::INSTANCE',
        ResourceId: ['ecd-0000000000000001'],
        Tag: [{ Key: 'team', Value: 'ops' }],
      },
      key,
    })
    const { AuthConditions, MatchedPolicies } = await decoded(await messageOf(refused))
    const has = (ConditionKey: string, value: string): boolean =>
      AuthConditions.some(
        condition => condition.ConditionKey === ConditionKey && condition.ConditionValues[0] === value,
      )
    assert.ok(has('acs:RequestTag/team', 'ops'))
    assert.ok(has('acs:SecureTransport', 'true'))
    const attached = { AttachedEntityType: 'RamGroup', AttachedScope: 'Account' }
    assert.deepEqual(
      MatchedPolicies.toSorted((a, b) => (a.Effect < b.Effect ? -1 : 1)),
      [
        { Effect: 'Allow', PolicyIdentifier: 'AdministratorAccess', PolicyType: 'System', ...attached },
        { Effect: 'Deny', PolicyIdentifier: 'no-tags', PolicyType: 'Custom', PolicyVersion: 'v1', ...attached },
      ],
    )
  })

  it('tells that nothing allowed it', async () => {
    const key = await addUser(server, 'bare')
    const told = await decoded(await messageOf(ask('ecd', 'DescribeRegions', key, region)))
    assert.equal(told.ExplicitDeny, false)
    assert.equal(told.AuthResource, '*')
    assert.deepEqual(told.MatchedPolicies, [])
    assert.equal(
      told.Because,
      `No policy of acs:ram::${server.provisioned.rootAccountId}:user/bare allows ecd:DescribeRegions.`,
    )
  })

  it('tells of a role its session, and of a session’s policy that it was the one', async () => {
    const roleId = await addRole(server, 'robot', [allow('*')])
    const sessionPolicy = JSON.stringify({ Version: '1', Statement: [deny('ecd:*')] })
    const key = sessionOf(server, 'robot', roleId, { sessionPolicy })
    const told = await decoded(await messageOf(ask('ecd', 'DescribeRegions', key, region)))
    assert.equal(told.NoPermissionPolicyType, 'SessionPolicy')
    assert.equal(told.AuthPrincipal.AuthPrincipalType, 'AssumedRoleUser')
    assert.equal(told.AuthPrincipal.AuthPrincipalDisplayName, 'robot:tests')
    assert.deepEqual(told.MatchedPolicies, [
      {
        Effect: 'Deny',
        PolicyIdentifier: 'SessionPolicy',
        PolicyType: 'Custom',
        AttachedEntityType: 'RamRole',
        AttachedScope: 'Account',
      },
    ])
  })

  it('tells of a control policy its id, and at which level it stands', async () => {
    const root = rootKeyOf(server)
    const done = async <Field extends string>(
      action: string,
      params: Params = {},
    ): Promise<Record<Field, Record<string, string>>> => {
      const { status, json, text } = await ask('deskfleet', action, root, params)
      assert.equal(status, 200, text)
      return json as Record<Field, Record<string, string>>
    }
    await done('EnableControlPolicy')
    const { Folder } = await done<'Folder'>('CreateFolder', { FolderName: 'teams', ParentFolderId: 'r-root' })
    const FolderId = Folder.FolderId ?? ''
    const { Account } = await done<'Account'>('CreateAccount', { AccountName: 'member', FolderId })
    const accountId = Account.AccountId ?? ''
    const PolicyDocument = JSON.stringify({ Version: '1', Statement: [deny('ecd:DescribeRegions')] })
    const { ControlPolicy } = await done<'ControlPolicy'>('CreateControlPolicy', {
      PolicyName: 'no-regions',
      PolicyDocument,
    })
    const PolicyId = ControlPolicy.PolicyId ?? ''
    const user = await addUser(server, 'bound', { accountId, statements: [allow('*')] })
    for (const [TargetId, AttachedScope] of [
      [accountId, 'Account'],
      [FolderId, 'Folder'],
    ] as const) {
      await done('AttachControlPolicy', { PolicyId, TargetId })
      const message = await messageOf(ask('ecd', 'DescribeRegions', user, region))
      const { json } = await decode(message, user)
      const { DecodedDiagnosticMessage: told } = json as { DecodedDiagnosticMessage: DiagnosticMessage }
      assert.equal(told.NoPermissionPolicyType, 'ControlPolicy')
      assert.deepEqual(
        told.MatchedPolicies.filter(({ Effect }) => Effect === 'Deny'),
        [
          {
            Effect: 'Deny',
            PolicyIdentifier: PolicyId,
            PolicyType: 'Custom',
            AttachedEntityType: 'ResourceDirectoryTarget',
            AttachedScope,
          },
        ],
      )
      await done('DetachControlPolicy', { PolicyId, TargetId })
    }
    await done('DisableControlPolicy')
  })

  it('opens messages of every product, its own too', async () => {
    const key = await addUser(server, 'curious')
    const message = await messageOf(ask('ecd', 'DescribeRegions', key, region))
    const refused = decode(message, key)
    assert.equal(codeOf(await refused), '403 NoPermission')
    assert.equal((await decoded(await messageOf(refused))).AuthAction, 'ram:DecodeDiagnosticMessage')
    const role = `acs:ram::${server.provisioned.rootAccountId}:role/robot`
    const assuming = ask('sts', 'AssumeRole', key, { RoleArn: role, RoleSessionName: 'tests' })
    assert.equal((await decoded(await messageOf(assuming))).AuthResource, role)
    const administrator = await addUser(server, 'administrator', { statements: [allow('ram:DecodeDiagnosticMessage')] })
    assert.equal((await decode(message, administrator)).status, 200)
  })

  it('does not know another account’s message', async () => {
    const theirs = anAccount()
    await seed(server.store, { accounts: [theirs] })
    const key = await addUser(server, 'theirs', { accountId: theirs.id, statements: [allow('ram:*')] })
    const message = await messageOf(ask('ecd', 'DescribeRegions', key, region))
    assert.equal(codeOf(await decode(message)), '404 EntityNotExist')
    assert.equal((await decode(message, key)).status, 200)
  })

  it('opens no message after 24 hours, and does for so long', async () => {
    const key = await addUser(server, 'late')
    const message = await messageOf(ask('ecd', 'DescribeRegions', key, region))
    const sealed = openDiagnostics(server.keyring.diagnostics, message)
    assert.ok(sealed !== undefined)
    const hour = 3600_000
    const agedBy = (ms: number): string =>
      sealDiagnostics(server.keyring.diagnostics, { ...sealed, at: Date.now() - ms })
    assert.equal((await decode(agedBy(23 * hour))).status, 200)
    assert.equal(codeOf(await decode(agedBy(24 * hour + 1000))), '400 EncodedMessageExpire')
  })

  it('refuses what is no message, whatever it looks like', async () => {
    const key = await addUser(server, 'forger')
    const message = await messageOf(ask('ecd', 'DescribeRegions', key, region))
    const middle = Math.floor(message.length / 2)
    const bent = message.slice(0, middle) + (message[middle] === 'A' ? 'B' : 'A') + message.slice(middle + 1)
    const token = sessionOf(server, 'robot', '1').securityToken
    for (const text of ['x', 'AQ', 'AQIBIjoi****', bent, message.slice(0, -8), token, `AQ${token}`, '{"at":1}'])
      assert.equal(codeOf(await decode(text)), '400 NotSupport', text)
    assert.equal(
      codeOf(await ask('ram', 'DecodeDiagnosticMessage', rootKeyOf(server))),
      '400 MissingEncodedDiagnosticMessage',
    )
  })
})
