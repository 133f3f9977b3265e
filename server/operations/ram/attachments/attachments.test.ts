/** What is attached to whom: attaching, taking off, and both ways of looking at it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Clock } from '../../../domain/clock.ts'
import { SYSTEM_POLICIES } from '../../../policy/index.ts'
import {
  putAttachments,
  putGroup,
  putPolicy,
  putRole,
  putUser,
  readAttachments,
  readIdentityRevision,
} from '../../../store/identity.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { call, contextFor } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { checkRefusal } from '../../../testing/refusals.ts'
import { AttachPolicyToGroup } from './AttachPolicyToGroup.ts'
import { AttachPolicyToRole } from './AttachPolicyToRole.ts'
import { AttachPolicyToUser } from './AttachPolicyToUser.ts'
import { DetachPolicyFromGroup } from './DetachPolicyFromGroup.ts'
import { DetachPolicyFromRole } from './DetachPolicyFromRole.ts'
import { DetachPolicyFromUser } from './DetachPolicyFromUser.ts'
import { ListEntitiesForPolicy } from './ListEntitiesForPolicy.ts'
import { ListPoliciesForGroup } from './ListPoliciesForGroup.ts'
import { ListPoliciesForRole } from './ListPoliciesForRole.ts'
import { ListPoliciesForUser } from './ListPoliciesForUser.ts'

class StandingClock implements Clock {
  at = testNow
  now(): number {
    return this.at
  }
}

const reading = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecd:Describe*","Resource":"*"}]}'
let made = 0
const nextId = (): string => {
  made += 1
  return `2${String(made).padStart(17, '0')}`
}

/** An account with the user, group and role `a` and these custom policies. */
async function anAccountIn(store: TestStore, ...policies: string[]) {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  const accountId = account.id
  const ids = { user: nextId(), role: nextId() }
  await store.transaction(testNow, async tx => {
    const named = { accountId, name: 'a', createdAt: testNow }
    await putUser(tx, { ...named, userId: ids.user, displayName: 'Alice' })
    await putGroup(tx, { ...named, groupId: `g-${nextId()}`, members: ['a'], comments: 'All' })
    await putRole(tx, { ...named, roleId: ids.role, trustPolicy: '{}', maxSessionSeconds: 3600, description: 'Looks' })
    for (const name of policies) {
      await putPolicy(tx, { accountId, name, version: 'v1', document: reading, createdAt: testNow }, 2)
    }
  })
  const clock = new StandingClock()
  const context = contextFor(store, accountId, { clock })
  const named = (PolicyName: string, more: object) => ({ PolicyType: 'Custom', PolicyName, ...more })
  const sides = {
    user: {
      attach: (policy: string, more: object = {}) =>
        call(AttachPolicyToUser, named(policy, { UserName: 'a', ...more }), context),
      detach: (policy: string, more: object = {}) =>
        call(DetachPolicyFromUser, named(policy, { UserName: 'a', ...more }), context),
      list: (UserName = 'a') => call(ListPoliciesForUser, { UserName }, context),
    },
    group: {
      attach: (policy: string, more: object = {}) =>
        call(AttachPolicyToGroup, named(policy, { GroupName: 'a', ...more }), context),
      detach: (policy: string, more: object = {}) =>
        call(DetachPolicyFromGroup, named(policy, { GroupName: 'a', ...more }), context),
      list: (GroupName = 'a') => call(ListPoliciesForGroup, { GroupName }, context),
    },
    role: {
      attach: (policy: string, more: object = {}) =>
        call(AttachPolicyToRole, named(policy, { RoleName: 'a', ...more }), context),
      detach: (policy: string, more: object = {}) =>
        call(DetachPolicyFromRole, named(policy, { RoleName: 'a', ...more }), context),
      list: (RoleName = 'a') => call(ListPoliciesForRole, { RoleName }, context),
    },
  }
  return {
    accountId,
    clock,
    ids,
    sides,
    entities: (PolicyName: string, PolicyType = 'Custom') =>
      call(ListEntitiesForPolicy, { PolicyType, PolicyName }, context),
  }
}

const words = {
  user: {
    Kind: 'User',
    parameter: 'UserName',
    custom: 10,
    already: 'The user has already been attached this policy.',
    missing: 'The indicate policy of the user does not exist.',
    limit: 'The policy count of the user attached policies beyond the current limits.',
  },
  group: {
    Kind: 'Group',
    parameter: 'GroupName',
    custom: 5,
    already: 'The group has already been attached this policy.',
    missing: 'The indicate policy attached to the group does not exist.',
    limit: 'The policy count of the group beyond the current limits.',
  },
  role: {
    Kind: 'Role',
    parameter: 'RoleName',
    custom: 5,
    already: 'The role has already been attached this policy.',
    missing: 'The indicate policy attached to the role does not exist.',
    limit: 'The count of policies attached to the role beyond the current limits.',
  },
} as const

forEachDatabase('attachments', open => {
  for (const kind of ['user', 'group', 'role'] as const) {
    const { Kind, parameter, custom, already, missing, limit } = words[kind]

    describe(`of a ${kind}`, () => {
      test('are listed in the order in which they were made, with their dates, until they are taken off', async () => {
        await using store = await open()
        const { clock, sides } = await anAccountIn(store, 'readers', 'writers')
        const { attach, detach, list } = sides[kind]
        assert.deepEqual(await attach('writers'), {})
        clock.at += 60_000
        await attach('AdministratorAccess', { PolicyType: 'System' })
        clock.at += 60_000
        await attach('readers')
        const shown = async () => (await list()).Policies.Policy
        assert.deepEqual(await shown(), [
          {
            PolicyName: 'writers',
            PolicyType: 'Custom',
            Description: '',
            DefaultVersion: 'v1',
            AttachDate: '2026-11-24T08:00:00Z',
          },
          {
            PolicyName: 'AdministratorAccess',
            PolicyType: 'System',
            Description: 'Everything in the account.',
            DefaultVersion: 'v1',
            AttachDate: '2026-11-24T08:01:00Z',
          },
          {
            PolicyName: 'readers',
            PolicyType: 'Custom',
            Description: '',
            DefaultVersion: 'v1',
            AttachDate: '2026-11-24T08:02:00Z',
          },
        ])
        assert.deepEqual(await detach('AdministratorAccess', { PolicyType: 'System' }), {})
        assert.deepEqual(
          (await shown()).map(({ PolicyName }) => PolicyName),
          ['writers', 'readers'],
        )
        for (const other of ['user', 'group', 'role'] as const) {
          if (other !== kind) assert.deepEqual((await sides[other].list()).Policies.Policy, [])
        }
      })

      test('are refused twice, and what is not attached cannot be taken off', async () => {
        await using store = await open()
        const { sides } = await anAccountIn(store, 'readers', 'AdministratorAccess')
        const { attach, detach } = sides[kind]
        await attach('readers')
        await checkRefusal(store, () => attach('readers'), `EntityAlreadyExists.${Kind}.Policy`, 409, already)
        await attach('AdministratorAccess')
        const system = { PolicyType: 'System' }
        const notThere = [`EntityNotExist.${Kind}.Policy`, 404, missing] as const
        await checkRefusal(store, () => detach('AdministratorAccess', system), ...notThere)
        await detach('readers')
        await checkRefusal(store, () => detach('readers'), ...notThere)
      })

      test('are refused to whom is not there, of a policy that is not there, and of a type that is none', async () => {
        await using store = await open()
        const { sides } = await anAccountIn(store, 'readers')
        const other = await anAccountIn(store)
        await store.transaction(testNow, tx =>
          putUser(tx, { accountId: other.accountId, name: 'b', userId: nextId(), createdAt: testNow }),
        )
        const { attach, detach, list } = sides[kind]
        const nobody = { [parameter]: 'b' }
        const notThere = [`EntityNotExist.${Kind}`, 404, `The ${kind} does not exist.`] as const
        await checkRefusal(store, () => attach('readers', nobody), ...notThere)
        await checkRefusal(store, () => detach('readers', nobody), ...notThere)
        await checkRefusal(store, () => list('b'), ...notThere)
        const noPolicy = ['EntityNotExist.Policy', 404, 'The policy does not exist.'] as const
        await checkRefusal(store, () => attach('nothing'), ...noPolicy)
        await checkRefusal(store, () => detach('nothing'), ...noPolicy)
        await checkRefusal(store, () => attach('readers', { PolicyType: 'System' }), ...noPolicy)
        await checkRefusal(store, () => other.sides[kind].attach('readers'), ...noPolicy)
        const chars = (name: string) => `InvalidParameter.${name}.InvalidChars`
        await checkRefusal(store, () => list('a b'), chars(parameter), 400)
        for (const deed of [attach, detach]) {
          await checkRefusal(store, () => deed('readers', { [parameter]: 'a b' }), chars(parameter), 400)
          await checkRefusal(store, () => deed('a_b'), chars('PolicyName'), 400)
          const refused = () => deed('readers', { PolicyType: 'custom' })
          await checkRefusal(store, refused, 'InvalidParameter.PolicyType', 400)
        }
      })

      test(`are at most 20 of the system and ${custom} custom ones`, async () => {
        await using store = await open()
        const names = Array.from({ length: custom + 1 }, (_, index) => `p${index}`)
        const { accountId, sides } = await anAccountIn(store, ...names)
        const { attach } = sides[kind]
        for (const name of names.slice(0, custom)) await attach(name)
        const limited = [`LimitExceeded.${Kind}.Policy`, 409, limit] as const
        await checkRefusal(store, () => attach(`p${custom}`), ...limited)
        // There are fewer policies of the system than may be attached, so older ones stand in for the rest.
        const [first = '', ...system] = SYSTEM_POLICIES.keys()
        const attached = [...system, 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].slice(0, 19)
        await store.transaction(testNow, async tx => {
          const kept = (await readAttachments(tx, accountId)).filter(({ entityKind }) => entityKind === kind)
          await putAttachments(tx, { accountId, entityKind: kind, entityName: 'a' }, [
            ...kept,
            ...attached.map(policyName => ({ policyType: 'System' as const, policyName })),
          ])
        })
        await attach(first, { PolicyType: 'System' })
        const name = 'AliyunSTSAssumeRoleAccess'
        assert.equal(attached.includes(name), true)
        await store.transaction(testNow, tx =>
          tx.all("update ram_attachments set policy_name = 'z' where policy_name = ?", [name]),
        )
        await checkRefusal(store, () => attach(name, { PolicyType: 'System' }), ...limited)
      })

      test('change with the next call of any server', async () => {
        await using store = await open()
        const { sides } = await anAccountIn(store, 'readers')
        const first = await readIdentityRevision(store)
        await sides[kind].attach('readers')
        const second = await readIdentityRevision(store)
        await sides[kind].detach('readers')
        assert.equal(new Set([first, second, await readIdentityRevision(store)]).size, 3)
      })
    })
  }

  describe('ListEntitiesForPolicy', () => {
    test('shows users, groups and roles, and none of another account', async () => {
      await using store = await open()
      const { accountId, clock, ids, sides, entities } = await anAccountIn(store, 'readers')
      const other = await anAccountIn(store)
      const system = { PolicyType: 'System' }
      await other.sides.user.attach('ReadOnlyAccess', system)
      for (const kind of ['role', 'user', 'group'] as const) {
        await sides[kind].attach('readers')
        clock.at += 60_000
      }
      assert.deepEqual(await entities('readers'), {
        Users: {
          User: [{ UserId: ids.user, UserName: 'a', DisplayName: 'Alice', AttachDate: '2026-11-24T08:01:00Z' }],
        },
        Groups: { Group: [{ GroupName: 'a', Comments: 'All', AttachDate: '2026-11-24T08:02:00Z' }] },
        Roles: {
          Role: [
            {
              RoleId: ids.role,
              RoleName: 'a',
              Arn: `acs:ram::${accountId}:role/a`,
              Description: 'Looks',
              AttachDate: '2026-11-24T08:00:00Z',
            },
          ],
        },
      })
      const nobody = { Users: { User: [] }, Groups: { Group: [] }, Roles: { Role: [] } }
      assert.deepEqual(await entities('ReadOnlyAccess', 'System'), nobody)
    })

    test('refuses what is no policy, and what is no type', async () => {
      await using store = await open()
      const { entities } = await anAccountIn(store, 'readers')
      const other = await anAccountIn(store)
      await checkRefusal(store, () => other.entities('readers'), 'EntityNotExist.Policy', 404)
      await checkRefusal(store, () => entities('readers', 'System'), 'EntityNotExist.Policy', 404)
      await checkRefusal(store, () => entities('readers', 'Any'), 'InvalidParameter.PolicyType', 400)
      await checkRefusal(store, () => entities('a_b'), 'InvalidParameter.PolicyName.InvalidChars', 400)
    })
  })

  test('what a fleet file attaches besides leaves the date of what is attached already', async () => {
    await using store = await open()
    const { accountId, sides } = await anAccountIn(store, 'readers', 'writers')
    await sides.user.attach('readers')
    await store.transaction(testNow + 60_000, tx =>
      putAttachments(tx, { accountId, entityKind: 'user', entityName: 'a' }, [
        { policyType: 'Custom', policyName: 'writers' },
        { policyType: 'Custom', policyName: 'readers' },
      ]),
    )
    assert.deepEqual(
      (await sides.user.list()).Policies.Policy.map(({ PolicyName, AttachDate }) => [PolicyName, AttachDate]),
      [
        ['readers', '2026-11-24T08:00:00Z'],
        ['writers', '2026-11-24T08:01:00Z'],
      ],
    )
  })
})
