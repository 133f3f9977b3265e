/** Refusals of the operations on desktops (service-errors.md 6). */
import { problem } from '../../../spec/problem.ts'

/** The gateway's pattern for a value that is not what it should be. */
export const expiredTimeInvalid = problem('InvalidExpiredTime', 400, 'Specified parameter ExpiredTime is not valid.')
