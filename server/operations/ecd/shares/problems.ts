/** Refusals of the share operations. None is attested for them; each borrows a pattern of the product (service-errors.md 6). */
import { problem } from '../../../spec/problem.ts'

export const shareNotFound = problem(
  'InvalidDesktopGroupId.NotFound',
  404,
  'The specified param DesktopGroupId is not found.',
)
