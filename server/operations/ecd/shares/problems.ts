/** Refusals of the share operations. None is attested for them; each borrows a pattern of the product (service-errors.md 6). */
import { problem } from '../../../spec/problem.ts'

export const shareNotFound = problem(
  'InvalidDesktopGroupId.NotFound',
  404,
  'The specified param DesktopGroupId is not found.',
)

/** Who is to be authorised, or to lose it, and is not known (service-errors.md 6). */
export const endUserNotFound = problem('InvalidEndUserId.NotFound', 400, 'The specified param EndUserId is not found.')

/** Computers are being created or released: it passes, and clients try again. Code from service-errors.md 4; our text. */
export const shareBusy = problem(
  'NotAllowOperation',
  400,
  'The operation is not allowed while computers of the share are being created or released.',
)
