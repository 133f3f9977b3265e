/** How often somebody may call. */

/** So many calls in so much time. */
export interface Rate {
  readonly calls: number
  readonly perMs: number
}

/** What one account may do. */
export interface CallRates {
  /** All operations together. */
  readonly account?: Rate
  /** Each operation that is not named by itself. */
  readonly others?: Rate
  readonly operations: ReadonlyMap<string, Rate>
}
