/** What the operations about bills have in common. */
import { problem } from '../../../spec/problem.ts'
import { oneOf, optional, text } from '../../../spec/shape.ts'

export const shareName = text('The name of the share.', { example: 'Pool' })

export const currency = text('The currency of the account, ISO 4217.', { example: 'CNY' })

export const instantForm = 'yyyy-MM-ddTHH:mm[:ss[.SSS]]Z, UTC'

export const instant = (what: string) => text(`${what}, UTC.`, { example: '2026-11-24T00:45:30.000Z' })

export const lineKinds = ['Compute', 'Storage'] as const

export const lineKind = oneOf(
  lineKinds,
  'Compute, paid while a computer runs, or Storage, paid from creation to release.',
  {
    example: 'Compute',
  },
)

export const desktopName = optional(
  text('The name of the computer; absent when it was released so long ago that only its bill is left.', {
    example: 'Pool',
  }),
)

export const fromInvalid = problem('InvalidFrom', 400, 'Specified parameter From is not valid.')
export const untilInvalid = problem('InvalidUntil', 400, 'Specified parameter Until is not valid.')
