import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { securityPreference, securityPreferenceOf, showSecurityPreference } from './security-preferences.ts'

export const GetSecurityPreference = operation({
  product: ram,
  name: 'GetSecurityPreference',
  summary: 'Answers what the account prefers about the security of its RAM users.',
  ram: { action: 'ram:GetSecurityPreference', level: 'get', resources: everything },
  request: record({}),
  response: record({ SecurityPreference: securityPreference }),
  problems: [],
  example: {
    request: {},
    response: {
      SecurityPreference: {
        LoginProfilePreference: {
          EnableSaveMFATicket: false,
          AllowUserToChangePassword: true,
          LoginSessionDuration: 6,
          LoginNetworkMasks: '10.0.0.0/8',
        },
        AccessKeyPreference: { AllowUserToManageAccessKeys: false },
        MFAPreference: { AllowUserToManageMFADevices: true },
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(_input, { store, accountId }) {
    return { SecurityPreference: showSecurityPreference(await securityPreferenceOf(store, accountId)) }
  },
})
