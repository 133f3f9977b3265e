import { record } from '../../../spec/shape.ts'
import { putCustomPolicy, readPolicyVersions } from '../../../store/ram-policies.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkPolicyName, checkVersionId } from '../names.ts'
import { policyNotFound, versionNotFound } from '../problems.ts'
import { customPolicy, versionAmong } from './known-policies.ts'
import { policyName, versionId } from './policy-fields.ts'

export const SetDefaultPolicyVersion = operation({
  product: ram,
  name: 'SetDefaultPolicyVersion',
  summary: 'Says which version of a custom policy acts.',
  description: 'It acts from the next call on, wherever the policy is attached.',
  ram: {
    action: 'ram:SetDefaultPolicyVersion',
    level: 'update',
    resources: [{ type: 'policy', parameter: 'PolicyName' }],
  },
  request: record({ PolicyName: policyName, VersionId: versionId }),
  response: record({}),
  problems: [...checkPolicyName.problems, ...checkVersionId.problems, policyNotFound, versionNotFound],
  example: { request: { PolicyName: 'desktop-readers', VersionId: 'v2' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { PolicyName, VersionId } = input
    checkPolicyName(PolicyName)
    checkVersionId(VersionId)
    const { accountId } = context
    return write(context, 'SetDefaultPolicyVersion', input, async tx => {
      const policy = await customPolicy(tx, accountId, PolicyName)
      versionAmong(await readPolicyVersions(tx, accountId, PolicyName), VersionId)
      if (policy.defaultVersion === VersionId) return {}
      await putCustomPolicy(tx, { ...policy, defaultVersion: VersionId, updatedAt: tx.now })
      return {}
    })
  },
})
