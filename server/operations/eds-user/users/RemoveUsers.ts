import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { readSharesOfUsers } from '../../../store/end-user-holdings.ts'
import { writeEvents } from '../../../store/events.ts'
import { forgetEndUsers } from '../../../store/resources.ts'
import { forbidUsers } from '../../../store/shares.ts'
import { operation } from '../../context.ts'
import { edsUser } from '../../products.ts'
import { write } from '../../write.ts'
import { readKeptUsers } from './changed-users.ts'
import { connectedOn, part, readHeldDesktops, unbound } from './held-desktops.ts'
import { failures } from './problems.ts'
import { businessChannel, doneUsers, failedUsers, userIds } from './user-fields.ts'

export const RemoveUsers = operation({
  product: edsUser,
  name: 'RemoveUsers',
  summary: 'Removes end users, with all that they were given.',
  description:
    'A removed user loses the place on every share and every computer; the computers themselves stay, and those of a ' +
    'share are free for others. Each user is treated by itself: one that does not exist is told as InvalidUsername, one ' +
    'that is connected to a computer right now as NotAllowOperation and stays whole until the session has ended. The ' +
    'others are removed nevertheless.',
  ram: { action: 'eds-user:RemoveUsers', level: 'delete', resources: everything },
  request: record({
    Users: userIds('The users to remove.', { min: 1, max: 500 }),
    BusinessChannel: businessChannel,
  }),
  response: record({
    RemoveUsersResult: record(
      { RemovedUsers: doneUsers('The users that are no more.'), FailedUsers: failedUsers },
      'What became of each user.',
    ),
  }),
  problems: [],
  example: {
    request: { Users: ['alice', 'nobody'] },
    response: {
      RemoveUsersResult: {
        RemovedUsers: ['alice'],
        FailedUsers: [
          { EndUserId: 'nobody', ErrorCode: 'InvalidUsername', ErrorMessage: 'nobody is an invalid username.' },
        ],
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId } = context
    const ids = [...new Set(input.Users)]
    const RemoveUsersResult = await write(context, 'RemoveUsers', input, async tx => {
      const known = await readKeptUsers(tx, accountId, ids)
      const held = await readHeldDesktops(tx, accountId, [...known.keys()])
      const connected = connectedOn(held)
      const removed = ids.filter(id => known.has(id) && !connected.has(id))
      await part(tx, context, held, removed, { how: unbound, reason: 'UserRemoved' })
      for (const shareId of await readSharesOfUsers(tx, accountId, removed)) await forbidUsers(tx, shareId, removed)
      await forgetEndUsers(tx, accountId, removed)
      await writeEvents(
        tx,
        accountId,
        removed.map(endUserId => ({ name: 'EndUserRemoved', endUserId })),
      )
      const left = ids.filter(id => !removed.includes(id))
      return {
        RemovedUsers: removed,
        FailedUsers: left.map(id => (known.has(id) ? failures.connected(id) : failures.username(id))),
      }
    })
    return { RemoveUsersResult }
  },
})
