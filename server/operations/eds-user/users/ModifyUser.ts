import { everything } from '../../../spec/operation.ts'
import { optional, record, text } from '../../../spec/shape.ts'
import { writeEvents } from '../../../store/events.ts'
import { putEndUsers } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { edsUser } from '../../products.ts'
import { write } from '../../write.ts'
import { readKeptUsers } from './changed-users.ts'
import { emailInvalid, phoneInvalid, usernameInvalid } from './problems.ts'
import { businessChannel, isEmail, isPhone } from './user-fields.ts'

export const ModifyUser = operation({
  product: edsUser,
  name: 'ModifyUser',
  summary: 'Gives an end user another mail address or telephone number.',
  description: 'What is absent stays as it is.',
  ram: { action: 'eds-user:ModifyUser', level: 'update', resources: everything },
  request: record({
    EndUserId: text('The id of the user.', { example: 'alice' }),
    Email: optional(text('The new mail address.', { example: 'alice@example.com' })),
    Phone: optional(text('The new telephone number.', { example: '1381111****' })),
    BusinessChannel: businessChannel,
  }),
  response: record({}),
  problems: [usernameInvalid, emailInvalid, phoneInvalid],
  example: { request: { EndUserId: 'alice', Email: 'alice@example.com' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId } = context
    const { EndUserId, Email, Phone } = input
    if (Email !== undefined && !isEmail(Email)) throw emailInvalid()
    if (Phone !== undefined && !isPhone(Phone)) throw phoneInvalid()
    return write(context, 'ModifyUser', input, async tx => {
      const stored = (await readKeptUsers(tx, accountId, [EndUserId])).get(EndUserId)
      if (stored === undefined) throw usernameInvalid(EndUserId)
      const contacts = {
        ...(Email === undefined ? {} : { email: Email }),
        ...(Phone === undefined ? {} : { phone: Phone }),
      }
      await putEndUsers(tx, [{ ...stored, user: { ...stored.user, ...contacts } }])
      await writeEvents(tx, accountId, [{ name: 'EndUserModified', endUserId: EndUserId }])
      return {}
    })
  },
})
