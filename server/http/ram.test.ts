import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, call, disconnect, type Key } from '../../conformance/client.ts'
import type { Pair } from '../../conformance/signer.ts'
import { openDiagnostics } from '../identity/diagnostic-message.ts'
import type { ServedOperation } from '../operations/context.ts'
import { operations } from '../operations/registry.ts'
import { addRole, addUser, allow, deny, dumpOf, rootKeyOf, sessionOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { flatten } from '../wire/decode.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(async () => {
  disconnect()
  await server.close()
})

interface Refusal {
  readonly Code?: string
  readonly Message?: string
  readonly AccessDeniedDetail?: Readonly<Record<string, string>>
}

const ask = (operation: ServedOperation, key: Key): Promise<Answer> =>
  call({
    endpoint: `http://${server.endpoint}`,
    action: operation.name,
    version: operation.product.version,
    params: flatten(operation.request, operation.example.request).map(([name, value]): Pair => [name, value]),
    key,
    method: 'POST',
    signature: 'V1',
  })

const bodyOf = ({ text }: Answer): Refusal => JSON.parse(text) as Refusal

/** Past RAM: answered, or refused by the operation itself for one of the reasons it lists. */
function checkAllowed(operation: ServedOperation, answer: Answer): void {
  const { Code, Message } = bodyOf(answer)
  if (answer.status === 200) return
  const listed = operation.problems.map(({ code }) => code)
  assert.ok(Code !== undefined && listed.includes(Code), `${operation.name} answered ${Code}: ${Message}`)
}

const policyType = 'AccountLevelIdentityBasedPolicy'

function checkRefused(operation: ServedOperation, answer: Answer, expected: Readonly<Record<string, string>>): void {
  const { Code, Message, AccessDeniedDetail } = bodyOf(answer)
  assert.equal(answer.status, 403)
  assert.equal(Code, 'Forbidden.RAM')
  assert.equal(Message, "User not authorized to operate on the specified resource, or this API doesn't support RAM.")
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
  assert.partialDeepStrictEqual(detail, {
    AuthAction: operation.ram.action,
    AuthPrincipalOwnerId: server.provisioned.rootAccountId,
    ...expected,
  })
  assert.match(EncodedDiagnosticMessage, /^AQ/)
  const { message } = openDiagnostics(server.keyring.diagnostics, EncodedDiagnosticMessage) ?? {}
  assert.partialDeepStrictEqual(message, {
    ExplicitDeny: expected.NoPermissionType === 'ExplicitDeny',
    NoPermissionPolicyType: expected.PolicyType,
    AuthAction: operation.ram.action,
  })
}

describe('RAM guards every operation that is served', () => {
  it('there are some', () => assert.ok(operations.length > 0))

  for (const operation of operations) {
    const { action } = operation.ram
    const names = operations.filter(({ ram }) => ram.action !== action).map(({ ram }) => ram.action)
    const user = { AuthPrincipalType: 'SubUser', PolicyType: policyType }
    const addressed = `${operation.product.code} ${operation.name}`
    const userName = (kind: string): string => `${kind}-${operation.product.code}-${operation.name}`

    describe(addressed, () => {
      it(`answers a user whose one policy allows ${action}`, async () => {
        const key = await addUser(server, userName('allowed'), { statements: [allow(action)] })
        checkAllowed(operation, await ask(operation, key))
      })

      it('answers the root of the account', async () =>
        checkAllowed(operation, await ask(operation, rootKeyOf(server))))

      it('answers a role, and not beyond the policy of its session', async () => {
        const role = userName('role')
        const roleId = await addRole(server, role, [allow(action)])
        checkAllowed(operation, await ask(operation, sessionOf(server, role, roleId)))
        const sessionPolicy = JSON.stringify({ Version: '1', Statement: [allow('none:Nothing')] })
        const narrowed = sessionOf(server, role, roleId, { sessionPolicy })
        checkRefused(operation, await ask(operation, narrowed), {
          AuthPrincipalType: 'AssumedRoleUser',
          AuthPrincipalDisplayName: `${role}:tests`,
          NoPermissionType: 'ImplicitDeny',
          PolicyType: 'SessionPolicy',
        })
      })

      const refusals = {
        'a user without a policy': { statements: [], type: 'ImplicitDeny' },
        'a user who may do everything else': { statements: names.map(name => allow(name)), type: 'ImplicitDeny' },
        'a user to whom it is denied, whatever is allowed': {
          statements: [allow('*'), deny(action)],
          type: 'ExplicitDeny',
        },
      }
      for (const [who, { statements, type }] of Object.entries(refusals)) {
        it(`refuses ${who}, says why, and writes nothing`, async () => {
          const key = await addUser(server, userName(who.replaceAll(/[ ,]+/g, '-')), { statements })
          const before = await dumpOf(server.store)
          checkRefused(operation, await ask(operation, key), { ...user, NoPermissionType: type })
          assert.equal(await dumpOf(server.store), before)
        })
      }
    })
  }
})
