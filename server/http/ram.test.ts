/** Every operation there is, asked by callers who may and who may not, as its RAM block says (ram.md 1.3, 1.6, 3). */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, call, disconnect, type Key } from '../../conformance/client.ts'
import type { Pair } from '../../conformance/signer.ts'
import { newAccessKeyId, newAccessKeySecret, newPrincipalId } from '../domain/ids.ts'
import { openDiagnostics } from '../identity/diagnostic-message.ts'
import { sealedKey } from '../identity/provision.ts'
import { touchedResources } from '../operations/access-request.ts'
import type { ServedOperation } from '../operations/context.ts'
import { operations } from '../operations/registry.ts'
import type { Principal } from '../policy/index.ts'
import { putAccount } from '../store/accounts.ts'
import * as identity from '../store/identity.ts'
import { anAccount } from '../testing/builders.ts'
import { allow, deny, dumpOf, rootKeyOf, type Statement, sessionOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { decode, flatten } from '../wire/decode.ts'
import { accessDenied } from '../wire/problems.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(async () => {
  disconnect()
  await server.close()
})

/** Answered to whoever has a key, whatever policies say (ram.md 1.6). */
const isForEverybody = ({ ram }: ServedOperation): boolean => ram.action === 'sts:GetCallerIdentity'
/** What the root of an account cannot do (ram.md 4.2). */
const isNotForRoots = ({ ram }: ServedOperation): boolean => ram.action === 'sts:AssumeRole'

/** The example of an operation as it travels, in the place of its account that of the caller. */
const paramsOf = ({ request, example }: ServedOperation, accountId: string): Pair[] =>
  flatten(request, example.request).map(([name, value]) => [name, value.replaceAll('1234567890123456', accountId)])

function ask(operation: ServedOperation, accountId: string, key: Key): Promise<Answer> {
  const { name, product } = operation
  const params = paramsOf(operation, accountId)
  const addressed = { endpoint: `http://${server.endpoint}`, action: name, version: product.version }
  return call({ ...addressed, params, key, method: 'POST', signature: 'V1' })
}

interface Refusal {
  readonly Code?: string
  readonly Message?: string
  readonly AccessDeniedDetail?: Readonly<Record<string, string>>
}

const bodyOf = ({ text }: Answer): Refusal => JSON.parse(text) as Refusal

/** Past RAM: answered, or refused by the operation itself for one of the reasons it lists. */
function checkAllowed(operation: ServedOperation, answer: Answer): void {
  const { Code, Message } = bodyOf(answer)
  if (answer.status === 200) return
  const listed = operation.problems.map(({ code }) => code)
  assert.ok(Code !== undefined && listed.includes(Code), `${operation.name} answered ${Code}: ${Message}`)
}

const byIdentity = { PolicyType: 'AccountLevelIdentityBasedPolicy' }
const byUser = { AuthPrincipalType: 'SubUser', ...byIdentity }

function checkRefused(operation: ServedOperation, answer: Answer, expected: Readonly<Record<string, string>>): void {
  const { Code, Message, AccessDeniedDetail } = bodyOf(answer)
  const { EncodedDiagnosticMessage = '', ...detail } = AccessDeniedDetail ?? {}
  assert.deepEqual(Object.keys(detail).sort(), [
    'AuthAction',
    'AuthPrincipalDisplayName',
    'AuthPrincipalOwnerId',
    'AuthPrincipalType',
    'NoPermissionType',
    'PolicyType',
  ])
  assert.ok(Object.values(detail).every(value => value !== ''))
  assert.partialDeepStrictEqual(detail, { AuthAction: operation.ram.action, ...expected })
  assert.match(EncodedDiagnosticMessage, /^AQ/)
  const { message } = openDiagnostics(server.keyring.diagnostics, EncodedDiagnosticMessage) ?? {}
  assert.partialDeepStrictEqual(message, {
    ExplicitDeny: expected.NoPermissionType === 'ExplicitDeny',
    NoPermissionPolicyType: expected.PolicyType,
    AuthAction: operation.ram.action,
  })
  const { kind, text } = accessDenied(operation.product.code, operation.ram.action, message?.AuthResource ?? '')
  assert.deepEqual([answer.status, Code], [kind.status, kind.code])
  if (expected.AuthPrincipalType !== 'Account') assert.equal(Message, text)
}

/** An account with a user for every statement list, and a role that may do the one thing. */
interface Company {
  readonly accountId: string
  readonly users: Readonly<Record<keyof ReturnType<typeof statementsFor>, Key>>
  readonly role: Key
  readonly narrowedRole: Key
}

/** What the users of the walk may do, by their names. */
function statementsFor(operation: ServedOperation, accountId: string) {
  const { action } = operation.ram
  const others = [...new Set(operations.map(({ ram }) => ram.action))].filter(other => other !== action)
  return {
    allowed: [allow(action)],
    limited: touchedBy(operation, accountId, 'limited').map(resource => allow(action, resource)),
    elsewhere: touchedBy(operation, accountId, 'elsewhere').map(resource => allow(action, another(resource))),
    nothing: [],
    others: others.map(other => allow(other)),
    denied: [allow('*'), deny(action)],
  } satisfies Readonly<Record<string, readonly Statement[]>>
}

/** The resources the example of an operation touches when a user of this name asks for it. */
function touchedBy({ ram, request, example }: ServedOperation, accountId: string, name: string): readonly string[] {
  const arn = `acs:ram::${accountId}:user/${name}`
  const principal: Principal = { type: 'RAMUser', accountId, name, userId: '1', arn, groups: [] }
  const wire = paramsOf({ ram, request, example } as ServedOperation, accountId)
  return touchedResources(ram, principal, decode(request, new Map(wire)).input)
}

/** Another resource of the same kind; of everything, some one thing. */
const another = (resource: string): string =>
  resource === '*' ? 'acs:ecd:*:*:ecddesktop/another' : resource.replace(/\/[^/]*$/, '/another')

async function found(operation: ServedOperation): Promise<Company> {
  const account = anAccount()
  const owned = { accountId: account.id, createdAt: account.createdAt }
  const statements = statementsFor(operation, account.id)
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [`acs:ram::${account.id}:root`] } }
  const trustPolicy = JSON.stringify({ Version: '1', Statement: [trust] })
  const roleIds = new Map<string, string>()
  const keys = await server.store.transaction(account.createdAt, async tx => {
    await putAccount(tx, account)
    const attach = async (entityKind: identity.EntityKind, entityName: string, own: readonly Statement[]) => {
      if (own.length === 0) return
      const document = JSON.stringify({ Version: '1', Statement: own })
      await identity.putPolicy(tx, { ...owned, name: `of-${entityName}`, version: 'v1', document }, 2)
      const named = { policyType: 'Custom', policyName: `of-${entityName}` } as const
      await identity.putAttachments(tx, { accountId: account.id, entityKind, entityName }, [named])
    }
    const made: [string, Key][] = []
    for (const [name, own] of Object.entries(statements)) {
      const [id, secret] = [newAccessKeyId(), newAccessKeySecret()]
      await identity.putUser(tx, { ...owned, name, userId: newPrincipalId() })
      await attach('user', name, own)
      await identity.putKey(tx, sealedKey(server.keyring, { id, secret, ...owned, userName: name }))
      made.push([name, { accessKeyId: id, accessKeySecret: secret }])
    }
    // The role of examples stands there too, so that it can be assumed.
    for (const name of ['walker', 'DesktopReader']) {
      const roleId = newPrincipalId()
      roleIds.set(name, roleId)
      await identity.putRole(tx, { ...owned, name, roleId, trustPolicy, maxSessionSeconds: 3600 })
    }
    await attach('role', 'walker', statements.allowed)
    return Object.fromEntries(made) as Company['users']
  })
  const session = { accountId: account.id }
  const roleId = roleIds.get('walker') ?? ''
  const sessionPolicy = JSON.stringify({ Version: '1', Statement: [allow('none:Nothing')] })
  return {
    accountId: account.id,
    users: keys,
    role: sessionOf(server, 'walker', roleId, session),
    narrowedRole: sessionOf(server, 'walker', roleId, { ...session, sessionPolicy }),
  }
}

describe('RAM guards every operation that is served', () => {
  it('there are some', () => assert.ok(operations.length > 0))

  for (const operation of operations) {
    const { action } = operation.ram

    describe(`${operation.product.code} ${operation.name}`, () => {
      let company: Company
      before(async () => {
        company = await found(operation)
      })
      const askBy = (key: Key) => ask(operation, company.accountId, key)

      it(`answers who may do ${action}, on everything or only on what the call names`, async () => {
        const { users, role } = company
        for (const key of [users.allowed, users.limited, role]) checkAllowed(operation, await askBy(key))
      })

      it('answers the root of the account that owns the server', async () => {
        const accountId = server.provisioned.rootAccountId
        const answer = await ask(operation, accountId, rootKeyOf(server))
        if (!isNotForRoots(operation)) return checkAllowed(operation, answer)
        const expected = { AuthPrincipalType: 'Account', NoPermissionType: 'ImplicitDeny', ...byIdentity }
        checkRefused(operation, answer, expected)
        assert.equal(bodyOf(answer).Message, 'Roles may not be assumed by root accounts.')
      })

      if (isForEverybody(operation)) {
        it('answers everybody', async () => {
          for (const key of [...Object.values(company.users), company.narrowedRole])
            assert.equal((await askBy(key)).status, 200)
        })
        return
      }

      it('refuses who may not, says why, and writes nothing', async () => {
        const { users, narrowedRole, accountId } = company
        const owner = { AuthPrincipalOwnerId: accountId }
        const implicit = { NoPermissionType: 'ImplicitDeny', ...byUser, ...owner }
        const before = await dumpOf(server.store)
        for (const key of [users.nothing, users.others, users.elsewhere])
          checkRefused(operation, await askBy(key), implicit)
        checkRefused(operation, await askBy(users.denied), { ...implicit, NoPermissionType: 'ExplicitDeny' })
        checkRefused(operation, await askBy(narrowedRole), {
          AuthPrincipalType: 'AssumedRoleUser',
          AuthPrincipalDisplayName: 'walker:tests',
          NoPermissionType: 'ImplicitDeny',
          PolicyType: 'SessionPolicy',
          ...owner,
        })
        assert.equal(await dumpOf(server.store), before)
      })
    })
  }
})
