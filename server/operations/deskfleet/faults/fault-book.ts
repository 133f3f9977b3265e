/**
 * The faults a server was told to have, and whose turn it is. Deterministic: every fault counts the calls that reach it, in
 * their order. Kept in memory, so a restart clears them, and each server of a store has its own.
 */

/** What a fault does to a call. */
export type Effect =
  | {
      readonly kind: 'Error'
      readonly code: string
      readonly status: number
      readonly message: string
      readonly retryAfterMs?: number
    }
  | { readonly kind: 'Delay'; readonly delayMs: number }
  /** The connection ends without an answer: before the handler runs, or when all it writes stands. */
  | { readonly kind: 'ConnectionReset'; readonly when: 'Before' | 'After' }
  /** The answer comes in drops, for as long as this. */
  | { readonly kind: 'SlowBody'; readonly delayMs: number }
  /** The answer ends in the middle, whatever its Content-Length says. */
  | { readonly kind: 'TruncatedPage' }
  /** Behind every page of a share that is not the last, the share changes. */
  | { readonly kind: 'AdversarialPaging' }

/** The first so many calls, or every so manieth. */
export type Rhythm = { readonly first: number } | { readonly every: number }

export interface NewFault {
  /** A name as on the wire, or `*` for all but Deskfleet's own. */
  readonly operation: string
  readonly rhythm: Rhythm
  readonly effect: Effect
}

export interface InjectedFault extends NewFault {
  readonly id: string
  /** Calls that reached it. */
  readonly calls: number
  /** Calls it struck. */
  readonly strikes: number
}

interface Addressed {
  readonly name: string
  readonly product: { readonly code: string }
}

const ownProduct = 'deskfleet'

export class FaultBook {
  private faults: { -readonly [Field in keyof InjectedFault]: InjectedFault[Field] }[] = []
  private made = 0
  /** Whether an operation of this name is served. */
  readonly isServed: (name: string) => boolean

  constructor(isServed: (name: string) => boolean) {
    this.isServed = isServed
  }

  inject(fault: NewFault): InjectedFault {
    this.made += 1
    const injected = { ...fault, id: `fault-${this.made}`, calls: 0, strikes: 0 }
    this.faults.push(injected)
    return injected
  }

  /** In the order in which they were injected. */
  list(): readonly InjectedFault[] {
    return this.faults
  }

  /** @param id all when absent @returns how many there were */
  clear(id?: string): number {
    const before = this.faults.length
    this.faults = id === undefined ? [] : this.faults.filter(fault => fault.id !== id)
    return before - this.faults.length
  }

  /** Counts a call, and says what is due for it, in the order of injection. Undefined when there are no faults at all. */
  due({ name, product }: Addressed): readonly Effect[] | undefined {
    if (this.faults.length === 0) return undefined
    const effects: Effect[] = []
    for (const fault of this.faults) {
      const { operation, rhythm, effect } = fault
      if (operation !== name && (operation !== '*' || product.code === ownProduct)) continue
      fault.calls += 1
      const strikes = 'first' in rhythm ? fault.calls <= rhythm.first : fault.calls % rhythm.every === 0
      if (!strikes) continue
      fault.strikes += 1
      effects.push(effect)
    }
    return effects
  }
}
