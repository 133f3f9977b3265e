/** What injected faults do to a call; docs/guide/faults.md tells it to users. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Effect } from '../operations/deskfleet/faults/fault-book.ts'
import type { PagingAdversary } from '../operations/deskfleet/faults/paging-adversary.ts'
import { Problem } from '../spec/problem.ts'
import { RenderedAnswer } from '../spec/rendered.ts'
import type { Delivery } from './delivery.ts'

/** What faults have in store for the answer of a call. */
export interface Struck {
  delivery?: Delivery
  /** The share changes once the page has been read. */
  adversarial?: boolean
}

/**
 * Lets faults act before the handler, one after the other; the first that ends the call keeps the others from acting.
 *
 * @throws Problem the injected refusal; of a connection that is to be reset, one that nobody sees but the log
 */
export async function strike(effects: readonly Effect[], struck: Struck): Promise<void> {
  for (const effect of effects) {
    switch (effect.kind) {
      case 'Error':
        throw new Problem(effect, effect.message, {
          ...(effect.retryAfterMs === undefined ? {} : { retryAfterMs: effect.retryAfterMs }),
        })
      case 'Delay':
        await sleep(effect.delayMs, undefined, { ref: false })
        break
      case 'ConnectionReset':
        struck.delivery = { kind: 'reset' }
        if (effect.when === 'Before')
          throw new Problem({ code: 'ConnectionReset', status: 500 }, 'A fault was injected.')
        break
      case 'SlowBody':
        struck.delivery = { kind: 'drip', overMs: effect.delayMs }
        break
      case 'TruncatedPage':
        struck.delivery = { kind: 'cut' }
        break
      case 'AdversarialPaging':
        struck.adversarial = true
    }
  }
}

/** Behind a page that is not the last of its share, the share changes. */
export async function disturbPaging(
  adversary: PagingAdversary,
  accountId: string,
  input: Readonly<Record<string, unknown>>,
  output: unknown,
): Promise<void> {
  const page = (output instanceof RenderedAnswer ? output.value() : output) as { readonly NextToken?: string }
  if (page.NextToken !== undefined) await adversary.betweenPages(accountId, String(input.DesktopGroupId))
}
