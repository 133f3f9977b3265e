/**
 * Where the processor time of our server goes: `node bench/profile.ts [rows] [unchanged|changed|itself] [V3|V1]`.
 * Prints µs per request by file and by function, by sampling, scaled to the CPU time the process used.
 */
import type { Profiler } from 'node:inspector/promises'
import Table from 'cli-table3'
import { connections, firstPages, startSources } from './bench.ts'
import { Child } from './ipc.ts'
import type { Load } from './load.ts'
import { prepare } from './prepare.ts'
import type { Generation } from './signing.ts'

const [, , rows = '100', change = 'unchanged', generation = 'V3'] = process.argv
const count = change === 'unchanged' ? 20_000 : 4000
const say = (text: string): void => void process.stdout.write(`${text}\n`)

const prepared = await prepare(100_000, undefined, say)
const server = await startSources(prepared.place)
const generator = await Child.start<null>('./load.ts', null)
const targets = firstPages(prepared, Number(rows), connections)
const load: Load = {
  port: server.ready.port,
  generation: generation as Generation,
  targets,
  connections,
  count,
  ...(change === 'changed' ? { change: prepared.place } : {}),
}
if (change === 'itself') {
  await server.ask(
    'changing',
    targets.map(({ desktopId }) => desktopId),
  )
}
await generator.ask('prepare', { ...load, count: 3000 })
await generator.ask('run')
await generator.ask('prepare', load)
await server.ask('profileStart')
const before = await server.ask<number>('cpu')
await generator.ask('run')
const micros = ((await server.ask<number>('cpu')) - before) / count
const profile = await server.ask<Profiler.Profile>('profileStop')
say(`${rows} rows, ${change}, ${generation}: ${micros.toFixed(1)} µs CPU per request (while being profiled)`)
say(tableBy(profile, ({ functionName, url }) => (url === '' ? functionName : placeOf(url)), 25))
say(tableBy(profile, ({ functionName, url, lineNumber }) => `${functionName} ${placeOf(url)}:${lineNumber + 1}`, 45))
say(inclusiveTable(profile, 40))
await generator.stop()
await server.stop()

function placeOf(url: string): string {
  return url.replace(/^file:\/\/.*?\/(server|bench|node_modules)\//, '$1/')
}

function tableBy(
  { nodes, samples = [], timeDeltas = [] }: Profiler.Profile,
  nameOf: (frame: Profiler.ProfileNode['callFrame']) => string,
  most: number,
): string {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const sums = new Map<string, number>()
  let total = 0
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id)
    if (frame === undefined || frame.functionName === '(idle)' || frame.url === 'node:inspector') continue
    const name = nameOf(frame)
    sums.set(name, (sums.get(name) ?? 0) + (timeDeltas[index] ?? 0))
    total += timeDeltas[index] ?? 0
  }
  const table = new Table({ head: ['µs/request', '%', 'where (self time)'], style: { head: [], border: [] } })
  const sorted = [...sums].sort(([, one], [, other]) => other - one).slice(0, most)
  for (const [name, sum] of sorted) {
    table.push([((sum / total) * micros).toFixed(1), ((sum / total) * 100).toFixed(1), name])
  }
  return table.toString()
}

/** Functions of ours with all they call, as far as the stack reaches: what runs after an `await` counts by itself. */
function inclusiveTable({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, most: number): string {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id])))
  const sums = new Map<string, number>()
  let total = 0
  for (const [index, id] of samples.entries()) {
    const names = new Set<string>()
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url, lineNumber } = byId.get(at)?.callFrame ?? { functionName: '', url: '', lineNumber: 0 }
      names.add(url.startsWith('file:') ? `${functionName} ${placeOf(url)}:${lineNumber + 1}` : functionName)
      if (url === 'node:inspector') names.add('(idle)')
    }
    if (names.has('(idle)')) continue
    const delta = timeDeltas[index] ?? 0
    total += delta
    for (const name of names) if (name.includes(' ')) sums.set(name, (sums.get(name) ?? 0) + delta)
  }
  const table = new Table({ head: ['µs/request', '%', 'where (with callees)'], style: { head: [], border: [] } })
  for (const [name, sum] of [...sums].sort(([, one], [, other]) => other - one).slice(0, most)) {
    table.push([((sum / total) * micros).toFixed(1), ((sum / total) * 100).toFixed(1), name])
  }
  return table.toString()
}
