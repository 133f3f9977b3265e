import { toSecondText } from '../../../domain/times.ts'
import { optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { checkUserName } from '../names.ts'
import { userNotFound } from '../problems.ts'
import { described, knownUser, showUserWithDates, updateDate, userName } from './user-views.ts'

export const GetUser = operation({
  product: ram,
  name: 'GetUser',
  summary: 'Answers what is known of a RAM user.',
  ram: { action: 'ram:GetUser', level: 'get', resources: [{ type: 'user', parameter: 'UserName' }] },
  request: record({ UserName: userName }),
  response: record({
    User: record(
      {
        ...described,
        UpdateDate: updateDate,
        LastLoginDate: optional(
          text('When it last logged on to the console, UTC; absent when it never did.', {
            example: '2015-01-23T12:33:18Z',
          }),
        ),
      },
      'The user.',
    ),
  }),
  problems: [...checkUserName.problems, userNotFound],
  example: {
    request: { UserName: 'alice' },
    response: {
      User: {
        UserId: '227489245380721000',
        UserName: 'alice',
        DisplayName: 'Alice Liddell',
        CreateDate: '2015-01-23T12:33:18Z',
        UpdateDate: '2015-02-11T03:15:21Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ UserName }, { store, accountId }) {
    checkUserName(UserName)
    const user = await knownUser(store, accountId, UserName)
    const { lastLoginAt } = user
    const LastLoginDate = lastLoginAt === undefined ? undefined : toSecondText(lastLoginAt)
    return { User: { ...showUserWithDates(user), LastLoginDate } }
  },
})
