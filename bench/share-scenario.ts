/** One share's listing against the limit: 10 and 100 rows, unchanged and changed before every call, V3 and V1. */
import { type Bench, bodyOf, connections, firstPages, type OurServer, startLimit, startPrepared } from './bench.ts'
import type { Child } from './ipc.ts'
import type { Bar } from './report.ts'
import { type Contender, inTurn, median, medianOf, ratioOf } from './rounds.ts'
import type { Generation } from './signing.ts'

type Change = 'unchanged' | 'changed' | 'changed by itself'

const bars: Readonly<Record<string, Bar>> = {
  '100 unchanged': { atLeast: 0.55 },
  '100 changed': { atLeast: 0.35 },
  '10 unchanged': { atLeast: 0.6 },
}
const perSecondBar: Bar = { atLeast: 4000 }

export async function measureShares(bench: Bench): Promise<void> {
  const ours = await startPrepared(bench, 100_000)
  const limit = await startLimit()
  for (const generation of ['V3', 'V1'] as const) {
    for (const rows of [100, 10]) {
      for (const change of ['unchanged', 'changed', 'changed by itself'] as const) {
        // The write is the same whoever signed.
        if (generation === 'V1' && change === 'changed by itself') continue
        await measure(bench, ours, limit, { generation, rows, change })
      }
    }
  }
  await ours.server.stop()
  await limit.stop()
}

interface Case {
  readonly generation: Generation
  readonly rows: number
  readonly change: Change
}

async function measure(
  bench: Bench,
  ours: OurServer,
  limit: Child<{ readonly port: number }>,
  { generation, rows, change }: Case,
): Promise<void> {
  const { prepared, server } = ours
  const targets = firstPages(prepared, rows, connections)
  const [first] = targets
  if (first === undefined) return
  await limit.ask('body', await bodyOf(bench, ours, first))
  const load = { generation, targets, connections: targets.length }
  await server.ask('changing', change === 'changed by itself' ? targets.map(({ desktopId }) => desktopId) : [])
  const contenders: Contender[] = [
    { name: 'ours', server, load: change === 'changed' ? { ...load, change: prepared.place } : load },
    { name: 'limit', server: limit, load },
  ]
  const count = (change === 'unchanged' ? 6000 : 2400) / (bench.quick ? 4 : 1)
  const samples = await inTurn(bench.generator, contenders, { rounds: bench.rounds, count })
  const [our = [], its = []] = contenders.map(({ name }) => samples.get(name))
  const micros = medianOf(our, 'cpuMicros')
  const compared = `${micros.toFixed(0)} : ${medianOf(its, 'cpuMicros').toFixed(0)} µs CPU`
  // Where the generator writes before each call it is what takes the time; only the server's own CPU says something.
  const byWall = change === 'changed' ? '' : `; ${ratioOf(our, its, 'wallMicros').toFixed(2)} by wall time`
  const what = `${rows} rows, ${change}, ${generation}`
  const bar = bars[`${rows} ${change}`]
  bench.report({
    what,
    value: ratioOf(our, its, 'cpuMicros'),
    unit: 'of the limit',
    remark: compared + byWall,
    ...(bar === undefined ? {} : { bar }),
  })
  if (rows === 100 && change === 'unchanged') {
    bench.report({ what, value: 1e6 / micros, unit: 'requests per CPU-second', bar: perSecondBar })
  }
  if (change === 'changed by itself') await measureWrites(bench, ours, { generation, rows, change }, micros)
  await server.ask('changing', [])
}

/** What is left of "changed by itself" when the write is taken off. */
async function measureWrites(bench: Bench, { server }: OurServer, { generation, rows }: Case, micros: number) {
  const count = bench.quick ? 600 : 5000
  const costs: number[] = []
  for (let round = 0; round < bench.rounds; round += 1) {
    const before = await server.ask<number>('cpu')
    await server.ask('write', { count, atOnce: connections })
    costs.push(((await server.ask<number>('cpu')) - before) / count)
  }
  bench.report({
    what: `${rows} rows, changed by itself, ${generation}: reading alone`,
    value: micros - median(costs),
    unit: 'µs CPU',
    remark: `at most; the write alone takes ${median(costs).toFixed(0)} µs CPU`,
  })
}
