import { record } from '../../../spec/shape.ts'
import { deleteLoginProfile } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkUserName } from '../names.ts'
import { loginProfileNotFound, userNotFound } from '../problems.ts'
import { knownUser, userName } from '../users/user-views.ts'
import { knownLoginProfile } from './login-fields.ts'

export const DeleteLoginProfile = operation({
  product: ram,
  name: 'DeleteLoginProfile',
  summary: 'Keeps a RAM user from logging on to the console.',
  description: 'The password is forgotten. Access keys of the user go on working.',
  ram: { action: 'ram:DeleteLoginProfile', level: 'delete', resources: [{ type: 'user', parameter: 'UserName' }] },
  request: record({ UserName: userName }),
  response: record({}),
  problems: [...checkUserName.problems, userNotFound, loginProfileNotFound],
  example: { request: { UserName: 'alice' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { UserName } = input
    checkUserName(UserName)
    const { accountId } = context
    return write(context, 'DeleteLoginProfile', input, async tx => {
      await knownUser(tx, accountId, UserName)
      await knownLoginProfile(tx, accountId, UserName)
      await deleteLoginProfile(tx, accountId, UserName)
      return {}
    })
  },
})
