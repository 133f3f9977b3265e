/** The refusals of STS, to the letter where the sources give a text (ram.md 4.2). */
import { problem } from '../../spec/problem.ts'

const wronglyFormed = (parameter: string) =>
  problem(`InvalidParameter.${parameter}`, 400, `The parameter ${parameter} is wrongly formed.`)

export const roleArnInvalid = wronglyFormed('RoleArn')
export const sessionNameInvalid = wronglyFormed('RoleSessionName')
export const externalIdInvalid = wronglyFormed('ExternalId')

/** The vendor's text names 15 minutes and one hour, whatever the role's own limit is. */
export const durationInvalid = problem(
  'InvalidParameter.DurationSeconds',
  400,
  'The Min/Max value of DurationSeconds is 15min/1hr.',
)
export const policyGrammarWrong = problem(
  'InvalidParameter.PolicyGrammar',
  400,
  'The parameter Policy has not passed grammar check.',
)
export const policyTooLarge = problem(
  'InvalidParameter.PolicySize',
  400,
  'The size of Policy must be smaller than 2048 bytes.',
)
/** The blank before the full stop is the vendor's. */
export const assumedRoleNotFound = problem('EntityNotExist.Role', 404, 'The specified Role not exists .')
