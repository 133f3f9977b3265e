import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { checkPolicyName } from '../names.ts'
import { policyNotFound, policyTypeInvalid } from '../problems.ts'
import { knownPolicy, versionsOf } from './known-policies.ts'
import { policyName, policyType, readPolicyType, sampleDocument, shownVersions, versionView } from './policy-fields.ts'

export const ListPolicyVersions = operation({
  product: ram,
  name: 'ListPolicyVersions',
  summary: 'Lists the versions of a policy with their documents, the oldest first.',
  ram: { action: 'ram:ListPolicyVersions', level: 'get', resources: [{ type: 'policy', parameter: 'PolicyName' }] },
  request: record({ PolicyType: policyType, PolicyName: policyName }),
  response: record({ PolicyVersions: shownVersions }),
  problems: [policyTypeInvalid, ...checkPolicyName.problems, policyNotFound],
  example: {
    request: { PolicyType: 'Custom', PolicyName: 'desktop-readers' },
    response: {
      PolicyVersions: {
        PolicyVersion: [
          {
            VersionId: 'v1',
            IsDefaultVersion: true,
            PolicyDocument: sampleDocument,
            CreateDate: '2026-11-24T08:00:00Z',
          },
        ],
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ PolicyType, PolicyName }, { store, accountId }) {
    const type = readPolicyType(PolicyType)
    checkPolicyName(PolicyName)
    const policy = await knownPolicy(store, accountId, type, PolicyName)
    const versions = await versionsOf(store, accountId, policy)
    return {
      PolicyVersions: { PolicyVersion: versions.map(version => versionView(version, policy.defaultVersion)) },
    }
  },
})
