/** RAM's refusals, to the letter (ram.md 4.3). Texts the sources do not give are formed like those they do. */
import { type ProblemKind, problem } from '../../spec/problem.ts'

export type Checked =
  | 'UserName'
  | 'NewUserName'
  | 'DisplayName'
  | 'NewDisplayName'
  | 'GroupName'
  | 'NewGroupName'
  | 'RoleName'
  | 'PolicyName'
  | 'Comments'
  | 'NewComments'
  | 'Description'
  | 'NewDescription'
  | 'VersionId'
  | 'MobilePhone'
  | 'NewMobilePhone'
  | 'Email'
  | 'NewEmail'
  | 'PolicyDocument'
  | 'LoginNetworkMasks'
  | 'AssumeRolePolicyDocument'
  | 'NewAssumeRolePolicyDocument'

export const invalidChars = (parameter: Checked): ProblemKind<[]> =>
  problem(`InvalidParameter.${parameter}.InvalidChars`, 400, `The parameter - "${parameter}" contains invalid chars.`)
export const tooLong = (parameter: Checked): ProblemKind<[]> =>
  problem(`InvalidParameter.${parameter}.Length`, 400, `The parameter - "${parameter}" beyond the length limit.`)
export const malformed = (parameter: Checked): ProblemKind<[]> =>
  problem(`InvalidParameter.${parameter}.Format`, 400, `The format of the parameter - "${parameter}" is incorrect.`)

export const malformedPolicyDocument = problem('MalformedPolicyDocument', 400, (detail: string) => detail)

export const userNotFound = problem('EntityNotExist.User', 404, 'The user does not exist.')
export const groupNotFound = problem('EntityNotExist.Group', 404, 'The group does not exist.')
export const roleNotFound = problem('EntityNotExist.Role', 404, 'The role does not exist.')
export const policyNotFound = problem('EntityNotExist.Policy', 404, 'The policy does not exist.')

export const policyTypeInvalid = problem(
  'InvalidParameter.PolicyType',
  400,
  'The parameter - "PolicyType" is incorrect.',
)

export const versionNotFound = problem('EntityNotExist.Policy.Version', 404, 'The policy version does not exist.')
export const policyExists = problem('EntityAlreadyExists.Policy', 409, 'The policy does already EXIST.')
export const tooManyPolicies = problem('LimitExceeded.Policy', 409, 'The count of policy beyond the current limits.')
export const tooManyVersions = problem(
  'LimitExceeded.Policy.Version',
  409,
  'The count of policy version beyond the current limits.',
)
export const defaultVersionStays = problem(
  'DeleteConflict.Policy.Version.Default',
  409,
  'The default policy version CAN NOT been deleted directly.',
)
export const policyHasVersions = problem(
  'DeleteConflict.Policy.Version',
  409,
  'The policy CAN NOT has any version except the default version.',
)
export const policyOfUser = problem(
  'DeleteConflict.Policy.User',
  409,
  'The policy CAN NOT been attached to any user while deleting the policy.',
)
export const policyOfGroup = problem(
  'DeleteConflict.Policy.Group',
  409,
  'The policy CAN NOT been attached to any group while deleting the policy.',
)
export const policyOfRole = problem(
  'DeleteConflict.Policy.Role',
  409,
  'The policy CAN NOT been attached to any role while deleting the policy.',
)

export const roleExists = problem('EntityAlreadyExists.Role', 409, 'The role does already EXIST.')
export const tooManyRoles = problem('LimitExceeded.Role', 409, 'The count of roles beyond the current limits.')
export const roleHasPolicies = problem(
  'DeleteConflict.Role.Policy',
  409,
  'The role CAN NOT has any attached policy while deleting the role.',
)

export const attachedToUser = problem(
  'EntityAlreadyExists.User.Policy',
  409,
  'The user has already been attached this policy.',
)
export const attachedToGroup = problem(
  'EntityAlreadyExists.Group.Policy',
  409,
  'The group has already been attached this policy.',
)
export const attachedToRole = problem(
  'EntityAlreadyExists.Role.Policy',
  409,
  'The role has already been attached this policy.',
)
export const notAttachedToUser = problem(
  'EntityNotExist.User.Policy',
  404,
  'The indicate policy of the user does not exist.',
)
export const notAttachedToGroup = problem(
  'EntityNotExist.Group.Policy',
  404,
  'The indicate policy attached to the group does not exist.',
)
export const notAttachedToRole = problem(
  'EntityNotExist.Role.Policy',
  404,
  'The indicate policy attached to the role does not exist.',
)
export const tooManyOfUser = problem(
  'LimitExceeded.User.Policy',
  409,
  'The policy count of the user attached policies beyond the current limits.',
)
export const tooManyOfGroup = problem(
  'LimitExceeded.Group.Policy',
  409,
  'The policy count of the group beyond the current limits.',
)
export const tooManyOfRole = problem(
  'LimitExceeded.Role.Policy',
  409,
  'The count of policies attached to the role beyond the current limits.',
)

export const accessKeyNotFound = problem('EntityNotExist.User.AccessKey', 404, 'The user access key does not exist.')
export const loginProfileNotFound = problem(
  'EntityNotExist.User.LoginProfile',
  404,
  'The user login profile does not exist.',
)
export const memberNotFound = problem('EntityNotExist.User.Group', 404, 'The user has not joined the group.')

export const userExists = problem('EntityAlreadyExists.User', 409, 'The user does already EXIST.')
export const groupExists = problem('EntityAlreadyExists.Group', 409, 'The group does already EXIST.')
export const loginProfileExists = problem(
  'EntityAlreadyExists.User.LoginProfile',
  409,
  'The user login profile does already EXIST.',
)
export const memberExists = problem('EntityAlreadyExists.User.Group', 409, 'The user has already joined the group.')

export const userInGroup = problem(
  'DeleteConflict.User.Group',
  409,
  'The user CAN NOT be in any group while deleting the user.',
)
export const userHasKey = problem(
  'DeleteConflict.User.AccessKey',
  409,
  'The user CAN NOT has any access key while deleting the user.',
)
export const userHasLoginProfile = problem(
  'DeleteConflict.User.LoginProfile',
  409,
  'The user CAN NOT has any login profile while deleting the user.',
)
export const userHasPolicy = problem(
  'DeleteConflict.User.Policy',
  409,
  'The user CAN NOT has any attached policy while deleting the user.',
)
export const groupHasUser = problem(
  'DeleteConflict.Group.User',
  409,
  'The group CAN NOT has any user member while deleting the group.',
)
export const groupHasPolicy = problem(
  'DeleteConflict.Group.Policy',
  409,
  'The entity CAN NOT has any attached policy while deleting the group.',
)

export const tooManyUsers = problem('LimitExceeded.User', 409, 'The count of users beyond the current limits.')
export const tooManyGroups = problem('LimitExceeded.Group', 409, 'The count of groups beyond the current limits.')
export const tooManyKeys = problem(
  'LimitExceeded.User.AccessKey',
  409,
  'The access key count of the user access keys beyond the current limits.',
)
export const tooManyGroupsOfUser = problem(
  'LimitExceeded.User.Group',
  409,
  'The count of groups the target user joined beyond the current limits.',
)

const weak = (parameter: 'Password' | 'NewPassword') =>
  problem(
    `InvalidParameter.${parameter}.TooWeak`,
    400,
    `The parameter - "${parameter}" is not compliant with the password policy.`,
  )
export const passwordTooWeak = weak('Password')
export const newPasswordTooWeak = weak('NewPassword')
export const oldPasswordIncorrect = problem(
  'InvalidParameter.OldPassword.Incorrect',
  400,
  'The parameter - "OldPassword" is incorrect.',
)
export const onlySubUsers = problem('NotSupport.Account', 400, 'This method can be only invoked by sub user.')

/** The text is that of a refusal by policies; this one comes from a preference of the account. */
export const passwordChangeForbidden = problem('NoPermission', 403, 'You are not authorized to do this action.')
