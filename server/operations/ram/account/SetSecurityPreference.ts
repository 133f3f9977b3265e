import { isIPv4 } from 'node:net'
import { everything } from '../../../spec/operation.ts'
import { optional, record } from '../../../spec/shape.ts'
import { putSecurityPreference } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { malformed } from '../problems.ts'
import {
  preferenceFields,
  type SecurityPreference,
  securityPreference,
  securityPreferenceOf,
  showSecurityPreference,
} from './security-preferences.ts'

const masksMalformed = malformed('LoginNetworkMasks')
/** As many as the vendor takes. */
const maxMasks = 25

/** @throws Problem InvalidParameter.LoginNetworkMasks.Format */
function checkMasks(masks: string): void {
  const blocks = masks.split(';')
  const isBlock = (block: string): boolean => {
    const [address = '', bits, ...rest] = block.split('/')
    return isIPv4(address) && rest.length === 0 && (bits === undefined || /^(?:[12]?\d|3[0-2])$/.test(bits))
  }
  if (blocks.length > maxMasks || !blocks.every(isBlock)) throw masksMalformed()
}

export const SetSecurityPreference = operation({
  product: ram,
  name: 'SetSecurityPreference',
  summary: 'Sets what the account prefers about the security of its RAM users.',
  description:
    'What is left out stays as it is; an empty value counts as left out, so 0.0.0.0/0 is how logons are allowed from ' +
    'everywhere again.',
  ram: { action: 'ram:SetSecurityPreference', level: 'update', resources: everything },
  request: record({
    AllowUserToManageAccessKeys: optional(preferenceFields.AllowUserToManageAccessKeys),
    AllowUserToChangePassword: optional(preferenceFields.AllowUserToChangePassword),
    AllowUserToManageMFADevices: optional(preferenceFields.AllowUserToManageMFADevices),
    EnableSaveMFATicket: optional(preferenceFields.EnableSaveMFATicket),
    LoginSessionDuration: optional(preferenceFields.LoginSessionDuration),
    LoginNetworkMasks: optional(preferenceFields.LoginNetworkMasks),
  }),
  response: record({ SecurityPreference: securityPreference }),
  problems: [masksMalformed],
  example: {
    request: { AllowUserToChangePassword: false, LoginSessionDuration: 8 },
    response: {
      SecurityPreference: {
        LoginProfilePreference: {
          EnableSaveMFATicket: false,
          AllowUserToChangePassword: false,
          LoginSessionDuration: 8,
          LoginNetworkMasks: '10.0.0.0/8',
        },
        AccessKeyPreference: { AllowUserToManageAccessKeys: false },
        MFAPreference: { AllowUserToManageMFADevices: true },
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    if (input.LoginNetworkMasks !== undefined) checkMasks(input.LoginNetworkMasks)
    const { accountId } = context
    return write(context, 'SetSecurityPreference', input, async tx => {
      const before = await securityPreferenceOf(tx, accountId)
      const after: SecurityPreference = {
        allowUserToManageAccessKeys: input.AllowUserToManageAccessKeys ?? before.allowUserToManageAccessKeys,
        allowUserToChangePassword: input.AllowUserToChangePassword ?? before.allowUserToChangePassword,
        allowUserToManageMfaDevices: input.AllowUserToManageMFADevices ?? before.allowUserToManageMfaDevices,
        enableSaveMfaTicket: input.EnableSaveMFATicket ?? before.enableSaveMfaTicket,
        loginSessionDuration: input.LoginSessionDuration ?? before.loginSessionDuration,
        loginNetworkMasks: input.LoginNetworkMasks ?? before.loginNetworkMasks,
      }
      await putSecurityPreference(tx, accountId, JSON.stringify(after))
      return { SecurityPreference: showSecurityPreference(after) }
    })
  },
})
