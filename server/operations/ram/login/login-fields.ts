/** Logon passwords: which are taken, and how a login profile is shown (ram.md 4.3). */
import { toSecondText } from '../../../domain/times.ts'
import { flag, text } from '../../../spec/shape.ts'
import type { Connection } from '../../../store/database.ts'
import { findLoginProfile, type LoginProfile } from '../../../store/ram-people.ts'
import { loginProfileNotFound } from '../problems.ts'
import { createDate } from '../users/user-views.ts'

const shortest = 8
const longest = 128

export const passwordRule =
  `${shortest} to ${longest} characters of any kind, not the name of the user. Never answered, never written to a log, ` +
  'and kept only as a hash.'

/** The vendor's own policy can be set; this is the least it takes, and no kinds of characters are demanded. */
export function isAcceptable(password: string, userName: string): boolean {
  const { length } = [...password]
  return length >= shortest && length <= longest && password.toLowerCase() !== userName.toLowerCase()
}

export const passwordResetRequired = flag('Whether the user has to choose another password at the next logon.', {
  example: true,
})
export const mfaBindRequired = flag(
  'Whether the user has to register a second factor at the next logon. Kept and shown; there is no second factor here.',
  { example: false },
)

export const loginProfile = {
  UserName: text('The name of the user.', { example: 'alice' }),
  PasswordResetRequired: passwordResetRequired,
  MFABindRequired: mfaBindRequired,
  CreateDate: createDate,
}

export const showLoginProfile = (profile: LoginProfile) => ({
  UserName: profile.userName,
  PasswordResetRequired: profile.passwordResetRequired,
  MFABindRequired: profile.mfaBindRequired,
  CreateDate: toSecondText(profile.createdAt),
})

/** @throws Problem EntityNotExist.User.LoginProfile */
export async function knownLoginProfile(
  connection: Connection,
  accountId: string,
  userName: string,
): Promise<LoginProfile> {
  const profile = await findLoginProfile(connection, accountId, userName)
  if (profile === undefined) throw loginProfileNotFound()
  return profile
}
