/** What an operation gets beside its input. */
import type { Clock } from '../domain/clock.ts'
import type { Ids } from '../domain/ids.ts'
import { type AnyOperation, type Operation, operationOf } from '../spec/operation.ts'
import type { RecordShape } from '../spec/shape.ts'
import type { PageTokens } from '../store/paging.ts'
import type { Store } from '../store/store.ts'
import type { SharePages } from './ecd/shares/share-pages.ts'

/** What the server decides once for all calls. */
export interface Services {
  readonly store: Store
  /** The clock by which desktops live and are billed; a virtual one stands still until it is advanced. */
  readonly clock: Clock
  readonly ids: Ids
  readonly tokens: PageTokens
  readonly pages: SharePages
  readonly behaviour: Behaviour
  /**
   * Something was written that the reconciler should look at. With the real clock it is woken and this returns at once;
   * with a virtual one this returns when all that is due by now has happened.
   */
  nudged(): Promise<void>
}

/** Where the vendor leaves a thing open and a setting decides (docs/guide/differences.md). */
export interface Behaviour {
  readonly amountUnit: 'minor' | 'major'
  readonly strictNotFound: boolean
}

export interface Context extends Services {
  readonly accountId: string
  /** The caller's name for answers such as `Creator`. */
  readonly callerId: string
  readonly requestId: string
}

export const operation = operationOf<Context>()
export type ServedOperation = AnyOperation<Context>

/** An operation as the registry keeps it. The wire decoder hands `handle` exactly what its request shape says. */
export const served = <Request extends RecordShape, Response extends RecordShape>({
  handle,
  ...rest
}: Operation<Context, Request, Response>): ServedOperation =>
  ({ ...rest, handle: (input: unknown, context: Context) => handle(input as never, context) }) as ServedOperation
