import { newPrincipalId } from '../../../domain/ids.ts'
import { optional, record, text } from '../../../spec/shape.ts'
import { findUser, putUser, type RamUser } from '../../../store/identity.ts'
import { takeIdentityNumber } from '../../../store/identity-numbers.ts'
import { countPeople } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkComments, checkDisplayName, checkEmail, checkMobilePhone, checkUserName } from '../names.ts'
import { tooManyUsers, userExists } from '../problems.ts'
import { described, showUser } from './user-views.ts'

/** ram.md 4.1. */
const maxUsers = 1000

export const CreateUser = operation({
  product: ram,
  name: 'CreateUser',
  summary: 'Makes a RAM user.',
  description:
    'The user can do nothing until a policy is attached to it or to a group it is in, and cannot call until it has an ' +
    `access key. Names that differ only in capitals are different names. An account has at most ${maxUsers} users.`,
  ram: { action: 'ram:CreateUser', level: 'create', resources: [{ type: 'user' }] },
  request: record({
    UserName: text('The name: 1 to 64 letters, digits, dots, hyphens and underscores.', { example: 'alice' }),
    DisplayName: optional(text('The name people see: at most 128 characters.', { example: 'Alice Liddell' })),
    MobilePhone: optional(
      text('The mobile telephone number: country code, hyphen, number.', { example: '86-18600008888' }),
    ),
    Email: optional(text('The mail address.', { example: 'alice@example.com' })),
    Comments: optional(text('Remarks: at most 128 characters.', { example: 'Support, first line' })),
  }),
  response: record({ User: record(described, 'The user as it was made.') }),
  problems: [
    ...checkUserName.problems,
    ...checkDisplayName.problems,
    ...checkMobilePhone.problems,
    ...checkEmail.problems,
    ...checkComments.problems,
    userExists,
    tooManyUsers,
  ],
  example: {
    request: { UserName: 'alice', DisplayName: 'Alice Liddell' },
    response: {
      User: {
        UserId: '227489245380721000',
        UserName: 'alice',
        DisplayName: 'Alice Liddell',
        CreateDate: '2015-01-23T12:33:18Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { UserName, DisplayName, MobilePhone, Email, Comments } = input
    checkUserName(UserName)
    checkDisplayName(DisplayName)
    checkMobilePhone(MobilePhone)
    checkEmail(Email)
    checkComments(Comments)
    const { accountId } = context
    return write(context, 'CreateUser', input, async tx => {
      if ((await findUser(tx, accountId, UserName)) !== undefined) throw userExists()
      if ((await countPeople(tx, 'ram_users', accountId)) >= maxUsers) throw tooManyUsers()
      const sequence = await takeIdentityNumber(tx, accountId)
      let drawn = 0
      const below = (limit: number): number => context.ids.below(limit, 'ram user', accountId, sequence, drawn++)
      const user: RamUser = {
        accountId,
        name: UserName,
        userId: newPrincipalId({ below }),
        createdAt: tx.now,
        sequence,
        ...(DisplayName === undefined ? {} : { displayName: DisplayName }),
        ...(MobilePhone === undefined ? {} : { mobilePhone: MobilePhone }),
        ...(Email === undefined ? {} : { email: Email }),
        ...(Comments === undefined ? {} : { comments: Comments }),
      }
      await putUser(tx, user)
      return { User: showUser(user) }
    })
  },
})
