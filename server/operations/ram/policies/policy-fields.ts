/** Parameters and answers about policies, as several operations have them (ram.md 4.3). */
import { toSecondText } from '../../../domain/times.ts'
import { flag, integer, list, optional, record, type Static, text } from '../../../spec/shape.ts'
import type { PolicyVersion } from '../../../store/ram-policies.ts'
import { shownTags, tagsView } from '../kept-tags.ts'
import { policyTypeInvalid } from '../problems.ts'
import type { KnownPolicy, PolicyType } from './known-policies.ts'

export const sampleDocument = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecd:Describe*","Resource":"*"}]}'

export const policyName = text('The name of the policy.', { example: 'desktop-readers' })
/** Not a closed list: RAM has a refusal of its own for another value. */
export const policyType = text('System: one of those every account has. Custom: one that the account made.', {
  example: 'Custom',
})
export const policyDocument = text('The document: JSON in the language of policies, at most 6,144 characters.', {
  example: sampleDocument,
})
export const versionId = text('The version: v1, v2 and so on.', { example: 'v2' })

/** @throws Problem InvalidParameter.PolicyType */
export function readPolicyType(given: string): PolicyType {
  if (given !== 'System' && given !== 'Custom') throw policyTypeInvalid()
  return given
}

const fields = {
  PolicyName: text('The name of the policy.', { example: 'desktop-readers' }),
  PolicyType: text('System or Custom.', { example: 'Custom' }),
  Description: text('What it is for; empty when nobody said.', { example: 'Look at all computers' }),
  DefaultVersion: text('The version that acts.', { example: 'v1' }),
}
const createDate = text('When it was made, UTC.', { example: '2026-11-24T08:00:00Z' })
const updateDate = text('When it was last changed, UTC.', { example: '2026-11-24T08:00:00Z' })
const attachmentCount = integer('To how many users, groups and roles of the account it is attached.', { example: 1 })

export const createdPolicy = record({ ...fields, CreateDate: createDate }, 'The policy.')
export const changedPolicy = record({ ...fields, CreateDate: createDate, UpdateDate: updateDate }, 'The policy.')
export const countedPolicy = record(
  { ...fields, CreateDate: createDate, UpdateDate: updateDate, AttachmentCount: attachmentCount },
  'The policy.',
)
export const listedPolicies = record(
  {
    Policy: list(
      record({
        ...fields,
        CreateDate: createDate,
        UpdateDate: updateDate,
        AttachmentCount: attachmentCount,
        Tags: shownTags,
      }),
      'The policies.',
    ),
  },
  'The policies of this page.',
)
export const attachedPolicies = record(
  {
    Policy: list(
      record({ ...fields, AttachDate: text('Since when it is attached, UTC.', { example: '2026-11-24T08:00:00Z' }) }),
      'The policies.',
    ),
  },
  'The policies that are attached.',
)

const fieldsOf = ({ name, policyType, description, defaultVersion }: KnownPolicy) => ({
  PolicyName: name,
  PolicyType: policyType,
  Description: description ?? '',
  DefaultVersion: defaultVersion,
})

export const createdView = (policy: KnownPolicy): Static<typeof createdPolicy> => ({
  ...fieldsOf(policy),
  CreateDate: toSecondText(policy.createdAt),
})

export const changedView = (policy: KnownPolicy): Static<typeof changedPolicy> => ({
  ...createdView(policy),
  UpdateDate: toSecondText(policy.updatedAt),
})

export const countedView = (policy: KnownPolicy, count: number): Static<typeof countedPolicy> => ({
  ...changedView(policy),
  AttachmentCount: count,
})

export const listedView = (policy: KnownPolicy, count: number): Static<typeof listedPolicies>['Policy'][number] => {
  const tags = tagsView(policy.tags)
  return { ...countedView(policy, count), ...(tags === undefined ? {} : { Tags: tags }) }
}

export const attachedView = (
  policy: KnownPolicy,
  attachedAt: number,
): Static<typeof attachedPolicies>['Policy'][number] => ({ ...fieldsOf(policy), AttachDate: toSecondText(attachedAt) })

const versionFields = {
  VersionId: text('The version.', { example: 'v2' }),
  IsDefaultVersion: flag('Whether it is the version that acts.', { example: true }),
  PolicyDocument: text('The document, as it was given.', { example: sampleDocument }),
  CreateDate: text('When the version was made, UTC.', { example: '2026-11-24T08:00:00Z' }),
}
export const shownVersion = record(versionFields, 'The version.')
export const shownVersions = record(
  { PolicyVersion: list(record(versionFields), 'The versions, the oldest first.') },
  'The versions of the policy.',
)

export const versionView = (
  { version, document, createdAt }: PolicyVersion,
  defaultVersion: string,
): Static<typeof shownVersion> => ({
  VersionId: version,
  IsDefaultVersion: version === defaultVersion,
  PolicyDocument: document,
  CreateDate: toSecondText(createdAt),
})

export const rotateStrategies = ['None', 'DeleteOldestNonDefaultVersionWhenLimitExceeded'] as const

/** For what a change may leave out. */
export const optionalText = (description: string, example: string) => optional(text(description, { example }))
