import { record } from '../../../spec/shape.ts'
import { readEntitiesOf } from '../../../store/ram-attachments.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { checkPolicyName } from '../names.ts'
import { policyNotFound, policyTypeInvalid } from '../problems.ts'
import { knownPolicy, versionAmong, versionsOf } from './known-policies.ts'
import {
  countedPolicy,
  countedView,
  policyName,
  policyType,
  readPolicyType,
  sampleDocument,
  shownVersion,
  versionView,
} from './policy-fields.ts'

export const GetPolicy = operation({
  product: ram,
  name: 'GetPolicy',
  summary: 'Shows a policy and the version of it that acts.',
  description: 'AttachmentCount counts the identities of the caller’s account, for policies of the system too.',
  ram: { action: 'ram:GetPolicy', level: 'get', resources: [{ type: 'policy', parameter: 'PolicyName' }] },
  request: record({ PolicyType: policyType, PolicyName: policyName }),
  response: record({ Policy: countedPolicy, DefaultPolicyVersion: shownVersion }),
  problems: [policyTypeInvalid, ...checkPolicyName.problems, policyNotFound],
  example: {
    request: { PolicyType: 'Custom', PolicyName: 'desktop-readers' },
    response: {
      Policy: {
        PolicyName: 'desktop-readers',
        PolicyType: 'Custom',
        Description: 'Look at all computers',
        DefaultVersion: 'v1',
        CreateDate: '2026-11-24T08:00:00Z',
        UpdateDate: '2026-11-24T08:00:00Z',
        AttachmentCount: 1,
      },
      DefaultPolicyVersion: {
        VersionId: 'v1',
        IsDefaultVersion: true,
        PolicyDocument: sampleDocument,
        CreateDate: '2026-11-24T08:00:00Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ PolicyType, PolicyName }, { store, accountId }) {
    const type = readPolicyType(PolicyType)
    checkPolicyName(PolicyName)
    const policy = await knownPolicy(store, accountId, type, PolicyName)
    const { defaultVersion } = policy
    const version = versionAmong(await versionsOf(store, accountId, policy), defaultVersion)
    const attached = await readEntitiesOf(store, { accountId, policyType: type, policyName: PolicyName })
    return {
      Policy: countedView(policy, attached.length),
      DefaultPolicyVersion: versionView(version, defaultVersion),
    }
  },
})
