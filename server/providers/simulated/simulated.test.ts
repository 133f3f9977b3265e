import { newResourceId } from '../../domain/ids.ts'
import { deleteSimulatedFaults, putSimulatedFault } from '../../store/simulated-faults.ts'
import { forEachDatabase } from '../../testing/databases.ts'
import { describeProvider } from '../provider-contract.ts'
import { type Durations, SimulatedProvider } from './simulated.ts'

/** Different for every step, so that none is taken for another. */
const durations: Durations = {
  create: 10_000,
  start: 5000,
  stop: 4000,
  reset: 9000,
  rebuild: 8000,
  configure: 3000,
  release: 2000,
}

forEachDatabase('A simulated provider', open => {
  describeProvider('It', async () => {
    const store = await open()
    const provider = () => new SimulatedProvider(store, durations)
    return {
      provider: provider(),
      reopened: provider,
      durations,
      async inject(fault) {
        const id = newResourceId('fault-')
        await store.transaction(0, tx => putSimulatedFault(tx, { id, ...fault }))
        return () => store.transaction(0, tx => deleteSimulatedFaults(tx, [id]))
      },
      [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    }
  })
})
