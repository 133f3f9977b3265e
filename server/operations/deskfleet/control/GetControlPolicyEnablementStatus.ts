import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { readControlEnabled } from '../../../store/control.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { enablementOf, enablementShape } from './enablement.ts'

export const GetControlPolicyEnablementStatus = operation({
  product: deskfleet,
  name: 'GetControlPolicyEnablementStatus',
  summary: 'Tells whether control policies bind anybody; at first they do not.',
  description: 'Only for identities of the server’s own account.',
  ram: { action: 'deskfleet:GetControlPolicyEnablementStatus', level: 'get', resources: everything },
  request: record({}),
  response: enablementShape,
  problems: [notServerOwner],
  example: { request: {}, response: { EnablementStatus: 'Disabled' } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(_input, context) {
    serverOwnerOnly(context)
    return enablementOf(await readControlEnabled(context.store))
  },
})
