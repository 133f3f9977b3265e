/** Whose access is explained: the caller, or a user, a role or the owner of a key in the caller's account. */
import type { Identity } from '../../../identity/directory.ts'
import type { NamedResource, RamBlock } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { optional, text } from '../../../spec/shape.ts'
import type { Context } from '../../context.ts'
import { roleNotFound, userNotFound } from '../../ram/problems.ts'

export const whoParameters = {
  User: optional(text('The name of a RAM user of the account.', { example: 'alice' })),
  Role: optional(text('The name of a role of the account.', { example: 'deployer' })),
  UserAccessKeyId: optional(
    text('A permanent access key of the account: whoever it belongs to.', { example: 'LTAI5t****' }),
  ),
}

/** With a user or role given, the permission can be limited to it; anything else needs a statement on `*`. */
export const whoResources: readonly NamedResource[] = [
  { type: 'user', parameter: 'User' },
  { type: 'role', parameter: 'Role' },
] satisfies RamBlock['resources']

const keyNotFound = problem('EntityNotExist.User.AccessKey', 404, 'The access key does not exist.')
export const notTogether = problem('InvalidParameterCombination', 400, (detail: string) => detail)

export const whoProblems = [userNotFound, roleNotFound, keyNotFound, notTogether]

interface Who {
  readonly User?: string
  readonly Role?: string
  readonly UserAccessKeyId?: string
}

/** @throws Problem InvalidParameterCombination, EntityNotExist.User, .Role, .User.AccessKey */
export async function whoIs({ User, Role, UserAccessKeyId }: Who, context: Context): Promise<Identity> {
  const { accountId, caller, directory } = context
  const given = [User, Role, UserAccessKeyId].filter(value => value !== undefined)
  if (given.length > 1)
    throw notTogether('Give at most one of User, Role and UserAccessKeyId: with none, it is the caller.')
  if (given.length === 0) return caller
  await directory.refresh()
  if (UserAccessKeyId !== undefined) {
    const credential = await directory.credential(UserAccessKeyId)
    if (credential?.key.accountId !== accountId) throw keyNotFound()
    return credential.identity
  }
  const found =
    User === undefined
      ? await directory.identityOf(accountId, 'role', Role ?? '')
      : await directory.identityOf(accountId, 'user', User)
  if (found === undefined) throw (User === undefined ? roleNotFound : userNotFound)()
  return found
}
