import { oneOf, record } from '../../../spec/shape.ts'
import { putKeyStatus } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkUserName } from '../names.ts'
import { accessKeyNotFound, userNotFound } from '../problems.ts'
import { userNameOrCaller } from '../users/user-views.ts'
import { keyId, keyStatuses, knownKey } from './key-owner.ts'

export const UpdateAccessKey = operation({
  product: ram,
  name: 'UpdateAccessKey',
  summary: 'Turns an access key on or off.',
  description:
    'Calls signed with an inactive key are refused from the next one on, on every server of the store. A caller may turn ' +
    'off the very key it calls with.',
  ram: {
    action: 'ram:UpdateAccessKey',
    level: 'update',
    resources: [{ type: 'user', parameter: 'UserName', absent: 'caller' }],
  },
  request: record({
    UserName: userNameOrCaller,
    UserAccessKeyId: keyId,
    Status: oneOf(keyStatuses, 'Whether calls may be signed with the key from now on.', { example: 'Inactive' }),
  }),
  response: record({}),
  problems: [...checkUserName.problems, userNotFound, accessKeyNotFound],
  example: {
    request: { UserName: 'alice', UserAccessKeyId: 'LTAI5tE6rA8bYp3mJx2nQ9vC', Status: 'Inactive' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkUserName(input.UserName)
    return write(context, 'UpdateAccessKey', input, async tx => {
      const { id } = await knownKey(tx, context, input)
      await putKeyStatus(tx, id, input.Status)
      return {}
    })
  },
})
