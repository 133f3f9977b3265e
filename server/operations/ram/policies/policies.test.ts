/** Custom policies and those of the system: made, read, listed, changed and deleted, each seen through the others. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Clock } from '../../../domain/clock.ts'
import { compiledDocument, SYSTEM_POLICIES } from '../../../policy/index.ts'
import { putAttachments, putPolicy, readIdentityRevision } from '../../../store/identity.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { checkRefusal } from '../../../testing/refusals.ts'
import { CreatePolicy } from './CreatePolicy.ts'
import { CreatePolicyVersion } from './CreatePolicyVersion.ts'
import { DeletePolicy } from './DeletePolicy.ts'
import { GetPolicy } from './GetPolicy.ts'
import { GetPolicyVersion } from './GetPolicyVersion.ts'
import { ListPolicies } from './ListPolicies.ts'
import { ListPolicyVersions } from './ListPolicyVersions.ts'
import { SetDefaultPolicyVersion } from './SetDefaultPolicyVersion.ts'
import { UpdatePolicyDescription } from './UpdatePolicyDescription.ts'

class StandingClock implements Clock {
  at = testNow
  now(): number {
    return this.at
  }
}

const documentOf = (Action: string, Resource = '*') =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action, Resource }] })
const reading = documentOf('ecd:Describe*')

async function anAccountIn(store: TestStore) {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  const accountId = account.id
  const clock = new StandingClock()
  const context = contextFor(store, accountId, { clock })
  const create = (PolicyName: string, more: object = {}) =>
    call(CreatePolicy, { PolicyName, PolicyDocument: reading, ...more }, context)
  return {
    accountId,
    clock,
    create,
    get: (PolicyName: string, PolicyType = 'Custom') => call(GetPolicy, { PolicyType, PolicyName }, context),
    list: (input: object = {}) => call(ListPolicies, { ...input }, context),
    addVersion: (PolicyName: string, more: object = {}) =>
      call(CreatePolicyVersion, { PolicyName, PolicyDocument: reading, ...more }, context),
    setDefault: (PolicyName: string, VersionId: string) =>
      call(SetDefaultPolicyVersion, { PolicyName, VersionId }, context),
    describe: (PolicyName: string, NewDescription?: string) =>
      call(
        UpdatePolicyDescription,
        { PolicyName, ...(NewDescription === undefined ? {} : { NewDescription }) },
        context,
      ),
    remove: (PolicyName: string, more: object = {}) => call(DeletePolicy, { PolicyName, ...more }, context),
    attach: (entityKind: 'user' | 'group' | 'role', entityName: string, policyName: string) =>
      store.transaction(testNow, tx =>
        putAttachments(tx, { accountId, entityKind, entityName }, [{ policyType: 'Custom', policyName }]),
      ),
  }
}

forEachDatabase('policies', open => {
  describe('CreatePolicy', () => {
    test('answers the policy, which can be read at once with its document as it was given', async () => {
      await using store = await open()
      const { create, get } = await anAccountIn(store)
      const text = `\n {"Version" : "1",  "Statement":[{"Effect":"Allow","Action":["ecd:Describe*"],"Resource":"*"}]} `
      const { Policy } = await create('readers', { PolicyDocument: text, Description: 'Look, don’t touch' })
      assert.deepEqual(Policy, {
        PolicyName: 'readers',
        PolicyType: 'Custom',
        Description: 'Look, don’t touch',
        DefaultVersion: 'v1',
        CreateDate: '2026-11-24T08:00:00Z',
      })
      assert.deepEqual(await get('readers'), {
        Policy: { ...Policy, UpdateDate: '2026-11-24T08:00:00Z', AttachmentCount: 0 },
        DefaultPolicyVersion: {
          VersionId: 'v1',
          IsDefaultVersion: true,
          PolicyDocument: text,
          CreateDate: '2026-11-24T08:00:00Z',
        },
      })
    })

    test('refuses a document that breaks the grammar, and says where', async () => {
      await using store = await open()
      const { create } = await anAccountIn(store)
      const broken = {
        '{': /^The policy document is not valid JSON: /,
        '{"Version":"2","Statement":[]}': 'Version is "2": it must be the string "1".',
        '{"Version":"1","Statement":[{"Effect":"allow","Action":"*","Resource":"*"}]}':
          'Statement[0].Effect is "allow": it must be "Allow" or "Deny".',
        '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","NotResource":"*"}]}':
          /NotResource is not supported/,
        '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"acs:MFAPresent":"true"}}}]}':
          "The condition operator 'IfExists/Null' is not supported",
        '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":"acs:ram::1:root"}}]}':
          /Principal belongs to the trust policy/,
      }
      for (const [PolicyDocument, message] of Object.entries(broken)) {
        await checkRefusal(store, () => create('p', { PolicyDocument }), 'MalformedPolicyDocument', 400, message)
      }
    })

    test('takes a document of 6,144 characters and refuses one more', async () => {
      await using store = await open()
      const { create } = await anAccountIn(store)
      const longest = reading.padEnd(6144)
      await create('longest', { PolicyDocument: longest })
      await checkRefusal(
        store,
        () => create('longer', { PolicyDocument: `${longest} ` }),
        'InvalidParameter.PolicyDocument.Length',
        400,
        'The parameter - "PolicyDocument" beyond the length limit.',
      )
    })

    test('refuses names and descriptions beyond their limits', async () => {
      await using store = await open()
      const { create } = await anAccountIn(store)
      await create('a'.repeat(128), { Description: 'd'.repeat(1024) })
      for (const name of ['a_b', 'a.b', 'a b', 'ä']) {
        await checkRefusal(
          store,
          () => create(name),
          'InvalidParameter.PolicyName.InvalidChars',
          400,
          'The parameter - "PolicyName" contains invalid chars.',
        )
      }
      await checkRefusal(store, () => create('a'.repeat(129)), 'InvalidParameter.PolicyName.Length', 400)
      const Description = 'd'.repeat(1025)
      await checkRefusal(store, () => create('b', { Description }), 'InvalidParameter.Description.Length', 400)
      await checkRefusal(store, () => create('b', { Tag: [{ Key: 'acs:x' }] }), 'InvalidTag', 400)
    })

    test('refuses a name that is taken, but not one of the system or of another account', async () => {
      await using store = await open()
      const { create } = await anAccountIn(store)
      await create('readers')
      await checkRefusal(
        store,
        () => create('readers'),
        'EntityAlreadyExists.Policy',
        409,
        'The policy does already EXIST.',
      )
      await create('AdministratorAccess')
      const other = await anAccountIn(store)
      await other.create('readers')
    })

    test('refuses the policy after the 1,500th', async () => {
      await using store = await open()
      const { accountId, create } = await anAccountIn(store)
      await store.transaction(testNow, async tx => {
        for (let count = 0; count < 1499; count += 1) {
          await tx.all(
            `insert into ram_policies (account_id, name, default_version, next_version, details, created_at)
               values (?, ?, 'v1', 2, '{}', 1)`,
            [accountId, `p${count}`],
          )
        }
      })
      await create('the-1500th')
      await checkRefusal(
        store,
        () => create('one-more'),
        'LimitExceeded.Policy',
        409,
        'The count of policy beyond the current limits.',
      )
    })
  })

  describe('GetPolicy', () => {
    test('shows every policy of the system, with a document that can be parsed', async () => {
      await using store = await open()
      const { get } = await anAccountIn(store)
      for (const [name, policy] of SYSTEM_POLICIES) {
        const { Policy, DefaultPolicyVersion } = await get(name, 'System')
        assert.deepEqual(Policy, {
          PolicyName: name,
          PolicyType: 'System',
          Description: policy.description,
          DefaultVersion: 'v1',
          CreateDate: '2015-05-01T00:00:00Z',
          UpdateDate: '2015-05-01T00:00:00Z',
          AttachmentCount: 0,
        })
        assert.deepEqual(JSON.parse(DefaultPolicyVersion.PolicyDocument), policy.document)
        assert.ok(compiledDocument(policy).statements.length > 0)
      }
    })

    test('refuses an unknown policy, one of the other type, one of another account, and a type that is none', async () => {
      await using store = await open()
      const { create, get } = await anAccountIn(store)
      await create('readers')
      const other = await anAccountIn(store)
      const notThere = ['EntityNotExist.Policy', 404, 'The policy does not exist.'] as const
      await checkRefusal(store, () => get('writers'), ...notThere)
      await checkRefusal(store, () => get('readers', 'System'), ...notThere)
      await checkRefusal(store, () => get('AdministratorAccess', 'Custom'), ...notThere)
      await checkRefusal(store, () => other.get('readers'), ...notThere)
      for (const type of ['system', 'Own']) {
        await checkRefusal(
          store,
          () => get('readers', type),
          'InvalidParameter.PolicyType',
          400,
          'The parameter - "PolicyType" is incorrect.',
        )
      }
    })

    test('counts users, groups and roles it is attached to, those of the caller’s account only', async () => {
      await using store = await open()
      const { create, get, list, attach } = await anAccountIn(store)
      await create('readers')
      await attach('user', 'a', 'readers')
      await attach('group', 'a', 'readers')
      await attach('role', 'a', 'readers')
      const other = await anAccountIn(store)
      await other.create('readers')
      assert.equal((await get('readers')).Policy.AttachmentCount, 3)
      assert.equal((await other.get('readers')).Policy.AttachmentCount, 0)
      const { Policies } = await list({ PolicyType: 'Custom' })
      assert.equal(Policies.Policy[0]?.AttachmentCount, 3)
    })
  })

  describe('ListPolicies', () => {
    test('puts the system before the account, and narrows to one of them', async () => {
      await using store = await open()
      const { create, list, clock } = await anAccountIn(store)
      clock.at = Date.UTC(2001, 0, 1)
      await create('zebra')
      await create('ant')
      const namesOf = async (input: object) =>
        (await list({ MaxItems: 1000, ...input })).Policies.Policy.map(({ PolicyName }) => PolicyName)
      const system = [...SYSTEM_POLICIES.keys()].sort()
      assert.deepEqual(await namesOf({}), [...system, 'zebra', 'ant'])
      assert.deepEqual(await namesOf({ PolicyType: 'System' }), system)
      assert.deepEqual(await namesOf({ PolicyType: 'Custom' }), ['zebra', 'ant'])
      await checkRefusal(store, () => list({ PolicyType: 'custom' }), 'InvalidParameter.PolicyType', 400)
    })

    test('narrows to what carries all tags that are asked for, and shows them', async () => {
      await using store = await open()
      const { create, list } = await anAccountIn(store)
      await create('a', {
        Tag: [
          { Key: 'team', Value: 'red' },
          { Key: 'stage', Value: 'live' },
        ],
      })
      await create('b', { Tag: [{ Key: 'team', Value: 'blue' }] })
      await create('c')
      const namesOf = async (...Tag: object[]) =>
        (await list({ Tag })).Policies.Policy.map(({ PolicyName }) => PolicyName)
      assert.deepEqual(await namesOf({ Key: 'team' }), ['a', 'b'])
      assert.deepEqual(await namesOf({ Key: 'team', Value: 'red' }), ['a'])
      assert.deepEqual(await namesOf({ Key: 'team' }, { Key: 'stage' }), ['a'])
      assert.deepEqual(await namesOf({ Key: 'team', Value: 'blue' }, { Key: 'stage' }), [])
      const { Policies } = await list({ Tag: [{ Key: 'stage' }] })
      assert.deepEqual(Policies.Policy[0]?.Tags, {
        Tag: [
          { TagKey: 'team', TagValue: 'red' },
          { TagKey: 'stage', TagValue: 'live' },
        ],
      })
      const untagged = (await list({ PolicyType: 'Custom' })).Policies.Policy.find(
        ({ PolicyName }) => PolicyName === 'c',
      )
      assert.equal(untagged !== undefined && 'Tags' in untagged, false)
    })

    test('pages over system and account without passing over or repeating any, whatever is made meanwhile', async () => {
      await using store = await open()
      const { create, list } = await anAccountIn(store)
      for (const name of ['m', 'z', 'a', 'q']) await create(name)
      const seen: string[] = []
      let Marker: string | undefined
      do {
        const page = await list({ MaxItems: 3, ...(Marker === undefined ? {} : { Marker }) })
        assert.ok(page.Policies.Policy.length <= 3)
        assert.equal(page.IsTruncated, page.Marker !== undefined)
        seen.push(...page.Policies.Policy.map(({ PolicyName }) => PolicyName))
        if (Marker === undefined) await create('aa')
        Marker = page.Marker
      } while (Marker !== undefined)
      assert.deepEqual(seen, [...[...SYSTEM_POLICIES.keys()].sort(), 'm', 'z', 'a', 'q', 'aa'])
    })

    test('refuses a marker of another filter, of another account, and one that is none', async () => {
      await using store = await open()
      const { list } = await anAccountIn(store)
      const other = await anAccountIn(store)
      const { Marker } = await list({ MaxItems: 1 })
      for (const refused of [
        () => list({ Marker, PolicyType: 'System' }),
        () => other.list({ Marker }),
        () => list({ Marker: 'page-2' }),
      ]) {
        await checkRefusal(store, refused, 'InvalidParameter.Marker', 400)
      }
      const tooMany = await refusalBy(list({ MaxItems: 1001 }))
      assert.equal(tooMany.code, 'InvalidMaxItems')
    })
  })

  describe('UpdatePolicyDescription', () => {
    test('changes the description and nothing else, and moves the date of the change', async () => {
      await using store = await open()
      const { create, clock, describe: describePolicy, get, list } = await anAccountIn(store)
      await create('readers', { Description: 'old', Tag: [{ Key: 'team', Value: 'red' }] })
      clock.at += 60_000
      const { Policy } = await describePolicy('readers', 'new')
      assert.deepEqual(Policy, {
        PolicyName: 'readers',
        PolicyType: 'Custom',
        Description: 'new',
        DefaultVersion: 'v1',
        CreateDate: '2026-11-24T08:00:00Z',
        UpdateDate: '2026-11-24T08:01:00Z',
      })
      assert.deepEqual((await get('readers')).Policy, { ...Policy, AttachmentCount: 0 })
      assert.equal((await list({ Tag: [{ Key: 'team', Value: 'red' }] })).Policies.Policy.length, 1)
      const before = await dumpOf(store)
      clock.at += 60_000
      assert.deepEqual((await describePolicy('readers')).Policy, Policy)
      assert.equal(await dumpOf(store), before)
    })

    test('refuses what is too long, a policy of the system, and one of another account', async () => {
      await using store = await open()
      const { create, describe: describePolicy } = await anAccountIn(store)
      await create('readers')
      const other = await anAccountIn(store)
      const long = 'd'.repeat(1025)
      await checkRefusal(store, () => describePolicy('readers', long), 'InvalidParameter.NewDescription.Length', 400)
      await checkRefusal(store, () => describePolicy('AdministratorAccess', 'mine'), 'EntityNotExist.Policy', 404)
      await checkRefusal(store, () => other.describe('readers', 'mine'), 'EntityNotExist.Policy', 404)
    })
  })

  describe('DeletePolicy', () => {
    test('deletes a policy with one version, whose name is then free', async () => {
      await using store = await open()
      const { create, get, remove } = await anAccountIn(store)
      await create('readers')
      await remove('readers')
      await checkRefusal(store, () => get('readers'), 'EntityNotExist.Policy', 404)
      await create('readers', { PolicyDocument: documentOf('ecd:*') })
      assert.equal((await get('readers')).DefaultPolicyVersion.PolicyDocument, documentOf('ecd:*'))
    })

    test('refuses a policy with several versions unless they go with it', async () => {
      await using store = await open()
      const { create, addVersion, remove } = await anAccountIn(store)
      await create('readers')
      await addVersion('readers')
      await checkRefusal(
        store,
        () => remove('readers'),
        'DeleteConflict.Policy.Version',
        409,
        'The policy CAN NOT has any version except the default version.',
      )
      await remove('readers', { CascadingDelete: true })
      assert.deepEqual(await store.all('select version from ram_policy_versions', []), [])
    })

    const owners = { user: 'User', group: 'Group', role: 'Role' } as const
    for (const kind of ['user', 'group', 'role'] as const) {
      test(`refuses a policy that is attached to a ${kind}, even if versions would go with it`, async () => {
        await using store = await open()
        const { create, remove, attach } = await anAccountIn(store)
        await create('readers')
        await attach(kind, 'a', 'readers')
        for (const CascadingDelete of [false, true]) {
          await checkRefusal(
            store,
            () => remove('readers', { CascadingDelete }),
            `DeleteConflict.Policy.${owners[kind]}`,
            409,
            `The policy CAN NOT been attached to any ${kind} while deleting the policy.`,
          )
        }
      })
    }

    test('refuses a policy of the system, and one of another account', async () => {
      await using store = await open()
      const { create, remove } = await anAccountIn(store)
      await create('readers')
      const other = await anAccountIn(store)
      await checkRefusal(store, () => remove('AdministratorAccess'), 'EntityNotExist.Policy', 404)
      await checkRefusal(store, () => other.remove('readers'), 'EntityNotExist.Policy', 404)
    })
  })

  test('a name that no policy can have is refused wherever it is given', async () => {
    await using store = await open()
    const { get, addVersion, setDefault, describe: describePolicy, remove } = await anAccountIn(store)
    for (const refused of [
      () => get('a_b'),
      () => get('a_b', 'System'),
      () => addVersion('a_b'),
      () => setDefault('a_b', 'v1'),
      () => describePolicy('a_b', 'x'),
      () => remove('a_b'),
    ]) {
      await checkRefusal(store, refused, 'InvalidParameter.PolicyName.InvalidChars', 400)
    }
  })

  test('every change of a policy is told to whoever holds copies', async () => {
    await using store = await open()
    const { create, addVersion, setDefault, describe: describePolicy, remove } = await anAccountIn(store)
    const seen = new Set([await readIdentityRevision(store)])
    for (const change of [
      () => create('p'),
      () => addVersion('p'),
      () => setDefault('p', 'v2'),
      () => describePolicy('p', 'x'),
      () => remove('p', { CascadingDelete: true }),
    ]) {
      await change()
      const revision = await readIdentityRevision(store)
      assert.equal(seen.has(revision), false)
      seen.add(revision)
    }
  })

  test('a policy that a fleet file writes anew keeps its other versions and tags, and gives up the oldest at five', async () => {
    await using store = await open()
    const { accountId, create, addVersion, list } = await anAccountIn(store)
    await create('p', { Tag: [{ Key: 'team', Value: 'red' }] })
    for (let count = 0; count < 4; count += 1) await addVersion('p')
    const document = documentOf('ecd:*')
    await store.transaction(testNow + 5000, tx =>
      putPolicy(tx, { accountId, name: 'p', version: 'v6', document, createdAt: testNow }, 7),
    )
    const context = contextFor(store, accountId)
    const versions = await call(ListPolicyVersions, { PolicyType: 'Custom', PolicyName: 'p' }, context)
    assert.deepEqual(
      versions.PolicyVersions.PolicyVersion.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
      [
        ['v2', false],
        ['v3', false],
        ['v4', false],
        ['v5', false],
        ['v6', true],
      ],
    )
    const { Policies } = await list({ Tag: [{ Key: 'team', Value: 'red' }] })
    assert.equal(Policies.Policy[0]?.UpdateDate, '2026-11-24T08:00:05Z')
    const shown = await call(GetPolicyVersion, { PolicyType: 'Custom', PolicyName: 'p', VersionId: 'v6' }, context)
    assert.equal(shown.PolicyVersion.PolicyDocument, document)
  })
})
