/** Questions and answers between the bench and its child processes. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

interface Question {
  readonly id: number
  readonly ask: string
  readonly given: unknown
}

type Reply = { readonly id: number; readonly got?: unknown; readonly error?: string }

/** What a child answers to, by the name of the question. */
export type Handlers = Readonly<Record<string, (given: never) => unknown>>

/** In a child: answers the parent's questions, tells it `ready`, and ends with it. */
export function answerParent(handlers: Handlers, ready: unknown): void {
  const reply = (message: Reply): void => void process.send?.(message)
  process.on('message', async ({ id, ask, given }: Question) => {
    try {
      reply({ id, got: await handlers[ask]?.(given as never) })
    } catch (error) {
      reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  process.on('disconnect', () => process.exit(0))
  reply({ id: 0, got: ready })
}

/** In the parent: a child process that answers questions. */
export class Child<Ready> {
  readonly ready: Ready
  private readonly process: ChildProcess
  private readonly waiting: Map<number, PromiseWithResolvers<unknown>>
  private last = 0

  private constructor(child: ChildProcess, waiting: Map<number, PromiseWithResolvers<unknown>>, ready: Ready) {
    this.process = child
    this.waiting = waiting
    this.ready = ready
  }

  /** @param module file beside this one */
  static async start<Ready>(module: string, given: unknown): Promise<Child<Ready>> {
    const child = fork(fileURLToPath(new URL(module, import.meta.url)), [JSON.stringify(given)])
    const first = Promise.withResolvers<unknown>()
    const waiting = new Map([[0, first]])
    child.on('message', ({ id, got, error }: Reply) => {
      const question = waiting.get(id)
      waiting.delete(id)
      if (error === undefined) question?.resolve(got)
      else question?.reject(new Error(`${module}: ${error}`))
    })
    child.on('exit', code => {
      for (const { reject } of waiting.values()) reject(new Error(`${module} ended (${code}).`))
    })
    return new Child(child, waiting, (await first.promise) as Ready)
  }

  ask<Result>(ask: string, given: unknown = null): Promise<Result> {
    this.last += 1
    const question = Promise.withResolvers<unknown>()
    this.waiting.set(this.last, question)
    this.process.send({ id: this.last, ask, given } satisfies Question)
    return question.promise as Promise<Result>
  }

  async stop(): Promise<void> {
    const ended = new Promise(resolve => this.process.once('exit', resolve))
    this.waiting.clear()
    this.process.disconnect()
    await ended
  }
}

/** What a child was started with. */
export const givenAtStart = <Given>(): Given => JSON.parse(process.argv[2] ?? 'null') as Given

/** Processor time of this process so far, in µs; user and system together. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
