import { toSecondText } from '../../../domain/times.ts'
import { optional, record, text } from '../../../spec/shape.ts'
import { readKeyUse } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { checkUserName } from '../names.ts'
import { accessKeyNotFound, userNotFound } from '../problems.ts'
import { userNameOrCaller } from '../users/user-views.ts'
import { knownKey } from './key-owner.ts'

/** Ours: the vendor does not publish what it answers for a key that was never used. */
const neverUsed = 'N/A'

export const GetAccessKeyLastUsed = operation({
  product: ram,
  name: 'GetAccessKeyLastUsed',
  summary: 'Answers when an access key was last used.',
  description:
    'Read from what the server records of calls, so the very last calls may not be in it yet; times are those of the ' +
    'real clock.',
  ram: {
    action: 'ram:GetAccessKeyLastUsed',
    level: 'get',
    resources: [{ type: 'user', parameter: 'UserName', absent: 'caller' }],
  },
  request: record({
    UserName: userNameOrCaller,
    UserAccessKeyId: optional(
      text('The id of the access key. Absent: the key with which this call is signed.', {
        example: 'LTAI5tE6rA8bYp3mJx2nQ9vC',
      }),
    ),
  }),
  response: record({
    AccessKeyLastUsed: record(
      {
        LastUsedDate: text(`When the key was last used, UTC; ${neverUsed} when it never was.`, {
          example: '2015-01-23T12:33:18Z',
        }),
      },
      'The last use.',
    ),
  }),
  problems: [...checkUserName.problems, userNotFound, accessKeyNotFound],
  example: {
    request: { UserName: 'alice', UserAccessKeyId: 'LTAI5tE6rA8bYp3mJx2nQ9vC' },
    response: { AccessKeyLastUsed: { LastUsedDate: '2015-01-23T12:33:18Z' } },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ UserName, UserAccessKeyId }, context) {
    checkUserName(UserName)
    const { store, caller } = context
    const key = await knownKey(store, context, { UserName, UserAccessKeyId: UserAccessKeyId ?? caller.keyId })
    const usedAt = await readKeyUse(store, key.id)
    return { AccessKeyLastUsed: { LastUsedDate: usedAt === undefined ? neverUsed : toSecondText(usedAt) } }
  },
})
