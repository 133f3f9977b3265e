/** Versions of custom policies: made, made the default, given up and deleted, in any order. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../../../spec/problem.ts'
import { anAccount, seed } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore, type TestStore } from '../../../testing/databases.ts'
import { checkRefusal } from '../../../testing/refusals.ts'
import { CreatePolicy } from './CreatePolicy.ts'
import { CreatePolicyVersion } from './CreatePolicyVersion.ts'
import { DeletePolicyVersion } from './DeletePolicyVersion.ts'
import { GetPolicy } from './GetPolicy.ts'
import { GetPolicyVersion } from './GetPolicyVersion.ts'
import { ListPolicyVersions } from './ListPolicyVersions.ts'
import { SetDefaultPolicyVersion } from './SetDefaultPolicyVersion.ts'

const documentOf = (Action: string) =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
const rotate = { RotateStrategy: 'DeleteOldestNonDefaultVersionWhenLimitExceeded' }

/** A policy `p` with version v1 in an account of its own. */
async function aPolicyIn(store: TestStore) {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  const context = contextFor(store, account.id)
  await call(CreatePolicy, { PolicyName: 'p', PolicyDocument: documentOf('ecd:v1') }, context)
  const named = { PolicyName: 'p', PolicyType: 'Custom' }
  return {
    add: (more: object = {}, Action = 'ecd:More') =>
      call(CreatePolicyVersion, { PolicyName: 'p', PolicyDocument: documentOf(Action), ...more }, context),
    setDefault: (VersionId: string) => call(SetDefaultPolicyVersion, { PolicyName: 'p', VersionId }, context),
    remove: (VersionId: string) => call(DeletePolicyVersion, { PolicyName: 'p', VersionId }, context),
    get: (VersionId: string, more: object = {}) => call(GetPolicyVersion, { ...named, VersionId, ...more }, context),
    policy: () => call(GetPolicy, named, context),
    versions: async () => (await call(ListPolicyVersions, named, context)).PolicyVersions.PolicyVersion,
  }
}
type APolicy = Awaited<ReturnType<typeof aPolicyIn>>

const idsOf = async ({ versions }: APolicy) => (await versions()).map(({ VersionId }) => VersionId)
const numberOf = (version: string) => Number(version.slice(1))

forEachDatabase('versions of policies', open => {
  describe('CreatePolicyVersion', () => {
    test('adds a version that does not act unless it is asked to', async () => {
      await using store = await open()
      const p = await aPolicyIn(store)
      const { PolicyVersion } = await p.add({}, 'ecd:v2')
      assert.partialDeepStrictEqual(PolicyVersion, {
        VersionId: 'v2',
        IsDefaultVersion: false,
        PolicyDocument: documentOf('ecd:v2'),
      })
      assert.equal((await p.policy()).Policy.DefaultVersion, 'v1')
      const third = await p.add({ SetAsDefault: true }, 'ecd:v3')
      assert.equal(third.PolicyVersion.IsDefaultVersion, true)
      const { Policy, DefaultPolicyVersion } = await p.policy()
      assert.equal(Policy.DefaultVersion, 'v3')
      assert.deepEqual(DefaultPolicyVersion, third.PolicyVersion)
      assert.deepEqual(
        (await p.versions()).map(({ VersionId, IsDefaultVersion, PolicyDocument }) => [
          VersionId,
          IsDefaultVersion,
          PolicyDocument,
        ]),
        [
          ['v1', false, documentOf('ecd:v1')],
          ['v2', false, documentOf('ecd:v2')],
          ['v3', true, documentOf('ecd:v3')],
        ],
      )
    })

    test('refuses the sixth version', async () => {
      await using store = await open()
      const p = await aPolicyIn(store)
      for (let count = 2; count <= 5; count += 1) await p.add()
      for (const more of [{}, { RotateStrategy: 'None' }, { SetAsDefault: true }]) {
        await checkRefusal(
          store,
          () => p.add(more),
          'LimitExceeded.Policy.Version',
          409,
          'The count of policy version beyond the current limits.',
        )
      }
      const invalid = await refusalBy(p.add({ RotateStrategy: 'DeleteAll' }))
      assert.equal(invalid.code, 'InvalidRotateStrategy')
    })

    test('that rotates gives up the oldest version that is not the default, and only when there are five', async () => {
      await using store = await open()
      const p = await aPolicyIn(store)
      for (let count = 2; count <= 5; count += 1) await p.add(rotate)
      assert.deepEqual(await idsOf(p), ['v1', 'v2', 'v3', 'v4', 'v5'])
      await p.add(rotate)
      assert.deepEqual(await idsOf(p), ['v1', 'v3', 'v4', 'v5', 'v6'])
      await p.add({ ...rotate, SetAsDefault: true })
      assert.deepEqual(await idsOf(p), ['v1', 'v4', 'v5', 'v6', 'v7'])
      await p.add(rotate)
      assert.deepEqual(await idsOf(p), ['v4', 'v5', 'v6', 'v7', 'v8'])
    })

    test('of many calls at once makes as many versions as there is room for, each with a number of its own', async () => {
      await using store = await open()
      const p = await aPolicyIn(store)
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => p.add({ SetAsDefault: true })))
      const numbers = outcomes.flatMap(outcome =>
        outcome.status === 'fulfilled' ? [outcome.value.PolicyVersion.VersionId] : [],
      )
      assert.deepEqual(numbers.sort(), ['v2', 'v3', 'v4', 'v5'])
      assert.deepEqual(await idsOf(p), ['v1', 'v2', 'v3', 'v4', 'v5'])
      assert.equal((await p.policy()).Policy.DefaultVersion, 'v5')
    })

    test('counts ten after nine', async () => {
      await using store = await open()
      const p = await aPolicyIn(store)
      for (let count = 2; count <= 12; count += 1) await p.add(rotate)
      assert.deepEqual(await idsOf(p), ['v1', 'v9', 'v10', 'v11', 'v12'])
    })

    test('refuses a broken document and an unknown policy', async () => {
      await using store = await open()
      const p = await aPolicyIn(store)
      await checkRefusal(store, () => p.add({ PolicyDocument: '{}' }), 'MalformedPolicyDocument', 400)
      const PolicyDocument = documentOf('ecd:*').padEnd(6145)
      await checkRefusal(store, () => p.add({ PolicyDocument }), 'InvalidParameter.PolicyDocument.Length', 400)
      await checkRefusal(store, () => p.add({ PolicyName: 'q' }), 'EntityNotExist.Policy', 404)
    })
  })

  describe('SetDefaultPolicyVersion and DeletePolicyVersion', () => {
    test('move the default and delete the others, whose numbers are not used again', async () => {
      await using store = await open()
      const p = await aPolicyIn(store)
      await p.add()
      await p.setDefault('v2')
      await p.remove('v1')
      assert.deepEqual(await idsOf(p), ['v2'])
      await p.add()
      await p.remove('v3')
      await p.add()
      assert.deepEqual(await idsOf(p), ['v2', 'v4'])
      assert.equal((await p.policy()).Policy.DefaultVersion, 'v2')
    })

    test('say nothing when the version is the default already', async () => {
      await using store = await open()
      const p = await aPolicyIn(store)
      const before = await dumpOf(store)
      assert.deepEqual(await p.setDefault('v1'), {})
      assert.equal(await dumpOf(store), before)
    })

    test('refuse the default, a version that is not there, and what is no version', async () => {
      await using store = await open()
      const p = await aPolicyIn(store)
      await checkRefusal(
        store,
        () => p.remove('v1'),
        'DeleteConflict.Policy.Version.Default',
        409,
        'The default policy version CAN NOT been deleted directly.',
      )
      const other = await aPolicyIn(store)
      await other.add()
      for (const refused of [p.remove, p.setDefault, (version: string) => p.get(version)]) {
        await checkRefusal(
          store,
          () => refused('v2'),
          'EntityNotExist.Policy.Version',
          404,
          'The policy version does not exist.',
        )
        for (const version of ['2', 'v0', 'v02', 'v2;', 'V2']) {
          await checkRefusal(
            store,
            () => refused(version),
            'InvalidParameter.VersionId.Format',
            400,
            'The format of the parameter - "VersionId" is incorrect.',
          )
        }
      }
    })
  })

  test('GetPolicyVersion and ListPolicyVersions show the one version of a policy of the system', async () => {
    await using store = await open()
    const p = await aPolicyIn(store)
    const system = { PolicyType: 'System', PolicyName: 'AliyunSTSAssumeRoleAccess' }
    const { PolicyVersion } = await p.get('v1', system)
    assert.equal(PolicyVersion.IsDefaultVersion, true)
    assert.deepEqual(JSON.parse(PolicyVersion.PolicyDocument), {
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }],
    })
    const context = contextFor(store, anAccount().id)
    assert.deepEqual((await call(ListPolicyVersions, system, context)).PolicyVersions.PolicyVersion, [PolicyVersion])
    await checkRefusal(store, () => p.get('v2', system), 'EntityNotExist.Policy.Version', 404)
    await checkRefusal(store, () => p.get('v1', { PolicyType: 'Mine' }), 'InvalidParameter.PolicyType', 400)
  })

  describe('whatever is done in whatever order', () => {
    const store = oneStore(open)
    const version = fc.integer({ min: 1, max: 12 }).map(number => `v${number}`)
    const deeds = fc.array(
      fc.oneof(
        fc.record({ deed: fc.constant('add' as const), SetAsDefault: fc.boolean(), rotates: fc.boolean() }),
        fc.record({ deed: fc.constant('setDefault' as const), version }),
        fc.record({ deed: fc.constant('remove' as const), version }),
      ),
      { maxLength: 25 },
    )

    test('a policy has exactly one default and at most five versions, and numbers rise', async () => {
      await fc.assert(
        fc.asyncProperty(deeds, async script => {
          const p = await aPolicyIn(store())
          let highest = 1
          for (const step of script) {
            try {
              if (step.deed === 'add') {
                const { SetAsDefault, rotates } = step
                const { PolicyVersion } = await p.add({ SetAsDefault, ...(rotates ? rotate : {}) })
                assert.equal(numberOf(PolicyVersion.VersionId), highest + 1)
                assert.equal(PolicyVersion.IsDefaultVersion, SetAsDefault)
                highest += 1
              } else await p[step.deed](step.version)
            } catch (error) {
              if (!(error instanceof Problem)) throw error
              assert.match(
                error.code,
                /^(LimitExceeded\.Policy\.Version|EntityNotExist\.Policy\.Version|DeleteConflict\.Policy\.Version\.Default)$/,
              )
            }
            const versions = await p.versions()
            const numbers = versions.map(({ VersionId }) => numberOf(VersionId))
            assert.equal(versions.filter(({ IsDefaultVersion }) => IsDefaultVersion).length, 1)
            assert.ok(versions.length <= 5)
            assert.deepEqual(
              numbers,
              [...new Set(numbers)].sort((a, b) => a - b),
            )
            assert.ok((numbers.at(-1) ?? 0) <= highest)
          }
        }),
        { numRuns: 25 },
      )
    })
  })
})
