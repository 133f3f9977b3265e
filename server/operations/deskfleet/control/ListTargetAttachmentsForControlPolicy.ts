import { toSecondText } from '../../../domain/times.ts'
import { everything } from '../../../spec/operation.ts'
import { list, oneOf, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { numberedAnswer, numberedRequest, numbersOf, pageOf } from '../numbered-pages.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { policyId, readAllControlPolicies } from './control-policies.ts'
import { policyNotFound } from './problems.ts'
import { readTargets, targetId } from './targets.ts'

export const ListTargetAttachmentsForControlPolicy = operation({
  product: deskfleet,
  name: 'ListTargetAttachmentsForControlPolicy',
  summary: 'Lists the folders and accounts to which a control policy is attached: the root folder, folders, accounts.',
  description: 'Only for identities of the server’s own account.',
  ram: { action: 'deskfleet:ListTargetAttachmentsForControlPolicy', level: 'list', resources: everything },
  request: record({ PolicyId: policyId, ...numberedRequest }),
  response: record({
    TargetAttachments: list(
      record({
        TargetId: targetId,
        TargetName: text('Its name.', { example: 'branches' }),
        TargetType: oneOf(['Root', 'Folder', 'Account'], 'What it is.', { example: 'Folder' }),
        AttachDate: text('When it was attached: yyyy-MM-ddTHH:mm:ssZ, UTC.', { example: '2026-11-24T08:00:00Z' }),
      }),
      'Where it is attached.',
    ),
    ...numberedAnswer,
  }),
  problems: [notServerOwner, policyNotFound],
  example: {
    request: { PolicyId: 'cp-3uiojcc0j4kh7****' },
    response: {
      TargetAttachments: [
        {
          TargetId: 'fd-3uiojcc0j4kh7****',
          TargetName: 'branches',
          TargetType: 'Folder',
          AttachDate: '2026-11-24T08:00:00Z',
        },
      ],
      TotalCount: 1,
      PageNumber: 1,
      PageSize: 10,
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { store, rootAccountId } = context
    const { PolicyId } = input
    if (!(await readAllControlPolicies(store)).some(({ id }) => id === PolicyId)) throw policyNotFound()
    const found = (await readTargets(store, rootAccountId)).flatMap(({ id, name, type, attached }) =>
      attached
        .filter(attachment => attachment.policyId === PolicyId)
        .map(({ attachedAt }) => ({
          TargetId: id,
          TargetName: name,
          TargetType: type,
          AttachDate: toSecondText(attachedAt),
        })),
    )
    return { TargetAttachments: [...pageOf(found, input)], ...numbersOf(found, input) }
  },
})
