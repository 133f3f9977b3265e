import { optional, record, text } from '../../../spec/shape.ts'
import { findUser, putUser, type RamUser } from '../../../store/identity.ts'
import { renameUser } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import {
  checkNewComments,
  checkNewDisplayName,
  checkNewEmail,
  checkNewMobilePhone,
  checkNewUserName,
  checkUserName,
} from '../names.ts'
import { userExists, userNotFound } from '../problems.ts'
import { described, knownUser, showUserWithDates, updateDate, userName } from './user-views.ts'

export const UpdateUser = operation({
  product: ram,
  name: 'UpdateUser',
  summary: 'Changes the name of a RAM user and what is known of it.',
  description:
    'What is left out stays as it is; an empty value counts as left out. With a new name the user keeps its id, its ' +
    'groups, attached policies, access keys and logon password. Policies that name the user by its old name, such as ' +
    'trust policies of roles, do not follow.',
  ram: { action: 'ram:UpdateUser', level: 'update', resources: [{ type: 'user', parameter: 'UserName' }] },
  request: record({
    UserName: userName,
    NewUserName: text('The name from now on; the present one to keep it.', { example: 'alice.l' }),
    NewDisplayName: optional(text('The name people see: at most 128 characters.', { example: 'Alice' })),
    NewMobilePhone: optional(
      text('The mobile telephone number: country code, hyphen, number.', { example: '86-18600008888' }),
    ),
    NewEmail: optional(text('The mail address.', { example: 'alice@example.com' })),
    NewComments: optional(text('Remarks: at most 128 characters.', { example: 'Support, second line' })),
  }),
  response: record({ User: record({ ...described, UpdateDate: updateDate }, 'The user as it is now.') }),
  problems: [
    ...checkUserName.problems,
    ...checkNewUserName.problems,
    ...checkNewDisplayName.problems,
    ...checkNewMobilePhone.problems,
    ...checkNewEmail.problems,
    ...checkNewComments.problems,
    userNotFound,
    userExists,
  ],
  example: {
    request: { UserName: 'alice', NewUserName: 'alice.l' },
    response: {
      User: {
        UserId: '227489245380721000',
        UserName: 'alice.l',
        CreateDate: '2015-01-23T12:33:18Z',
        UpdateDate: '2015-02-11T03:15:21Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { UserName, NewUserName, NewDisplayName, NewMobilePhone, NewEmail, NewComments } = input
    checkUserName(UserName)
    checkNewUserName(NewUserName)
    checkNewDisplayName(NewDisplayName)
    checkNewMobilePhone(NewMobilePhone)
    checkNewEmail(NewEmail)
    checkNewComments(NewComments)
    const { accountId } = context
    return write(context, 'UpdateUser', input, async tx => {
      const before = await knownUser(tx, accountId, UserName)
      if (NewUserName !== UserName) {
        if ((await findUser(tx, accountId, NewUserName)) !== undefined) throw userExists()
        await renameUser(tx, before, NewUserName)
      }
      const user: RamUser = {
        ...before,
        name: NewUserName,
        updatedAt: tx.now,
        ...(NewDisplayName === undefined ? {} : { displayName: NewDisplayName }),
        ...(NewMobilePhone === undefined ? {} : { mobilePhone: NewMobilePhone }),
        ...(NewEmail === undefined ? {} : { email: NewEmail }),
        ...(NewComments === undefined ? {} : { comments: NewComments }),
      }
      await putUser(tx, user)
      return { User: showUserWithDates(user) }
    })
  },
})
