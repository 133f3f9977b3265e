/** Office networks as DescribeOfficeSites lists them: shapes, and resource → wire fields (share-family.md 2.5). */
import { type OfficeSite, officeSiteTypes } from '../../../domain/resources.ts'
import { toMinuteText } from '../../../domain/times.ts'
import { flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'

const notKept = 'Not kept by this server: always absent.'

/** Registered is the only state a network here is ever in. */
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
  Status: oneOf(officeSiteStatuses, 'How far the network is; REGISTERED here as soon as it exists.', {
    example: 'REGISTERED',
  }),
  CreationTime: text('When it was made, yyyy-MM-ddTHH:mmZ in UTC.', { example: '2021-05-06T05:58Z' }),
  CidrBlock: text('The addresses of the network.', { example: '192.168.0.0/16' }),
  VpcType: oneOf(['Basic', 'Standard', 'Customized'], 'The kind of virtual private cloud the network is.', {
    example: 'Basic',
  }),
  DesktopAccessType: oneOf(['INTERNET', 'VPC', 'ANY'], 'From where its computers can be reached.', {
    example: 'INTERNET',
  }),
  VSwitchIds: optional(list(text('The id of a subnet.'), 'The subnet of the network; absent without one.')),
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
  Bandwidth: optional(integer(notKept)),
  EnableAdminAccess: optional(flag(notKept)),
  EnableCrossDesktopAccess: optional(flag(notKept)),
  EnableInternetAccess: optional(flag(notKept)),
  EnableServiceRoute: optional(flag(notKept)),
  SsoEnabled: optional(flag(notKept)),
  MfaEnabled: optional(flag(notKept)),
  NeedVerifyLoginRisk: optional(flag(notKept)),
  NeedVerifyZeroDevice: optional(flag(notKept)),
  CloudBoxOfficeSite: optional(flag(notKept)),
  IsLdap: optional(flag(notKept)),
  VpcId: optional(text(notKept)),
  DesktopVpcEndpoint: optional(text(notKept)),
  TrustPassword: optional(text(notKept, { secret: true })),
  DomainPassword: optional(text(notKept, { secret: true })),
  CustomSecurityGroupId: optional(text(notKept)),
  OuName: optional(text(notKept)),
  DomainUserName: optional(text(notKept)),
  SubDomainName: optional(text(notKept)),
  CenId: optional(text(notKept)),
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
  AccountType: optional(text(notKept)),
  AuthorityHost: optional(text(notKept)),
  TenantId: optional(text(notKept)),
  ClientId: optional(text(notKept)),
  ClientSecret: optional(text(notKept, { secret: true })),
  AccessAttribute: optional(text(notKept)),
  Eid: optional(text(notKept)),
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
): Static<typeof listedOfficeSite> {
  return {
    OfficeSiteId: site.id,
    Name: site.name,
    OfficeSiteType: site.type,
    Status: 'REGISTERED',
    CreationTime: toMinuteText(createdAt),
    CidrBlock: site.cidrBlock,
    VpcType: vpcTypes[site.vpcType],
    DesktopAccessType: accessTypes[site.desktopAccessType],
    VSwitchIds: site.subnetId === undefined ? undefined : [site.subnetId],
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
  }
}
