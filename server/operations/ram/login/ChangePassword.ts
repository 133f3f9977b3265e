import { hashPassword, verifyPassword } from '../../../identity/passwords.ts'
import { record, text } from '../../../spec/shape.ts'
import { findLoginProfile, putLoginProfile } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { securityPreferenceOf } from '../account/security-preferences.ts'
import {
  loginProfileNotFound,
  newPasswordTooWeak,
  oldPasswordIncorrect,
  onlySubUsers,
  passwordChangeForbidden,
} from '../problems.ts'
import { isAcceptable, knownLoginProfile, passwordRule } from './login-fields.ts'

export const ChangePassword = operation({
  product: ram,
  name: 'ChangePassword',
  summary: 'Changes the caller’s own logon password.',
  description:
    'For RAM users only: the root of an account and roles have no such password. Refused while the account’s security ' +
    'preference AllowUserToChangePassword is off. The user no longer has to choose another password afterwards.',
  ram: { action: 'ram:ChangePassword', level: 'update', resources: [{ type: 'user', absent: 'caller' }] },
  request: record({
    OldPassword: text('The password so far.', { secret: true, example: 'correct-horse-7' }),
    NewPassword: text(`The password from now on. ${passwordRule}`, { secret: true, example: 'battery-staple-8' }),
  }),
  response: record({}),
  problems: [onlySubUsers, passwordChangeForbidden, loginProfileNotFound, oldPasswordIncorrect, newPasswordTooWeak],
  example: { request: { OldPassword: 'correct-horse-7', NewPassword: 'battery-staple-8' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ OldPassword, NewPassword }, context) {
    const { store, accountId, caller } = context
    const { principal } = caller
    if (principal.type !== 'RAMUser') throw onlySubUsers()
    if (!(await securityPreferenceOf(store, accountId)).allowUserToChangePassword) throw passwordChangeForbidden()
    const { passwordHash: old } = await knownLoginProfile(store, accountId, principal.name)
    if (!(await verifyPassword(OldPassword, old))) throw oldPasswordIncorrect()
    if (!isAcceptable(NewPassword, principal.name)) throw newPasswordTooWeak()
    const passwordHash = await hashPassword(NewPassword)
    return write(context, 'ChangePassword', {}, async tx => {
      const before = await findLoginProfile(tx, accountId, principal.name)
      // Somebody else changed it while this call was counting.
      if (before?.passwordHash !== old) throw oldPasswordIncorrect()
      await putLoginProfile(tx, { ...before, passwordHash, passwordResetRequired: false })
      return {}
    })
  },
})
