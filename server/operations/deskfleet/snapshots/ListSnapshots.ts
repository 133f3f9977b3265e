import { everything } from '../../../spec/operation.ts'
import { list, record } from '../../../spec/shape.ts'
import { readSnapshots } from '../../../store/snapshots.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { snapshotExample, snapshotFields, toSnapshot } from './snapshot-fields.ts'

export const ListSnapshots = operation({
  product: deskfleet,
  name: 'ListSnapshots',
  summary: 'Lists all snapshots, by name.',
  description: 'Only for identities of the server’s own account.',
  ram: { action: 'deskfleet:ListSnapshots', level: 'list', resources: everything },
  request: record({}),
  response: record({ Snapshots: list(record(snapshotFields), 'The snapshots.') }),
  problems: [notServerOwner],
  example: { request: {}, response: { Snapshots: [snapshotExample] } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(_input, context) {
    serverOwnerOnly(context)
    return { Snapshots: (await readSnapshots(context.store)).map(toSnapshot) }
  },
})
