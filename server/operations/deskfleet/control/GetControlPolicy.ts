import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import {
  documentExample,
  fullPolicyShape,
  policyExample,
  policyId,
  readAllControlPolicies,
  toPolicy,
} from './control-policies.ts'
import { policyNotFound } from './problems.ts'
import { attachmentCounter } from './targets.ts'

export const GetControlPolicy = operation({
  product: deskfleet,
  name: 'GetControlPolicy',
  summary: 'Tells what a control policy says.',
  description: 'Only for identities of the server’s own account.',
  ram: { action: 'deskfleet:GetControlPolicy', level: 'get', resources: everything },
  request: record({ PolicyId: policyId }),
  response: record({ ControlPolicy: fullPolicyShape }),
  problems: [notServerOwner, policyNotFound],
  example: {
    request: { PolicyId: 'cp-3uiojcc0j4kh7****' },
    response: { ControlPolicy: { ...policyExample, PolicyDocument: documentExample } },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ PolicyId }, context) {
    serverOwnerOnly(context)
    const { store, rootAccountId } = context
    const policy = (await readAllControlPolicies(store)).find(({ id }) => id === PolicyId)
    if (policy === undefined) throw policyNotFound()
    const count = await attachmentCounter(store, rootAccountId)
    return { ControlPolicy: { ...toPolicy(policy, count(PolicyId)), PolicyDocument: policy.document } }
  },
})
