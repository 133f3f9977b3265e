/** What does not depend on throughput: waiting at a fixed rate, starting, and memory. */
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, bodyOf, connections, firstPages, startLimit, startOurs, startPrepared } from './bench.ts'
import type { Place } from './place.ts'
import { emptyPlace, prepare } from './prepare.ts'
import { inTurn, median, medianOf } from './rounds.ts'

const rate = 500

/** Latency at a fixed rate, counted from when a request was due. */
export async function measureLatency(bench: Bench): Promise<void> {
  const ours = await startPrepared(bench, 100_000)
  const limit = await startLimit()
  for (const rows of [100, 10]) {
    const targets = firstPages(ours.prepared, rows, connections)
    const [first] = targets
    if (first === undefined) continue
    await limit.ask('body', await bodyOf(bench, ours, first))
    const load = { generation: 'V3', targets, connections: 64, rate } as const
    const contenders = [
      { name: 'ours', server: ours.server, load },
      { name: 'limit', server: limit, load },
    ]
    const count = rate * (bench.quick ? 1 : 10)
    const samples = await inTurn(bench.generator, contenders, { rounds: bench.rounds, count })
    const [our = [], its = []] = contenders.map(({ name }) => samples.get(name))
    for (const field of ['p50Ms', 'p99Ms'] as const) {
      const what = `${field.slice(0, 3)} at ${rate} requests/s, ${rows} rows`
      bench.report({
        what,
        value: medianOf(our, field),
        unit: 'ms',
        remark: `limit ${medianOf(its, field).toFixed(1)} ms`,
      })
    }
  }
  await ours.server.stop()
  await limit.stop()
}

/** From the start of the process to the first answer, and how much memory it then holds. */
export async function measureStart(bench: Bench): Promise<void> {
  await measureStarts(bench, 'empty', { atMost: 500 }, async () => emptyPlace(bench.databaseUrl))
  const largest = bench.sizes.at(-1) ?? 1000
  const { place } = await prepare(largest, bench.databaseUrl, bench.say)
  await measureStarts(bench, `${largest.toLocaleString('en')} computers`, { atMost: 2000 }, async () => place)
  await measureMemoryUnderLoad(bench, largest)
}

async function measureStarts(bench: Bench, what: string, bar: { atMost: number }, placeOf: () => Promise<Place>) {
  const times: number[] = []
  const sizes: number[] = []
  for (let round = 0; round < bench.rounds; round += 1) {
    const place = await placeOf()
    const startedAt = performance.now()
    const server = await startOurs(place)
    await bodyOf(bench, { server }, { shareId: 'dg-many0000000000000', rows: 10 })
    times.push(performance.now() - startedAt)
    await sleep(bench.quick ? 500 : 5000)
    sizes.push((await server.ask<number>('rss')) / 1e6)
    await server.stop()
    if (what === 'empty') rmSync(place.data, { recursive: true, force: true })
  }
  bench.report({ what: `start to first answer, ${what}`, value: median(times), unit: 'ms', bar })
  bench.report({ what: `idle memory (RSS), ${what}`, value: median(sizes), unit: 'MB', bar: { atMost: 110 } })
}

async function measureMemoryUnderLoad(bench: Bench, computers: number): Promise<void> {
  const { prepared, server } = await startPrepared(bench, computers)
  const load = { generation: 'V3', targets: firstPages(prepared, 100, 500), connections } as const
  await inTurn(bench.generator, [{ name: 'ours', server, load }], { rounds: 2, count: bench.quick ? 4000 : 20_000 })
  const value = (await server.ask<number>('rss')) / 1e6
  const remark = `page cache up to ${Math.round(server.ready.pageCacheBytes / 1e6)} MB, read from many shares`
  bench.report({
    what: `memory after load (RSS), ${computers.toLocaleString('en')} computers`,
    value,
    unit: 'MB',
    remark,
  })
  await server.stop()
}
