/** Who may assume which role, and what temporary keys may do (ram.md 1.6, 4.2). */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, call, disconnect, type Key } from '../../conformance/client.ts'
import type { Params } from '../../conformance/signer.ts'
import { newAccountId } from '../domain/ids.ts'
import { openDiagnostics } from '../identity/diagnostic-message.ts'
import { readToken } from '../identity/session-token.ts'
import { deleteKeys, putRole } from '../store/identity.ts'
import { deleteRole } from '../store/ram-roles.ts'
import { anAccount, seed } from '../testing/builders.ts'
import { addRole, addUser, allow, deny, dumpOf, rootKeyOf, type Statement } from '../testing/callers.ts'
import { freshDatabase, withoutPostgres } from '../testing/fresh-database.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { askSts, assume, keyOf, trusting, trustPolicy } from '../testing/sts-calls.ts'

interface Refusal {
  readonly Code: string
  readonly Message: string
  readonly AccessDeniedDetail?: Readonly<Record<string, string>>
}

const mayAssume = [allow('sts:AssumeRole')]
const noPermission = 'You are not authorized to do this action. You should be authorized by RAM.'

let drawn = 0
const fresh = (name: string): string => `${name}-${++drawn}`

function suite(start: () => Promise<{ server: TestServer; close: () => Promise<void> }>): void {
  let server: TestServer
  let close: () => Promise<void>
  before(async () => {
    ;({ server, close } = await start())
  })
  after(async () => {
    disconnect()
    await close()
  })

  const ours = (): string => server.provisioned.rootAccountId
  const rootName = (accountId = ours()): string => `acs:ram::${accountId}:root`
  const userName = (name: string, accountId = ours()): string => `acs:ram::${accountId}:user/${name}`
  const roleName = (name: string, accountId = ours()): string => `acs:ram::${accountId}:role/${name}`

  const ask = (key: Key, RoleArn: string, params: Params = {}): Promise<Answer> =>
    askSts(server, 'AssumeRole', key, { RoleArn, RoleSessionName: 'tests', ...params })

  /** Refused, with nothing written; gives back what was said. */
  async function refusal(key: Key, RoleArn: string, params: Params = {}): Promise<Refusal> {
    const before = await dumpOf(server.store)
    const { status, json, text } = await ask(key, RoleArn, params)
    assert.notEqual(status, 200, text)
    assert.equal(await dumpOf(server.store), before)
    return json as Refusal
  }

  /** `Allow`, or the code and, of RAM's own refusals, which kind of policy refused and how. */
  async function ruling(key: Key, RoleArn: string, params: Params = {}): Promise<string> {
    const { status, json } = await ask(key, RoleArn, params)
    if (status === 200) return 'Allow'
    const { Code, AccessDeniedDetail: detail } = json as Refusal
    return detail === undefined ? Code : `${Code} ${detail.NoPermissionType} ${detail.PolicyType}`
  }
  const byTrust = 'NoPermission ImplicitDeny AssumeRolePolicy'
  const byIdentity = 'NoPermission ImplicitDeny AccountLevelIdentityBasedPolicy'

  const aUser = async (statements: readonly Statement[] = mayAssume, accountId = ours()) => {
    const name = fresh('user')
    return { name, arn: userName(name, accountId), key: await addUser(server, name, { statements, accountId }) }
  }
  const aRole = async (
    trust: string,
    more: { statements?: readonly Statement[]; seconds?: number; of?: string } = {},
  ) => {
    const { statements = [], seconds = 3600, of = ours() } = more
    const name = fresh('role')
    const options = { accountId: of, trustPolicy: trust, maxSessionSeconds: seconds }
    const roleId = await addRole(server, name, statements, options)
    return { name, roleId, arn: roleName(name, of) }
  }
  async function anotherAccount(): Promise<string> {
    const account = anAccount()
    await seed(server.store, { accounts: [account] })
    return account.id
  }

  describe('AssumeRole', () => {
    for (const signature of ['V1', 'V3'] as const) {
      it(`hands out keys whose calls are the role's, under ${signature}`, async () => {
        const user = await aUser()
        const role = await aRole(trusting(user.arn), { statements: [allow('ecd:DescribeRegions')] })
        const written = await dumpOf(server.store)
        const earliest = Date.now()
        const answer = await assume(server, user.key, role.arn, { RoleSessionName: 'at.work@2' }, signature)
        assert.equal(await dumpOf(server.store), written, 'nothing is written')

        assert.deepEqual(answer.AssumedRoleUser, {
          Arn: `${role.arn}/at.work@2`,
          AssumedRoleId: `${role.roleId}:at.work@2`,
        })
        const { AccessKeyId, AccessKeySecret, Expiration } = answer.Credentials
        assert.match(AccessKeyId, /^STS\.[A-Za-z0-9]{20}$/)
        assert.match(AccessKeySecret, /^[A-Za-z0-9]{40}$/)
        assert.match(Expiration, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
        const lives = Date.parse(Expiration) - earliest
        assert.ok(lives > 3598_000 && lives <= 3600_000 + (Date.now() - earliest), `${lives} ms`)

        const who = await askSts(server, 'GetCallerIdentity', keyOf(answer), {}, signature)
        const { RequestId: _, ...identity } = who.json as Record<string, string>
        assert.deepEqual(identity, {
          IdentityType: 'AssumedRoleUser',
          AccountId: ours(),
          PrincipalId: `${role.roleId}:at.work@2`,
          RoleId: role.roleId,
          Arn: `acs:ram::${ours()}:assumed-role/${role.name}/at.work@2`,
        })
      })
    }

    it('gives every session keys of its own, which live side by side', async () => {
      const user = await aUser()
      const role = await aRole(trusting(user.arn))
      const [one, two] = [await assume(server, user.key, role.arn), await assume(server, user.key, role.arn)]
      assert.notEqual(one.Credentials.AccessKeyId, two.Credentials.AccessKeyId)
      for (const session of [one, two])
        assert.equal((await askSts(server, 'GetCallerIdentity', keyOf(session))).status, 200)
      const mixed = { ...keyOf(one), securityToken: keyOf(two).securityToken }
      const { json } = await askSts(server, 'GetCallerIdentity', mixed)
      assert.equal((json as Refusal).Code, 'InvalidSecurityToken.MismatchWithAccessKey')
    })

    it('wants the caller named by the trust policy: the user, its role, or the root that stands for its whole account', async () => {
      const user = await aUser()
      const other = await aUser()
      const stranger = newAccountId()
      const rulings = {
        [trusting(user.arn)]: 'Allow',
        [trusting(rootName())]: 'Allow',
        [trusting(other.arn, user.arn)]: 'Allow',
        [trusting(other.arn)]: byTrust,
        [trusting(userName(user.name, stranger))]: byTrust,
        [trusting(rootName(stranger))]: byTrust,
        [trusting(roleName(user.name))]: byTrust,
        [trustPolicy({ Service: 'ecs.aliyuncs.com' })]: byTrust,
        [trustPolicy({ Federated: `acs:ram::${ours()}:saml-provider/company` })]: byTrust,
        [trustPolicy({ RAM: user.arn }, { Effect: 'Deny' })]: 'NoPermission ExplicitDeny AssumeRolePolicy',
        'no policy at all': byTrust,
      }
      for (const [trust, expected] of Object.entries(rulings)) {
        assert.equal(await ruling(user.key, (await aRole(trust)).arn), expected, trust)
      }
    })

    it('wants the caller’s own policies too: none, another role, or a Deny is a refusal', async () => {
      const role = await aRole(trusting(rootName()))
      const rulings: [readonly Statement[], string][] = [
        [[], byIdentity],
        [[allow('ecd:*'), allow('ram:*')], byIdentity],
        [[allow('sts:AssumeRole', roleName('another'))], byIdentity],
        [[allow('sts:AssumeRole', role.arn)], 'Allow'],
        [[allow('sts:assumerole', `acs:ram:*:${ours()}:role/${role.name}`)], 'Allow'],
        [[allow('*'), deny('sts:*')], 'NoPermission ExplicitDeny AccountLevelIdentityBasedPolicy'],
        [[allow('*'), deny('*', role.arn)], 'NoPermission ExplicitDeny AccountLevelIdentityBasedPolicy'],
      ]
      for (const [statements, expected] of rulings) {
        const { key } = await aUser(statements)
        assert.equal(await ruling(key, role.arn), expected, JSON.stringify(statements))
      }
      const { key } = await aUser([])
      const { Code, Message } = await refusal(key, role.arn)
      assert.deepEqual([Code, Message], ['NoPermission', noPermission])
    })

    it('is nothing for the root of an account, whomever the role trusts', async () => {
      const role = await aRole(trusting(rootName()))
      const { Code, Message, AccessDeniedDetail } = await refusal(rootKeyOf(server), role.arn)
      assert.deepEqual([Code, Message], ['NoPermission', 'Roles may not be assumed by root accounts.'])
      assert.equal(AccessDeniedDetail?.AuthPrincipalType, 'Account')
      assert.equal((await refusal(rootKeyOf(server), roleName('nobody'))).Code, 'NoPermission')
    })

    it('follows a change of the trust policy with the next call; sessions that are open stay', async () => {
      const user = await aUser()
      const role = await aRole(trusting(user.arn), { statements: [allow('ecd:Describe*')] })
      const session = keyOf(await assume(server, user.key, role.arn))
      await addRoleAgain(role, trusting(rootName(newAccountId())))
      assert.equal(await ruling(user.key, role.arn), byTrust)
      assert.equal((await askSts(server, 'GetCallerIdentity', session)).status, 200)
    })

    async function addRoleAgain({ name, roleId }: { name: string; roleId: string }, trust: string): Promise<void> {
      const role = { accountId: ours(), name, roleId, trustPolicy: trust, maxSessionSeconds: 3600, createdAt: 0 }
      await server.store.transaction(Date.now(), tx => putRole(tx, role))
    }
  })

  describe('ExternalId', () => {
    const wanted = { Condition: { StringEquals: { 'sts:ExternalId': 'contract-4711' } } }

    it('decides where the trust policy asks for one: right, wrong, and left out', async () => {
      const user = await aUser()
      const role = await aRole(trustPolicy({ RAM: user.arn }, wanted))
      assert.equal(await ruling(user.key, role.arn, { ExternalId: 'contract-4711' }), 'Allow')
      assert.equal(await ruling(user.key, role.arn, { ExternalId: 'contract-4712' }), byTrust)
      assert.equal(await ruling(user.key, role.arn), byTrust)
    })

    it('is no hindrance where nobody asks for one', async () => {
      const user = await aUser()
      const role = await aRole(trusting(user.arn))
      assert.equal(await ruling(user.key, role.arn, { ExternalId: 'aZ09_+=,.@:/-' }), 'Allow')
    })

    it('has 2 to 1,224 characters of its alphabet', async () => {
      const user = await aUser()
      const role = await aRole(trusting(user.arn))
      const code = 'InvalidParameter.ExternalId'
      assert.equal(await ruling(user.key, role.arn, { ExternalId: 'x'.repeat(1224) }), 'Allow')
      for (const ExternalId of ['x', 'x'.repeat(1225), 'with blank', 'ümlaut', 'a\nb']) {
        assert.equal((await refusal(user.key, role.arn, { ExternalId })).Code, code, JSON.stringify(ExternalId))
      }
    })
  })

  describe('A role that does not exist', () => {
    it('of the own account is EntityNotExist.Role for whom a policy lets, and a lack of permission for others', async () => {
      const user = await aUser()
      const { Code, Message } = await refusal(user.key, roleName('nobody'))
      assert.deepEqual([Code, Message], ['EntityNotExist.Role', 'The specified Role not exists .'])
      assert.equal(await ruling((await aUser([])).key, roleName('nobody')), byIdentity)
      const other = await aUser([allow('sts:AssumeRole', roleName('somebody'))])
      assert.equal(await ruling(other.key, roleName('nobody')), byIdentity)
    })

    it('of another account cannot be told from one whose trust policy refuses', async () => {
      const theirs = await anotherAccount()
      const foreign = async (trust: string): Promise<string> => (await aRole(trust, { of: theirs })).arn
      const told = async (key: Key, arn: string): Promise<unknown> => {
        const { status, json } = await ask(key, arn)
        const { AccessDeniedDetail, RequestId: _, Recommend: __, ...rest } = json as Refusal & Record<string, string>
        const { EncodedDiagnosticMessage = '', ...detail } = AccessDeniedDetail ?? {}
        const opened = openDiagnostics(server.keyring.diagnostics, EncodedDiagnosticMessage)
        // What is left after the role's own name, and the time of the call, are taken out.
        const { AuthConditions: ___, ...message } = opened?.message ?? {}
        return JSON.parse(JSON.stringify({ status, rest, detail, message }).replaceAll(arn, 'ROLE')) as unknown
      }
      const callers = {
        'may assume roles': mayAssume,
        'may not': [],
        'is denied': [allow('*'), deny('sts:AssumeRole')],
      }
      for (const [who, statements] of Object.entries(callers)) {
        const user = await aUser(statements)
        const absent = await told(user.key, roleName('nobody', theirs))
        assert.equal((absent as { status: number }).status, 403)
        assert.deepEqual(await told(user.key, roleName('nobody', newAccountId())), absent)
        const refusing = [trusting(rootName(theirs)), trustPolicy({ RAM: user.arn }, { Effect: 'Deny' })]
        const agreeing = statements === mayAssume ? [] : [trusting(user.arn), trusting(rootName())]
        for (const trust of [...refusing, ...agreeing]) {
          assert.deepEqual(await told(user.key, await foreign(trust)), absent, `${who}, ${trust}`)
        }
      }
    })
  })

  describe('Across accounts', () => {
    it('a role lets in whom its trust policy names, and its keys act in its own account', async () => {
      const theirs = await anotherAccount()
      const user = await aUser()
      for (const trust of [trusting(rootName()), trusting(user.arn)]) {
        const role = await aRole(trust, { of: theirs, statements: [allow('ecd:*')] })
        const session = await assume(server, user.key, role.arn)
        assert.equal(session.AssumedRoleUser.Arn, `${role.arn}/tests`)
        const { json } = await askSts(server, 'GetCallerIdentity', keyOf(session))
        assert.equal((json as Record<string, string>).AccountId, theirs)
        const token = readToken(server.keyring.tokens, session.Credentials.SecurityToken)
        assert.equal(token?.assumedBy, user.arn)
      }
    })

    it('a user of the same name in another account is somebody else', async () => {
      const theirs = await anotherAccount()
      const user = await aUser()
      const key = await addUser(server, user.name, { accountId: theirs, statements: mayAssume })
      const role = await aRole(trusting(user.arn))
      assert.equal(await ruling(user.key, role.arn), 'Allow')
      assert.equal(await ruling(key, role.arn), byTrust)
    })

    it('a policy that names roles of the own account does not reach another’s', async () => {
      const theirs = await anotherAccount()
      const role = await aRole(trusting(rootName()), { of: theirs })
      const { key } = await aUser([allow('sts:AssumeRole', `acs:ram:*:${ours()}:role/*`)])
      assert.equal(await ruling(key, role.arn), byIdentity)
    })
  })

  describe('A role that assumes another role', () => {
    it('is let in by its own policies and the other’s trust, for one hour at most', async () => {
      const user = await aUser()
      const first = await aRole(trusting(user.arn), { statements: mayAssume, seconds: 43_200 })
      const second = await aRole(trusting(first.arn), { seconds: 43_200 })
      assert.equal(await ruling(user.key, second.arn), byTrust, 'the user itself is not trusted')
      const session = await assume(server, user.key, first.arn, { DurationSeconds: 43_200 })
      assert.equal(await ruling(keyOf(session), second.arn, { DurationSeconds: 3600 }), 'Allow')
      const code = 'InvalidParameter.DurationSeconds'
      assert.equal((await refusal(keyOf(session), second.arn, { DurationSeconds: 3601 })).Code, code)
      const chained = await assume(server, keyOf(session), second.arn)
      const token = readToken(server.keyring.tokens, chained.Credentials.SecurityToken)
      assert.equal(token?.assumedBy, `acs:ram::${ours()}:assumed-role/${first.name}/tests`)
    })

    it('does not get past the policy of its session', async () => {
      const user = await aUser()
      const first = await aRole(trusting(user.arn), { statements: mayAssume })
      const second = await aRole(trusting(first.arn))
      const Policy = JSON.stringify({ Version: '1', Statement: [allow('ecd:*')] })
      const session = await assume(server, user.key, first.arn, { Policy })
      assert.equal(await ruling(keyOf(session), second.arn), 'NoPermission ImplicitDeny SessionPolicy')
    })
  })

  describe('Beyond the policies of the own account', () => {
    const manage = async (action: string, params: Params = {}): Promise<Record<string, Record<string, string>>> => {
      const endpoint = `http://${server.endpoint}`
      const answer = await call({ endpoint, action, version: '2026-11-24', params, key: rootKeyOf(server) })
      assert.equal(answer.status, 200, answer.text)
      return answer.json as Record<string, Record<string, string>>
    }

    it('control policies bind who assumes, by the folder of its own account', async () => {
      await manage('EnableControlPolicy')
      const { Account } = await manage('CreateAccount', { AccountName: fresh('member') })
      const member = Account?.AccountId ?? ''
      const user = await aUser(mayAssume, member)
      const role = await aRole(trusting(user.arn), { of: member })
      assert.equal(await ruling(user.key, role.arn), 'Allow')
      const PolicyDocument = JSON.stringify({ Version: '1', Statement: [deny('sts:AssumeRole')] })
      const { ControlPolicy } = await manage('CreateControlPolicy', { PolicyName: fresh('policy'), PolicyDocument })
      const attachment = { PolicyId: ControlPolicy?.PolicyId ?? '', TargetId: member }
      await manage('AttachControlPolicy', attachment)
      assert.equal(await ruling(user.key, role.arn), 'NoPermission ExplicitDeny ControlPolicy')
      await manage('DetachControlPolicy', attachment)
      await manage('DisableControlPolicy')
    })

    it('nobody gets in because policies only warn', async () => {
      const user = await aUser([])
      const role = await aRole(trusting(user.arn))
      await manage('SetAccessMode', { Mode: 'Warn' })
      assert.equal(await ruling(user.key, role.arn), byIdentity)
      assert.equal(await ruling((await aUser()).key, role.arn), byTrust)
      await manage('SetAccessMode', { Mode: 'Enforce' })
    })
  })

  describe('What a call of AssumeRole must look like', () => {
    it('durations go from 15 minutes to what the role permits, and are an hour by default', async () => {
      const user = await aUser()
      for (const seconds of [3600, 43_200]) {
        const role = await aRole(trusting(user.arn), { seconds })
        for (const DurationSeconds of [900, seconds]) {
          const before = Date.now()
          const { Credentials } = await assume(server, user.key, role.arn, { DurationSeconds })
          const lives = Date.parse(Credentials.Expiration) - before
          assert.ok(Math.abs(lives - DurationSeconds * 1000) < 60_000, `${DurationSeconds} s: ${lives} ms`)
        }
        for (const DurationSeconds of [-1, 0, 899, seconds + 1]) {
          const { Code, Message } = await refusal(user.key, role.arn, { DurationSeconds })
          assert.equal(Code, 'InvalidParameter.DurationSeconds')
          assert.equal(Message, 'The Min/Max value of DurationSeconds is 15min/1hr.')
        }
      }
    })

    it('role and session have names of their form', async () => {
      const user = await aUser()
      const role = await aRole(trusting(user.arn))
      for (const arn of [
        'nonsense',
        role.name,
        `${role.arn}/x`,
        userName(user.name),
        'acs:ram::x:role/y',
        `${role.arn}*`,
      ]) {
        const { Code, Message } = await refusal(user.key, arn)
        assert.deepEqual([Code, Message], ['InvalidParameter.RoleArn', 'The parameter RoleArn is wrongly formed.'], arn)
      }
      for (const RoleSessionName of ['x', 'x'.repeat(65), 'with blank', 'a/b', 'ü-mlaut']) {
        const { Code, Message } = await refusal(user.key, role.arn, { RoleSessionName })
        const text = 'The parameter RoleSessionName is wrongly formed.'
        assert.deepEqual([Code, Message], ['InvalidParameter.RoleSessionName', text], RoleSessionName)
      }
      for (const RoleSessionName of ['ab', 'x'.repeat(64), 'A.b@c-d_9'])
        assert.equal(await ruling(user.key, role.arn, { RoleSessionName }), 'Allow')
    })

    it('what is missing is told only to those who may assume roles at all', async () => {
      const user = await aUser()
      for (const [name, params] of [
        ['RoleArn', { RoleSessionName: 'tests' }],
        ['RoleSessionName', { RoleArn: (await aRole(trusting(user.arn))).arn }],
      ] as const) {
        const told = async (key: Key): Promise<string> =>
          ((await askSts(server, 'AssumeRole', key, params)).json as Refusal).Code
        assert.equal(await told(user.key), `Missing${name}`)
        assert.equal(await told((await aUser([])).key), 'NoPermission')
      }
    })
  })

  describe('Temporary keys', () => {
    it('die with the role, also when another one is made under its name', async () => {
      const user = await aUser()
      const role = await aRole(trusting(user.arn))
      const session = keyOf(await assume(server, user.key, role.arn))
      await server.store.transaction(Date.now(), tx =>
        deleteRole(tx, {
          accountId: ours(),
          name: role.name,
          roleId: role.roleId,
          trustPolicy: '',
          maxSessionSeconds: 0,
          createdAt: 0,
        }),
      )
      const code = async (): Promise<string> =>
        ((await askSts(server, 'GetCallerIdentity', session)).json as Refusal).Code
      assert.equal(await code(), 'InvalidSecurityToken.Expired')
      await addRole(server, role.name, [], { trustPolicy: trusting(user.arn) })
      assert.equal(await code(), 'InvalidSecurityToken.Expired')
      assert.equal(await ruling(user.key, role.arn), 'Allow')
    })

    it('go on when the user who took them is gone: the vendor does not say that they end', async () => {
      const user = await aUser()
      const role = await aRole(trusting(user.arn))
      const session = keyOf(await assume(server, user.key, role.arn))
      await server.store.transaction(Date.now(), async tx => {
        await deleteKeys(tx, [user.key.accessKeyId])
      })
      assert.equal(((await ask(user.key, role.arn)).json as Refusal).Code, 'InvalidAccessKeyId.NotFound')
      assert.equal((await askSts(server, 'GetCallerIdentity', session)).status, 200)
    })
  })
}

describe('Roles are assumed (SQLite)', () => {
  suite(async () => {
    const server = await startTestServer()
    return { server, close: () => server.close() }
  })
})

describe('Roles are assumed (PostgreSQL)', { skip: withoutPostgres }, () => {
  suite(async () => {
    const database = await freshDatabase()
    const server = await startTestServer({ 'database-url': database.url })
    return {
      server,
      async close() {
        await server.close()
        await database[Symbol.asyncDispose]()
      },
    }
  })
})
