/** Refusals of the operations on desktops (service-errors.md 2, 3, 4, 6). */
import { problem } from '../../../spec/problem.ts'

const invalid = (parameter: string) =>
  problem(`Invalid${parameter}`, 400, `Specified parameter ${parameter} is not valid.`)
const missing = (parameter: string) => problem(`Missing${parameter}`, 400, `${parameter} is mandatory for this action.`)

/** The gateway's pattern for a value that is not what it should be. */
export const expiredTimeInvalid = invalid('ExpiredTime')

/**
 * The code is attested for a computer that is gone; 404, because clients take a deletion that is answered so for done
 * (service-errors.md 1).
 */
export const desktopNotFound = problem('InvalidDesktopId.NotFound', 404, 'The specified param DesktopId is not found.')

/** Code and text are the vendor's, for an item of RebuildDesktops; for a whole call by its pattern. */
export const desktopStatusIncorrect = problem(
  'IncorrectDesktopStatus',
  400,
  'The current status of the desktop does not support this operation.',
)

/** More computers than the vendor's text allows, where its schema lets more pass. */
export const desktopIdInvalid = invalid('DesktopId')

/** Attested for an unexpired subscription (service-errors.md 4); the text is ours. */
export const chargeTypeUnsupported = problem(
  'InvalidChargeType.Unsupported',
  400,
  'The charge type of the desktop does not support this operation.',
)

/** The code and the text are the vendor's, for CreateDesktops; also used where a computer is to move into the network. */
export const directoryNotRegistered = problem(
  'IncorrectDirectoryStatus',
  400,
  'Only registered directory can create desktop.',
)

export const endUserNotFound = problem('InvalidEndUserId.NotFound', 400, 'The specified param EndUserId is not found.')

export const operateTypeInvalid = invalid('OperateType')
export const newNameInvalid = invalid('NewDesktopName')
export const policyGroupMissing = missing('PolicyGroupId')
export const policyGroupIdsInvalid = invalid('PolicyGroupIds')
export const imageMissing = missing('ImageId')
export const groupMissing = missing('DesktopGroupId')
export const startTimeInvalid = invalid('StartTime')
export const endTimeInvalid = invalid('EndTime')

/** Of GetConnectionTicket. */
export const desktopMissing = missing('DesktopId')
export const endUserMissing = missing('EndUserId')
export const ticketTaskNotFound = problem('InvalidTaskId.NotFound', 404, 'The specified param TaskId is not found.')
export const userNotAuthorised = problem('Forbidden', 403, 'User not authorized to operate on the specified resource.')
/** The text is ours, as in ConnectEndUser. */
export const userLocked = problem('UserLocked', 403, 'The end user is locked.')
