import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { deleteControlPolicy } from '../../../store/control.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { policyId, readAllControlPolicies } from './control-policies.ts'
import { policyAttached, policyNotFound, systemPolicyFixed } from './problems.ts'
import { attachmentCounter } from './targets.ts'

export const DeleteControlPolicy = operation({
  product: deskfleet,
  name: 'DeleteControlPolicy',
  summary: 'Deletes a control policy that is attached nowhere.',
  description: 'Only for identities of the server’s own account.',
  ram: { action: 'deskfleet:DeleteControlPolicy', level: 'delete', resources: everything },
  request: record({ PolicyId: policyId }),
  response: record({}),
  problems: [notServerOwner, policyNotFound, systemPolicyFixed, policyAttached],
  example: { request: { PolicyId: 'cp-3uiojcc0j4kh7****' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { PolicyId } = input
    return write(context, 'DeleteControlPolicy', input, async tx => {
      const policy = (await readAllControlPolicies(tx)).find(({ id }) => id === PolicyId)
      if (policy === undefined) throw policyNotFound()
      if (policy.type === 'System') throw systemPolicyFixed()
      const count = await attachmentCounter(tx, context.rootAccountId)
      if (count(PolicyId) > 0) throw policyAttached()
      await deleteControlPolicy(tx, PolicyId)
      return {}
    })
  },
})
