import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { checkPolicyName, checkVersionId } from '../names.ts'
import { policyNotFound, policyTypeInvalid, versionNotFound } from '../problems.ts'
import { knownPolicy, versionAmong, versionsOf } from './known-policies.ts'
import {
  policyName,
  policyType,
  readPolicyType,
  sampleDocument,
  shownVersion,
  versionId,
  versionView,
} from './policy-fields.ts'

export const GetPolicyVersion = operation({
  product: ram,
  name: 'GetPolicyVersion',
  summary: 'Shows one version of a policy with its document.',
  ram: { action: 'ram:GetPolicyVersion', level: 'get', resources: [{ type: 'policy', parameter: 'PolicyName' }] },
  request: record({ PolicyType: policyType, PolicyName: policyName, VersionId: versionId }),
  response: record({ PolicyVersion: shownVersion }),
  problems: [
    policyTypeInvalid,
    ...checkPolicyName.problems,
    ...checkVersionId.problems,
    policyNotFound,
    versionNotFound,
  ],
  example: {
    request: { PolicyType: 'Custom', PolicyName: 'desktop-readers', VersionId: 'v2' },
    response: {
      PolicyVersion: {
        VersionId: 'v2',
        IsDefaultVersion: true,
        PolicyDocument: sampleDocument,
        CreateDate: '2026-11-24T08:00:00Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ PolicyType, PolicyName, VersionId }, { store, accountId }) {
    const type = readPolicyType(PolicyType)
    checkPolicyName(PolicyName)
    checkVersionId(VersionId)
    const policy = await knownPolicy(store, accountId, type, PolicyName)
    const version = versionAmong(await versionsOf(store, accountId, policy), VersionId)
    return { PolicyVersion: versionView(version, policy.defaultVersion) }
  },
})
