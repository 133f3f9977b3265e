/** Refusals of end user operations: of a whole call, and of one user while the others are done (service-errors.md 3). */
import { problem } from '../../../spec/problem.ts'

/** By the gateway's pattern for limits that the vendor states in prose only (service-errors.md 5). */
const invalid = (parameter: string) =>
  problem(`Invalid${parameter}`, 400, `Specified parameter ${parameter} is not valid.`)

export const passwordInvalid = invalid('Password')
export const autoLockTimeInvalid = invalid('AutoLockTime')
export const passwordExpireDaysInvalid = invalid('PasswordExpireDays')
export const statusInvalid = invalid('Status')
export const emailInvalid = invalid('Email')
export const phoneInvalid = invalid('Phone')

const isInvalidUsername = (endUserId: string): string => `${endUserId} is an invalid username.`

/** Code and text as the vendor has them for one of several users; for a single one no answer of the vendor is known. */
export const usernameInvalid = problem('InvalidUsername', 400, isInvalidUsername)

/** Why one user of a call was left out. */
export interface Failure {
  readonly EndUserId: string
  readonly ErrorCode: string
  readonly ErrorMessage: string
}

/** The first two are the vendor's, to the letter; the others follow the pattern of its codes. */
export const failures = {
  existed: (EndUserId: string): Failure => ({
    EndUserId,
    ErrorCode: 'ExistedEndUserId',
    ErrorMessage: `The username ${EndUserId} is used by another user.`,
  }),
  username: (EndUserId: string): Failure => ({
    EndUserId,
    ErrorCode: 'InvalidUsername',
    ErrorMessage: isInvalidUsername(EndUserId),
  }),
  password: (EndUserId: string): Failure => ({
    EndUserId,
    ErrorCode: 'InvalidPassword',
    ErrorMessage: `The password of ${EndUserId} is too weak or too long.`,
  }),
  email: (EndUserId: string): Failure => ({
    EndUserId,
    ErrorCode: 'InvalidEmail',
    ErrorMessage: `The email of ${EndUserId} is not valid.`,
  }),
  phone: (EndUserId: string): Failure => ({
    EndUserId,
    ErrorCode: 'InvalidPhone',
    ErrorMessage: `The phone of ${EndUserId} is not valid.`,
  }),
  /** Borrowed from what a busy share says: it passes, so it may be tried again (service-errors.md 4). */
  connected: (EndUserId: string): Failure => ({
    EndUserId,
    ErrorCode: 'NotAllowOperation',
    ErrorMessage: `The user ${EndUserId} is connected to a computer.`,
  }),
} as const
