import { toSecondText } from '../../../domain/times.ts'
import { list, record } from '../../../spec/shape.ts'
import { readKeysOf } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { checkUserName } from '../names.ts'
import { userNotFound } from '../problems.ts'
import { createDate, userNameOrCaller } from '../users/user-views.ts'
import { keyId, keyOwner, keyStatus } from './key-owner.ts'

export const ListAccessKeys = operation({
  product: ram,
  name: 'ListAccessKeys',
  summary: 'Lists the access keys of a RAM user or of the root of the account, without their secrets.',
  ram: {
    action: 'ram:ListAccessKeys',
    level: 'list',
    resources: [{ type: 'user', parameter: 'UserName', absent: 'caller' }],
  },
  request: record({ UserName: userNameOrCaller }),
  response: record({
    AccessKeys: record(
      {
        AccessKey: list(
          record({ AccessKeyId: keyId, Status: keyStatus, CreateDate: createDate }),
          'Each key, in the order in which they were made.',
        ),
      },
      'The keys.',
    ),
  }),
  problems: [...checkUserName.problems, userNotFound],
  example: {
    request: { UserName: 'alice' },
    response: {
      AccessKeys: {
        AccessKey: [{ AccessKeyId: 'LTAI5tE6rA8bYp3mJx2nQ9vC', Status: 'Active', CreateDate: '2015-01-23T12:33:18Z' }],
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ UserName }, context) {
    checkUserName(UserName)
    const { store, accountId } = context
    const keys = await readKeysOf(store, accountId, await keyOwner(store, context, UserName))
    return {
      AccessKeys: {
        AccessKey: keys.map(({ id, status, createdAt }) => ({
          AccessKeyId: id,
          Status: status,
          CreateDate: toSecondText(createdAt),
        })),
      },
    }
  },
})
