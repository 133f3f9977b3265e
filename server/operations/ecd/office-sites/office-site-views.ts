/** Office networks as DescribeOfficeSites lists them: shapes, and resource → wire fields (share-family.md 2.5). */
import { officeSiteStatus } from '../../../domain/office-sites.ts'
import { type OfficeSite, officeSiteTypes } from '../../../domain/resources.ts'
import { toMinuteText } from '../../../domain/times.ts'
import { flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { settingNames } from './office-site-fields.ts'

const notKept = 'Not kept by this server: always absent.'
const asSet = 'As it was set, absent where it was not; it has no effect here.'

/** All the vendor has; here a network is REGISTERING for a moment, and REGISTERED from then on. */
export const officeSiteStatuses = [
  'REGISTERING',
  'REGISTERED',
  'DEREGISTERING',
  'DEREGISTERED',
  'NEEDCONFIGTRUST',
  'CONFIGTRUSTING',
  'CONFIGTRUSTFAILED',
  'NEEDCONFIGUSER',
  'ERROR',
] as const

const directoryConnector = record({
  ADConnectorAddress: optional(text(notKept)),
  ConnectorStatus: optional(text(notKept)),
  NetworkInterfaceId: optional(text(notKept)),
  Specification: optional(text(notKept)),
  TrustKey: optional(text(notKept)),
  VSwitchId: optional(text(notKept)),
})

const logLine = record({
  Level: optional(text(notKept)),
  Message: optional(text(notKept)),
  Step: optional(text(notKept)),
  TimeStamp: optional(text(notKept)),
})

const resourceAmount = record({
  resourceType: oneOf(['desktop', 'desktopGroup'], 'What is counted: computers outside shares, or shares.', {
    example: 'desktop',
  }),
  amount: integer('How many there are in this network.', { format: 'int64', example: 1 }),
})

const count = (what: string) => integer(what, { format: 'int64', example: 1 })

export const listedOfficeSite = record({
  OfficeSiteId: text('The id of the office network.', { example: 'cn-hangzhou+dir-363353****' }),
  Name: text('The name of the office network.', { example: 'Office' }),
  OfficeSiteType: oneOf(officeSiteTypes, 'How accounts are kept: SIMPLE by themselves, AD_CONNECTOR in a directory.', {
    example: 'SIMPLE',
  }),
  Status: oneOf(
    officeSiteStatuses,
    'How far the network is: REGISTERING when it has just been made, REGISTERED after that.',
    {
      example: 'REGISTERED',
    },
  ),
  CreationTime: text('When it was made, yyyy-MM-ddTHH:mmZ in UTC.', { example: '2021-05-06T05:58Z' }),
  CidrBlock: text('The addresses of the network.', { example: '192.168.0.0/16' }),
  VpcType: oneOf(['Basic', 'Standard', 'Customized'], 'The kind of virtual private cloud the network is.', {
    example: 'Basic',
  }),
  DesktopAccessType: oneOf(['INTERNET', 'VPC', 'ANY'], 'From where its computers can be reached.', {
    example: 'INTERNET',
  }),
  VSwitchIds: optional(list(text('The id of a subnet.'), 'The subnets of the network; absent without one.')),
  DomainName: optional(text('The domain of the directory; absent without one.', { example: 'example.com' })),
  SecurityProtection: oneOf(['SASE', 'OFF'], 'Whether traffic is guarded; never here.', { example: 'OFF' }),
  DesktopCount: count('Living computers in this network, those of shares as well.'),
  TotalEdsCount: count('The same again, as the vendor has it.'),
  TotalEdsCountForGroup: count('Those of them that belong to shares.'),
  ResourceAmounts: list(resourceAmount, 'Computers outside shares, and shares, in this network.'),
  TotalResourceAmount: count('The sum of these two.'),
  ADConnectors: optional(list(directoryConnector, notKept)),
  Logs: optional(list(logLine, notKept)),
  FileSystemIds: optional(list(text(notKept), notKept)),
  SubDnsAddress: optional(list(text(notKept), notKept)),
  DnsAddress: optional(list(text(notKept), notKept)),
  CustomDnsAddress: optional(list(text(notKept), notKept)),
  Bandwidth: optional(integer(`The bandwidth to the internet in Mbit/s. ${asSet}`)),
  EnableAdminAccess: optional(flag(asSet)),
  EnableCrossDesktopAccess: optional(flag(notKept)),
  EnableInternetAccess: optional(flag(asSet)),
  EnableServiceRoute: optional(flag(notKept)),
  SsoEnabled: optional(flag(notKept)),
  MfaEnabled: optional(flag(notKept)),
  NeedVerifyLoginRisk: optional(flag(asSet)),
  NeedVerifyZeroDevice: optional(flag(asSet)),
  CloudBoxOfficeSite: optional(flag(asSet)),
  IsLdap: optional(flag(notKept)),
  VpcId: optional(text(notKept)),
  DesktopVpcEndpoint: optional(text(notKept)),
  TrustPassword: optional(text(notKept, { secret: true })),
  DomainPassword: optional(text(notKept, { secret: true })),
  CustomSecurityGroupId: optional(text(notKept)),
  OuName: optional(text(notKept)),
  DomainUserName: optional(text(notKept)),
  SubDomainName: optional(text(notKept)),
  CenId: optional(text(asSet)),
  CenAttachStatus: optional(text(notKept)),
  NetworkPackageId: optional(text(notKept)),
  DnsUserName: optional(text(notKept)),
  SsoType: optional(text(notKept)),
  ProtocolType: optional(text(notKept)),
  AdHostname: optional(text(notKept)),
  RdsLicenseStatus: optional(text(notKept)),
  RdsLicenseAddress: optional(text(notKept)),
  RdsLicenseDomainName: optional(text(notKept)),
  BackupDns: optional(text(notKept)),
  BackupDCHostname: optional(text(notKept)),
  SubnetMode: optional(text(notKept)),
  CustomAccessPoint: optional(text(notKept)),
  NmVersion: optional(text(notKept)),
  AcceleratorId: optional(text(notKept)),
  LdapUrl: optional(text(notKept)),
  AccountType: optional(text(asSet)),
  AuthorityHost: optional(text(asSet)),
  TenantId: optional(text(asSet)),
  ClientId: optional(text(asSet)),
  ClientSecret: optional(text(notKept, { secret: true })),
  AccessAttribute: optional(text(asSet)),
  Eid: optional(text(asSet)),
  EnvType: optional(text(notKept)),
  VplVersion: optional(text(notKept)),
})

const vpcTypes = { basic: 'Basic', standard: 'Standard', customized: 'Customized' } as const
const accessTypes = { Internet: 'INTERNET', VPC: 'VPC', Any: 'ANY' } as const

export interface OfficeSiteUse {
  /** Computers outside shares. */
  readonly ordinary: number
  readonly ofShares: number
  readonly shares: number
}

export function toListedOfficeSite(
  site: OfficeSite,
  createdAt: number,
  { ordinary, ofShares, shares }: OfficeSiteUse,
  now: number,
): Static<typeof listedOfficeSite> {
  return {
    OfficeSiteId: site.id,
    Name: site.name,
    OfficeSiteType: site.type,
    Status: officeSiteStatus(site, now),
    CreationTime: toMinuteText(createdAt),
    CidrBlock: site.cidrBlock,
    VpcType: vpcTypes[site.vpcType],
    DesktopAccessType: accessTypes[site.desktopAccessType],
    VSwitchIds: site.subnetId === undefined ? undefined : [site.subnetId, ...(site.furtherSubnetIds ?? [])],
    DomainName: site.domainName,
    SecurityProtection: 'OFF',
    DesktopCount: ordinary + ofShares,
    TotalEdsCount: ordinary + ofShares,
    TotalEdsCountForGroup: ofShares,
    ResourceAmounts: [
      { resourceType: 'desktop', amount: ordinary },
      { resourceType: 'desktopGroup', amount: shares },
    ],
    TotalResourceAmount: ordinary + shares,
    ...toShownSettings(site.settings ?? {}),
  }
}

/** Settings as answers show them; a value of another kind than the answer has, such as a file may give, is left out. */
function toShownSettings(settings: NonNullable<OfficeSite['settings']>): Partial<Static<typeof listedOfficeSite>> {
  const shown = settingNames.flatMap(name => {
    const value = settings[name]
    const { type } = listedOfficeSite.properties[name] as { readonly type: string }
    const fits = type === 'integer' ? isInt32(value) : typeof value === type
    return value !== undefined && fits ? [[name, value]] : []
  })
  return Object.fromEntries(shown) as Partial<Static<typeof listedOfficeSite>>
}

const isInt32 = (value: unknown): boolean => typeof value === 'number' && value === (value | 0)
