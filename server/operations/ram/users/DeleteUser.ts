import { record } from '../../../spec/shape.ts'
import type { RamUser } from '../../../store/identity.ts'
import * as people from '../../../store/ram-people.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkUserName } from '../names.ts'
import { userHasKey, userHasLoginProfile, userHasPolicy, userInGroup, userNotFound } from '../problems.ts'
import { knownUser, userName } from './user-views.ts'

/** @throws Problem DeleteConflict.User.Group, .AccessKey, .LoginProfile, .Policy */
async function checkNothingLeft(tx: Transaction, user: RamUser): Promise<void> {
  const { accountId, name } = user
  if ((await people.readMemberships(tx, accountId, { userName: name })).length > 0) throw userInGroup()
  if ((await people.readKeysOf(tx, accountId, name)).length > 0) throw userHasKey()
  if ((await people.findLoginProfile(tx, accountId, name)) !== undefined) throw userHasLoginProfile()
  if (await people.hasPolicy(tx, user, 'user')) throw userHasPolicy()
}

export const DeleteUser = operation({
  product: ram,
  name: 'DeleteUser',
  summary: 'Deletes a RAM user that has nothing left.',
  description: 'The user must be in no group and have no access key, no logon password and no attached policy.',
  ram: { action: 'ram:DeleteUser', level: 'delete', resources: [{ type: 'user', parameter: 'UserName' }] },
  request: record({ UserName: userName }),
  response: record({}),
  problems: [...checkUserName.problems, userNotFound, userInGroup, userHasKey, userHasLoginProfile, userHasPolicy],
  example: { request: { UserName: 'alice' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkUserName(input.UserName)
    return write(context, 'DeleteUser', input, async tx => {
      const user = await knownUser(tx, context.accountId, input.UserName)
      await checkNothingLeft(tx, user)
      await people.deleteUser(tx, user)
      return {}
    })
  },
})
