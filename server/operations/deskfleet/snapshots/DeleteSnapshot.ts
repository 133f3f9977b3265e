import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { deleteSnapshot } from '../../../store/snapshots.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { snapshotName, snapshotNotFound } from './snapshot-fields.ts'

export const DeleteSnapshot = operation({
  product: deskfleet,
  name: 'DeleteSnapshot',
  summary: 'Deletes a snapshot.',
  description: 'Only for identities of the server’s own account. The state stays as it is.',
  ram: { action: 'deskfleet:DeleteSnapshot', level: 'delete', resources: everything },
  request: record({ Name: snapshotName }),
  response: record({}),
  problems: [notServerOwner, snapshotNotFound],
  example: { request: { Name: 'before-the-weekend' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ Name }, context) {
    serverOwnerOnly(context)
    const deleted = await context.store.transaction(context.clock.now(), tx => deleteSnapshot(tx, Name))
    if (!deleted) throw snapshotNotFound()
    return {}
  },
})
