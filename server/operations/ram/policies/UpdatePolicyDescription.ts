import { record } from '../../../spec/shape.ts'
import { putCustomPolicy } from '../../../store/ram-policies.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkNewDescription, checkPolicyName } from '../names.ts'
import { policyNotFound } from '../problems.ts'
import { customPolicy } from './known-policies.ts'
import { changedPolicy, changedView, optionalText, policyName } from './policy-fields.ts'

export const UpdatePolicyDescription = operation({
  product: ram,
  name: 'UpdatePolicyDescription',
  summary: 'Says anew what a custom policy is for.',
  description: 'Without NewDescription nothing is changed.',
  ram: {
    action: 'ram:UpdatePolicyDescription',
    level: 'update',
    resources: [{ type: 'policy', parameter: 'PolicyName' }],
  },
  request: record({
    PolicyName: policyName,
    NewDescription: optionalText('What it is for, at most 1,024 characters.', 'Look at computers'),
  }),
  response: record({ Policy: changedPolicy }),
  problems: [...checkPolicyName.problems, ...checkNewDescription.problems, policyNotFound],
  example: {
    request: { PolicyName: 'desktop-readers', NewDescription: 'Look at computers' },
    response: {
      Policy: {
        PolicyName: 'desktop-readers',
        PolicyType: 'Custom',
        Description: 'Look at computers',
        DefaultVersion: 'v1',
        CreateDate: '2026-11-24T08:00:00Z',
        UpdateDate: '2026-11-24T09:00:00Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { PolicyName, NewDescription } = input
    checkPolicyName(PolicyName)
    checkNewDescription(NewDescription)
    return write(context, 'UpdatePolicyDescription', input, async tx => {
      const before = await customPolicy(tx, context.accountId, PolicyName)
      if (NewDescription === undefined) return { Policy: changedView({ ...before, policyType: 'Custom' }) }
      const policy = { ...before, description: NewDescription, updatedAt: tx.now }
      await putCustomPolicy(tx, policy)
      return { Policy: changedView({ ...policy, policyType: 'Custom' }) }
    })
  },
})
