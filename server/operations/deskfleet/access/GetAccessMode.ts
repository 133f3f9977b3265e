import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { readAccessMode } from '../../../store/accounts.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { accessModeShape, accessProblems, accountAsked, checkAccount, otherAccount, wordOf } from './access-mode.ts'

export const GetAccessMode = operation({
  product: deskfleet,
  name: 'GetAccessMode',
  summary: 'Tells whether the policies of an account bind, or only warn.',
  ram: { action: 'deskfleet:GetAccessMode', level: 'get', resources: everything },
  request: record({ AccountId: otherAccount }),
  response: accessModeShape,
  problems: [...accessProblems],
  example: { request: {}, response: { AccountId: '1234567890123456', Mode: 'Enforce' } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ AccountId }, context) {
    const accountId = accountAsked(AccountId, context)
    await checkAccount(context.store, accountId)
    return { AccountId: accountId, Mode: wordOf(await readAccessMode(context.store, accountId)) }
  },
})
