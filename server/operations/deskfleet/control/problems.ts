/** What operations on folders, accounts and control policies refuse: codes in the vendor's manner, texts of our own. */
import {
  maxAttachedControlPolicies,
  maxControlPolicies,
  maxFolderLevels,
  maxFolders,
} from '../../../domain/account-tree.ts'
import { problem } from '../../../spec/problem.ts'

export const folderNotFound = problem('EntityNotExists.Folder', 404, 'There is no such folder.')
export const accountNotFound = problem('EntityNotExists.Account', 404, 'There is no such account.')
export const policyNotFound = problem('EntityNotExists.ControlPolicy', 404, 'There is no such control policy.')
export const targetNotFound = problem(
  'EntityNotExists.Target',
  404,
  'There is no such root folder, folder or member account.',
)
export const notAttached = problem(
  'EntityNotExists.ControlPolicyAttachment',
  404,
  'The control policy is not attached to this target.',
)

export const folderNameTaken = problem(
  'EntityAlreadyExists.Folder',
  409,
  'There is a folder of this name in the same folder.',
)
export const policyNameTaken = problem(
  'EntityAlreadyExists.ControlPolicy',
  409,
  'There is a control policy of this name.',
)
export const alreadyAttached = problem(
  'EntityAlreadyExists.ControlPolicyAttachment',
  409,
  'The control policy is attached to this target already.',
)

export const folderNotEmpty = problem('DeleteConflict.Folder', 409, 'The folder holds folders or accounts; move them.')
export const policyAttached = problem(
  'DeleteConflict.ControlPolicy.Attachment',
  409,
  'The control policy is attached; detach it first.',
)
export const lastControlPolicy = problem(
  'Conflict.LastControlPolicy',
  409,
  'It is the last control policy of this target, and without one nothing would be allowed; attach another first.',
)

export const rootFolderFixed = problem(
  'NotSupported.RootFolder',
  400,
  'The root folder is neither changed nor deleted.',
)
export const managementAccountFixed = problem(
  'NotSupported.ManagementAccount',
  400,
  'The server’s own account is bound by no control policy and stays in the root folder.',
)
export const systemPolicyFixed = problem(
  'NotSupported.SystemControlPolicy',
  400,
  'A control policy of the system is neither changed nor deleted.',
)

export const tooManyFolders = problem('LimitExceeded.Folder', 409, `There are ${maxFolders} folders already.`)
export const tooDeep = problem(
  'LimitExceeded.FolderLevel',
  409,
  `Folders lie at most ${maxFolderLevels} levels deep below the root folder.`,
)
export const tooManyPolicies = problem(
  'LimitExceeded.ControlPolicy',
  409,
  `There are ${maxControlPolicies} control policies already.`,
)
export const tooManyAttached = problem(
  'LimitExceeded.ControlPolicyAttachment',
  409,
  `There are ${maxAttachedControlPolicies} control policies attached to this target already.`,
)
