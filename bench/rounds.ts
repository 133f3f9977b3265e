/** Rounds in turn: what the machine does besides hits all contenders alike, and ratios are taken within a round. */
import type { Child } from './ipc.ts'
import type { Load, Outcome } from './load.ts'

export interface Contender {
  readonly name: string
  readonly server: Child<{ readonly port: number }>
  readonly load: Omit<Load, 'port' | 'count'>
}

/** One contender in one round, per request. */
export interface Sample {
  readonly cpuMicros: number
  readonly wallMicros: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface RoundOptions {
  readonly rounds: number
  readonly count: number
}

/** A B, B A, A B, …: each contender warms up, then takes its turn in every round. @returns samples by name, in order */
export async function inTurn(
  generator: Child<null>,
  contenders: readonly Contender[],
  { rounds, count }: RoundOptions,
): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]))
  for (const contender of contenders) await oneRound(generator, contender, Math.min(count, 2000))
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      samples.get(contender.name)?.push(await oneRound(generator, contender, count))
    }
  }
  return samples
}

async function oneRound(generator: Child<null>, { server, load }: Contender, count: number): Promise<Sample> {
  await generator.ask('prepare', { ...load, port: server.ready.port, count } satisfies Load)
  const before = await server.ask<number>('cpu')
  const outcome = await generator.ask<Outcome>('run')
  const used = (await server.ask<number>('cpu')) - before
  return {
    cpuMicros: used / outcome.count,
    wallMicros: (outcome.wallMs * 1000) / outcome.count,
    p50Ms: outcome.p50Ms,
    p99Ms: outcome.p99Ms,
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}

export const medianOf = (samples: readonly Sample[], field: keyof Sample): number =>
  median(samples.map(sample => sample[field]))

/** Median of the ratios within each round: how much of the second's speed the first has. */
export const ratioOf = (ours: readonly Sample[], limit: readonly Sample[], field: keyof Sample): number =>
  median(ours.map((sample, round) => (limit[round]?.[field] ?? Number.NaN) / sample[field]))
