import { hashPassword } from '../../../identity/passwords.ts'
import { flag, record, text } from '../../../spec/shape.ts'
import { findLoginProfile, type LoginProfile, putLoginProfile } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkUserName } from '../names.ts'
import { loginProfileExists, passwordTooWeak, userNotFound } from '../problems.ts'
import { knownUser, userName } from '../users/user-views.ts'
import { isAcceptable, loginProfile, passwordRule, showLoginProfile } from './login-fields.ts'

export const CreateLoginProfile = operation({
  product: ram,
  name: 'CreateLoginProfile',
  summary: 'Lets a RAM user log on to the console, with a password.',
  ram: { action: 'ram:CreateLoginProfile', level: 'create', resources: [{ type: 'user', parameter: 'UserName' }] },
  request: record({
    UserName: userName,
    Password: text(`The password. ${passwordRule}`, { secret: true, example: 'correct-horse-7' }),
    PasswordResetRequired: flag('Whether the user has to choose another password at the next logon.', {
      fallback: false,
      example: true,
    }),
    MFABindRequired: flag(
      'Whether the user has to register a second factor at the next logon. Kept and shown; there is no second factor here.',
      { fallback: false, example: false },
    ),
  }),
  response: record({ LoginProfile: record(loginProfile, 'How the user logs on.') }),
  problems: [...checkUserName.problems, userNotFound, loginProfileExists, passwordTooWeak],
  example: {
    request: { UserName: 'alice', Password: 'correct-horse-7', PasswordResetRequired: true },
    response: {
      LoginProfile: {
        UserName: 'alice',
        PasswordResetRequired: true,
        MFABindRequired: false,
        CreateDate: '2015-01-23T12:33:18Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { UserName, Password, PasswordResetRequired, MFABindRequired } = input
    checkUserName(UserName)
    const { store, accountId } = context
    await knownUser(store, accountId, UserName)
    if (!isAcceptable(Password, UserName)) throw passwordTooWeak()
    // Hashing takes its time, which no other writer is to wait for.
    const passwordHash = await hashPassword(Password)
    return write(context, 'CreateLoginProfile', {}, async tx => {
      await knownUser(tx, accountId, UserName)
      if ((await findLoginProfile(tx, accountId, UserName)) !== undefined) throw loginProfileExists()
      const profile: LoginProfile = {
        accountId,
        userName: UserName,
        passwordHash,
        passwordResetRequired: PasswordResetRequired,
        mfaBindRequired: MFABindRequired,
        createdAt: tx.now,
      }
      await putLoginProfile(tx, profile)
      return { LoginProfile: showLoginProfile(profile) }
    })
  },
})
