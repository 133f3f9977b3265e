import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newPrincipalId, newRequestId } from '../../../domain/ids.ts'
import { parsePolicyDocument } from '../../../policy/index.ts'
import { type AuditRecord, auditRowOf, writeAudit } from '../../../store/audit.ts'
import * as identity from '../../../store/identity.ts'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, seed, testNow } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { ExplainDecision } from './ExplainDecision.ts'
import { GeneratePolicy } from './GeneratePolicy.ts'

interface SomeCall extends Partial<Omit<AuditRecord, 'details'>> {
  readonly details?: Partial<AuditRecord['details']>
}

/** An account with the user alice, and a way to put calls of hers on record. */
async function prepare(store: Store) {
  const account = anAccount()
  const accountId = account.id
  const userId = newPrincipalId()
  await seed(store, { accounts: [account] })
  await store.transaction(testNow, async tx => {
    await identity.putUser(tx, { accountId, name: 'alice', userId, createdAt: testNow })
    await identity.putKey(tx, {
      id: `LTAI${accountId}`,
      accountId,
      userName: 'alice',
      status: 'Active',
      createdAt: testNow,
    })
  })
  const desktop = (id: string) => `acs:ecd:cn-hangzhou:${accountId}:ecddesktop/${id}`
  const record = async (...calls: readonly SomeCall[]) => {
    const rows = calls.map(({ details, ...some }) =>
      auditRowOf({
        accountId,
        at: testNow,
        requestId: newRequestId(),
        product: 'ecd',
        operation: 'StopDesktops',
        writes: true,
        caller: 'user/alice',
        keyId: 'LTAIalice',
        decision: 'Allow',
        code: 'OK',
        resources: [desktop('ecd-1')],
        details: {
          version: '2020-09-30',
          principalId: userId,
          sourceIp: '203.0.113.10',
          secure: true,
          status: 200,
          durationMs: 1,
          ...details,
        },
        ...some,
      }),
    )
    await store.transaction(testNow, tx => writeAudit(tx, rows))
  }
  const context = contextFor(store, accountId)
  const period = { StartTime: '2026-11-24T00:00Z', EndTime: '2026-11-25T00:00Z' }
  const generate = (input: object = {}) => call(GeneratePolicy, { User: 'alice', ...period, ...input }, context)
  /** Actions and resources of what is generated. */
  const grants = async (input: object = {}) =>
    (await generate(input)).Documents.flatMap(document => {
      parsePolicyDocument(document, 'permission', { maxLength: 6144 })
      const { Statement } = JSON.parse(document) as { Statement: { Action: unknown; Resource: unknown }[] }
      return Statement.map(({ Action, Resource }) => [Action, Resource])
    })
  return { accountId, userId, desktop, record, context, generate, grants }
}

forEachDatabase('GeneratePolicy', open => {
  test('makes a policy of what was called, and says of how many calls', async () => {
    await using store = await open()
    const { accountId, desktop, record, generate, grants } = await prepare(store)
    await record({}, {}, { resources: [desktop('ecd-2'), desktop('ecd-1')] })
    await record({ operation: 'DescribeRegions', resources: ['*'], writes: false })
    await record({ product: 'deskfleet', operation: 'ListEvents', resources: ['*'], code: 'InvalidFrom' })
    assert.deepEqual(await grants(), [
      [['deskfleet:ListEvents', 'ecd:DescribeRegions'], '*'],
      ['ecd:StopDesktops', [desktop('ecd-1'), desktop('ecd-2')]],
    ])
    const { Calls, Principal, StartTime, EndTime } = await generate()
    assert.deepEqual(
      { Calls, Principal, StartTime, EndTime },
      {
        Calls: 5,
        Principal: `acs:ram::${accountId}:user/alice`,
        StartTime: '2026-11-24T00:00:00Z',
        EndTime: '2026-11-25T00:00:00Z',
      },
    )
    assert.deepEqual(await grants({ MaxIds: 1 }), [
      [['deskfleet:ListEvents', 'ecd:DescribeRegions'], '*'],
      ['ecd:StopDesktops', desktop('*')],
    ])
  })

  test('leaves refused calls out unless told, but takes what went on under warning policies', async () => {
    await using store = await open()
    const { record, grants } = await prepare(store)
    await record({ operation: 'DeleteDesktops', decision: 'ImplicitDeny', code: 'Forbidden.RAM', resources: ['*'] })
    await record({ operation: 'RebootDesktops', decision: 'ImplicitDeny', resources: ['*'], details: { warned: true } })
    await record({ operation: 'ResetDesktops', decision: 'NotAsked', code: 'SignatureDoesNotMatch', resources: [] })
    assert.deepEqual(await grants(), [['ecd:RebootDesktops', '*']])
    assert.deepEqual(await grants({ IncludeRefused: true }), [[['ecd:DeleteDesktops', 'ecd:RebootDesktops'], '*']])
  })

  test('takes calls of that time, that identity and that key only', async () => {
    await using store = await open()
    const { accountId, record, generate } = await prepare(store)
    const other = await prepare(store)
    await other.record({})
    await record({ caller: 'user/bob' }, { caller: 'role/alice' }, { caller: 'root' })
    // Another user who had the name before.
    await record({ details: { principalId: '1' } })
    await record({ at: Date.UTC(2026, 10, 25) }, { at: Date.UTC(2026, 10, 24) - 1 })
    assert.deepEqual((await generate()).Documents, [])
    await record({ keyId: `LTAI${accountId}` }, { at: Date.UTC(2026, 10, 24) })
    assert.equal((await generate()).Calls, 2)
    assert.equal((await generate({ User: undefined, UserAccessKeyId: `LTAI${accountId}` })).Calls, 1)
    // Nobody named: the caller, here the root.
    assert.equal((await generate({ User: undefined })).Calls, 1)
  })

  test('reads a long trail to its end', async () => {
    await using store = await open()
    const { desktop, record, generate, grants } = await prepare(store)
    await record(
      ...Array.from({ length: 2500 }, (_, index) => ({
        at: testNow + index,
        resources: [desktop(`ecd-${index % 3}`)],
      })),
    )
    assert.equal((await generate()).Calls, 2500)
    assert.deepEqual(await grants(), [['ecd:StopDesktops', ['ecd-0', 'ecd-1', 'ecd-2'].map(desktop)]])
  })

  test('refuses unknown identities and periods that are none', async () => {
    await using store = await open()
    const { generate } = await prepare(store)
    const codeOf = async (input: object) => (await refusalBy(generate(input))).code
    assert.equal(await codeOf({ User: 'nobody' }), 'EntityNotExist.User')
    assert.equal(await codeOf({ StartTime: 'yesterday' }), 'InvalidStartTime')
    assert.equal(await codeOf({ EndTime: '2026' }), 'InvalidEndTime')
    assert.equal(await codeOf({ EndTime: '2026-11-24T00:00Z' }), 'InvalidEndTime')
  })
})

forEachDatabase('ExplainDecision of a call on record', open => {
  test('decides it anew, and says what was decided then', async () => {
    await using store = await open()
    const { accountId, desktop, record, context } = await prepare(store)
    const blue = aDesktop({ accountId, tags: { team: 'blue' } })
    await seed(store, { desktops: [blue] })
    await store.transaction(testNow, async tx => {
      const Condition = { StringEquals: { 'acs:ResourceTag/team': 'blue', 'acs:RequestTag/cost': '7' } }
      const Statement = [{ Effect: 'Allow', Action: 'ecd:*', Resource: '*', Condition }]
      const document = JSON.stringify({ Version: '1', Statement })
      await identity.putPolicy(tx, { accountId, name: 'desk', version: 'v1', document, createdAt: testNow }, 2)
      await identity.putAttachments(tx, { accountId, entityKind: 'user', entityName: 'alice' }, [
        { policyType: 'Custom', policyName: 'desk' },
      ])
    })
    const requestId = newRequestId(testNow)
    const refusal = { decision: 'ImplicitDeny', code: 'Forbidden.RAM' } as const
    const parameters = '{"Tag":[{"Key":"cost","Value":"7"}]}'
    const resources = [desktop(blue.id)]
    await record({ requestId, ...refusal, resources, parameters, details: { reason: 'No policy allows it.' } })
    const told = await call(ExplainDecision, { RequestId: requestId }, context)
    assert.deepEqual(
      [told.Effect, told.AuthAction, told.Principal, told.Resources],
      ['Allow', 'ecd:StopDesktops', `acs:ram::${accountId}:user/alice`, resources],
    )
    assert.deepEqual(told.Recorded, {
      Time: '2026-11-24T08:00:00.000Z',
      Caller: 'user/alice',
      Code: 'Forbidden.RAM',
      Effect: 'ImplicitDeny',
      Because: 'No policy allows it.',
      WentOn: false,
    })
  })

  test('knows calls of its own account only, and takes nothing beside the id', async () => {
    await using store = await open()
    const { record, context } = await prepare(store)
    const other = await prepare(store)
    const requestId = newRequestId(testNow)
    await other.record({ requestId })
    await record({ requestId: newRequestId(testNow) })
    const codeOf = async (input: Readonly<Record<string, unknown>>) =>
      (await refusalBy(call(ExplainDecision, input, context))).code
    assert.equal(await codeOf({ RequestId: requestId }), 'InvalidRequestId')
    assert.equal(await codeOf({ RequestId: 'x' }), 'InvalidRequestId')
    assert.equal(await codeOf({ RequestId: requestId, User: 'alice' }), 'InvalidParameterCombination')
    assert.equal(await codeOf({}), 'MissingAuthAction')
  })
})
