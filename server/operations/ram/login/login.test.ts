import assert from 'node:assert/strict'
import { it } from 'node:test'
import { verifyPassword } from '../../../identity/passwords.ts'
import { findLoginProfile } from '../../../store/ram-people.ts'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { checkRefused } from '../../../testing/refusals.ts'
import type { Context } from '../../context.ts'
import { SetSecurityPreference } from '../account/SetSecurityPreference.ts'
import { CreateUser } from '../users/CreateUser.ts'
import { ChangePassword } from './ChangePassword.ts'
import { CreateLoginProfile } from './CreateLoginProfile.ts'
import { DeleteLoginProfile } from './DeleteLoginProfile.ts'
import { GetLoginProfile } from './GetLoginProfile.ts'
import { UpdateLoginProfile } from './UpdateLoginProfile.ts'

const clock = { now: () => testNow }
const UserName = 'alice'
const Password = 'correct-horse-7'
const another = 'battery-staple-8'

async function accountIn(store: Store): Promise<Context> {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  const context = contextFor(store, account.id, { clock })
  await call(CreateUser, { UserName }, context)
  return context
}

function asAlice(context: Context): Context {
  const { accountId, caller } = context
  const arn = `acs:ram::${accountId}:user/${UserName}`
  return {
    ...context,
    caller: { ...caller, principal: { type: 'RAMUser', accountId, name: UserName, userId: '2', arn, groups: [] } },
  }
}

const create = (context: Context, more: object = {}) =>
  call(CreateLoginProfile, { UserName, Password, ...more }, context)
const get = async (context: Context) => (await call(GetLoginProfile, { UserName }, context)).LoginProfile

async function opens({ store, accountId }: Context, password: string): Promise<boolean> {
  return verifyPassword(password, (await findLoginProfile(store, accountId, UserName))?.passwordHash)
}

forEachDatabase('Logon passwords of RAM users', open => {
  const opened = oneStore(open)

  it('are set once, kept as a hash, and never answered', async () => {
    const store = opened()
    const context = await accountIn(store)
    const { LoginProfile } = await create(context, { PasswordResetRequired: true })
    assert.deepEqual(LoginProfile, {
      UserName,
      PasswordResetRequired: true,
      MFABindRequired: false,
      CreateDate: '2026-11-24T08:00:00Z',
    })
    assert.deepEqual(await get(context), LoginProfile)
    assert.equal(await opens(context, Password), true)
    assert.equal(await opens(context, another), false)
    assert.equal((await dumpOf(store)).includes(Password), false)
    const text = 'The user login profile does already EXIST.'
    await checkRefused(
      store,
      () => create(context, { Password: another }),
      'EntityAlreadyExists.User.LoginProfile',
      text,
    )
    assert.equal(await opens(context, Password), true)
  })

  it('are x-secret, so that no log and no record shows them', () => {
    const secrets = [
      CreateLoginProfile.request.properties.Password,
      UpdateLoginProfile.request.properties.Password,
      ChangePassword.request.properties.OldPassword,
      ChangePassword.request.properties.NewPassword,
    ]
    for (const shape of secrets) assert.equal((shape as { 'x-secret'?: boolean })['x-secret'], true)
  })

  it('are neither short, nor very long, nor the name of the user', async () => {
    const store = opened()
    const context = await accountIn(store)
    await call(CreateUser, { UserName: 'alice-liddell' }, context)
    const text = 'The parameter - "Password" is not compliant with the password policy.'
    for (const more of [
      { Password: '1234567' },
      { Password: 'x'.repeat(129) },
      { UserName: 'alice-liddell', Password: 'Alice-Liddell' },
    ]) {
      await checkRefused(store, () => create(context, more), 'InvalidParameter.Password.TooWeak', text)
    }
    await create(context, { Password: '12345678' })
    const weaker = () => call(UpdateLoginProfile, { UserName, Password: '1' }, context)
    await checkRefused(store, weaker, 'InvalidParameter.Password.TooWeak', text)
  })

  it('are changed by an administrator, and what is not given stays', async () => {
    const context = await accountIn(opened())
    await create(context, { MFABindRequired: true })
    await call(UpdateLoginProfile, { UserName, PasswordResetRequired: true }, context)
    assert.equal(await opens(context, Password), true)
    assert.partialDeepStrictEqual(await get(context), { PasswordResetRequired: true, MFABindRequired: true })
    await call(UpdateLoginProfile, { UserName, Password: another, MFABindRequired: false }, context)
    assert.equal(await opens(context, Password), false)
    assert.equal(await opens(context, another), true)
    assert.partialDeepStrictEqual(await get(context), { PasswordResetRequired: true, MFABindRequired: false })
  })

  it('are forgotten when they are deleted', async () => {
    const store = opened()
    const context = await accountIn(store)
    await create(context)
    await call(DeleteLoginProfile, { UserName }, context)
    assert.equal(await opens(context, Password), false)
    const text = 'The user login profile does not exist.'
    for (const act of [
      () => get(context),
      () => call(DeleteLoginProfile, { UserName }, context),
      () => call(UpdateLoginProfile, { UserName, Password: another }, context),
    ]) {
      const refusal = await checkRefused(store, act, 'EntityNotExist.User.LoginProfile', text)
      assert.equal(refusal.status, 404)
    }
    await create(context)
  })

  it('of users that are not there, or in another account, are refused', async () => {
    const store = opened()
    const context = await accountIn(store)
    await create(context)
    const stranger = contextFor(store, anAccount().id, { clock })
    for (const [asked, by] of [
      ['nobody', context],
      [UserName, stranger],
    ] as const) {
      const name = { UserName: asked }
      const code = 'EntityNotExist.User'
      await checkRefused(store, () => call(GetLoginProfile, name, by), code)
      await checkRefused(store, () => call(DeleteLoginProfile, name, by), code)
      await checkRefused(store, () => call(UpdateLoginProfile, name, by), code)
      await checkRefused(store, () => call(CreateLoginProfile, { ...name, Password }, by), code)
    }
  })

  it('are changed by their owner, who has to know the old one', async () => {
    const store = opened()
    const context = await accountIn(store)
    const alice = asAlice(context)
    const change = (OldPassword: string, NewPassword: string) => () =>
      call(ChangePassword, { OldPassword, NewPassword }, alice)
    await checkRefused(store, change(Password, another), 'EntityNotExist.User.LoginProfile')
    await create(context, { PasswordResetRequired: true })
    const wrong = 'The parameter - "OldPassword" is incorrect.'
    await checkRefused(store, change(another, another), 'InvalidParameter.OldPassword.Incorrect', wrong)
    const weak = 'The parameter - "NewPassword" is not compliant with the password policy.'
    await checkRefused(store, change(Password, 'short'), 'InvalidParameter.NewPassword.TooWeak', weak)
    await change(Password, another)()
    assert.equal(await opens(context, another), true)
    assert.equal((await get(context)).PasswordResetRequired, false)
  })

  it('are not changed by the root, which has none, nor where the account forbids it', async () => {
    const store = opened()
    const context = await accountIn(store)
    await create(context)
    const input = { OldPassword: Password, NewPassword: another }
    const byRoot = await checkRefused(store, () => call(ChangePassword, input, context), 'NotSupport.Account')
    assert.equal(byRoot.message, 'This method can be only invoked by sub user.')
    await call(SetSecurityPreference, { AllowUserToChangePassword: false }, context)
    const forbidden = () => call(ChangePassword, input, asAlice(context))
    assert.equal((await checkRefused(store, forbidden, 'NoPermission')).status, 403)
    await call(SetSecurityPreference, { AllowUserToChangePassword: true }, context)
    await forbidden()
    assert.equal(await opens(context, another), true)
  })

  it('are changed by one of two calls that know the same old one', async () => {
    const context = await accountIn(opened())
    await create(context)
    const to = (NewPassword: string) => call(ChangePassword, { OldPassword: Password, NewPassword }, asAlice(context))
    const outcomes = await Promise.allSettled([to('first-choice'), to('second-choice')])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.equal((await refusalBy(to('third-choice'))).code, 'InvalidParameter.OldPassword.Incorrect')
  })
})
