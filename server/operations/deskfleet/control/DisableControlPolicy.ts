import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { setControlEnabled } from '../../../store/control.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { enablementOf, enablementShape } from './enablement.ts'

export const DisableControlPolicy = operation({
  product: deskfleet,
  name: 'DisableControlPolicy',
  summary: 'Lets no control policy bind anybody any more; policies and what they are attached to stay as they are.',
  description: 'Only for identities of the server’s own account. It holds from the next call on, on every server.',
  ram: { action: 'deskfleet:DisableControlPolicy', level: 'update', resources: everything },
  request: record({}),
  response: enablementShape,
  problems: [notServerOwner],
  example: { request: {}, response: { EnablementStatus: 'Disabled' } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    return write(context, 'DisableControlPolicy', input, async tx => {
      await setControlEnabled(tx, false)
      return enablementOf(false)
    })
  },
})
