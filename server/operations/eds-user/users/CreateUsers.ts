import { type EndUser, endUserOwnerTypes } from '../../../domain/resources.ts'
import { everything } from '../../../spec/operation.ts'
import { flag, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { writeEvents } from '../../../store/events.ts'
import { putEndUsers } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { edsUser } from '../../products.ts'
import { write } from '../../write.ts'
import { readTakenIds } from './changed-users.ts'
import { autoLockTime, readAutoLockTime } from './lock-times.ts'
import { hashPasswords, isStrong, longest } from './passwords.ts'
import { autoLockTimeInvalid, type Failure, failures, passwordExpireDaysInvalid, passwordInvalid } from './problems.ts'
import { businessChannel, isEmail, isPhone, isUsername } from './user-fields.ts'

const passwordRule =
  'At least 10 characters, of three of these kinds: lower-case letters, upper-case letters, digits, others. Never ' +
  'answered, never written to a log, and kept only as a hash.'

/** The vendor states no limit; a fleet file holds no more. */
const longestNote = 1024

const newUser = record({
  EndUserId: text('The id, with which the user logs on: 3 to 24 of a to z, 0 to 9, _ and -.', {
    example: 'alice',
    vendor: 'Lower-case letters, digits and underscores.',
  }),
  Email: optional(text('The mail address.', { example: 'alice@example.com' })),
  Phone: optional(text('The telephone number.', { example: '1381111****' })),
  Password: optional(text(`The first password. ${passwordRule}`, { secret: true, example: 'Wuying1234' })),
  OwnerType: optional(
    oneOf(endUserOwnerTypes, 'Who activates the user: the user (Normal, when absent) or whoever makes it. Kept.', {
      example: 'Normal',
    }),
  ),
  OrgId: optional(text('The organisational unit; kept as it is given.', { maxLength: longestNote, example: 'design' })),
  Remark: optional(text('A note about the user.', { maxLength: longestNote, example: 'Note' })),
  RealNickName: optional(text('The name by which people know the user.', { maxLength: longestNote, example: 'Bean' })),
  GroupIdList: optional(
    list(
      text('The id of a group.', { pattern: '^[A-Za-z0-9][A-Za-z0-9._*-]{0,63}$', example: 'ug-12341234****' }),
      'The groups of the user; kept as they are given.',
      {
        max: 100,
      },
    ),
  ),
})
type NewUser = Static<typeof newUser>

/** Days after which a password is to be changed. @throws Problem InvalidPasswordExpireDays */
function readExpireDays(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  if (!/^\d{2,3}$/.test(given) || Number(given) < 30 || Number(given) > 365) throw passwordExpireDaysInvalid()
  return Number(given)
}

/** What is wrong with a user that has nothing to do with other users. */
function faultOf({ EndUserId, Email, Phone, Password }: NewUser): Failure | undefined {
  if (!isUsername(EndUserId)) return failures.username(EndUserId)
  if (Email !== undefined && !isEmail(Email)) return failures.email(EndUserId)
  if (Phone !== undefined && !isPhone(Phone)) return failures.phone(EndUserId)
  if (Password !== undefined && !isStrong(Password)) return failures.password(EndUserId)
  return undefined
}

/** Which users can be made and which not, both in the order of the call. @param taken ids that are used already */
function sift(users: readonly NewUser[], taken: ReadonlySet<string>) {
  const ids = new Set(taken)
  const good: NewUser[] = []
  const failed: (Failure & { readonly Email: string | undefined; readonly Phone: string | undefined })[] = []
  for (const user of users) {
    const { EndUserId, Email, Phone } = user
    const failure = faultOf(user) ?? (ids.has(EndUserId) ? failures.existed(EndUserId) : undefined)
    if (failure !== undefined) failed.push({ ...failure, Email, Phone })
    else good.push(user)
    if (failure === undefined) ids.add(EndUserId)
  }
  return { good, failed }
}

export const CreateUsers = operation({
  product: edsUser,
  name: 'CreateUsers',
  summary: 'Makes end users, the people who use cloud computers.',
  description:
    'Each user is made or left out by itself: the answer is a success, AllSucceed says whether all were made, and ' +
    'FailedUsers says of each other one why not: ExistedEndUserId, InvalidUsername, InvalidEmail, InvalidPhone or ' +
    'InvalidPassword. At the vendor the users get a message with what they need to log on; this server sends neither mail ' +
    'nor text messages. A user for whom no password is given has none.',
  ram: { action: 'eds-user:CreateUsers', level: 'create', resources: everything },
  request: record({
    Users: list(newUser, 'The users to make.', { max: 100 }),
    Password: optional(
      text(`The first password of every user for whom none is given. ${passwordRule}`, {
        maxLength: longest,
        secret: true,
        example: 'Test123!Test',
      }),
    ),
    AutoLockTime: autoLockTime,
    IsLocalAdmin: optional(
      flag('Whether the user is an administrator of the computers. Kept; has no effect here.', { example: true }),
    ),
    PasswordExpireDays: optional(
      text(
        'Days after which a password is to be changed, 30 to 365. Kept and shown; nobody is made to change it here.',
        {
          example: '30',
          vendor: 'Not open yet.',
        },
      ),
    ),
    BusinessChannel: businessChannel,
  }),
  response: record({
    CreateResult: record(
      {
        CreatedUsers: list(
          record({
            EndUserId: text('The id of the user.', { example: 'alice' }),
            Email: optional(text('The mail address.', { example: 'alice@example.com' })),
            Phone: optional(text('The telephone number.', { example: '1381111****' })),
            Remark: optional(text('The note about the user.', { example: 'Note' })),
            RealNickName: optional(text('The name by which people know the user.', { example: 'Bean' })),
          }),
          'The users that were made.',
        ),
        FailedUsers: list(
          record({
            EndUserId: text('The id that was wanted.', { example: 'bob' }),
            Email: optional(text('The mail address.', { example: 'bob@example.com' })),
            Phone: optional(text('The telephone number.', { example: '1390000****' })),
            ErrorCode: text('Why the user was not made.', { example: 'ExistedEndUserId' }),
            ErrorMessage: text('The same in words.', { example: 'The username bob is used by another user.' }),
          }),
          'The users that were not made.',
        ),
      },
      'What became of each user.',
    ),
    AllSucceed: flag('Whether all users were made.', { example: true }),
  }),
  problems: [passwordInvalid, autoLockTimeInvalid, passwordExpireDaysInvalid],
  example: {
    request: { Users: [{ EndUserId: 'alice', Email: 'alice@example.com', Password: 'Wuying1234' }] },
    response: {
      CreateResult: { CreatedUsers: [{ EndUserId: 'alice', Email: 'alice@example.com' }], FailedUsers: [] },
      AllSucceed: true,
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId, store } = context
    const autoLockAt = readAutoLockTime(input.AutoLockTime)
    const passwordExpireDays = readExpireDays(input.PasswordExpireDays)
    if (input.Password !== undefined && !isStrong(input.Password)) throw passwordInvalid()
    const wanted = input.Users.map(({ EndUserId }) => EndUserId)

    // Hashing takes long, so it comes before the transaction, and only for users who look as if they could be made.
    const takenBefore = await readTakenIds(store, accountId, wanted)
    const likely = sift(input.Users, takenBefore).good
    const passwords = likely.flatMap(({ EndUserId, Password = input.Password }): [string, string][] =>
      Password === undefined ? [] : [[EndUserId, Password]],
    )
    const hashes = await hashPasswords(new Map(passwords))

    const toEndUser = (user: NewUser, now: number): EndUser => {
      const hash = hashes.get(user.EndUserId)
      return {
        id: user.EndUserId,
        name: user.EndUserId,
        type: 'SIMPLE',
        ownerType: user.OwnerType ?? 'Normal',
        ...(user.Email === undefined ? {} : { email: user.Email }),
        ...(user.Phone === undefined ? {} : { phone: user.Phone }),
        ...(user.Remark === undefined ? {} : { remark: user.Remark }),
        ...(user.OrgId === undefined ? {} : { orgId: user.OrgId }),
        ...(user.RealNickName === undefined ? {} : { realNickName: user.RealNickName }),
        ...(user.GroupIdList === undefined ? {} : { groupIds: [...new Set(user.GroupIdList)] }),
        ...(hash === undefined ? {} : { password: { hash, setAt: now } }),
        ...(autoLockAt === undefined ? {} : { autoLockAt }),
        ...(input.IsLocalAdmin === undefined ? {} : { localAdmin: input.IsLocalAdmin }),
        ...(passwordExpireDays === undefined ? {} : { passwordExpireDays }),
      }
    }

    return write(context, 'CreateUsers', input, async tx => {
      // Who was there before counts as being there still: for a user removed meanwhile no password was hashed.
      const takenNow = await readTakenIds(tx, accountId, wanted)
      const { good, failed } = sift(input.Users, takenBefore.union(takenNow))
      const first = await takeSequence(tx, accountId, good.length)
      await putEndUsers(
        tx,
        good.map((user, index) => ({
          accountId,
          sequence: first + index,
          createdAt: tx.now,
          user: toEndUser(user, tx.now),
        })),
      )
      await writeEvents(
        tx,
        accountId,
        good.map(({ EndUserId }) => ({ name: 'EndUserCreated', endUserId: EndUserId })),
      )
      return {
        CreateResult: {
          CreatedUsers: good.map(({ EndUserId, Email, Phone, Remark, RealNickName }) => ({
            EndUserId,
            Email,
            Phone,
            Remark,
            RealNickName,
          })),
          FailedUsers: failed,
        },
        AllSucceed: failed.length === 0,
      }
    })
  },
})
