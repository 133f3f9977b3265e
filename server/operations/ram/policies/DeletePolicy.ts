import { flag, record } from '../../../spec/shape.ts'
import { readEntitiesOf } from '../../../store/ram-attachments.ts'
import { deleteCustomPolicy, readPolicyVersions } from '../../../store/ram-policies.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkPolicyName } from '../names.ts'
import { policyHasVersions, policyNotFound, policyOfGroup, policyOfRole, policyOfUser } from '../problems.ts'
import { customPolicy } from './known-policies.ts'
import { policyName } from './policy-fields.ts'

const conflicts = [
  { kind: 'user', problem: policyOfUser },
  { kind: 'group', problem: policyOfGroup },
  { kind: 'role', problem: policyOfRole },
] as const

export const DeletePolicy = operation({
  product: ram,
  name: 'DeletePolicy',
  summary: 'Deletes a custom policy that is attached to nobody.',
  description:
    'It must hold no version but the default, unless CascadingDelete is true. What is attached is never cut.',
  ram: { action: 'ram:DeletePolicy', level: 'delete', resources: [{ type: 'policy', parameter: 'PolicyName' }] },
  request: record({
    PolicyName: policyName,
    CascadingDelete: flag('true: its versions go with it.', { fallback: false, example: true }),
  }),
  response: record({}),
  problems: [...checkPolicyName.problems, policyNotFound, policyOfUser, policyOfGroup, policyOfRole, policyHasVersions],
  example: { request: { PolicyName: 'desktop-readers', CascadingDelete: true }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { PolicyName, CascadingDelete } = input
    checkPolicyName(PolicyName)
    const { accountId } = context
    return write(context, 'DeletePolicy', input, async tx => {
      const policy = await customPolicy(tx, accountId, PolicyName)
      const attached = await readEntitiesOf(tx, { accountId, policyType: 'Custom', policyName: PolicyName })
      for (const { kind, problem } of conflicts) {
        if (attached.some(({ entityKind }) => entityKind === kind)) throw problem()
      }
      const versions = await readPolicyVersions(tx, accountId, PolicyName)
      if (!CascadingDelete && versions.length > 1) throw policyHasVersions()
      await deleteCustomPolicy(tx, policy)
      return {}
    })
  },
})
