/** The same page out of a small and a large store, a small and a large share, the first page and the last one. */
import { type Bench, connections, type OurServer, startPrepared } from './bench.ts'
import type { Load } from './load.ts'
import { inTurn, medianOf } from './rounds.ts'

const rows = 100
const bar = { atMost: 1.3 }

export async function measureSizes(bench: Bench): Promise<void> {
  const all: OurServer[] = []
  for (const size of bench.sizes) all.push(await startPrepared(bench, size))
  for (const change of [false, true]) {
    const micros = new Map<string, number>()
    for (const [share, shareName] of [
      [0, 'a share of 1,000'],
      [-1, 'the share with half of all'],
    ] as const) {
      const contenders = []
      for (const ours of all) {
        for (const page of ['first', 'last'] as const) {
          const name = `${ours.prepared.computers.toLocaleString('en')}: ${shareName}, ${page} page`
          contenders.push({ name, server: ours.server, load: await loadOf(ours, share, page, change) })
        }
      }
      const count = change ? (bench.quick ? 300 : 2000) : bench.quick ? 1000 : 6000
      const samples = await inTurn(bench.generator, contenders, { rounds: bench.rounds, count })
      for (const [name, own] of samples) micros.set(name, medianOf(own, 'cpuMicros'))
    }
    const kind = change ? 'changed before every call' : 'unchanged'
    for (const [name, value] of micros) bench.report({ what: `${name}, ${kind}`, value, unit: 'µs CPU' })
    const values = [...micros.values()]
    const value = Math.max(...values) / Math.min(...values)
    bench.report({ what: `slowest by fastest of these, ${kind}`, value, unit: 'times', bar })
  }
  for (const { server } of all) await server.stop()
}

async function loadOf({ prepared, server }: OurServer, share: number, page: 'first' | 'last', change: boolean) {
  const shareId = prepared.shareId(share)
  const after = prepared.lastPage(share, rows)
  const nextToken = page === 'last' ? await server.ask<string>('token', { shareId, after }) : undefined
  const desktopId = prepared.desktopId(share, page === 'last' ? prepared.sizeOf(share) - 1 : 3)
  return {
    generation: 'V3',
    targets: [{ shareId, rows, desktopId, ...(nextToken === undefined ? {} : { nextToken }) }],
    // One share: with more than one connection a call would be met by changes made for another.
    connections: change ? 1 : connections,
    ...(change ? { change: prepared.place } : {}),
  } satisfies Omit<Load, 'port' | 'count'>
}
