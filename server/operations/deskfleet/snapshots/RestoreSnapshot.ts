import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { integer, record } from '../../../spec/shape.ts'
import { restoreSnapshot } from '../../../store/snapshots.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { snapshotName, snapshotNotFound } from './snapshot-fields.ts'

const otherSchema = problem(
  'IncorrectSnapshotSchema',
  409,
  'The snapshot was made by a Deskfleet of another schema and can only be deleted.',
)

export const RestoreSnapshot = operation({
  product: deskfleet,
  name: 'RestoreSnapshot',
  summary: 'Puts the state of all accounts back to what it was when a snapshot was saved.',
  description:
    'Only for identities of the server’s own account. All that stands is replaced in one transaction: who reads sees the ' +
    'state before or the state after. An account made since then is left with nothing; what belonged to an account that ' +
    'is gone is left out. Accounts themselves, RAM users, policies and access keys stay as they are, and so do the ' +
    'snapshots. Faults of calls are not part of a snapshot.',
  ram: { action: 'deskfleet:RestoreSnapshot', level: 'update', resources: everything },
  request: record({ Name: snapshotName }),
  response: record({
    SkippedAccounts: integer('How many accounts of the snapshot there are no longer.', { example: 0 }),
  }),
  problems: [notServerOwner, snapshotNotFound, otherSchema],
  example: { request: { Name: 'before-the-weekend' }, response: { SkippedAccounts: 0 } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ Name }, context) {
    serverOwnerOnly(context)
    const restored = await context.store.transaction(context.clock.now(), tx => restoreSnapshot(tx, Name))
    if (restored === 'unknown') throw snapshotNotFound()
    if (restored === 'otherSchema') throw otherSchema()
    context.pages.forget()
    await context.afterStateReplaced()
    await context.nudged()
    return { SkippedAccounts: restored.skippedAccounts }
  },
})
