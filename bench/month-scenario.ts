/** A month of a share of 100 computers on the virtual clock, with its bill, as one call of AdvanceClock works it off. */
import { rmSync } from 'node:fs'
import { newAccountId } from '../server/domain/ids.ts'
import { openStore } from '../server/store/store.ts'
import { World } from '../server/testing/simulation/world.ts'
import type { Bench } from './bench.ts'
import { emptyPlace } from './prepare.ts'
import { median } from './rounds.ts'

const computers = 100
const monthSeconds = 30 * 86_400

/** @param busy with timers that stop all computers in the evening and start them in the morning */
async function playMonth(bench: Bench, busy: boolean): Promise<number> {
  const { data, databaseUrl } = await emptyPlace(bench.databaseUrl)
  const more = databaseUrl === undefined ? {} : { databaseUrl }
  const store = await openStore({ dataDirectory: data, requestValidityMs: 900_000, ...more })
  const world = await World.begin(store, newAccountId(), 'month', '10.0.0.0/16')
  await world.ask('CreateDesktopGroup', {
    OfficeSiteId: world.officeSiteId,
    PolicyGroupId: 'system-all-enabled-policy',
    BundleId: 'bundle_eds_general_4c8g_s8d5_win2019',
    ChargeType: 'PostPaid',
    BuyDesktopsCount: computers,
    MaxDesktopsCount: computers,
  })
  const [share] = await store.all('select id from shares where account_id = ?', [world.accountId])
  const DesktopGroupId = String(share?.[0])
  if (busy) {
    for (const [TimerType, hour] of [
      [2, 0],
      [3, 12],
    ]) {
      await world.ask('SetDesktopGroupTimer', {
        DesktopGroupId,
        TimerType,
        CronExpression: `0 0 ${hour} * * ?`,
        Force: true,
      })
    }
  }
  const startedAt = performance.now()
  await world.act({ do: 'advance', seconds: monthSeconds })
  const durationMs = performance.now() - startedAt
  const [billed] = await store.all('select billed_micros from shares where id = ?', [DesktopGroupId])
  if (!(Number(billed?.[0]) > 0)) throw new Error('A month passed and nothing was billed.')
  await store.close()
  rmSync(data, { recursive: true, force: true })
  return durationMs
}

export async function measureMonth(bench: Bench): Promise<void> {
  for (const busy of [false, true]) {
    const times: number[] = []
    for (let round = 0; round < bench.rounds; round += 1) times.push(await playMonth(bench, busy))
    const what = `a month of ${computers} computers, ${busy ? 'stopped every evening and started every morning' : 'running'}`
    bench.report({ what, value: median(times), unit: 'ms', bar: { atMost: 2000 } })
  }
}
