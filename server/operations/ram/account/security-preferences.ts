/** What an account prefers about its users: kept as one JSON text, with what was never set at the vendor's defaults. */

import { flag, integer, record, text } from '../../../spec/shape.ts'
import type { Connection } from '../../../store/database.ts'
import { readSecurityPreference } from '../../../store/ram-people.ts'

export interface SecurityPreference {
  readonly allowUserToManageAccessKeys: boolean
  readonly allowUserToChangePassword: boolean
  readonly allowUserToManageMfaDevices: boolean
  readonly enableSaveMfaTicket: boolean
  /** In hours. */
  readonly loginSessionDuration: number
  /** Blocks divided by semicolons; empty for everywhere. */
  readonly loginNetworkMasks: string
}

const defaults: SecurityPreference = {
  allowUserToManageAccessKeys: false,
  allowUserToChangePassword: true,
  allowUserToManageMfaDevices: true,
  enableSaveMfaTicket: false,
  loginSessionDuration: 6,
  loginNetworkMasks: '',
}

export async function securityPreferenceOf(connection: Connection, accountId: string): Promise<SecurityPreference> {
  const kept = await readSecurityPreference(connection, accountId)
  return { ...defaults, ...(kept === undefined ? {} : (JSON.parse(kept) as Partial<SecurityPreference>)) }
}

const noEffect = 'Kept and shown; has no effect here'

/** The same things as the requests name them and as the answers group them. */
export const preferenceFields = {
  AllowUserToManageAccessKeys: flag(
    `Whether users may manage their own access keys. ${noEffect}: attached policies alone decide.`,
    { example: false },
  ),
  AllowUserToChangePassword: flag(
    'Whether users may change their own passwords; ChangePassword is refused otherwise.',
    {
      example: true,
    },
  ),
  AllowUserToManageMFADevices: flag(
    `Whether users may manage their own second factors. ${noEffect}: there are no second factors.`,
    { example: true },
  ),
  EnableSaveMFATicket: flag(`Whether a second factor is asked for only once in seven days. ${noEffect}.`, {
    example: false,
  }),
  LoginSessionDuration: integer('How long a logon to the console lasts, in hours.', {
    min: 1,
    max: 24,
    example: 6,
  }),
  LoginNetworkMasks: text(
    'From where users may log on to the console: addresses and blocks, divided by semicolons; empty for everywhere.',
    { example: '10.0.0.0/8;192.0.2.17' },
  ),
} as const

const { AllowUserToManageAccessKeys, AllowUserToManageMFADevices, ...ofLogins } = preferenceFields

/** The shape of what both operations answer. */
export const securityPreference = record(
  {
    LoginProfilePreference: record(ofLogins, 'About logging on to the console.'),
    AccessKeyPreference: record({ AllowUserToManageAccessKeys }, 'About access keys.'),
    MFAPreference: record({ AllowUserToManageMFADevices }, 'About second factors.'),
  },
  'The preferences of the account.',
)

export const showSecurityPreference = (preference: SecurityPreference) => ({
  LoginProfilePreference: {
    EnableSaveMFATicket: preference.enableSaveMfaTicket,
    AllowUserToChangePassword: preference.allowUserToChangePassword,
    LoginSessionDuration: preference.loginSessionDuration,
    LoginNetworkMasks: preference.loginNetworkMasks,
  },
  AccessKeyPreference: { AllowUserToManageAccessKeys: preference.allowUserToManageAccessKeys },
  MFAPreference: { AllowUserToManageMFADevices: preference.allowUserToManageMfaDevices },
})
