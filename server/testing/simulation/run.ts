/** Runs a script, says what broke, and looks for a shorter script that breaks too. */

import { newAccountId } from '../../domain/ids.ts'
import type { Store } from '../../store/store.ts'
import { faultsIn, unreachedIn } from './checks.ts'
import type { Deed } from './script.ts'
import { World } from './world.ts'

/** @returns what went wrong, in words; undefined when nothing did */
export async function failureOf(store: Store, seed: string, script: readonly Deed[]): Promise<string | undefined> {
  const world = await World.begin(store, newAccountId(), seed)
  for (const [index, deed] of script.entries()) {
    try {
      await world.act(deed)
    } catch (error) {
      return `deed ${index + 1} (${JSON.stringify(deed)}) broke: ${(error as Error).stack}`
    }
    const faults = await faultsIn(world)
    if (faults.length > 0) return `after deed ${index + 1} (${JSON.stringify(deed)}): ${faults.join('; ')}`
  }
  try {
    await world.act({ do: 'restart' })
    await world.clearFaults()
    // Longer than the longest wait between two attempts, and than any timer of a day.
    for (let hours = 0; hours < 3; hours += 1) await world.act({ do: 'advance', seconds: 3600 })
  } catch (error) {
    return `coming to rest broke: ${(error as Error).stack}`
  }
  const faults = [...(await faultsIn(world)), ...(await unreachedIn(world))]
  return faults.length > 0 ? `at the end: ${faults.join('; ')}` : undefined
}

/** Leaves out what is not needed to fail, in ever smaller pieces. */
export async function shortest(store: Store, seed: string, script: readonly Deed[]): Promise<readonly Deed[]> {
  let kept = script
  for (let piece = Math.ceil(script.length / 2); piece >= 1; piece = Math.floor(piece / 2)) {
    for (let from = 0; from < kept.length; ) {
      const shorter = [...kept.slice(0, from), ...kept.slice(from + piece)]
      if ((await failureOf(store, seed, shorter)) === undefined) from += piece
      else kept = shorter
    }
  }
  return kept
}
