import { record } from '../../../spec/shape.ts'
import { deletePolicyVersion, putCustomPolicy, readPolicyVersions } from '../../../store/ram-policies.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkPolicyName, checkVersionId } from '../names.ts'
import { defaultVersionStays, policyNotFound, versionNotFound } from '../problems.ts'
import { customPolicy, versionAmong } from './known-policies.ts'
import { policyName, versionId } from './policy-fields.ts'

export const DeletePolicyVersion = operation({
  product: ram,
  name: 'DeletePolicyVersion',
  summary: 'Deletes a version of a custom policy that is not the default.',
  description: 'Its number is not used again.',
  ram: {
    action: 'ram:DeletePolicyVersion',
    level: 'delete',
    resources: [{ type: 'policy', parameter: 'PolicyName' }],
  },
  request: record({ PolicyName: policyName, VersionId: versionId }),
  response: record({}),
  problems: [
    ...checkPolicyName.problems,
    ...checkVersionId.problems,
    policyNotFound,
    versionNotFound,
    defaultVersionStays,
  ],
  example: { request: { PolicyName: 'desktop-readers', VersionId: 'v1' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { PolicyName, VersionId } = input
    checkPolicyName(PolicyName)
    checkVersionId(VersionId)
    const { accountId } = context
    return write(context, 'DeletePolicyVersion', input, async tx => {
      const policy = await customPolicy(tx, accountId, PolicyName)
      versionAmong(await readPolicyVersions(tx, accountId, PolicyName), VersionId)
      if (policy.defaultVersion === VersionId) throw defaultVersionStays()
      await deletePolicyVersion(tx, policy, VersionId)
      await putCustomPolicy(tx, { ...policy, updatedAt: tx.now })
      return {}
    })
  },
})
