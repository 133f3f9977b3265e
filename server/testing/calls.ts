/** Calls of operations as the server makes them: over the wire's decoder, and with the answer laid against its shape. */
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { makeMeters } from '../billing/meter.ts'
import { openPrices } from '../billing/price-files.ts'
import { realClock } from '../domain/clock.ts'
import { newRequestId, unpredictable } from '../domain/ids.ts'
import { Directory } from '../identity/directory.ts'
import { Keyring, Sealer } from '../identity/keyring.ts'
import type { Behaviour, Context } from '../operations/context.ts'
import { FaultBook } from '../operations/deskfleet/faults/fault-book.ts'
import { ExportLinks } from '../operations/ecd/shares/export-links.ts'
import { SharePages } from '../operations/ecd/shares/share-pages.ts'
import { checkAnswer } from '../spec/answer-check.ts'
import { Problem } from '../spec/problem.ts'
import { RenderedAnswer } from '../spec/rendered.ts'
import type { RecordShape } from '../spec/shape.ts'
import { PageTokens } from '../store/paging.ts'
import type { Store } from '../store/store.ts'
import { decode, flatten, refusalOf } from '../wire/decode.ts'

const tokenKey = Buffer.alloc(64, 'deskfleet test key')
const keyring = new Keyring(tokenKey.subarray(0, 32))
const linkSeals = new Sealer(tokenKey.subarray(0, 32))
/** The built-in price lists. */
export const builtInPrices = openPrices({
  directory: fileURLToPath(new URL('../../prices/', import.meta.url)),
  files: [],
})
const pagesOf = new WeakMap<Store, SharePages>()

/** What an operation gets beside its input. Contexts of one store share its page cache, as calls of one server do. */
export function contextFor(
  store: Store,
  accountId: string,
  { behaviour, ...overrides }: Partial<Omit<Context, 'behaviour'>> & { behaviour?: Partial<Behaviour> } = {},
): Context {
  // A server behaves in one way as long as it lives, so its rendered pages know of no other.
  const known = behaviour === undefined ? pagesOf.get(store) : undefined
  const pages = known ?? new SharePages(store, 4 * 2 ** 20)
  if (behaviour === undefined) pagesOf.set(store, pages)
  return {
    store,
    clock: realClock,
    ids: unpredictable,
    nudged: async () => undefined,
    afterStateReplaced: async () => undefined,
    loops: () => [],
    meters: makeMeters(builtInPrices),
    rootAccountId: accountId,
    faults: new FaultBook(() => true),
    audit: { flush: async () => undefined },
    directory: new Directory(store, keyring),
    keyring,
    tokens: new PageTokens(tokenKey),
    ticketKey: Buffer.alloc(32, 'deskfleet test tickets'),
    pages,
    exports: new ExportLinks(linkSeals, realClock),
    origin: 'http://eds.example.com',
    prices: builtInPrices,
    behaviour: { amountUnit: 'minor', strictNotFound: false, ...behaviour },
    accountId,
    caller: {
      principal: { type: 'Account', accountId, arn: `acs:ram::${accountId}:root` },
      policies: [],
      accessMode: 'enforce',
      accountId,
      keyId: 'LTAItestroot',
    },
    callerId: accountId,
    requestId: newRequestId(),
    ...overrides,
  }
}

/** An operation of any shapes, such as the registry holds. */
interface Callable<Output> {
  readonly name: string
  readonly request: RecordShape
  readonly response: RecordShape
  handle(input: never, context: Context): Promise<Output>
}

/**
 * Calls an operation with an input of any completeness; what has a fallback may be left out.
 *
 * @throws Problem the refusal of what is missing or wrong, or the operation's own
 */
export async function call<Output>(
  operation: Callable<Output>,
  input: Readonly<Record<string, unknown>>,
  context: Context,
): Promise<Exclude<Output, RenderedAnswer>> {
  const { input: decoded, faults } = decode(operation.request, new Map(flatten(operation.request, input)))
  const refusal = refusalOf(faults)
  if (refusal !== undefined) throw refusal
  const output = await operation.handle(decoded as never, context)
  assert.deepEqual(checkAnswer(operation.response, output), [], `${operation.name} answers what its shape says`)
  // As a client reads it: absent and undefined are one.
  const value: unknown = output instanceof RenderedAnswer ? output.value() : JSON.parse(JSON.stringify(output))
  return value as Exclude<Output, RenderedAnswer>
}

/** Runs a call that must be refused, and returns the refusal. */
export async function refusalBy(refused: Promise<unknown>): Promise<Problem> {
  try {
    await refused
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  assert.fail('The call was expected to be refused.')
}
