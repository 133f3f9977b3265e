/**
 * Numbers for what is made in RAM, from which ids follow and by which lists are ordered. The sequence of the account would
 * not do: it goes back when a snapshot is restored, and identities stay.
 */
import { readFact, writeFact } from './facts.ts'
import type { Transaction } from './transaction.ts'

/** The next number of an account, which never comes again. The transaction has to hold the account. */
export async function takeIdentityNumber(tx: Transaction, accountId: string): Promise<number> {
  const fact = `identities of ${accountId}`
  const number = Number((await readFact(tx, fact)) ?? 0) + 1
  await writeFact(tx, fact, String(number))
  return number
}
