import { everything } from '../../../spec/operation.ts'
import { optional, record } from '../../../spec/shape.ts'
import { putControlPolicy, readControlPolicies } from '../../../store/control.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { malformedPolicyDocument } from '../../ram/problems.ts'
import { write } from '../../write.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import {
  checkControlDocument,
  documentExample,
  policyDescription,
  policyDocument,
  policyExample,
  policyId,
  policyName,
  policyShape,
  readAllControlPolicies,
  toPolicy,
} from './control-policies.ts'
import { policyNameTaken, policyNotFound, systemPolicyFixed } from './problems.ts'
import { attachmentCounter } from './targets.ts'

export const UpdateControlPolicy = operation({
  product: deskfleet,
  name: 'UpdateControlPolicy',
  summary: 'Changes a control policy; where it is attached, it binds as it is now with the next call.',
  description: 'Only for identities of the server’s own account. What is left out stays as it is.',
  ram: { action: 'deskfleet:UpdateControlPolicy', level: 'update', resources: everything },
  request: record({
    PolicyId: policyId,
    NewPolicyName: optional(policyName('Its new name.')),
    NewDescription: optional(policyDescription('What it is for from now on.')),
    NewPolicyDocument: optional(policyDocument('What it says from now on.')),
  }),
  response: record({ ControlPolicy: policyShape }),
  problems: [notServerOwner, malformedPolicyDocument, systemPolicyFixed, policyNotFound, policyNameTaken],
  example: {
    request: { PolicyId: 'cp-3uiojcc0j4kh7****', NewPolicyDocument: documentExample },
    response: { ControlPolicy: policyExample },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { PolicyId, NewPolicyName, NewDescription, NewPolicyDocument } = input
    if (NewPolicyDocument !== undefined) checkControlDocument(NewPolicyDocument)
    return write(context, 'UpdateControlPolicy', input, async tx => {
      const all = await readAllControlPolicies(tx)
      if (all.some(({ id, type }) => id === PolicyId && type === 'System')) throw systemPolicyFixed()
      const before = (await readControlPolicies(tx)).find(({ id }) => id === PolicyId)
      if (before === undefined) throw policyNotFound()
      if (all.some(({ id, name }) => id !== PolicyId && name === NewPolicyName)) throw policyNameTaken()
      const policy = {
        ...before,
        ...(NewPolicyName === undefined ? {} : { name: NewPolicyName }),
        ...(NewDescription === undefined ? {} : { description: NewDescription }),
        ...(NewPolicyDocument === undefined ? {} : { document: NewPolicyDocument }),
        updatedAt: tx.now,
      }
      await putControlPolicy(tx, policy)
      const count = await attachmentCounter(tx, context.rootAccountId)
      return { ControlPolicy: toPolicy({ ...policy, type: 'Custom' }, count(PolicyId)) }
    })
  },
})
