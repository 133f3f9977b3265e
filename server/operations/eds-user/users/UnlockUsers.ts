import type { EndUser } from '../../../domain/resources.ts'
import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { edsUser } from '../../products.ts'
import { changeUsers } from './changed-users.ts'
import { autoLockTime, readAutoLockTime } from './lock-times.ts'
import { autoLockTimeInvalid } from './problems.ts'
import { businessChannel, doneUsers, failedUsers, userIds } from './user-fields.ts'

/** A time for the lock that lies ahead stays, unless there is a new one; one that has come would lock the user again at once. */
function unlocked({ locked: _, autoLockAt, ...user }: EndUser, next: number | undefined, now: number): EndUser {
  const lockAt = next ?? autoLockAt
  const stays = lockAt !== undefined && (lockAt === next || lockAt > now)
  return { ...user, ...(stays ? { autoLockAt: lockAt } : {}) }
}

export const UnlockUsers = operation({
  product: edsUser,
  name: 'UnlockUsers',
  summary: 'Unlocks end users, so that they get connections again.',
  description:
    'Each user is unlocked by itself; one that does not exist is told in the answer and keeps nobody else from it. A time ' +
    'at which a user is locked by itself stays while it lies ahead, and is forgotten once it has come.',
  ram: { action: 'eds-user:UnlockUsers', level: 'update', resources: everything },
  request: record({
    Users: userIds('The users to unlock.', { max: 500 }),
    AutoLockTime: autoLockTime,
    BusinessChannel: businessChannel,
  }),
  response: record({
    UnlockUsersResult: record(
      { UnlockedUsers: doneUsers('The users that are unlocked now.'), FailedUsers: failedUsers },
      'What became of each user.',
    ),
  }),
  problems: [autoLockTimeInvalid],
  example: {
    request: { Users: ['alice'] },
    response: { UnlockUsersResult: { UnlockedUsers: ['alice'], FailedUsers: [] } },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const next = readAutoLockTime(input.AutoLockTime)
    const about = { name: 'UnlockUsers', event: 'EndUserUnlocked' }
    const { done, failed } = await changeUsers(context, about, input, (user, now) => unlocked(user, next, now))
    return { UnlockUsersResult: { UnlockedUsers: done, FailedUsers: failed } }
  },
})
