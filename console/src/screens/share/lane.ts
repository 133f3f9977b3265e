/**
 * The computers of one lane, read page by page and kept up to date. Pages are told apart by the token that begins each: a
 * token is a place in an order that never changes, so any page can be asked for again. New computers come at the end.
 *
 * With thousands of computers not all pages are asked for every time, but the first (it has the counters), the last, those
 * that are looked at, and a few of the others in turn.
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
/** Pages asked for in one go. */
const budget = 8

/** Lengths are shown to the minute, so a row whose length is another second longer is the same row. */
const fingerprint = (row: ComputerRow): string =>
  row.CreateDuration === undefined
    ? JSON.stringify(row)
    : JSON.stringify({ ...row, CreateDuration: Math.floor(Number(row.CreateDuration) / 60_000) })

export class LaneReader {
  readonly #ask: AskPage
  #pages: Page[] = []
  #counters: Counters = {}
  #complete = false
  #turn = 0
  readonly #known = new Map<string, { readonly row: ComputerRow; readonly mark: string }>()

  constructor(ask: AskPage) {
    this.#ask = ask
  }

  /** Asks on, or anew. @param looked positions of the rows on the screen, first and last */
  async refresh(looked: readonly [number, number], signal?: AbortSignal): Promise<Lane> {
    if (this.#complete) await this.#again(looked, signal)
    else await this.#on(signal)
    return this.#lane()
  }

  async #on(signal: AbortSignal | undefined): Promise<void> {
    // The first page alone, so that something stands on the screen at once.
    const count = this.#pages.length === 0 ? 1 : budget
    for (let done = 0; done < count; done += 1) {
      const last = this.#pages.at(-1)
      if (last !== undefined && last.next === undefined) break
      this.#pages.push(await this.#read(last?.next, signal))
    }
    this.#complete = this.#pages.at(-1)?.next === undefined
  }

  async #again([first, last]: readonly [number, number], signal: AbortSignal | undefined): Promise<void> {
    const count = this.#pages.length
    const wanted = new Set([0, count - 1])
    for (let at = Math.floor(first / pageSize); at <= Math.floor(last / pageSize); at += 1) wanted.add(at)
    while (wanted.size < Math.min(budget, count)) {
      wanted.add(this.#turn % count)
      this.#turn += 1
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
    if (token === undefined) this.#counters = counters
    const rows = [...(PaidDesktops ?? []), ...(PostPaidDesktops ?? [])].map(row => this.#same(row))
    return { token, rows, next: NextToken }
  }

  /** The row as it was before where nothing on it has changed, so that nothing is drawn again. */
  #same(row: ComputerRow): ComputerRow {
    const mark = fingerprint(row)
    const known = this.#known.get(row.DesktopId)
    if (known?.mark === mark) return known.row
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
