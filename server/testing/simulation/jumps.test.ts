/** One jump of the clock and many small steps end in the same states, the same events and the same cents. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Store } from '../../store/store.ts'
import { forEachDatabase } from '../databases.ts'
import { type Deed, drawScript, numbersFrom } from './script.ts'
import { World } from './world.ts'

const accountId = '1234567890123456'

/** Deeds without what belongs to one process only. */
const peaceful = (seed: number): Deed[] =>
  drawScript(seed, 30).filter(deed => deed.do !== 'crash' && deed.do !== 'restart')

/** Every advance in a few steps, the whole the same. */
function inSteps(script: readonly Deed[], seed: number): Deed[] {
  const below = numbersFrom(seed)
  return script.flatMap(deed => {
    if (deed.do !== 'advance') return [deed]
    const steps: Deed[] = []
    for (let left = deed.seconds; left > 0; ) {
      const seconds = steps.length > 20 ? left : 1 + below(left)
      steps.push({ do: 'advance', seconds })
      left -= seconds
    }
    return steps
  })
}

/** All that the script left behind and that a client, or a cost owner, can see. */
async function outcomeOf(store: Store, script: readonly Deed[]): Promise<unknown> {
  const world = await World.begin(store, accountId, 'jumps')
  for (const deed of script) await world.act(deed)
  // To a full hour: what is settled then is all there is.
  await world.act({ do: 'advance', seconds: 3600 - (Math.floor(world.now / 1000) % 3600) })
  const read = (sql: string) => store.all(sql, [accountId])
  return {
    desktops: await read('select id, status, details, life from desktops where account_id = ? order by sequence'),
    shares: await read('select id, status, billed_micros from shares where account_id = ? order by sequence'),
    events: await read(
      'select sequence, at, name, desktop_id, end_user_id, details from events where account_id = ? order by sequence',
    ),
    lines: await read(
      'select id, from_at, to_at, ended_at, amount_micros from bill_lines where account_id = ? order by id',
    ),
  }
}

forEachDatabase('A virtual clock', open => {
  it('gives the same states, events, ids and cents however it is advanced', async () => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const script = peaceful(seed)
      await using atOnce = await open()
      await using stepByStep = await open()
      const jumped = await outcomeOf(atOnce, script)
      assert.deepEqual(await outcomeOf(stepByStep, inSteps(script, seed)), jumped, `seed ${seed}`)
    }
  })
})
