/** What every scenario gets: how long to measure, and the processes it measures. */

import { bundle, sourceFile } from '../tools/bundle.ts'
import { Child } from './ipc.ts'
import type { Load } from './load.ts'
import type { Place } from './place.ts'
import { type Prepared, prepare } from './prepare.ts'
import type { Figure } from './report.ts'
import type { PageRequest } from './signing.ts'

export interface Bench {
  readonly quick: boolean
  readonly rounds: number
  readonly databaseUrl: string | undefined
  /** Computers in the stores that are compared, the smallest first. */
  readonly sizes: readonly number[]
  readonly generator: Child<null>
  say(text: string): void
  report(figure: Figure): void
}

/** As many as keep one server busy. */
export const connections = 32

export interface OurServer {
  readonly prepared: Prepared
  readonly server: Child<{ readonly port: number; readonly pageCacheBytes: number }>
}

/** Bundled as the package is, once per run: what is measured is what is installed. */
let bundled: Promise<void> | undefined

/** From the sources, so that a profile names their files. */
export const startSources = (place: Place): Promise<OurServer['server']> => Child.start('./cached-server.ts', place)

export async function startOurs(place: Place): Promise<OurServer['server']> {
  bundled ??= bundle({ server: sourceFile('bench/cached-server.ts') }, sourceFile('.bundle-bench'))
  await bundled
  return Child.start('../.bundle-bench/server.js', place)
}

export async function startPrepared(bench: Bench, computers: number): Promise<OurServer> {
  const prepared = await prepare(computers, bench.databaseUrl, bench.say)
  return { prepared, server: await startOurs(prepared.place) }
}

/** The limit, answering with what our server answers to this call. */
export async function startLimit(): Promise<Child<{ readonly port: number }>> {
  return Child.start('./limit-server.ts', null)
}

/** The body of one call. */
export const bodyOf = (bench: Bench, { server }: Pick<OurServer, 'server'>, page: PageRequest): Promise<string> =>
  bench.generator.ask('once', {
    port: server.ready.port,
    generation: 'V3',
    targets: [page],
    connections: 1,
    count: 1,
  } satisfies Load)

/** First pages, each of another share, with the computer that is changed where something is. */
export const firstPages = (prepared: Prepared, rows: number, count: number) =>
  Array.from({ length: Math.min(count, prepared.shareCount) }, (_, share) => ({
    shareId: prepared.shareId(share),
    rows,
    desktopId: prepared.desktopId(share, 3),
  }))
