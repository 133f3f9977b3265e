/** Answers kept under the token of the client that asked, so that asking again does nothing again. */
import type { Transaction } from './transaction.ts'

export interface KeptAnswer {
  /** Of the parameters; another one under the same token is another request. */
  readonly fingerprint: string
  readonly answer: string
}

export async function findKeptAnswer(
  tx: Transaction,
  accountId: string,
  operation: string,
  token: string,
): Promise<KeptAnswer | undefined> {
  const [row] = await tx.all(
    'select fingerprint, answer from client_tokens where account_id = ? and operation = ? and token = ?',
    [accountId, operation, token],
  )
  return row && { fingerprint: String(row[0]), answer: String(row[1]) }
}

export async function keepAnswer(
  tx: Transaction,
  accountId: string,
  operation: string,
  token: string,
  { fingerprint, answer }: KeptAnswer,
): Promise<void> {
  await tx.all(
    'insert into client_tokens (account_id, operation, token, fingerprint, answer, created_at) values (?, ?, ?, ?, ?, ?)',
    [accountId, operation, token, fingerprint, answer, tx.now],
  )
}

/** Forgets answers kept before an instant. */
export async function forgetKeptAnswers(tx: Transaction, before: number): Promise<void> {
  await tx.all('delete from client_tokens where created_at < ?', [before])
}
