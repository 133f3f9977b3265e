/** Whose keys an operation is about, and which of them (ram.md 4.3). */
import { oneOf, text } from '../../../spec/shape.ts'
import type { Connection } from '../../../store/database.ts'
import { type OwnedKey, readKeysOf } from '../../../store/ram-people.ts'
import type { Context } from '../../context.ts'
import { accessKeyNotFound, userNotFound } from '../problems.ts'
import { knownUser } from '../users/user-views.ts'

export const keyStatuses = ['Active', 'Inactive'] as const

export const keyId = text('The id of the access key.', { example: 'LTAI5tE6rA8bYp3mJx2nQ9vC' })
export const keyStatus = oneOf(keyStatuses, 'Whether calls may be signed with the key.', { example: 'Active' })

/**
 * The user whose keys are meant; undefined for the root of the account, which has keys of its own and no name.
 *
 * @throws Problem EntityNotExist.User, also for the session of a role: a role has no permanent keys
 */
export async function keyOwner(
  connection: Connection,
  { accountId, caller }: Context,
  userName: string | undefined,
): Promise<string | undefined> {
  const { principal } = caller
  if (userName === undefined && principal.type === 'Account') return undefined
  const name = userName ?? (principal.type === 'RAMUser' ? principal.name : undefined)
  if (name === undefined) throw userNotFound()
  return (await knownUser(connection, accountId, name)).name
}

/** One key of a user or of the root. @throws Problem EntityNotExist.User, EntityNotExist.User.AccessKey */
export async function knownKey(
  connection: Connection,
  context: Context,
  { UserName, UserAccessKeyId }: { readonly UserName?: string; readonly UserAccessKeyId: string },
): Promise<OwnedKey> {
  const owner = await keyOwner(connection, context, UserName)
  const key = (await readKeysOf(connection, context.accountId, owner)).find(({ id }) => id === UserAccessKeyId)
  if (key === undefined) throw accessKeyNotFound()
  return key
}
