import { problem } from '../../../spec/problem.ts'

/** By analogy with InvalidDirectoryId.NotFound (service-errors.md 6). */
export const officeSiteNotFound = problem(
  'InvalidOfficeSiteId.NotFound',
  400,
  'The specified param OfficeSiteId is not found.',
)

/** The gateway's pattern; what a block must be stands in the vendor's prose only (share-family.md 2.5). */
export const cidrBlockInvalid = problem('InvalidCidrBlock', 400, 'Specified parameter CidrBlock is not valid.')

/** A change while the network is still registering; clients try again. Code from service-errors.md 4, the text is ours. */
export const directoryNotReady = problem('DirectoryNotReady', 400, 'The specified directory is not ready.')

/** A deletion while the network is still registering; clients try again. Code from service-errors.md 4, the text is ours. */
export const directoryStatusInvalid = problem(
  'InvalidDirectoryStatus',
  400,
  'The current status of the directory does not support this operation.',
)

/** Code from service-errors.md 4, the text is ours. */
export const officeSiteInUse = problem(
  'DependencyViolation',
  400,
  'The specified office network is still used by cloud computers or shares.',
)
