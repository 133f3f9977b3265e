import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { saveSnapshot } from '../../../store/snapshots.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { snapshotExample, snapshotFields, snapshotName, toSnapshot } from './snapshot-fields.ts'

export const SaveSnapshot = operation({
  product: deskfleet,
  name: 'SaveSnapshot',
  summary: 'Saves the state of all accounts under a name.',
  description:
    'Only for identities of the server’s own account. The state is what stands at one moment: shares, computers, users, ' +
    'sessions, bills, events, and the time of a virtual clock. Accounts themselves, RAM users, policies and access keys ' +
    'are not part of it. A snapshot of the same name is replaced.',
  ram: { action: 'deskfleet:SaveSnapshot', level: 'create', resources: everything },
  request: record({ Name: snapshotName }),
  response: record(snapshotFields),
  problems: [notServerOwner],
  example: { request: { Name: 'before-the-weekend' }, response: snapshotExample },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ Name }, context) {
    serverOwnerOnly(context)
    return toSnapshot(await context.store.transaction(context.clock.now(), tx => saveSnapshot(tx, Name)))
  },
})
