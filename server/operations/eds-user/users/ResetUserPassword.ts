import { everything } from '../../../spec/operation.ts'
import { integer, optional, record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { edsUser } from '../../products.ts'
import { changeUsers } from './changed-users.ts'
import { businessChannel, doneUsers, failedUsers, userIds, withoutEffect } from './user-fields.ts'

export const ResetUserPassword = operation({
  product: edsUser,
  name: 'ResetUserPassword',
  summary: 'Takes the passwords of end users away.',
  description:
    'The old password is forgotten at once. The vendor then sends a message with which the user chooses a new one; this ' +
    'server sends neither mail nor text messages, so the user has no password until one is set. Each user is treated by ' +
    'itself; one that does not exist is told in the answer and keeps nobody else from it.',
  ram: { action: 'eds-user:ResetUserPassword', level: 'update', resources: everything },
  request: record({
    Users: userIds('The users whose passwords are taken away.', { max: 100 }),
    NotifyType: optional(
      integer(`How the user would be told: 1 by mail, 2 by text message, 3 by both. ${withoutEffect}`, {
        values: [1, 2, 3],
        example: 1,
      }),
    ),
    BusinessChannel: businessChannel,
  }),
  response: record({
    ResetUsersResult: record(
      { ResetUsers: doneUsers('The users that have no password now.'), FailedUsers: failedUsers },
      'What became of each user.',
    ),
  }),
  problems: [],
  example: {
    request: { Users: ['alice'], NotifyType: 1 },
    response: { ResetUsersResult: { ResetUsers: ['alice'], FailedUsers: [] } },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const about = { name: 'ResetUserPassword', event: 'EndUserPasswordReset' }
    const { done, failed } = await changeUsers(context, about, input, ({ password: _, ...user }) => user)
    return { ResetUsersResult: { ResetUsers: done, FailedUsers: failed } }
  },
})
