/** How a user is shown, what its parameters say, and who is not there (ram.md 4.3). */
import { toSecondText } from '../../../domain/times.ts'
import { optional, text } from '../../../spec/shape.ts'
import type { Connection } from '../../../store/database.ts'
import { findUser, type RamUser } from '../../../store/identity.ts'
import { userNotFound } from '../problems.ts'

export const userName = text('The name of the user, in the letters in which it was given.', { example: 'alice' })

/** The user of an operation on what users have for themselves: the caller when it is left out. */
export const userNameOrCaller = optional(
  text('The name of the user. Absent: the caller, who may also be the root of the account.', { example: 'alice' }),
)

export const identified = {
  UserId: text('The id of the user: 18 digits.', { example: '227489245380721000' }),
  UserName: text('The name of the user.', { example: 'alice' }),
  DisplayName: optional(text('The name people see.', { example: 'Alice Liddell' })),
}

export const createDate = text('When it was made, UTC.', { example: '2015-01-23T12:33:18Z' })
export const updateDate = text('When it was last changed, UTC; when it was made if it never was.', {
  example: '2015-02-11T03:15:21Z',
})

export const described = {
  ...identified,
  MobilePhone: optional(text('The mobile telephone number.', { example: '86-1860000****' })),
  Email: optional(text('The mail address.', { example: 'alice@example.com' })),
  Comments: optional(text('Remarks.', { example: 'Support, first line' })),
  CreateDate: createDate,
}

export const showUser = ({ userId, name, displayName, mobilePhone, email, comments, createdAt }: RamUser) => ({
  UserId: userId,
  UserName: name,
  DisplayName: displayName,
  MobilePhone: mobilePhone,
  Email: email,
  Comments: comments,
  CreateDate: toSecondText(createdAt),
})

export const showUserWithDates = (user: RamUser) => ({
  ...showUser(user),
  UpdateDate: toSecondText(user.updatedAt ?? user.createdAt),
})

/** The user of this name in the account. @throws Problem EntityNotExist.User */
export async function knownUser(connection: Connection, accountId: string, name: string): Promise<RamUser> {
  const user = await findUser(connection, accountId, name)
  if (user === undefined) throw userNotFound()
  return user
}
