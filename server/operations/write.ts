/** How an operation writes: one transaction, once per client token, and the reconciler told afterwards. */
import { createHash } from 'node:crypto'
import { problem } from '../spec/problem.ts'
import { optional, text } from '../spec/shape.ts'
import { holdAccount } from '../store/accounts.ts'
import { findKeptAnswer, keepAnswer } from '../store/client-tokens.ts'
import type { Transaction } from '../store/transaction.ts'
import type { Context } from './context.ts'

/** The parameter by which a client makes a write safe to repeat (share-family.md 2.1). */
export const clientToken = optional(
  text('A text of the client’s own, at most 64 ASCII characters: the same call with the same token is done once.', {
    example: '7f2c5d1e-20d0-4b8d-b5d6-0d9d6f2b3a11',
  }),
)

/** Text and status as the vendor has them for ecd 2020-10-02 (service-errors.md 2). */
export const tokenReused = problem(
  'IdempotentParameterMismatch',
  400,
  'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical.',
)

export const clientTokenInvalid = problem('InvalidClientToken', 400, 'Specified parameter ClientToken is not valid.')

/** What an operation that takes a ClientToken lists among its problems. */
export const tokenProblems = [tokenReused, clientTokenInvalid] as const

/**
 * Runs `work` in one transaction that holds the account first, so that two writers of one account never wait for each
 * other; what is nudged in it is looked at afterwards. With a ClientToken that was seen before, answers what was answered
 * then and does nothing.
 *
 * @throws Problem IdempotentParameterMismatch, InvalidClientToken
 */
export async function write<Answer>(
  context: Context,
  operation: string,
  input: object & { readonly ClientToken?: string },
  work: (tx: Transaction) => Promise<Answer>,
): Promise<Answer> {
  const { store, clock, accountId } = context
  const { ClientToken, ...parameters } = input
  if (ClientToken !== undefined && !/^[\x21-\x7e]{1,64}$/.test(ClientToken)) throw clientTokenInvalid()
  const answer = await store.transaction(clock.now(), async tx => {
    await holdAccount(tx, accountId)
    if (ClientToken === undefined) return work(tx)
    const fingerprint = createHash('sha256').update(JSON.stringify(parameters)).digest('hex')
    const kept = await findKeptAnswer(tx, accountId, operation, ClientToken)
    if (kept !== undefined) {
      if (kept.fingerprint !== fingerprint) throw tokenReused()
      return JSON.parse(kept.answer) as Answer
    }
    const fresh = await work(tx)
    await keepAnswer(tx, accountId, operation, ClientToken, { fingerprint, answer: JSON.stringify(fresh) })
    return fresh
  })
  await context.nudged()
  return answer
}
