import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Directory } from '../../../identity/directory.ts'
import { readIdentityRevision } from '../../../store/identity.ts'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import type { Context } from '../../context.ts'
import { AttachControlPolicy } from '../control/AttachControlPolicy.ts'
import { CreateControlPolicy } from '../control/CreateControlPolicy.ts'
import { GetControlPolicy } from '../control/GetControlPolicy.ts'
import { CreateAccount } from './CreateAccount.ts'
import { CreateFolder } from './CreateFolder.ts'
import { DeleteFolder } from './DeleteFolder.ts'
import { ListAccounts } from './ListAccounts.ts'
import { ListFolders } from './ListFolders.ts'
import { MoveAccount } from './MoveAccount.ts'
import { UpdateFolder } from './UpdateFolder.ts'

const root = 'r-root'

async function start(store: Store): Promise<{ context: Context; member: string }> {
  const [management, member] = [anAccount({ name: 'root' }), anAccount({ name: 'branch', createdAt: testNow - 1 })]
  await seed(store, { accounts: [management, member] })
  return { context: contextFor(store, management.id, { clock: { now: () => testNow } }), member: member.id }
}

const folderIn = async (context: Context, FolderName: string, ParentFolderId?: string): Promise<string> =>
  (await call(CreateFolder, { FolderName, ParentFolderId }, context)).Folder.FolderId

/** What must be refused, and change nothing. */
async function refused(store: Store, work: () => Promise<unknown>): Promise<string> {
  const before = await dumpOf(store)
  const { code } = await refusalBy(work())
  assert.equal(await dumpOf(store), before)
  return code
}

forEachDatabase('folders', open => {
  test('make a tree below the root folder, listed each before what lies in it', async () => {
    await using store = await open()
    const { context, member } = await start(store)
    const outer = await folderIn(context, 'outer')
    const inner = await folderIn(context, 'inner', outer)
    assert.match(outer, /^fd-[0-9a-z]{17}$/)
    await call(MoveAccount, { AccountId: member, DestinationFolderId: inner }, context)
    const { Folders } = await call(ListFolders, {}, context)
    assert.deepEqual(Folders, [
      { FolderId: root, FolderName: 'Root', Level: 0, Path: root, AccountCount: 1 },
      {
        FolderId: outer,
        FolderName: 'outer',
        ParentFolderId: root,
        Level: 1,
        Path: `${root}/${outer}`,
        AccountCount: 0,
        CreateTime: '2026-11-24T08:00:00Z',
      },
      {
        FolderId: inner,
        FolderName: 'inner',
        ParentFolderId: outer,
        Level: 2,
        Path: `${root}/${outer}/${inner}`,
        AccountCount: 1,
        CreateTime: '2026-11-24T08:00:00Z',
      },
    ])
  })

  test('have names that differ from those beside them, and may get others', async () => {
    await using store = await open()
    const { context } = await start(store)
    const [outer, beside] = [await folderIn(context, 'outer'), await folderIn(context, 'beside')]
    await folderIn(context, 'outer', outer)
    assert.equal(await refused(store, () => folderIn(context, 'outer')), 'EntityAlreadyExists.Folder')
    assert.equal(await refused(store, () => folderIn(context, 'new', 'fd-unknown')), 'EntityNotExists.Folder')
    assert.equal(await refused(store, () => folderIn(context, 'x'.repeat(65))), 'InvalidFolderName')
    const rename = (FolderId: string, NewFolderName: string) => call(UpdateFolder, { FolderId, NewFolderName }, context)
    assert.equal(await refused(store, () => rename(beside, 'outer')), 'EntityAlreadyExists.Folder')
    assert.equal(await refused(store, () => rename('fd-unknown', 'new')), 'EntityNotExists.Folder')
    assert.equal(await refused(store, () => rename(root, 'new')), 'NotSupported.RootFolder')
    const before = await readIdentityRevision(store)
    assert.equal((await rename(beside, '旁边')).Folder.FolderName, '旁边')
    assert.notEqual(await readIdentityRevision(store), before)
    const { Folders } = await call(ListFolders, {}, context)
    assert.ok(Folders.some(({ FolderId, FolderName }) => FolderId === beside && FolderName === '旁边'))
  })

  test('are at most five levels deep, and a hundred', async () => {
    await using store = await open()
    const { context } = await start(store)
    let parent = root
    for (let level = 1; level <= 5; level += 1) parent = await folderIn(context, `level-${level}`, parent)
    assert.equal(await refused(store, () => folderIn(context, 'level-6', parent)), 'LimitExceeded.FolderLevel')
    for (let index = 5; index < 100; index += 1) await folderIn(context, `folder-${index}`)
    assert.equal(await refused(store, () => folderIn(context, 'one-more')), 'LimitExceeded.Folder')
  })

  test('are deleted only when nothing lies in them, and what was attached to them with them', async () => {
    await using store = await open()
    const { context, member } = await start(store)
    const outer = await folderIn(context, 'outer')
    const inner = await folderIn(context, 'inner', outer)
    await call(MoveAccount, { AccountId: member, DestinationFolderId: inner }, context)
    const PolicyDocument = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
    const policy = { PolicyName: 'everything', PolicyDocument }
    const { PolicyId } = (await call(CreateControlPolicy, policy, context)).ControlPolicy
    await call(AttachControlPolicy, { PolicyId, TargetId: inner }, context)
    const remove = (FolderId: string) => call(DeleteFolder, { FolderId }, context)
    assert.equal(await refused(store, () => remove(outer)), 'DeleteConflict.Folder')
    assert.equal(await refused(store, () => remove(inner)), 'DeleteConflict.Folder')
    assert.equal(await refused(store, () => remove(root)), 'NotSupported.RootFolder')
    assert.equal(await refused(store, () => remove('fd-unknown')), 'EntityNotExists.Folder')
    await call(MoveAccount, { AccountId: member, DestinationFolderId: root }, context)
    await remove(inner)
    await remove(outer)
    assert.equal((await call(ListFolders, {}, context)).Folders.length, 1)
    assert.equal((await call(GetControlPolicy, { PolicyId }, context)).ControlPolicy.AttachmentCount, 0)
  })
})

forEachDatabase('accounts', open => {
  test('are made with a key of their root that is usable at once', async () => {
    await using store = await open()
    const { context } = await start(store)
    const FolderId = await folderIn(context, 'branches')
    await context.directory.refresh()
    const answer = await call(CreateAccount, { AccountName: 'Paris', Currency: 'USD', FolderId }, context)
    const { AccountId } = answer.Account
    assert.match(AccountId, /^[1-9]\d{15}$/)
    assert.deepEqual(answer.Account, {
      AccountId,
      AccountName: 'Paris',
      AccountType: 'Member',
      Currency: 'USD',
      FolderId,
      CreateTime: '2026-11-24T08:00:00Z',
    })
    // Another server on the same store.
    const elsewhere = new Directory(store, context.keyring)
    await elsewhere.refresh()
    const credential = await elsewhere.credential(answer.AccessKeyId)
    assert.equal(credential?.secret, answer.AccessKeySecret)
    assert.equal(credential?.identity.principal.arn, `acs:ram::${AccountId}:root`)
    const listed = await call(ListAccounts, { FolderId }, context)
    assert.deepEqual([listed.Accounts, listed.TotalCount], [[answer.Account], 1])
  })

  test('are not made in a currency without prices, or in a folder that is not there', async () => {
    await using store = await open()
    const { context } = await start(store)
    const create = (more: object) =>
      refused(store, () => call(CreateAccount, { AccountName: 'Paris', ...more }, context))
    assert.equal(await create({ Currency: 'XXX' }), 'InvalidCurrency')
    assert.equal(await create({ Currency: 'yuan' }), 'InvalidCurrency')
    assert.equal(await create({ FolderId: 'fd-unknown' }), 'EntityNotExists.Folder')
    assert.equal(await create({ AccountName: 'a\u0000b' }), 'InvalidAccountName')
  })

  test('are listed page by page, the server’s own among them', async () => {
    await using store = await open()
    const { context, member } = await start(store)
    const made = (await call(CreateAccount, { AccountName: 'Paris' }, context)).Account.AccountId
    const page = async (PageNumber: number) => {
      const { Accounts, TotalCount } = await call(ListAccounts, { PageNumber, PageSize: 2 }, context)
      return [TotalCount, ...Accounts.map(({ AccountId, AccountType }) => `${AccountType} ${AccountId}`)]
    }
    assert.deepEqual(await page(1), [3, `Management ${context.accountId}`, `Member ${member}`])
    assert.deepEqual(await page(2), [3, `Member ${made}`])
    assert.deepEqual(await page(3), [3])
    const list = () => call(ListAccounts, { FolderId: 'fd-unknown' }, context)
    assert.equal(await refused(store, list), 'EntityNotExists.Folder')
  })

  test('are moved into folders and back, except the server’s own', async () => {
    await using store = await open()
    const { context, member } = await start(store)
    const FolderId = await folderIn(context, 'branches')
    const move = (AccountId: string, DestinationFolderId: string) =>
      call(MoveAccount, { AccountId, DestinationFolderId }, context)
    const where = async () => {
      const { Accounts } = await call(ListAccounts, {}, context)
      return Accounts.find(({ AccountId }) => AccountId === member)?.FolderId
    }
    assert.equal(await where(), root)
    const before = await readIdentityRevision(store)
    await move(member, FolderId)
    assert.notEqual(await readIdentityRevision(store), before)
    assert.equal(await where(), FolderId)
    await move(member, root)
    assert.equal(await where(), root)
    assert.equal(await refused(store, () => move(context.accountId, FolderId)), 'NotSupported.ManagementAccount')
    assert.equal(await refused(store, () => move('9999999999999999', FolderId)), 'EntityNotExists.Account')
    assert.equal(await refused(store, () => move(member, 'fd-unknown')), 'EntityNotExists.Folder')
  })
})
