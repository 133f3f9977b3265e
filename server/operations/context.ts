/** What an operation gets beside its input. */
import type { Prices } from '../billing/price-list.ts'
import type { Clock } from '../domain/clock.ts'
import type { Ids } from '../domain/ids.ts'
import type { LoopStatus } from '../domain/loops.ts'
import type { Meters } from '../domain/meter.ts'
import type { Caller } from '../identity/authenticate.ts'
import type { Directory } from '../identity/directory.ts'
import type { Keyring } from '../identity/keyring.ts'
import { type AnyOperation, type NamedOperation, operationOf } from '../spec/operation.ts'
import type { RecordShape } from '../spec/shape.ts'
import type { AuditTrail } from '../store/audit-writer.ts'
import type { PageTokens } from '../store/paging.ts'
import type { Store } from '../store/store.ts'
import type { FaultBook } from './deskfleet/faults/fault-book.ts'
import type { ExportLinks } from './ecd/shares/export-links.ts'
import type { SharePages } from './ecd/shares/share-pages.ts'

/** What the server decides once for all calls. */
export interface Services {
  readonly store: Store
  /** The clock by which desktops live and are billed; a virtual one stands still until it is advanced. */
  readonly clock: Clock
  readonly ids: Ids
  readonly tokens: PageTokens
  /** Who is who, and which policies each has. */
  readonly directory: Directory
  /** Seals what is handed out or kept secret: keys of users, temporary keys, diagnostic messages. */
  readonly keyring: Keyring
  /** The secret with which connection tickets are sealed. */
  readonly ticketKey: Buffer
  readonly pages: SharePages
  /** Links to sheets of shares. */
  readonly exports: ExportLinks
  /** What things cost, by the currency of the account. */
  readonly prices: Prices
  /** By what use is counted: the same prices, as the life of desktops needs them. */
  readonly meters: Meters
  readonly behaviour: Behaviour
  /** The account whose identities may act on the whole server. */
  readonly rootAccountId: string
  readonly faults: FaultBook
  /** The record of calls. Operations only look at it; calls get there by themselves. */
  readonly audit: Pick<AuditTrail, 'flush'>
  /**
   * Something was written that the reconciler should look at. With the real clock it is woken and this returns at once;
   * with a virtual one this returns when all that is due by now has happened.
   */
  nudged(): Promise<void>
  /**
   * Turns a virtual clock forward; everything due on the way happens at its own instant, in order. Absent with the real
   * clock.
   *
   * @returns how many looks at shares and desktops that took
   */
  readonly advance?: (until: number) => Promise<number>
  /** How the loops of the reconciler are doing. */
  loops(): readonly LoopStatus[]
  /**
   * A snapshot was restored, or the state emptied: whatever is kept outside the store of what was there before is to be
   * forgotten, and a virtual clock has to show what the store says now (`readVirtualClock`).
   */
  afterStateReplaced(): Promise<void>
}

/** Where the vendor leaves a thing open and a setting decides (docs/guide/differences.md). */
export interface Behaviour {
  readonly amountUnit: 'minor' | 'major'
  readonly strictNotFound: boolean
}

export interface Context extends Services {
  readonly accountId: string
  /** Who calls, with its policies. */
  readonly caller: Caller
  /** For AssumeRole: the id of the role whose trust policy has let the caller in. Another one of its name has not. */
  readonly trustedRoleId?: string
  /** The caller's name for answers such as `Creator`. */
  readonly callerId: string
  readonly requestId: string
  /** `https://eds.example.com`: where the caller has called, for links back; undefined when it told no name. */
  readonly origin: string | undefined
}

export const operation = operationOf<Context>()
export type ServedOperation = AnyOperation<Context>

/** A served operation of which callers in this process know name, request and answer. */
export type KnownOperation<
  Request extends RecordShape = RecordShape,
  Response extends RecordShape = RecordShape,
  Name extends string = string,
> = Omit<ServedOperation, 'name' | 'request' | 'response'> & {
  readonly name: Name
  readonly request: Request
  readonly response: Response
}

/** An operation as the registry keeps it. The wire decoder hands `handle` exactly what its request shape says. */
export const served = <Request extends RecordShape, Response extends RecordShape, Name extends string>({
  handle,
  ...rest
}: NamedOperation<Context, Request, Response, Name>): KnownOperation<Request, Response, Name> =>
  ({ ...rest, handle: (input: unknown, context: Context) => handle(input as never, context) }) as KnownOperation<
    Request,
    Response,
    Name
  >
