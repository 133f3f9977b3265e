/** Who may act on the whole server, not on one account of it. */
import { problem } from '../../spec/problem.ts'
import type { Context } from '../context.ts'

/** Code and text as the vendor has them for an account that may not (service-errors.md 5). */
export const notServerOwner = problem('Forbidden', 403, 'User not authorized to operate on the specified resource.')

/** Lets only identities of the server's own account pass. @throws Problem Forbidden */
export function serverOwnerOnly({ accountId, rootAccountId }: Pick<Context, 'accountId' | 'rootAccountId'>): void {
  if (accountId !== rootAccountId) throw notServerOwner()
}
