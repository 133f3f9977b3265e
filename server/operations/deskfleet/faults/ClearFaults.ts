import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { integer, optional, record, text } from '../../../spec/shape.ts'
import { deleteSimulatedFaults, readSimulatedFaults } from '../../../store/simulated-faults.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'

const faultNotFound = problem('InvalidFaultId.NotFound', 404, 'There is no fault of this id.')

export const ClearFaults = operation({
  product: deskfleet,
  name: 'ClearFaults',
  summary: 'Takes back one injected fault, or all of them.',
  description:
    'Only for identities of the server’s own account. Faults of calls are taken back on the server that is asked, ' +
    'faults of computers for all servers of the store.',
  ram: { action: 'deskfleet:ClearFaults', level: 'delete', resources: everything },
  request: record({ FaultId: optional(text('The one fault; all when absent.', { example: 'fault-1' })) }),
  response: record({ Cleared: integer('How many faults were taken back.', { example: 1 }) }),
  problems: [notServerOwner, faultNotFound],
  example: { request: { FaultId: 'fault-1' }, response: { Cleared: 1 } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ FaultId }, context) {
    serverOwnerOnly(context)
    const { store, clock, faults } = context
    const ids = await store.transaction(clock.now(), async tx => {
      const stored = (await readSimulatedFaults(tx)).map(({ id }) => id)
      const cleared = stored.filter(id => FaultId === undefined || id === FaultId)
      await deleteSimulatedFaults(tx, cleared)
      return cleared
    })
    const Cleared = ids.length + faults.clear(FaultId)
    if (FaultId !== undefined && Cleared === 0) throw faultNotFound()
    return { Cleared }
  },
})
