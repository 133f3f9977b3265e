/** What a client sets of an office network: shapes, and wire fields → resource. Both writing operations share them. */
import type { OfficeSite } from '../../../domain/resources.ts'
import { optional, text } from '../../../spec/shape.ts'

const kept = 'Kept and shown; it has no effect here.'

export const officeSiteName = optional(
  text('The name of the network, 2 to 255 characters.', {
    maxLength: 255,
    pattern: '^[\\s\\S]{2,}$',
    example: 'TestOfficeSite_Simple',
  }),
)

/** Kept to the characters of ids, which go into lists and files. */
export const subnetId = text('The id of a subnet.', {
  pattern: '^[A-Za-z0-9][A-Za-z0-9_.@+*-]{0,127}$',
  example: 'vsw-bp12mw1f8k3jgy****',
})

/** What the vendor has for networks whose accounts are kept by another service. */
export const identityServiceFields = {
  AuthorityHost: optional(text(`The address of the service that keeps the accounts. ${kept}`)),
  TenantId: optional(text(`The tenant at that service. ${kept}`)),
  DomainName: optional(
    text(`The domain of the accounts, at most 255 characters. ${kept}`, {
      pattern: '^[\\s\\S]{1,255}$',
      example: 'example.com',
    }),
  ),
  ClientId: optional(text(`The id under which the network asks that service. ${kept}`)),
  ClientSecret: optional(
    text('The secret that goes with ClientId. Accepted; has no effect here, and is not kept: nobody is asked.', {
      secret: true,
    }),
  ),
}

/** What has a column of its own in answers and nothing else; the names are those of DescribeOfficeSites. */
export const settingNames = [
  'AccessAttribute',
  'AccountType',
  'AuthorityHost',
  'Bandwidth',
  'CenId',
  'ClientId',
  'CloudBoxOfficeSite',
  'Eid',
  'EnableAdminAccess',
  'EnableInternetAccess',
  'NeedVerifyLoginRisk',
  'NeedVerifyZeroDevice',
  'TenantId',
] as const

type Settings = NonNullable<OfficeSite['settings']>

/** The settings of a network after a call: what the call does not name stays. */
export function withSettings(known: Settings, input: Partial<Record<string, unknown>>): Settings {
  const settings = { ...known }
  for (const name of settingNames) {
    const value = input[name]
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') settings[name] = value
  }
  return settings
}

/** The subnets as a network keeps them; none of them when the call names none. */
export function toSubnets([first, ...others]: readonly string[] = []): Pick<
  OfficeSite,
  'subnetId' | 'furtherSubnetIds'
> {
  if (first === undefined) return {}
  return { subnetId: first, ...(others.length === 0 ? {} : { furtherSubnetIds: others }) }
}
