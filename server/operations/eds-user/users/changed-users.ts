/** How operations change end users: each by itself, so that one who is not there does not keep the others from it. */
import type { EndUser } from '../../../domain/resources.ts'
import type { Connection } from '../../../store/database.ts'
import type { Dialect } from '../../../store/dialect.ts'
import { writeEvents } from '../../../store/events.ts'
import { putEndUsers, readEndUsers, type StoredEndUser } from '../../../store/resources.ts'
import type { Transaction } from '../../../store/transaction.ts'
import type { Context } from '../../context.ts'
import { write } from '../../write.ts'
import { type Failure, failures } from './problems.ts'

/** Which of these ids are used, also by users of an enterprise's directory. */
export async function readTakenIds(
  from: Connection & { readonly dialect: Dialect },
  accountId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await readEndUsers(from, from.dialect, accountId, ids)
  return new Set(found.map(({ user }) => user.id))
}

/** Those of these users that are kept here, by id; a user of an enterprise's directory is changed there. */
export async function readKeptUsers(
  tx: Transaction,
  accountId: string,
  ids: readonly string[],
): Promise<Map<string, StoredEndUser>> {
  const found = await readEndUsers(tx, tx.dialect, accountId, ids)
  return new Map(found.filter(({ user }) => user.type === 'SIMPLE').map(stored => [stored.user.id, stored]))
}

export interface Outcome {
  /** Ids in the order of the call, each once. */
  readonly done: string[]
  readonly failed: Failure[]
}

/**
 * Changes each user that is there, and says of the others that they are not.
 *
 * @param event its name in the trail
 * @param also what else is to be done with those that are there, in the same transaction
 */
export function changeUsers(
  context: Context,
  { name, event }: { readonly name: string; readonly event: string },
  input: { readonly Users: readonly string[] },
  change: (user: EndUser, now: number) => EndUser,
  also?: (tx: Transaction, ids: readonly string[]) => Promise<void>,
): Promise<Outcome> {
  const { accountId } = context
  const ids = [...new Set(input.Users)]
  return write(context, name, input, async tx => {
    const known = await readKeptUsers(tx, accountId, ids)
    const done = ids.filter(id => known.has(id))
    await putEndUsers(
      tx,
      [...known.values()].map(stored => ({ ...stored, user: change(stored.user, tx.now) })),
    )
    await writeEvents(
      tx,
      accountId,
      done.map(endUserId => ({ name: event, endUserId })),
    )
    await also?.(tx, done)
    return { done, failed: ids.filter(id => !known.has(id)).map(failures.username) }
  })
}
