import { everything } from '../../../spec/operation.ts'
import { list, oneOf, optional, record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { numberedAnswer, numberedRequest, numbersOf, pageOf } from '../numbered-pages.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { policyExample, policyShape, readAllControlPolicies, toPolicy } from './control-policies.ts'
import { attachmentCounter } from './targets.ts'

export const ListControlPolicies = operation({
  product: deskfleet,
  name: 'ListControlPolicies',
  summary: 'Lists control policies without their documents: that of the system, then custom ones, the oldest first.',
  description: 'Only for identities of the server’s own account.',
  ram: { action: 'deskfleet:ListControlPolicies', level: 'list', resources: everything },
  request: record({
    PolicyType: optional(oneOf(['System', 'Custom'], 'Only those of this type.', { example: 'Custom' })),
    ...numberedRequest,
  }),
  response: record({ ControlPolicies: list(policyShape, 'The control policies.'), ...numberedAnswer }),
  problems: [notServerOwner],
  example: {
    request: { PolicyType: 'Custom' },
    response: { ControlPolicies: [policyExample], TotalCount: 1, PageNumber: 1, PageSize: 10 },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { store, rootAccountId } = context
    const all = await readAllControlPolicies(store)
    const policies = input.PolicyType === undefined ? all : all.filter(({ type }) => type === input.PolicyType)
    const count = await attachmentCounter(store, rootAccountId)
    return {
      ControlPolicies: pageOf(policies, input).map(policy => toPolicy(policy, count(policy.id))),
      ...numbersOf(policies, input),
    }
  },
})
