import { startOfClock } from '../../../domain/clock.ts'
import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { resetState } from '../../../store/snapshots.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'

export const ResetState = operation({
  product: deskfleet,
  name: 'ResetState',
  summary: 'Empties the state of all accounts.',
  description:
    'Only for identities of the server’s own account. Shares, computers, users, sessions, bills and events are gone, the ' +
    'numbering of every account begins anew, and a virtual clock stands where it began. Accounts themselves, RAM users, ' +
    'policies, access keys and snapshots stay, and so do faults of calls.',
  ram: { action: 'deskfleet:ResetState', level: 'delete', resources: everything },
  request: record({}),
  response: record({}),
  problems: [notServerOwner],
  example: { request: {}, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(_input, context) {
    serverOwnerOnly(context)
    const { store, clock } = context
    await store.transaction(clock.now(), tx => resetState(tx, startOfClock(clock)))
    context.pages.forget()
    await context.afterStateReplaced()
    await context.nudged()
    return {}
  },
})
