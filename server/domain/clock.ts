/** Where `now` comes from. Domain, reconciler and bill are handed a clock; only signatures look at the real one. */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number
}

export const realClock: Clock = { now: () => Date.now() }

/** A clock that may be virtual: it then stands still until it is set. */
export interface TurnableClock extends Clock {
  readonly mode: 'real' | 'virtual'
  /** Where a virtual clock began, and begins again when the state is reset. */
  readonly startedAt?: number
  /** Never called on a real clock. */
  set(now: number): Promise<void>
}

/** Where a virtual clock began; undefined for a real one. */
export const startOfClock = (clock: Clock & Partial<TurnableClock>): number | undefined =>
  clock.mode === 'virtual' ? clock.startedAt : undefined
