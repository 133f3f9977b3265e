import { toSecondText } from '../../../domain/times.ts'
import { everything } from '../../../spec/operation.ts'
import { list, oneOf, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { policyId, readAllControlPolicies } from './control-policies.ts'
import { findTarget, targetId, targetProblems } from './targets.ts'

export const ListControlPolicyAttachmentsForTarget = operation({
  product: deskfleet,
  name: 'ListControlPolicyAttachmentsForTarget',
  summary: 'Lists the control policies that are attached to an account or a folder itself, not those of folders above.',
  description: 'Only for identities of the server’s own account.',
  ram: { action: 'deskfleet:ListControlPolicyAttachmentsForTarget', level: 'list', resources: everything },
  request: record({ TargetId: targetId }),
  response: record({
    ControlPolicyAttachments: list(
      record({
        PolicyId: policyId,
        PolicyName: text('Its name.', { example: 'no-deletion' }),
        PolicyType: oneOf(['System', 'Custom'], 'Whether it comes with the server.', { example: 'Custom' }),
        Description: text('What it is for.', { example: 'Nobody deletes computers.' }),
        EffectScope: text('Whom it binds: RAM users and roles.', { example: 'RAM' }),
        AttachDate: text('When it was attached: yyyy-MM-ddTHH:mm:ssZ, UTC.', { example: '2026-11-24T08:00:00Z' }),
      }),
      'What is attached, in the order in which it was.',
    ),
  }),
  problems: [notServerOwner, ...targetProblems],
  example: {
    request: { TargetId: 'fd-3uiojcc0j4kh7****' },
    response: {
      ControlPolicyAttachments: [
        {
          PolicyId: 'cp-3uiojcc0j4kh7****',
          PolicyName: 'no-deletion',
          PolicyType: 'Custom',
          Description: 'Nobody deletes computers.',
          EffectScope: 'RAM',
          AttachDate: '2026-11-24T08:00:00Z',
        },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ TargetId }, context) {
    serverOwnerOnly(context)
    const { store, rootAccountId } = context
    const { attached } = await findTarget(store, rootAccountId, TargetId)
    const policies = new Map((await readAllControlPolicies(store)).map(policy => [policy.id, policy]))
    return {
      ControlPolicyAttachments: attached.map(({ policyId: id, attachedAt }) => ({
        PolicyId: id,
        PolicyName: policies.get(id)?.name ?? id,
        PolicyType: policies.get(id)?.type ?? ('Custom' as const),
        Description: policies.get(id)?.description ?? '',
        EffectScope: 'RAM',
        AttachDate: toSecondText(attachedAt),
      })),
    }
  },
})
