import { hashPassword } from '../../../identity/passwords.ts'
import { optional, record, text } from '../../../spec/shape.ts'
import { putLoginProfile } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkUserName } from '../names.ts'
import { loginProfileNotFound, passwordTooWeak, userNotFound } from '../problems.ts'
import { knownUser, userName } from '../users/user-views.ts'
import {
  isAcceptable,
  knownLoginProfile,
  mfaBindRequired,
  passwordResetRequired,
  passwordRule,
} from './login-fields.ts'

export const UpdateLoginProfile = operation({
  product: ram,
  name: 'UpdateLoginProfile',
  summary: 'Changes with what a RAM user logs on to the console.',
  description: 'What is left out stays as it is.',
  ram: { action: 'ram:UpdateLoginProfile', level: 'update', resources: [{ type: 'user', parameter: 'UserName' }] },
  request: record({
    UserName: userName,
    Password: optional(
      text(`The password from now on. ${passwordRule}`, { secret: true, example: 'battery-staple-8' }),
    ),
    PasswordResetRequired: optional(passwordResetRequired),
    MFABindRequired: optional(mfaBindRequired),
  }),
  response: record({}),
  problems: [...checkUserName.problems, userNotFound, loginProfileNotFound, passwordTooWeak],
  example: { request: { UserName: 'alice', PasswordResetRequired: true }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ UserName, Password, PasswordResetRequired, MFABindRequired }, context) {
    checkUserName(UserName)
    const { store, accountId } = context
    await knownUser(store, accountId, UserName)
    await knownLoginProfile(store, accountId, UserName)
    if (Password !== undefined && !isAcceptable(Password, UserName)) throw passwordTooWeak()
    const passwordHash = Password === undefined ? undefined : await hashPassword(Password)
    return write(context, 'UpdateLoginProfile', {}, async tx => {
      await knownUser(tx, accountId, UserName)
      const before = await knownLoginProfile(tx, accountId, UserName)
      await putLoginProfile(tx, {
        ...before,
        passwordHash: passwordHash ?? before.passwordHash,
        passwordResetRequired: PasswordResetRequired ?? before.passwordResetRequired,
        mfaBindRequired: MFABindRequired ?? before.mfaBindRequired,
      })
      return {}
    })
  },
})
