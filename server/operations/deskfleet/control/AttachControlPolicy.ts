import { maxAttachedControlPolicies } from '../../../domain/account-tree.ts'
import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { putControlAttachments } from '../../../store/control.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { policyId, readAllControlPolicies } from './control-policies.ts'
import { alreadyAttached, policyNotFound, tooManyAttached } from './problems.ts'
import { findTarget, isAttached, targetId, targetProblems } from './targets.ts'

export const AttachControlPolicy = operation({
  product: deskfleet,
  name: 'AttachControlPolicy',
  summary: 'Lets a control policy bind an account, or all accounts in a folder and below.',
  description:
    'Only for identities of the server’s own account. Every level from the account up to the root folder has to allow a ' +
    'call by one of its policies, and a Deny at any level ends it. What was attached stays attached, FullAliyunAccess too: ' +
    `detach it where only what others allow is to be allowed. At most ${maxAttachedControlPolicies} to one target.`,
  ram: { action: 'deskfleet:AttachControlPolicy', level: 'update', resources: everything },
  request: record({ PolicyId: policyId, TargetId: targetId }),
  response: record({}),
  problems: [notServerOwner, policyNotFound, ...targetProblems, alreadyAttached, tooManyAttached],
  example: { request: { PolicyId: 'cp-3uiojcc0j4kh7****', TargetId: 'fd-3uiojcc0j4kh7****' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { PolicyId, TargetId } = input
    return write(context, 'AttachControlPolicy', input, async tx => {
      if (!(await readAllControlPolicies(tx)).some(({ id }) => id === PolicyId)) throw policyNotFound()
      const target = await findTarget(tx, context.rootAccountId, TargetId)
      if (isAttached(target, PolicyId)) throw alreadyAttached()
      if (target.attached.length >= maxAttachedControlPolicies) throw tooManyAttached()
      // The default stands nowhere until something is attached beside it.
      const added = { targetId: TargetId, policyId: PolicyId, attachedAt: tx.now }
      await putControlAttachments(tx, [...target.attached, added])
      return {}
    })
  },
})
