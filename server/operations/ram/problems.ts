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

export const invalidChars = (parameter: Checked): ProblemKind<[]> =>
  problem(`InvalidParameter.${parameter}.InvalidChars`, 400, `The parameter - "${parameter}" contains invalid chars.`)
export const tooLong = (parameter: Checked): ProblemKind<[]> =>
  problem(`InvalidParameter.${parameter}.Length`, 400, `The parameter - "${parameter}" beyond the length limit.`)
export const malformed = (parameter: Checked): ProblemKind<[]> =>
  problem(`InvalidParameter.${parameter}.Format`, 400, `The parameter - "${parameter}" is not well formed.`)

export const malformedPolicyDocument = problem('MalformedPolicyDocument', 400, (detail: string) => detail)

export const userNotFound = problem('EntityNotExist.User', 404, 'The user does not exist.')
export const groupNotFound = problem('EntityNotExist.Group', 404, 'The group does not exist.')
export const roleNotFound = problem('EntityNotExist.Role', 404, 'The role does not exist.')
export const policyNotFound = problem('EntityNotExist.Policy', 404, 'The policy does not exist.')
