/**
 * The computers of one lane, read page by page and kept up to date. Pages are told apart by the token that begins each: a
 * token is a place in an order that never changes, so any page can be asked for again. New computers come at the end.
 *
 * With thousands of computers not all pages are asked for every time, but the first (it has the counters), the last, those
 * that are looked at, and some of the others in turn: more of them after a change was seen,
 * until all have been asked for once, since it may be a part of a larger one.
 */
import type { ComputerRow, ComputersPage, Counters } from './answers.ts'

export interface Lane {
  readonly rows: readonly ComputerRow[]
  readonly counters: Counters
  /** Whether the last page has been reached. */
  readonly complete: boolean
}

export type AskPage = (token: string | undefined, signal: AbortSignal | undefined) => Promise<ComputersPage>

interface Page {
  /** Undefined for the first. */
  readonly token: string | undefined
  readonly rows: readonly ComputerRow[]
  readonly next: string | undefined
}

export const pageSize = 100
/** Pages asked for in one go: while nothing is seen to change, and after something has. */
export const budget = { calm: 8, busy: 24 } as const

/** All that is shown of a row but how long it has existed, which changes by itself. */
const fingerprint = (row: ComputerRow): string => JSON.stringify({ ...row, CreateDuration: undefined })

/** Lengths are shown to the minute, so a row whose length is another second longer is the same row. */
const minutesOf = ({ CreateDuration = '0' }: ComputerRow): number => Math.floor(Number(CreateDuration) / 60_000)

/** What the counters count; not the money, which grows by itself, nor what else stands in an answer. */
const countsOf = (counters: Counters): string =>
  JSON.stringify([
    counters.PaidDesktopsCount,
    counters.OnlinePrePaidDesktopsCount,
    counters.RunningPrePaidDesktopsCount,
    counters.StoppedPrePaidDesktopsCount,
    counters.PostPaidDesktopsCount,
  ])

interface Known {
  readonly row: ComputerRow
  readonly mark: string
}

export class LaneReader {
  readonly #ask: AskPage
  #pages: Page[] = []
  #counters: Counters = {}
  #complete = false
  #turn = 0
  /** So many pages in turn are to be asked for quickly, since a change was seen. */
  #doubted = 0
  readonly #known = new Map<string, Known>()

  constructor(ask: AskPage) {
    this.#ask = ask
  }

  /** Asks on, or anew. @param looked at: the ids of the computers on the screen */
  async refresh(looked: readonly string[], signal?: AbortSignal): Promise<Lane> {
    if (this.#complete) await this.#again(new Set(looked), signal)
    else await this.#on(signal)
    return this.#lane()
  }

  async #on(signal: AbortSignal | undefined): Promise<void> {
    // The first page alone, so that something stands on the screen at once.
    const count = this.#pages.length === 0 ? 1 : budget.calm
    for (let done = 0; done < count; done += 1) {
      const last = this.#pages.at(-1)
      if (last !== undefined && last.next === undefined) break
      this.#pages.push(await this.#read(last?.next, signal))
    }
    this.#complete = this.#pages.at(-1)?.next === undefined
  }

  async #again(looked: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<void> {
    const count = this.#pages.length
    const wanted = new Set([0, count - 1])
    for (const [at, { rows }] of this.#pages.entries()) {
      if (rows.some(({ DesktopId }) => looked.has(DesktopId))) wanted.add(at)
    }
    const size = this.#doubted > 0 ? budget.busy : budget.calm
    while (wanted.size < Math.min(size, count)) {
      wanted.add(this.#turn % count)
      this.#turn += 1
      this.#doubted -= 1
    }
    for (const at of [...wanted].sort((one, other) => one - other)) {
      const page = this.#pages[at]
      if (page !== undefined) this.#pages[at] = await this.#read(page.token, signal)
    }
    // Computers that came at the end may have made it longer.
    const end = this.#pages.at(-1)
    if (end?.next !== undefined) this.#complete = false
  }

  async #read(token: string | undefined, signal: AbortSignal | undefined): Promise<Page> {
    const answer = await this.#ask(token, signal)
    const { PaidDesktops, PostPaidDesktops, NextToken, ...counters } = answer
    if (token === undefined) {
      if (countsOf(counters) !== countsOf(this.#counters)) this.#doubt()
      this.#counters = counters
    }
    const rows = [...(PaidDesktops ?? []), ...(PostPaidDesktops ?? [])].map(row => this.#same(row))
    return { token, rows, next: NextToken }
  }

  #doubt(): void {
    // What is read for the first time is new, but nothing that has happened.
    if (this.#complete) this.#doubted = this.#pages.length
  }

  /** The row as it was before where nothing on it has changed, so that nothing is drawn again. */
  #same(row: ComputerRow): ComputerRow {
    const mark = fingerprint(row)
    const known = this.#known.get(row.DesktopId)
    if (known?.mark === mark && minutesOf(known.row) === minutesOf(row)) return known.row
    if (known?.mark !== mark) this.#doubt()
    this.#known.set(row.DesktopId, { row, mark })
    return row
  }

  #lane(): Lane {
    // Where released computers have left a page, it reaches into the next one: each is listed once, as it was last seen.
    const rows = new Map<string, ComputerRow>()
    for (const page of this.#pages) {
      for (const row of page.rows) rows.set(row.DesktopId, this.#known.get(row.DesktopId)?.row ?? row)
    }
    for (const id of this.#known.keys()) if (!rows.has(id)) this.#known.delete(id)
    return { rows: [...rows.values()], counters: this.#counters, complete: this.#complete }
  }
}
