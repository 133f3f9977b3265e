/**
 * Deterministic simulation: whatever is drawn from a seed is done to a server on a virtual clock, and after every deed all that
 * must hold is checked. A failure prints the seed and the shortest script found; DESKFLEET_SIMULATION_REPLAY=<seed> runs one
 * seed, DESKFLEET_SIMULATION_SEEDS=<count> how many are run.
 */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { forEachDatabase, type OpenStore, oneStore } from '../databases.ts'
import { failureOf, shortest } from './run.ts'
import { drawScript } from './script.ts'

const scriptLength = 40
const defaultSeeds = 20
/** PostgreSQL waits for its answers, so it gets one seed for so many of SQLite. */
const outOf = 10

function seeds(database: string): number[] {
  const replay = process.env.DESKFLEET_SIMULATION_REPLAY
  if (replay !== undefined) return [Number(replay)]
  const count = Number(process.env.DESKFLEET_SIMULATION_SEEDS ?? defaultSeeds)
  const here = database === 'sqlite' ? count : Math.ceil(count / outOf)
  return Array.from({ length: here }, (_, index) => index + 1)
}

forEachDatabase('A simulated fleet', (open: OpenStore) => {
  const store = oneStore(open)

  it('keeps its promises whatever is done to it, with faults and crashes, and comes to rest once they stop', async () => {
    for (const seed of seeds(store().dialect.name)) {
      const script = drawScript(seed, scriptLength)
      const failure = await failureOf(store(), String(seed), script)
      if (failure === undefined) continue
      const short = await shortest(store(), String(seed), script)
      const why = await failureOf(store(), String(seed), short)
      assert.fail(`seed ${seed}: ${why ?? failure}\n${short.map(deed => JSON.stringify(deed)).join('\n')}`)
    }
  })
})
