import type { EndUser } from '../../../domain/resources.ts'
import { everything } from '../../../spec/operation.ts'
import { flag, optional, record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { edsUser } from '../../products.ts'
import { changeUsers } from './changed-users.ts'
import { part, readHeldDesktops, withoutSession } from './held-desktops.ts'
import { businessChannel, doneUsers, failedUsers, userIds } from './user-fields.ts'

export const LockUsers = operation({
  product: edsUser,
  name: 'LockUsers',
  summary: 'Locks end users, so that they get no connection any more.',
  description:
    'Each user is locked by itself; one that does not exist is told in the answer and keeps nobody else from it. Who is ' +
    'locked already stays so. A session that runs goes on, unless LogoutSession ends it.',
  ram: { action: 'eds-user:LockUsers', level: 'update', resources: everything },
  request: record({
    Users: userIds('The users to lock.', { max: 500 }),
    LogoutSession: optional(
      flag('Whether the sessions of the users end at once, those that are kept after a disconnection included.', {
        example: true,
      }),
    ),
    BusinessChannel: businessChannel,
  }),
  response: record({
    LockUsersResult: record(
      { LockedUsers: doneUsers('The users that are locked now.'), FailedUsers: failedUsers },
      'What became of each user.',
    ),
  }),
  problems: [],
  example: {
    request: { Users: ['alice'] },
    response: { LockUsersResult: { LockedUsers: ['alice'], FailedUsers: [] } },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const about = { name: 'LockUsers', event: 'EndUserLocked' }
    const lock = (user: EndUser): EndUser => ({ ...user, locked: true })
    const { done, failed } = await changeUsers(context, about, input, lock, async (tx, ids) => {
      if (!input.LogoutSession) return
      const held = await readHeldDesktops(tx, context.accountId, ids)
      await part(tx, context, held, ids, { how: withoutSession, reason: 'UserLocked' })
    })
    return { LockUsersResult: { LockedUsers: done, FailedUsers: failed } }
  },
})
