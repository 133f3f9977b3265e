/** The load generator, a process of its own. Requests are signed before a round begins, each with its own nonce. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Changer, type ChangeTarget, openChanger } from './changer.ts'
import { Connection, type Received } from './connection.ts'
import { answerParent } from './ipc.ts'
import type { Place } from './place.ts'
import { type Generation, type PageRequest, signed } from './signing.ts'

export interface Load {
  readonly port: number
  readonly generation: Generation
  /** Connection i asks for target i modulo their number. */
  readonly targets: readonly (PageRequest & Partial<ChangeTarget>)[]
  readonly connections: number
  readonly count: number
  /** Where targets are changed from outside before each call; by nobody when absent. */
  readonly change?: Place
  /** Requests per second, sent whether or not the ones before were answered; a closed loop when absent. */
  readonly rate?: number
}

export interface Outcome {
  readonly count: number
  readonly wallMs: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** One body in so many is read; of the others, status and length. */
const sampled = 50

let load: Load | undefined
let requests: Buffer[] = []
let connections: Connection[] = []
let changer: Changer | undefined

async function prepareRound(given: Load): Promise<void> {
  load = given
  const { port, generation, targets, count } = given
  requests = []
  for (let index = 0; index < count; index += 1) {
    const at = (index % given.connections) % targets.length
    const target = targets[at]
    if (target !== undefined) requests.push(signed(generation, `127.0.0.1:${port}`, target, at))
  }
  connections = await Promise.all(Array.from({ length: given.connections }, () => Connection.open(port)))
  changer = given.change && (await openChanger(given.change, given.connections))
}

async function runRound(): Promise<Outcome> {
  if (load === undefined) throw new Error('Nothing was prepared.')
  const latencies: number[] = []
  const startedAt = performance.now()
  if (load.rate === undefined) await closedLoop(load, latencies)
  else await openLoop(load.rate, load, latencies)
  const wallMs = performance.now() - startedAt
  for (const connection of connections) connection.close()
  await changer?.close()
  latencies.sort((one, other) => one - other)
  const quantile = (part: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0
  return { count: latencies.length, wallMs, p50Ms: quantile(0.5), p99Ms: quantile(0.99) }
}

async function closedLoop(given: Load, latencies: number[]): Promise<void> {
  await Promise.all(
    connections.map(async (connection, first) => {
      const target = given.targets[first % given.targets.length]
      for (let index = first; index < requests.length; index += given.connections) {
        const name = await changeTarget(target)
        const sentAt = performance.now()
        check(await connection.ask(requests[index] ?? noBytes, index % sampled === 0), target, index, name)
        latencies.push(performance.now() - sentAt)
      }
    }),
  )
}

async function openLoop(rate: number, given: Load, latencies: number[]): Promise<void> {
  const free = [...connections]
  const answers: Promise<void>[] = []
  const startedAt = performance.now()
  for (const [index, request] of requests.entries()) {
    const dueAt = startedAt + (index * 1000) / rate
    while (performance.now() < dueAt) await sleep(Math.max(0, dueAt - performance.now() - 1))
    let connection = free.pop()
    for (; connection === undefined; connection = free.pop()) await sleep(0)
    const used = connection
    const asked = used.ask(request, index % sampled === 0).then(received => {
      // From when it was due, so that waiting for a slow answer to an earlier one counts.
      latencies.push(performance.now() - dueAt)
      free.push(used)
      check(received, given.targets[(index % given.connections) % given.targets.length], index, undefined)
    })
    answers.push(asked)
  }
  await Promise.all(answers)
}

const noBytes = Buffer.alloc(0)

async function changeTarget(target: Load['targets'][number] | undefined): Promise<string | undefined> {
  if (changer === undefined || target?.desktopId === undefined) return undefined
  return changer.change({ shareId: target.shareId, desktopId: target.desktopId })
}

/** @param name what the answer has to hold, since it was written before the call */
function check(
  { status, body }: Received,
  target: PageRequest | undefined,
  index: number,
  name: string | undefined,
): void {
  if (status !== 200) throw new Error(`Request ${index} was answered with ${status}: ${body.slice(0, 500)}`)
  if (index % sampled !== 0) return
  const answer = JSON.parse(body) as { PaidDesktops?: unknown[]; PostPaidDesktops?: unknown[] }
  const rows = (answer.PaidDesktops?.length ?? 0) + (answer.PostPaidDesktops?.length ?? 0)
  if (rows !== target?.rows) throw new Error(`Request ${index} was answered with ${rows} rows, not ${target?.rows}.`)
  if (name !== undefined && !body.includes(name)) throw new Error(`Request ${index} was answered with an old page.`)
}

answerParent(
  {
    prepare: prepareRound,
    run: runRound,
    /** One call; its body. */
    once: async (given: Load) => {
      await prepareRound({ ...given, connections: 1, count: 1 })
      const [connection] = connections
      const received = await connection?.ask(requests[0] ?? noBytes, true)
      connection?.close()
      if (received?.status !== 200) throw new Error(`Answered with ${received?.status}: ${received?.body}`)
      return received.body
    },
  },
  null,
)
