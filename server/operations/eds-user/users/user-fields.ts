/** What several operations on end users take and answer alike (share-family.md 2.6). */
import { list, optional, record, text } from '../../../spec/shape.ts'

/** For what would have an effect at the vendor and has none here. */
export const withoutEffect = 'Accepted; has no effect here.'

/** For fields of the vendor that nothing in this server can fill. */
export const notKept = 'Not kept by this server: always absent.'

export const businessChannel = optional(
  text(`The product line of the vendor. ${withoutEffect}`, { example: 'ENTERPRISE' }),
)

const userId = text('The id of an end user.', { example: 'alice' })

/** @param max users a call may name at most; the vendor's schemas differ */
export const userIds = (description: string, { min, max }: { min?: number; max: number }) =>
  list(userId, description, { max, ...(min === undefined ? {} : { min }) })

export const doneUsers = (description: string) => list(userId, description)

export const failedUsers = list(
  record({
    EndUserId: text('The id of the user.', { example: 'bob' }),
    ErrorCode: text('Why nothing was done with the user.', { example: 'InvalidUsername' }),
    ErrorMessage: text('The same in words.', { example: 'bob is an invalid username.' }),
  }),
  'The users with whom nothing was done.',
)

/** Whether a new user may have this id: 3 to 24 of a-z, 0-9, `_` and `-`. Fleet files may make others. */
export const isUsername = (endUserId: string): boolean => /^[a-z0-9_-]{3,24}$/.test(endUserId)

export const isEmail = (email: string): boolean => email.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(email)

/** Digits with the signs people write between them; masked ones come back from answers of the vendor. */
export const isPhone = (phone: string): boolean => /^\+?[0-9*][0-9* ()-]{1,31}$/.test(phone)
