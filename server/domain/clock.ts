/** Where `now` comes from. Domain, reconciler and bill are handed a clock; only signatures look at the real one. */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number
}

export const realClock: Clock = { now: () => Date.now() }
