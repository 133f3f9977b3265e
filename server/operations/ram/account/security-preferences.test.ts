import assert from 'node:assert/strict'
import { it } from 'node:test'
import { anAccount, seed } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { checkRefused } from '../../../testing/refusals.ts'
import { GetSecurityPreference } from './GetSecurityPreference.ts'
import { SetSecurityPreference } from './SetSecurityPreference.ts'

const vendorDefaults = {
  LoginProfilePreference: {
    EnableSaveMFATicket: false,
    AllowUserToChangePassword: true,
    LoginSessionDuration: 6,
    LoginNetworkMasks: '',
  },
  AccessKeyPreference: { AllowUserToManageAccessKeys: false },
  MFAPreference: { AllowUserToManageMFADevices: true },
}

forEachDatabase('Security preferences of an account', open => {
  const opened = oneStore(open)

  it('are the vendor’s defaults until they are set, then keep what is not given, each account its own', async () => {
    const store = opened()
    const [account, other] = [anAccount(), anAccount()]
    await seed(store, { accounts: [account, other] })
    const context = contextFor(store, account.id)
    const read = async (by = context) => (await call(GetSecurityPreference, {}, by)).SecurityPreference
    assert.deepEqual(await read(), vendorDefaults)

    const first = { AllowUserToManageAccessKeys: true, LoginNetworkMasks: '10.0.0.0/8;192.0.2.17' }
    await call(SetSecurityPreference, first, context)
    const second = { LoginSessionDuration: 8, EnableSaveMFATicket: true, AllowUserToManageMFADevices: false }
    const { SecurityPreference } = await call(SetSecurityPreference, second, context)
    const expected = {
      LoginProfilePreference: {
        EnableSaveMFATicket: true,
        AllowUserToChangePassword: true,
        LoginSessionDuration: 8,
        LoginNetworkMasks: '10.0.0.0/8;192.0.2.17',
      },
      AccessKeyPreference: { AllowUserToManageAccessKeys: true },
      MFAPreference: { AllowUserToManageMFADevices: false },
    }
    assert.deepEqual(SecurityPreference, expected)
    assert.deepEqual(await read(), expected)
    assert.deepEqual(await read(contextFor(store, other.id)), vendorDefaults)
  })

  it('are not set to what is no network or no duration', async () => {
    const store = opened()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    const context = contextFor(store, account.id)
    const text = 'The format of the parameter - "LoginNetworkMasks" is incorrect.'
    const many = Array.from({ length: 26 }, (_, index) => `10.0.0.${index}`).join(';')
    for (const LoginNetworkMasks of [
      'everywhere',
      '10.0.0.0/33',
      '10.0.0.0/8/8',
      '10.0.0.0/',
      '::1',
      '10.0.0.1;',
      many,
    ]) {
      const set = () => call(SetSecurityPreference, { LoginNetworkMasks, LoginSessionDuration: 9 }, context)
      await checkRefused(store, set, 'InvalidParameter.LoginNetworkMasks.Format', text)
    }
    for (const LoginSessionDuration of [0, 25]) {
      const refusal = await refusalBy(call(SetSecurityPreference, { LoginSessionDuration }, context))
      assert.equal(refusal.code, 'InvalidLoginSessionDuration')
    }
  })
})
