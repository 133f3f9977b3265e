import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { putAccessMode } from '../../../store/accounts.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { accessModeShape, accessProblems, accountAsked, checkAccount, mode, otherAccount } from './access-mode.ts'

export const SetAccessMode = operation({
  product: deskfleet,
  name: 'SetAccessMode',
  summary: 'Lets the policies of an account bind, or only warn.',
  description:
    'For introducing policies: in the mode Warn what the account’s own policies would refuse is done, and the answer carries ' +
    'the header x-deskfleet-would-refuse with the action and ImplicitDeny or ExplicitDeny. Control policies, other ' +
    'accounts’ things, roles to assume, and what only the server’s owner may do are refused as ever. It holds from the next ' +
    'call on, on every server. While it lasts any access key of the account may do everything in it.',
  ram: { action: 'deskfleet:SetAccessMode', level: 'update', resources: everything },
  request: record({ Mode: mode, AccountId: otherAccount }),
  response: accessModeShape,
  problems: [...accessProblems],
  example: {
    request: { Mode: 'Enforce' },
    response: { AccountId: '1234567890123456', Mode: 'Enforce' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const accountId = accountAsked(input.AccountId, context)
    return write(context, 'SetAccessMode', input, async tx => {
      await checkAccount(tx, accountId)
      await putAccessMode(tx, accountId, input.Mode === 'Warn' ? 'warn' : 'enforce')
      return { AccountId: accountId, Mode: input.Mode }
    })
  },
})
