/** Refusals of CreateDesktops; codes and texts are the vendor's unless said otherwise (service-errors.md 2). */
import { problem } from '../../../spec/problem.ts'

const invalid = (parameter: string) =>
  problem(`Invalid${parameter}`, 400, `Specified parameter ${parameter} is not valid.`)
const missing = (parameter: string) => problem(`Missing${parameter}`, 400, `${parameter} is mandatory for this action.`)

export const amountInvalid = problem('InvalidAmount', 400, 'The specified Amount is not a valid value.')
export const amountNotTimesOfUsers = problem(
  'InvalidAmount.NotTimesOfUsers',
  400,
  'The specified Amount is notmatch EndUserId size.',
)
export const directoryNotFound = problem(
  'InvalidDirectoryId.NotFound',
  400,
  'The specified param DirectoryId is not found.',
)
export const directoryTypeUnsupported = problem(
  'InvalidDirectoryType.NotSupported',
  400,
  'The specified DirectoryType is not supported.',
)
export const hostnameForLinux = problem(
  'HostnameCannotCustomizeForLinux',
  400,
  'Customizing hostname is not supported for Linux desktop.',
)
export const hostnameExists = problem('ExistedHostname', 400, 'The specified hostname is existed on the domain.')
export const encryptionKeyMissing = problem(
  'InvalidEncryptionKey.Missing',
  400,
  'Parameter VolumeEncryptionKey is missing.',
)
export const encryptionInvalid = problem(
  'InvalidEncryptionEnabled.Invalid',
  400,
  'The parameter VolumeEncryptionEnabled is invalid.',
)
export const memberIpOfSeveral = problem('InvalidMemberIp.DesktopAmount', 400, 'The desktop amount need to be 1.')

/** The gateway's patterns, for what the vendor demands in prose only. */
export const officeSiteMissing = missing('OfficeSiteId')
export const periodMissing = missing('Period')
export const periodInvalid = invalid('Period')
export const nameInvalid = invalid('DesktopName')
export const hostnameInvalid = invalid('Hostname')
export const groupInvalid = invalid('GroupId')
export const endUsersTooMany = invalid('EndUserId')
