/**
 * The policies the vendor keeps: read and attach only (ram.md 2).
 *
 * The vendor publishes the account-wide ones. Its pages for the desktop service could not be obtained, so those documents
 * are reconstructions from a name and a one-line purpose, marked so; a finding replaces data here.
 */

import { type PolicyDocument, parsePolicyDocument } from './document.ts'

/** A statement as JSON. */
interface StatementData {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: string | readonly string[]
  readonly NotAction?: readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface SystemPolicy {
  /** One sentence, in our own words. */
  readonly description: string
  /** Whether the document is our reading of the policy's purpose instead of the vendor's text. */
  readonly reconstruction: boolean
  /** The document as it stands in the answers of GetPolicy. */
  readonly document: { readonly Version: '1'; readonly Statement: readonly StatementData[] }
}

const allow = (actions: string | readonly string[], resource = '*'): StatementData => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resource,
})

const published = (description: string, ...statements: readonly StatementData[]): SystemPolicy => ({
  description,
  reconstruction: false,
  document: { Version: '1', Statement: statements },
})

const reconstructed = (description: string, ...statements: readonly StatementData[]): SystemPolicy => ({
  ...published(description, ...statements),
  reconstruction: true,
})

/** The reads of neighbouring services that the console of the desktop service needs (ram.md 2, sister policies). */
const NETWORK_READS = allow(['vpc:DescribeVpcs', 'vpc:DescribeVSwitches'])

const READ_EVERYTHING = allow([
  '*:Describe*',
  '*:List*',
  '*:Get*',
  '*:BatchGet*',
  '*:Query*',
  '*:BatchQuery*',
  'actiontrail:LookupEvents',
  'actiontrail:Check*',
  'dm:Desc*',
  'dm:SenderStatistics*',
  'ram:GenerateCredentialReport',
  'cloudsso:Check*',
  'notifications:Read*',
])

const ALL_BUT_IDENTITIES_AND_MONEY: StatementData = {
  Effect: 'Allow',
  NotAction: [
    'ram:*',
    'ims:*',
    'resourcemanager:*',
    'resourcesharing:*',
    'cloudsso:*',
    'bss:ModifyAccount',
    'bss:ModifyBillingAccount',
    'bss:ModifyPaymentRelationship',
    'bssapi:ModifyAccountRelation',
  ],
  Resource: '*',
}

/** The role and directory reads of PowerUserAccess (ram.md 2, source s16). */
const POWER_USER_READS = allow([
  'ram:ListUserBasicInfos',
  'ram:ListRoles',
  'ram:CreateServiceLinkedRole',
  'ram:DeleteServiceLinkedRole',
  'ram:GetServiceLinkedRoleDeletionStatus',
  'ram:CheckServiceLinkedRoleExistence',
  'resourcemanager:GetAccount',
  'resourcemanager:GetFolder',
  'resourcemanager:GetResourceDirectory',
  'resourcemanager:ListAccounts',
  'resourcemanager:ListFoldersForParent',
  'resourcemanager:ListAccountsForParent',
])

const RESOURCE_GROUPS = allow(['ram:*ResourceGroup*', 'resourcemanager:*ResourceGroup*'])

// GetConnectionTicket hands out a secret though it begins like a read; the vendor's prefixes open it (ram.md 2).
// End users belong to cloud computers whatever their actions are called: the sources have both codes (ram.md 1.3).
const READ_DESKTOPS = allow(['ecd:Describe*', 'ecd:List*', 'ecd:Get*', 'eds-user:Describe*', 'eds-user:List*'])

/** Since when there are system policies, for answers: the day of RAM's version. Their times are not published. */
export const systemPoliciesSince = Date.UTC(2015, 4, 1)

/** The version that every system policy has: the only one. */
export const systemPolicyVersion = 'v1'

/** The system policies of permissions, by name. */
export const SYSTEM_POLICIES: ReadonlyMap<string, SystemPolicy> = new Map([
  ['AdministratorAccess', published('Everything in the account.', allow('*'))],
  ['ReadOnlyAccess', published('Reading everything in the account.', READ_EVERYTHING)],
  // The vendor lists the resource group operations one by one; the list is not known whole.
  [
    'PowerUserAccess',
    reconstructed(
      'Everything but identities, the resource directory and the account’s money.',
      ALL_BUT_IDENTITIES_AND_MONEY,
      POWER_USER_READS,
      RESOURCE_GROUPS,
    ),
  ],
  ['AliyunRAMFullAccess', reconstructed('Managing users, groups, roles and policies.', allow(['ram:*', 'ims:*']))],
  [
    'AliyunRAMReadOnlyAccess',
    reconstructed(
      'Reading users, groups, roles and policies.',
      allow(['ram:Get*', 'ram:List*', 'ims:Get*', 'ims:List*']),
    ),
  ],
  ['AliyunSTSAssumeRoleAccess', reconstructed('Assuming roles.', allow('sts:AssumeRole'))],
  [
    'AliyunECDFullAccess',
    reconstructed('Managing everything of cloud computers.', allow(['ecd:*', 'eds-user:*']), NETWORK_READS),
  ],
  ['AliyunECDReadOnlyAccess', reconstructed('Reading everything of cloud computers.', READ_DESKTOPS)],
  [
    'AliyunECDRamUserAccess',
    reconstructed(
      'Using cloud computers from a client: finding, opening, starting, stopping and restarting them.',
      allow([
        'ecd:DescribeRegions',
        'ecd:DescribeDesktops',
        'ecd:DescribeSnapshots',
        'ecd:GetConnectionTicket',
        'ecd:StartDesktops',
        'ecd:StopDesktops',
        'ecd:RebootDesktops',
      ]),
    ),
  ],
  [
    'AliyunECDTagFullAccess',
    reconstructed(
      'Setting, removing and reading the tags of cloud computers.',
      allow(['ecd:TagResources', 'ecd:UntagResources', 'ecd:ListTagResources']),
    ),
  ],
  [
    'AliyunECDOfficeSiteFullAccess',
    reconstructed(
      'Managing office networks, their directories and ways out.',
      allow([
        'ecd:DescribeRegions',
        'ecd:*OfficeSite*',
        'ecd:*Director*',
        'ecd:*ADConnector*',
        'ecd:*Cen',
        'ecd:DescribeCens',
        'ecd:*NetworkPackage*',
        'ecd:*Acl*',
        'ecd:*Subnet*',
        'ecd:*Route*',
        'ecd:*NatGateway*',
        'ecd:*Snat*',
        'ecd:*Forward*',
        'ecd:*IpAddress*',
        'ecd:*SecurityGroup*',
      ]),
      NETWORK_READS,
    ),
  ],
  [
    'AliyunECDUserFullAccess',
    reconstructed(
      'Managing the people who use cloud computers, and what they are assigned.',
      allow(['ecd:DescribeRegions', 'ecd:*User*', 'ecd:*Entitlement*', 'ecd:*MFADevice*', 'eds-user:*']),
    ),
  ],
  [
    'AliyunECDPolicyGroupFullAccess',
    reconstructed(
      'Managing policy groups and which cloud computers follow them.',
      allow(['ecd:DescribeRegions', 'ecd:DescribeDesktops', 'ecd:*PolicyGroup*', 'ecd:*CenterPolicy*']),
    ),
  ],
  [
    'AliyunECDDesktopFullAccess',
    reconstructed(
      'Managing cloud computers, shares, images, templates, snapshots and timers.',
      allow([
        'ecd:DescribeRegions',
        'ecd:DescribeZones',
        'ecd:Describe*Price*',
        'ecd:DescribeOfficeSites',
        'ecd:DescribePolicyGroups',
        'ecd:*Desktop*',
        'ecd:*Entitlement*',
        'ecd:*Bundle*',
        'ecd:*Image*',
        'ecd:*Template*',
        'ecd:*Snapshot*',
        'ecd:*Timer*',
        'ecd:*DiskSpec',
        'ecd:*ConnectionTicket',
      ]),
    ),
  ],
  [
    'AliyunECDTechnicalSupportFullAccess',
    reconstructed(
      'Helping the people who use cloud computers: looking, joining a session, running commands, restarting.',
      allow([
        'ecd:DescribeRegions',
        'ecd:DescribeDesktop*',
        'ecd:DescribeOfficeSites',
        'ecd:DescribePolicyGroups',
        'ecd:*Coordinat*',
        'ecd:RunCommand',
        'ecd:*Invocation*',
        'ecd:StartDesktops',
        'ecd:StopDesktops',
        'ecd:RebootDesktops',
      ]),
    ),
  ],
])

/** The system policies for the levels of a resource directory, by name (ram.md 1.6). */
export const SYSTEM_CONTROL_POLICIES: ReadonlyMap<string, SystemPolicy> = new Map([
  ['FullAliyunAccess', published('Limits nothing; attached to every level at first.', allow('*'))],
])

const parsed = new Map<SystemPolicy, PolicyDocument>()

/** The document of a system policy, ready to evaluate. It is parsed once. */
export function compiledDocument(policy: SystemPolicy): PolicyDocument {
  const known = parsed.get(policy)
  if (known !== undefined) return known
  const document = parsePolicyDocument(policy.document, 'permission')
  parsed.set(policy, document)
  return document
}
