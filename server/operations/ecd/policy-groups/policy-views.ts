/** Policies as DescribePolicyGroups lists them: shapes, and resource → wire fields (share-family.md 2.5). */
import type { PolicyGroup } from '../../../domain/resources.ts'
import { integer, list, oneOf, optional, record, type Shape, type Static, text } from '../../../spec/shape.ts'
import { listFields } from './policy-lists.ts'
import { toLists } from './policy-rules.ts'
import { switchFields, toSwitches } from './policy-switches.ts'

const notKept = 'Not kept by this server: always absent.'
const absent = () => optional(text(notKept))
const absentList = <Item extends Shape>(item: Item) => optional(list(item, notKept))
const absentTexts = () => absentList(text(notKept))

export const policyScopes = ['GLOBAL', 'IP'] as const

export const listedPolicyGroup = record({
  PolicyGroupId: text('The id of the policy.', { example: 'system-all-enabled-policy' }),
  Name: text('The name of the policy.', { example: 'All enabled policy' }),
  PolicyGroupType: oneOf(['SYSTEM', 'CUSTOM'], 'SYSTEM: every account has it; CUSTOM: of this account.', {
    example: 'SYSTEM',
  }),
  PolicyStatus: oneOf(['AVAILABLE', 'CREATING'], 'How far it is; AVAILABLE here as soon as it exists.', {
    example: 'AVAILABLE',
  }),
  Scope: oneOf(policyScopes, 'Where it holds: everywhere, or at certain addresses of clients.', { example: 'GLOBAL' }),
  EdsCount: integer('Living computers of the region with this policy, those of shares as well.', { example: 2 }),
  DesktopCount: integer('Those of them that belong to no share.', { example: 1 }),
  DesktopGroupCount: integer('Shares of the region with this policy.', { example: 1 }),
  ...switchFields,
  ...listFields,
  CpuProcessors: absentTexts(),
  MemoryProcessors: absentTexts(),
  RecordEventFilePaths: absentTexts(),
  RecordEventRegisters: absentTexts(),
  RecordEventFileExts: absentTexts(),
  NetRedirectRule: absentList(record({ Domain: absent(), RuleType: absent(), Policy: absent() })),
  RecordEventLevels: absentList(record({ EventType: absent(), EventLevel: absent() })),
  ResourceRegionId: absent(),
  ResourceGroupCount: optional(integer(notKept)),
  EndUserCount: absent(),
  OrganizationCount: absent(),
})

export const scopeOf = ({ settings }: PolicyGroup): (typeof policyScopes)[number] =>
  settings.Scope === 'IP' ? 'IP' : 'GLOBAL'

export interface PolicyUse {
  /** Computers outside shares. */
  readonly ordinary: number
  readonly ofShares: number
  readonly shares: number
}

export const toListedPolicyGroup = (
  policy: PolicyGroup,
  { ordinary, ofShares, shares }: PolicyUse,
): Static<typeof listedPolicyGroup> => ({
  PolicyGroupId: policy.id,
  Name: policy.name,
  PolicyGroupType: policy.type,
  PolicyStatus: 'AVAILABLE',
  Scope: scopeOf(policy),
  EdsCount: ordinary + ofShares,
  DesktopCount: ordinary,
  DesktopGroupCount: shares,
  ...toSwitches(policy.settings),
  ...toLists(policy.lists ?? {}),
})
