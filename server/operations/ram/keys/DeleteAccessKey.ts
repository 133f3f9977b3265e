import { record } from '../../../spec/shape.ts'
import { deleteKeys } from '../../../store/identity.ts'
import { deleteKeyUse } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkUserName } from '../names.ts'
import { accessKeyNotFound, userNotFound } from '../problems.ts'
import { userNameOrCaller } from '../users/user-views.ts'
import { keyId, knownKey } from './key-owner.ts'

export const DeleteAccessKey = operation({
  product: ram,
  name: 'DeleteAccessKey',
  summary: 'Deletes an access key.',
  description:
    'Calls signed with it are refused from the next one on, on every server of the store. Nothing keeps the root of an ' +
    'account from deleting its last key: the server’s own account then gets one by its settings, as at the first start.',
  ram: {
    action: 'ram:DeleteAccessKey',
    level: 'delete',
    resources: [{ type: 'user', parameter: 'UserName', absent: 'caller' }],
  },
  request: record({ UserName: userNameOrCaller, UserAccessKeyId: keyId }),
  response: record({}),
  problems: [...checkUserName.problems, userNotFound, accessKeyNotFound],
  example: { request: { UserName: 'alice', UserAccessKeyId: 'LTAI5tE6rA8bYp3mJx2nQ9vC' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkUserName(input.UserName)
    return write(context, 'DeleteAccessKey', input, async tx => {
      const { id } = await knownKey(tx, context, input)
      await deleteKeys(tx, [id])
      await deleteKeyUse(tx, id)
      return {}
    })
  },
})
