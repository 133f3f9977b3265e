import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readIdentityRevision } from '../../../store/identity.ts'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { allow, deny, dumpOf, type Statement } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import type { Context, ServedOperation } from '../../context.ts'
import { operations } from '../../registry.ts'
import { CreateFolder } from '../accounts/CreateFolder.ts'
import { AttachControlPolicy } from './AttachControlPolicy.ts'
import { CreateControlPolicy } from './CreateControlPolicy.ts'
import { DeleteControlPolicy } from './DeleteControlPolicy.ts'
import { DetachControlPolicy } from './DetachControlPolicy.ts'
import { DisableControlPolicy } from './DisableControlPolicy.ts'
import { EnableControlPolicy } from './EnableControlPolicy.ts'
import { GetControlPolicy } from './GetControlPolicy.ts'
import { GetControlPolicyEnablementStatus } from './GetControlPolicyEnablementStatus.ts'
import { ListControlPolicies } from './ListControlPolicies.ts'
import { ListControlPolicyAttachmentsForTarget } from './ListControlPolicyAttachmentsForTarget.ts'
import { ListTargetAttachmentsForControlPolicy } from './ListTargetAttachmentsForControlPolicy.ts'
import { UpdateControlPolicy } from './UpdateControlPolicy.ts'

const fullAccess = 'FullAliyunAccess'
const root = 'r-root'
const documentOf = (...statements: readonly Statement[]) => JSON.stringify({ Version: '1', Statement: statements })

async function start(store: Store): Promise<{ context: Context; member: string }> {
  const [management, member] = [anAccount({ name: 'root' }), anAccount({ name: 'branch' })]
  await seed(store, { accounts: [management, member] })
  return { context: contextFor(store, management.id, { clock: { now: () => testNow } }), member: member.id }
}

async function made(context: Context, PolicyName: string, ...statements: readonly Statement[]): Promise<string> {
  const input = { PolicyName, PolicyDocument: documentOf(...statements) }
  return (await call(CreateControlPolicy, input, context)).ControlPolicy.PolicyId
}

/** What must be refused, and change nothing. */
async function refused(store: Store, work: () => Promise<unknown>): Promise<string> {
  const before = await dumpOf(store)
  const { code } = await refusalBy(work())
  assert.equal(await dumpOf(store), before)
  return code
}

const attachedTo = async (context: Context, TargetId: string): Promise<string[]> =>
  (await call(ListControlPolicyAttachmentsForTarget, { TargetId }, context)).ControlPolicyAttachments.map(
    ({ PolicyId }) => PolicyId,
  )

forEachDatabase('a control policy', open => {
  test('is made, read back at once, changed and deleted, and every write is told to all servers', async () => {
    await using store = await open()
    const { context } = await start(store)
    let revision = await readIdentityRevision(store)
    const raised = async (): Promise<void> => {
      const now = await readIdentityRevision(store)
      assert.notEqual(now, revision)
      revision = now
    }
    const PolicyDocument = documentOf(deny('ecd:DeleteDesktops'))
    const created = await call(
      CreateControlPolicy,
      { PolicyName: 'no-deletion', Description: 'Nobody deletes.', PolicyDocument },
      context,
    )
    await raised()
    const { PolicyId } = created.ControlPolicy
    assert.match(PolicyId, /^cp-[0-9a-z]{17}$/)
    const shown = {
      PolicyId,
      PolicyName: 'no-deletion',
      PolicyType: 'Custom',
      Description: 'Nobody deletes.',
      EffectScope: 'RAM',
      AttachmentCount: 0,
      CreateDate: '2026-11-24T08:00:00Z',
      UpdateDate: '2026-11-24T08:00:00Z',
    }
    assert.deepEqual(created.ControlPolicy, shown)
    assert.deepEqual((await call(GetControlPolicy, { PolicyId }, context)).ControlPolicy, { ...shown, PolicyDocument })

    const other = documentOf(allow('ecd:*'))
    const later = { ...context, clock: { now: () => testNow + 60_000 } }
    await call(UpdateControlPolicy, { PolicyId, NewPolicyName: 'desktops-only', NewPolicyDocument: other }, later)
    await raised()
    const updated = (await call(GetControlPolicy, { PolicyId }, context)).ControlPolicy
    assert.deepEqual(updated, {
      ...shown,
      PolicyName: 'desktops-only',
      UpdateDate: '2026-11-24T08:01:00Z',
      PolicyDocument: other,
    })

    await call(DeleteControlPolicy, { PolicyId }, context)
    await raised()
    assert.equal(
      await refused(store, () => call(GetControlPolicy, { PolicyId }, context)),
      'EntityNotExists.ControlPolicy',
    )
  })

  test('is refused when its document or name is wrong', async () => {
    await using store = await open()
    const { context } = await start(store)
    const taken = await made(context, 'taken', allow('*'))
    const create = (PolicyName: string, PolicyDocument: string) =>
      refused(store, () => call(CreateControlPolicy, { PolicyName, PolicyDocument }, context))
    const good = documentOf(allow('*'))
    assert.equal(await create('new', '{'), 'MalformedPolicyDocument')
    assert.equal(await create('new', '{"Version":"1"}'), 'MalformedPolicyDocument')
    assert.equal(await create('new', `${good}${' '.repeat(6144)}`), 'MalformedPolicyDocument')
    assert.equal(await create('taken', good), 'EntityAlreadyExists.ControlPolicy')
    assert.equal(await create(fullAccess, good), 'EntityAlreadyExists.ControlPolicy')
    assert.equal(await create('not a name', good), 'InvalidPolicyName')
    const other = await made(context, 'other', allow('*'))
    const update = (input: object) =>
      refused(store, () => call(UpdateControlPolicy, { PolicyId: other, ...input }, context))
    assert.equal(await update({ NewPolicyName: 'taken' }), 'EntityAlreadyExists.ControlPolicy')
    assert.equal(await update({ NewPolicyDocument: '[]' }), 'MalformedPolicyDocument')
    assert.equal(await update({ PolicyId: 'cp-unknown' }), 'EntityNotExists.ControlPolicy')
    assert.equal(await update({ PolicyId: fullAccess, NewPolicyName: 'mine' }), 'NotSupported.SystemControlPolicy')
    // Its own name is no other's.
    await call(UpdateControlPolicy, { PolicyId: taken, NewPolicyName: 'taken' }, context)
  })

  test('is attached to the root folder, folders and members, and listed from both sides', async () => {
    await using store = await open()
    const { context, member } = await start(store)
    const { FolderId } = (await call(CreateFolder, { FolderName: 'branches' }, context)).Folder
    const PolicyId = await made(context, 'no-deletion', deny('ecd:DeleteDesktops'))
    for (const TargetId of [root, FolderId, member]) {
      assert.deepEqual(await attachedTo(context, TargetId), [fullAccess])
      await call(AttachControlPolicy, { PolicyId, TargetId }, context)
      assert.deepEqual((await attachedTo(context, TargetId)).sort(), [fullAccess, PolicyId].sort())
    }
    const targetsOf = async (id: string, more = {}) =>
      call(ListTargetAttachmentsForControlPolicy, { PolicyId: id, ...more }, context)
    const targets = await targetsOf(PolicyId)
    assert.deepEqual(
      targets.TargetAttachments.map(({ TargetId, TargetType, TargetName }) => [TargetId, TargetType, TargetName]),
      [
        [root, 'Root', 'Root'],
        [FolderId, 'Folder', 'branches'],
        [member, 'Account', 'branch'],
      ],
    )
    assert.equal(targets.TotalCount, 3)
    const second = await targetsOf(PolicyId, { PageNumber: 2, PageSize: 2 })
    assert.deepEqual([second.TargetAttachments.map(({ TargetId }) => TargetId), second.TotalCount], [[member], 3])
    const policies = await call(ListControlPolicies, {}, context)
    assert.deepEqual(
      policies.ControlPolicies.map(each => [each.PolicyId, each.PolicyType, each.AttachmentCount]),
      [
        [fullAccess, 'System', 3],
        [PolicyId, 'Custom', 3],
      ],
    )
    const custom = await call(ListControlPolicies, { PolicyType: 'Custom' }, context)
    assert.deepEqual([custom.TotalCount, custom.ControlPolicies[0]?.PolicyId], [1, PolicyId])
    assert.equal(
      (await call(GetControlPolicy, { PolicyId: fullAccess }, context)).ControlPolicy.PolicyDocument,
      documentOf(allow('*')),
    )
  })

  test('is not deleted while it is attached, and the last one of a target is not detached', async () => {
    await using store = await open()
    const { context, member } = await start(store)
    const PolicyId = await made(context, 'desktops-only', allow('ecd:*'))
    const detach = (id: string, TargetId = member) => call(DetachControlPolicy, { PolicyId: id, TargetId }, context)
    assert.equal(await refused(store, () => detach(fullAccess)), 'Conflict.LastControlPolicy')
    assert.equal(await refused(store, () => detach(PolicyId)), 'EntityNotExists.ControlPolicyAttachment')
    await call(AttachControlPolicy, { PolicyId, TargetId: member }, context)
    await detach(fullAccess)
    assert.deepEqual(await attachedTo(context, member), [PolicyId])
    assert.equal(await refused(store, () => detach(PolicyId)), 'Conflict.LastControlPolicy')
    const deletion = () => call(DeleteControlPolicy, { PolicyId }, context)
    assert.equal(await refused(store, deletion), 'DeleteConflict.ControlPolicy.Attachment')
    await call(AttachControlPolicy, { PolicyId: fullAccess, TargetId: member }, context)
    await detach(PolicyId)
    assert.deepEqual(await attachedTo(context, member), [fullAccess])
    await deletion()
    const system = () => call(DeleteControlPolicy, { PolicyId: fullAccess }, context)
    assert.equal(await refused(store, system), 'NotSupported.SystemControlPolicy')
  })

  test('stays as the last one when all of a target are detached at the same time', async () => {
    await using store = await open()
    const { context, member } = await start(store)
    const ids = [fullAccess, await made(context, 'one', allow('*')), await made(context, 'two', allow('*'))]
    for (const PolicyId of ids.slice(1)) await call(AttachControlPolicy, { PolicyId, TargetId: member }, context)
    const detached = await Promise.allSettled(
      ids.map(PolicyId => call(DetachControlPolicy, { PolicyId, TargetId: member }, context)),
    )
    assert.equal(detached.filter(({ status }) => status === 'rejected').length, 1)
    assert.equal((await attachedTo(context, member)).length, 1)
  })

  test('is not attached twice, to nothing, or to the account that manages them', async () => {
    await using store = await open()
    const { context, member } = await start(store)
    const PolicyId = await made(context, 'desktops-only', allow('ecd:*'))
    const attach = (id: string, TargetId: string) =>
      refused(store, () => call(AttachControlPolicy, { PolicyId: id, TargetId }, context))
    assert.equal(await attach(fullAccess, member), 'EntityAlreadyExists.ControlPolicyAttachment')
    assert.equal(await attach('cp-unknown', member), 'EntityNotExists.ControlPolicy')
    assert.equal(await attach(PolicyId, 'fd-unknown'), 'EntityNotExists.Target')
    assert.equal(await attach(PolicyId, context.accountId), 'NotSupported.ManagementAccount')
    const list = () => call(ListControlPolicyAttachmentsForTarget, { TargetId: 'fd-unknown' }, context)
    assert.equal(await refused(store, list), 'EntityNotExists.Target')
  })

  test('is attached beside nine others at most', async () => {
    await using store = await open()
    const { context, member } = await start(store)
    const ids: string[] = []
    for (let index = 0; index < 10; index += 1) ids.push(await made(context, `policy-${index}`, allow('*')))
    for (const PolicyId of ids.slice(0, 9)) await call(AttachControlPolicy, { PolicyId, TargetId: member }, context)
    const tenth = () => call(AttachControlPolicy, { PolicyId: ids[9], TargetId: member }, context)
    assert.equal(await refused(store, tenth), 'LimitExceeded.ControlPolicyAttachment')
    await call(DetachControlPolicy, { PolicyId: fullAccess, TargetId: member }, context)
    await tenth()
    assert.equal((await attachedTo(context, member)).length, 10)
  })

  test('is one of a hundred at most', async () => {
    await using store = await open()
    const { context } = await start(store)
    for (let index = 0; index < 100; index += 1) await made(context, `policy-${index}`, allow('*'))
    assert.equal(await refused(store, () => made(context, 'one-more', allow('*'))), 'LimitExceeded.ControlPolicy')
  })

  test('binds nobody until control policies are enabled, which they are not at first', async () => {
    await using store = await open()
    const { context } = await start(store)
    const status = async () => (await call(GetControlPolicyEnablementStatus, {}, context)).EnablementStatus
    assert.equal(await status(), 'Disabled')
    const revision = await readIdentityRevision(store)
    assert.deepEqual(await call(EnableControlPolicy, {}, context), { EnablementStatus: 'Enabled' })
    assert.notEqual(await readIdentityRevision(store), revision)
    assert.equal(await status(), 'Enabled')
    assert.deepEqual(await call(DisableControlPolicy, {}, context), { EnablementStatus: 'Disabled' })
    assert.equal(await status(), 'Disabled')
  })
})

const ownersOnly = /ControlPolic|Folder|^CreateAccount$|^ListAccounts$|^MoveAccount$/
const guarded: readonly ServedOperation[] = operations.filter(
  ({ product, name }) => product.code === 'deskfleet' && ownersOnly.test(name),
)

forEachDatabase('folders, accounts and control policies', open => {
  test('are shown to nobody but the server’s own account, and changed by nobody else', async () => {
    await using store = await open()
    const { context, member } = await start(store)
    const asMember = contextFor(store, member, { rootAccountId: context.accountId })
    assert.equal(guarded.length, 19)
    for (const operation of guarded) {
      const attempt = async () => operation.handle(operation.example.request, asMember)
      assert.equal(await refused(store, attempt), 'Forbidden', operation.name)
    }
  })
})
