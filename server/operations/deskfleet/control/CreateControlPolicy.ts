import { maxControlPolicies } from '../../../domain/account-tree.ts'
import { everything } from '../../../spec/operation.ts'
import { optional, record } from '../../../spec/shape.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { putControlPolicy } from '../../../store/control.ts'
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
  policyName,
  policyShape,
  readAllControlPolicies,
  toPolicy,
} from './control-policies.ts'
import { policyNameTaken, tooManyPolicies } from './problems.ts'

export const CreateControlPolicy = operation({
  product: deskfleet,
  name: 'CreateControlPolicy',
  summary: 'Makes a control policy; it binds nobody until it is attached.',
  description:
    'Only for identities of the server’s own account. A control policy limits what the RAM users and roles of member ' +
    `accounts may do, and grants nothing. There are at most ${maxControlPolicies} custom ones.`,
  ram: { action: 'deskfleet:CreateControlPolicy', level: 'create', resources: everything },
  request: record({
    PolicyName: policyName('Its name; no two have the same.'),
    Description: optional(policyDescription('What it is for.')),
    PolicyDocument: policyDocument('What it says.'),
  }),
  response: record({ ControlPolicy: policyShape }),
  problems: [notServerOwner, malformedPolicyDocument, policyNameTaken, tooManyPolicies],
  example: {
    request: { PolicyName: 'no-deletion', PolicyDocument: documentExample },
    response: { ControlPolicy: policyExample },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { PolicyName, Description, PolicyDocument } = input
    checkControlDocument(PolicyDocument)
    return write(context, 'CreateControlPolicy', input, async tx => {
      const all = await readAllControlPolicies(tx)
      if (all.some(({ name }) => name === PolicyName)) throw policyNameTaken()
      if (all.filter(({ type }) => type === 'Custom').length >= maxControlPolicies) throw tooManyPolicies()
      const sequence = await takeSequence(tx, context.accountId, 1)
      const policy = {
        id: context.ids.make('cp-', context.accountId, sequence),
        name: PolicyName,
        ...(Description === undefined ? {} : { description: Description }),
        document: PolicyDocument,
        createdAt: tx.now,
        updatedAt: tx.now,
      }
      await putControlPolicy(tx, policy)
      return { ControlPolicy: toPolicy({ ...policy, type: 'Custom' }, 0) }
    })
  },
})
