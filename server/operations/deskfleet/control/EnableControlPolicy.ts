import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { setControlEnabled } from '../../../store/control.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { enablementOf, enablementShape } from './enablement.ts'

export const EnableControlPolicy = operation({
  product: deskfleet,
  name: 'EnableControlPolicy',
  summary: 'Lets control policies bind the RAM users and roles of all member accounts.',
  description: 'Only for identities of the server’s own account. It holds from the next call on, on every server.',
  ram: { action: 'deskfleet:EnableControlPolicy', level: 'update', resources: everything },
  request: record({}),
  response: enablementShape,
  problems: [notServerOwner],
  example: { request: {}, response: { EnablementStatus: 'Enabled' } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    return write(context, 'EnableControlPolicy', input, async tx => {
      await setControlEnabled(tx, true)
      return enablementOf(true)
    })
  },
})
