import { problem } from '../../../spec/problem.ts'

/** By the product's pattern for wrong references (service-errors.md 6). */
export const policyGroupNotFound = problem(
  'InvalidPolicyGroupId.NotFound',
  400,
  'The specified param PolicyGroupId is not found.',
)

/** The built-in policies are everybody's; the form is that of InvalidDirectoryType.NotSupported (service-errors.md 2). */
export const policyGroupBuiltIn = problem(
  'InvalidPolicyGroupType.NotSupported',
  400,
  'The specified PolicyGroupType is not supported.',
)

/** Code from service-errors.md 4, the text is ours. */
export const policyGroupInUse = problem(
  'DependencyViolation',
  400,
  'The specified policy group is still used by cloud computers or shares.',
)

/** A policy that holds at certain addresses only, without any. */
export const scopeValueMissing = problem('MissingScopeValue', 400, 'ScopeValue is mandatory for this action.')

export const scopeValueInvalid = problem('InvalidScopeValue', 400, 'Specified parameter ScopeValue is not valid.')

export const accessRulesInvalid = problem(
  'InvalidAuthorizeAccessPolicyRule',
  400,
  'Specified parameter AuthorizeAccessPolicyRule is not valid.',
)

export const securityRulesInvalid = problem(
  'InvalidAuthorizeSecurityPolicyRule',
  400,
  'Specified parameter AuthorizeSecurityPolicyRule is not valid.',
)

/** What both writing operations refuse. */
export const contentProblems = [scopeValueMissing, scopeValueInvalid, accessRulesInvalid, securityRulesInvalid] as const
