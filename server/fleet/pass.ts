/** One run of applying a fleet: the transaction it writes in, what it found wrong, and what it did. */
import type { Meters } from '../domain/meter.ts'
import type { Keyring } from '../identity/keyring.ts'
import type { Transaction } from '../store/transaction.ts'
import { type Faults, type Path, pathText, shown } from './faults.ts'
import { instantOf } from './instants.ts'

/** The kinds of things a report counts. */
export const reportKinds = [
  'accounts',
  'policies',
  'groups',
  'users',
  'roles',
  'accessKeys',
  'officeNetworks',
  'images',
  'bundles',
  'policyGroups',
  'endUsers',
  'shares',
  'shareUsers',
  'desktops',
  'billLines',
  'controlPolicies',
  'folders',
  'controlledAccounts',
] as const
export type ReportKind = (typeof reportKinds)[number]
export type Counts = Readonly<Partial<Record<ReportKind, number>>>

/** A key whose secret was made now; it is told this once. */
export interface NewKey {
  readonly id: string
  readonly secret: string
  /** `acs:ram::<account>:user/<name>` or `acs:ram::<account>:root`. */
  readonly owner: string
}

/** What applying did, by kind; kinds of which there is nothing are left out. */
export interface FleetReport {
  readonly created: Counts
  readonly changed: Counts
  readonly unchanged: Counts
  readonly newKeys: readonly NewKey[]
}

export type Verdict = 'created' | 'changed' | 'unchanged'

export class Pass {
  readonly tx: Transaction
  readonly keyring: Keyring
  readonly faults: Faults
  /** By what the use of living desktops is counted. */
  readonly meters: Meters
  readonly newKeys: NewKey[] = []
  private readonly counts: Record<Verdict, Partial<Record<ReportKind, number>>> = {
    created: {},
    changed: {},
    unchanged: {},
  }

  constructor(tx: Transaction, keyring: Keyring, faults: Faults, meters: Meters) {
    this.tx = tx
    this.keyring = keyring
    this.faults = faults
    this.meters = meters
  }

  count(kind: ReportKind, verdict: Verdict, amount = 1): void {
    if (amount > 0) this.counts[verdict][kind] = (this.counts[verdict][kind] ?? 0) + amount
  }

  /** When a thing was made; what is stored stands unless the file gives a fixed time. */
  createdAt(text: string | undefined, stored: { readonly createdAt: number } | undefined): number {
    return instantOf(text, this.tx.now, stored?.createdAt, this.tx.now) ?? this.tx.now
  }

  /** A property that cannot change differs. */
  refuseChange(path: Path, field: string, stored: string, wanted: string, repair: string): void {
    const place = [...path, field]
    this.faults.add(
      place,
      `${pathText(place)} is ${shown(wanted)}, but in the store it is ${shown(stored)} and cannot be changed: ${repair}.`,
    )
  }

  refuseForeign(path: Path, what: string, id: string, repair = 'choose another id'): void {
    this.faults.add([...path, 'id'], `The ${what} ${shown(id)} belongs to somebody else in the store: ${repair}.`)
  }

  report(): FleetReport {
    return { ...this.counts, newKeys: this.newKeys }
  }
}

/** An account as the pass works on it. */
export interface Place {
  readonly accountId: string
  readonly path: Path
}
