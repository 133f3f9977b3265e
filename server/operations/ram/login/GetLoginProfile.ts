import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { checkUserName } from '../names.ts'
import { loginProfileNotFound, userNotFound } from '../problems.ts'
import { knownUser, userName } from '../users/user-views.ts'
import { knownLoginProfile, loginProfile, showLoginProfile } from './login-fields.ts'

export const GetLoginProfile = operation({
  product: ram,
  name: 'GetLoginProfile',
  summary: 'Answers how a RAM user logs on to the console, without the password.',
  ram: { action: 'ram:GetLoginProfile', level: 'get', resources: [{ type: 'user', parameter: 'UserName' }] },
  request: record({ UserName: userName }),
  response: record({ LoginProfile: record(loginProfile, 'How the user logs on.') }),
  problems: [...checkUserName.problems, userNotFound, loginProfileNotFound],
  example: {
    request: { UserName: 'alice' },
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

  async handle({ UserName }, { store, accountId }) {
    checkUserName(UserName)
    await knownUser(store, accountId, UserName)
    return { LoginProfile: showLoginProfile(await knownLoginProfile(store, accountId, UserName)) }
  },
})
