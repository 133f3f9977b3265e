/** Roles: made, read, listed, changed and deleted, each seen through the others and through their sessions. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Clock } from '../../../domain/clock.ts'
import { seededIds } from '../../../domain/ids.ts'
import { putAttachments, putRole, readIdentityRevision, readRoles } from '../../../store/identity.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { checkRefusal } from '../../../testing/refusals.ts'
import { CreateRole } from './CreateRole.ts'
import { DeleteRole } from './DeleteRole.ts'
import { GetRole } from './GetRole.ts'
import { ListRoles } from './ListRoles.ts'
import { UpdateRole } from './UpdateRole.ts'

class StandingClock implements Clock {
  at = testNow
  now(): number {
    return this.at
  }
}

const trustIn = (RAM: string) =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM } }] })
const trust = trustIn('acs:ram::1234567890123456:root')

async function anAccountIn(store: TestStore) {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  const accountId = account.id
  const clock = new StandingClock()
  const context = contextFor(store, accountId, { clock })
  return {
    accountId,
    clock,
    context,
    create: (RoleName: string, more: object = {}) =>
      call(CreateRole, { RoleName, AssumeRolePolicyDocument: trust, ...more }, context),
    get: (RoleName: string) => call(GetRole, { RoleName }, context),
    list: (input: object = {}) => call(ListRoles, { ...input }, context),
    update: (RoleName: string, more: object = {}) => call(UpdateRole, { RoleName, ...more }, context),
    remove: (RoleName: string) => call(DeleteRole, { RoleName }, context),
    session: (roleName: string, roleId: string) =>
      context.directory.refresh().then(() =>
        context.directory.roleSession({
          keyId: 'STS.x',
          secret: 'x',
          accountId,
          roleName,
          roleId,
          sessionName: 'tests',
          expiresAt: testNow + 3600_000,
        }),
      ),
  }
}

forEachDatabase('roles', open => {
  describe('CreateRole', () => {
    test('answers the role, which can be read at once with its trust policy as it was given', async () => {
      await using store = await open()
      const { accountId, create, get } = await anAccountIn(store)
      const AssumeRolePolicyDocument = ` ${trust}\n`
      const { Role } = await create('Desktop.Reader-1', { AssumeRolePolicyDocument, Description: 'Looks' })
      assert.match(Role.RoleId, /^\d{18}$/)
      assert.deepEqual(Role, {
        RoleId: Role.RoleId,
        RoleName: 'Desktop.Reader-1',
        Arn: `acs:ram::${accountId}:role/Desktop.Reader-1`,
        Description: 'Looks',
        AssumeRolePolicyDocument,
        MaxSessionDuration: 3600,
        CreateDate: '2026-11-24T08:00:00Z',
      })
      assert.deepEqual(await get('Desktop.Reader-1'), { Role: { ...Role, UpdateDate: '2026-11-24T08:00:00Z' } })
    })

    test('refuses a trust policy that breaks the grammar of one, and says where', async () => {
      await using store = await open()
      const { create } = await anAccountIn(store)
      const broken = {
        'no JSON': /^The policy document is not valid JSON: /,
        '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}':
          /Statement\[0\]\.Principal is missing/,
        '{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecd:*","Resource":"*"}]}':
          /Resource does not belong in a trust policy/,
        [trustIn('acs:ram::*:root')]: /Statement\[0\]\.Principal\.RAM is /,
      }
      for (const [AssumeRolePolicyDocument, message] of Object.entries(broken)) {
        const refused = () => create('r', { AssumeRolePolicyDocument })
        await checkRefusal(store, refused, 'MalformedPolicyDocument', 400, message)
      }
      const AssumeRolePolicyDocument = trust.padEnd(6145)
      await checkRefusal(
        store,
        () => create('r', { AssumeRolePolicyDocument }),
        'InvalidParameter.AssumeRolePolicyDocument.Length',
        400,
      )
    })

    test('refuses names, descriptions and durations beyond their limits', async () => {
      await using store = await open()
      const { create } = await anAccountIn(store)
      await create('r'.repeat(64), { MaxSessionDuration: 43_200 })
      for (const name of ['a_b', 'a b', 'a/b']) {
        await checkRefusal(store, () => create(name), 'InvalidParameter.RoleName.InvalidChars', 400)
      }
      await checkRefusal(store, () => create('r'.repeat(65)), 'InvalidParameter.RoleName.Length', 400)
      const Description = 'd'.repeat(1025)
      await checkRefusal(store, () => create('r', { Description }), 'InvalidParameter.Description.Length', 400)
      for (const MaxSessionDuration of [3599, 43_201]) {
        await checkRefusal(store, () => create('r', { MaxSessionDuration }), 'InvalidMaxSessionDuration', 400)
      }
      await checkRefusal(store, () => create('r', { Tag: [{ Key: 'aliyun' }] }), 'InvalidTag', 400)
    })

    test('refuses a name that is taken, but not one of another account', async () => {
      await using store = await open()
      const { create } = await anAccountIn(store)
      await create('r')
      await checkRefusal(store, () => create('r'), 'EntityAlreadyExists.Role', 409, 'The role does already EXIST.')
      const other = await anAccountIn(store)
      await other.create('r')
    })

    test('refuses the role after the 1,000th', async () => {
      await using store = await open()
      const { accountId, create } = await anAccountIn(store)
      await store.transaction(testNow, async tx => {
        for (let count = 0; count < 999; count += 1) {
          const role = { accountId, roleId: `r${count}`, trustPolicy: trust, maxSessionSeconds: 3600, createdAt: 1 }
          await putRole(tx, { ...role, name: `r${count}` })
        }
      })
      await create('the-1000th')
      const message = 'The count of roles beyond the current limits.'
      await checkRefusal(store, () => create('one-more'), 'LimitExceeded.Role', 409, message)
    })
  })

  test('a role that is unknown and one of another account are refused alike', async () => {
    await using store = await open()
    const { create } = await anAccountIn(store)
    await create('r')
    const other = await anAccountIn(store)
    for (const refused of [
      () => other.get('r'),
      () => other.get('nobody'),
      () => other.update('r', { NewDescription: 'mine' }),
      () => other.remove('r'),
    ]) {
      await checkRefusal(store, refused, 'EntityNotExist.Role', 404, 'The role does not exist.')
    }
    assert.deepEqual((await other.list()).Roles.Role, [])
  })

  test('a name that no role can have is refused wherever it is given', async () => {
    await using store = await open()
    const { get, update, remove } = await anAccountIn(store)
    for (const refused of [() => get('a_b'), () => update('a_b'), () => remove('a_b')]) {
      await checkRefusal(store, refused, 'InvalidParameter.RoleName.InvalidChars', 400)
    }
  })

  describe('ListRoles', () => {
    test('pages in the order of creation without passing over or repeating any', async () => {
      await using store = await open()
      const { create, list } = await anAccountIn(store)
      for (const name of ['m', 'z', 'a']) await create(name)
      const first = await list({ MaxItems: 2 })
      assert.deepEqual(
        first.Roles.Role.map(({ RoleName }) => RoleName),
        ['m', 'z'],
      )
      assert.equal(first.IsTruncated, true)
      await create('aa')
      const second = await list({ MaxItems: 2, Marker: first.Marker })
      assert.deepEqual(
        second.Roles.Role.map(({ RoleName }) => RoleName),
        ['a', 'aa'],
      )
      assert.equal(second.IsTruncated, false)
      assert.equal('Marker' in second, false)
      await checkRefusal(store, () => list({ Marker: 'page-2' }), 'InvalidParameter.Marker', 400)
      assert.equal((await refusalBy(list({ MaxItems: 1001 }))).code, 'InvalidMaxItems')
    })

    test('narrows to tags, shows them, and leaves trust policies out', async () => {
      await using store = await open()
      const { create, list } = await anAccountIn(store)
      await create('a', { Tag: [{ Key: 'team', Value: 'red' }] })
      await create('b', { Tag: [{ Key: 'team', Value: 'blue' }] })
      await create('c')
      const { Roles } = await list({ Tag: [{ Key: 'team', Value: 'red' }] })
      assert.equal(Roles.Role.length, 1)
      assert.partialDeepStrictEqual(Roles.Role[0], {
        RoleName: 'a',
        Tags: { Tag: [{ TagKey: 'team', TagValue: 'red' }] },
      })
      assert.equal('AssumeRolePolicyDocument' in (Roles.Role[0] ?? {}), false)
    })
  })

  describe('UpdateRole', () => {
    test('changes what is named and nothing else, and moves the date of the change', async () => {
      await using store = await open()
      const { accountId, create, clock, get, list, update } = await anAccountIn(store)
      const { Role } = await create('r', { Description: 'old', Tag: [{ Key: 'team', Value: 'red' }] })
      clock.at += 60_000
      const NewAssumeRolePolicyDocument = trustIn('acs:ram::1234567890123456:user/alice')
      const answer = await update('r', { NewAssumeRolePolicyDocument })
      const changed = { ...Role, AssumeRolePolicyDocument: NewAssumeRolePolicyDocument }
      assert.deepEqual(answer, { Role: { ...changed, UpdateDate: '2026-11-24T08:01:00Z' } })
      assert.deepEqual(await get('r'), answer)
      // What AssumeRole reads.
      assert.equal((await readRoles(store, accountId, 'r'))[0]?.trustPolicy, NewAssumeRolePolicyDocument)
      const more = await update('r', { NewMaxSessionDuration: 7200, NewDescription: 'new' })
      assert.deepEqual(more.Role, { ...answer.Role, MaxSessionDuration: 7200, Description: 'new' })
      assert.equal((await list({ Tag: [{ Key: 'team' }] })).Roles.Role.length, 1)
      const before = await dumpOf(store)
      clock.at += 60_000
      assert.deepEqual(await update('r'), more)
      assert.equal(await dumpOf(store), before)
    })

    test('refuses broken trust policies, long descriptions and durations beyond the limits', async () => {
      await using store = await open()
      const { create, update } = await anAccountIn(store)
      await create('r')
      const broken = { NewAssumeRolePolicyDocument: '{}' }
      await checkRefusal(store, () => update('r', broken), 'MalformedPolicyDocument', 400)
      const long = { NewAssumeRolePolicyDocument: trust.padEnd(6145) }
      const code = 'InvalidParameter.NewAssumeRolePolicyDocument.Length'
      await checkRefusal(store, () => update('r', long), code, 400)
      const NewDescription = 'd'.repeat(1025)
      await checkRefusal(store, () => update('r', { NewDescription }), 'InvalidParameter.NewDescription.Length', 400)
      await checkRefusal(store, () => update('r', { NewMaxSessionDuration: 60 }), 'InvalidNewMaxSessionDuration', 400)
    })
  })

  describe('DeleteRole', () => {
    test('ends the sessions of the role, and another role of the same name does not bring them back', async () => {
      await using store = await open()
      const { create, remove, session } = await anAccountIn(store)
      const first = await create('r')
      assert.equal((await session('r', first.Role.RoleId))?.principal.type, 'AssumedRole')
      await remove('r')
      assert.equal(await session('r', first.Role.RoleId), undefined)
      const second = await create('r')
      assert.notEqual(second.Role.RoleId, first.Role.RoleId)
      assert.equal(await session('r', first.Role.RoleId), undefined)
      assert.equal((await session('r', second.Role.RoleId))?.principal.type, 'AssumedRole')
    })

    test('does so under a seed as well, by which the same script gets the same ids', async () => {
      const idsOfScript = async (): Promise<string[]> => {
        await using store = await open()
        const account = anAccount({ id: '1234567890123456' })
        await seed(store, { accounts: [account] })
        const context = contextFor(store, account.id, { ids: seededIds('roles') })
        const create = async () =>
          (await call(CreateRole, { RoleName: 'r', AssumeRolePolicyDocument: trust }, context)).Role.RoleId
        const first = await create()
        await call(DeleteRole, { RoleName: 'r' }, context)
        return [first, await create()]
      }
      const ids = await idsOfScript()
      assert.equal(new Set(ids).size, 2)
      assert.deepEqual(await idsOfScript(), ids)
    })

    test('refuses a role that has policies', async () => {
      await using store = await open()
      const { accountId, create, get, remove } = await anAccountIn(store)
      await create('r')
      await store.transaction(testNow, tx =>
        putAttachments(tx, { accountId, entityKind: 'role', entityName: 'r' }, [
          { policyType: 'System', policyName: 'AliyunECDReadOnlyAccess' },
        ]),
      )
      await checkRefusal(
        store,
        () => remove('r'),
        'DeleteConflict.Role.Policy',
        409,
        'The role CAN NOT has any attached policy while deleting the role.',
      )
      assert.equal((await get('r')).Role.RoleName, 'r')
    })
  })

  test('every change of a role is told to whoever holds copies', async () => {
    await using store = await open()
    const { create, update, remove } = await anAccountIn(store)
    const seen = new Set([await readIdentityRevision(store)])
    for (const change of [() => create('r'), () => update('r', { NewDescription: 'x' }), () => remove('r')]) {
      await change()
      const revision = await readIdentityRevision(store)
      assert.equal(seen.has(revision), false)
      seen.add(revision)
    }
  })

  test('a role that a fleet file writes anew keeps its tags, and shows when it was changed', async () => {
    await using store = await open()
    const { accountId, create, list } = await anAccountIn(store)
    const { Role } = await create('r', { Tag: [{ Key: 'team', Value: 'red' }] })
    const role = { accountId, name: 'r', roleId: Role.RoleId, trustPolicy: trust, createdAt: testNow }
    await store.transaction(testNow + 5000, tx => putRole(tx, { ...role, maxSessionSeconds: 7200 }))
    const { Roles } = await list({ Tag: [{ Key: 'team', Value: 'red' }] })
    assert.partialDeepStrictEqual(Roles.Role[0], { MaxSessionDuration: 7200, UpdateDate: '2026-11-24T08:00:05Z' })
  })
})
