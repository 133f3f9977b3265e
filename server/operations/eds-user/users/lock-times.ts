/** When a user is to be locked by itself. */
import { parseLocalText } from '../../../domain/times.ts'
import { optional, text } from '../../../spec/shape.ts'
import { autoLockTimeInvalid } from './problems.ts'

/** The vendor does not say the zone; here it is the one of the other times of this form. */
export const autoLockTime = optional(
  text('From when on the user is locked by itself: yyyy-MM-dd HH:mm:ss or yyyy-MM-dd, in UTC+8.', {
    example: '2027-03-03 00:00:00',
  }),
)

/** Milliseconds since 1970 UTC. @throws Problem InvalidAutoLockTime */
export function readAutoLockTime(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  const instant = parseLocalText(given)
  if (instant === undefined) throw autoLockTimeInvalid()
  return instant
}
