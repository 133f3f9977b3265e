import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { deleteControlAttachment } from '../../../store/control.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { policyId, readAllControlPolicies } from './control-policies.ts'
import { lastControlPolicy, notAttached, policyNotFound } from './problems.ts'
import { findTarget, isAttached, targetId, targetProblems } from './targets.ts'

export const DetachControlPolicy = operation({
  product: deskfleet,
  name: 'DetachControlPolicy',
  summary: 'Takes a control policy off an account or a folder.',
  description:
    'Only for identities of the server’s own account. The last policy of a target stays, since without any nothing would be ' +
    'allowed.',
  ram: { action: 'deskfleet:DetachControlPolicy', level: 'update', resources: everything },
  request: record({ PolicyId: policyId, TargetId: targetId }),
  response: record({}),
  problems: [notServerOwner, policyNotFound, ...targetProblems, notAttached, lastControlPolicy],
  example: { request: { PolicyId: 'cp-3uiojcc0j4kh7****', TargetId: 'fd-3uiojcc0j4kh7****' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { PolicyId, TargetId } = input
    return write(context, 'DetachControlPolicy', input, async tx => {
      if (!(await readAllControlPolicies(tx)).some(({ id }) => id === PolicyId)) throw policyNotFound()
      const target = await findTarget(tx, context.rootAccountId, TargetId)
      if (!isAttached(target, PolicyId)) throw notAttached()
      if (target.attached.length === 1) throw lastControlPolicy()
      await deleteControlAttachment(tx, { targetId: TargetId, policyId: PolicyId })
      return {}
    })
  },
})
