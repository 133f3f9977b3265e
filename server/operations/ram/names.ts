/**
 * What names and texts of RAM may hold (ram.md 1.1, 4.1, 4.3). These limits have refusals of their own, so they are checked
 * by operations and do not stand in request shapes.
 */
import type { ProblemKind } from '../../spec/problem.ts'
import { type Checked, invalidChars, malformed, tooLong } from './problems.ts'

/**
 * Checks a parameter and does nothing when it is absent, as an empty one counts; `problems` is what an operation lists that
 * uses it.
 */
export interface TextCheck {
  /** @throws Problem InvalidParameter.<Param>.Length, .InvalidChars or .Format */
  (value: string | undefined): void
  readonly problems: readonly ProblemKind<[]>[]
}

interface Limits {
  /** In characters, not in units of UTF-16. */
  readonly max: number
  readonly letters?: RegExp
  readonly form?: RegExp
}

/** Whatever people write in names and remarks, but no control characters: they would be lost or refused in XML. */
const printable = /^\P{Cc}*$/u
const printableLines = /^(?:[\t\n\r]|\P{Cc})*$/u

function textCheck(parameter: Checked, { max, letters, form }: Limits): TextCheck {
  const length = tooLong(parameter)
  const chars = invalidChars(parameter)
  const format = malformed(parameter)
  const check = (value: string | undefined): void => {
    if (value === undefined) return
    if ([...value].length > max) throw length()
    if (letters !== undefined && !letters.test(value)) throw chars()
    if (form !== undefined && !form.test(value)) throw format()
  }
  const problems = [length, ...(letters === undefined ? [] : [chars]), ...(form === undefined ? [] : [format])]
  return Object.assign(check, { problems })
}

/** 1–64 letters, digits, `.`, `-`, `_`. */
const userName: Limits = { max: 64, letters: /^[A-Za-z0-9._-]*$/ }
export const checkUserName = textCheck('UserName', userName)
export const checkNewUserName = textCheck('NewUserName', userName)

/** 1–64 letters, digits, `-`, as the vendor's list of refusals has it. */
const groupName: Limits = { max: 64, letters: /^[A-Za-z0-9-]*$/ }
export const checkGroupName = textCheck('GroupName', groupName)
export const checkNewGroupName = textCheck('NewGroupName', groupName)

/** 1–64 letters, digits, `.`, `-`. */
export const checkRoleName = textCheck('RoleName', { max: 64, letters: /^[A-Za-z0-9.-]*$/ })
/** 1–128 letters, digits, `-`. */
export const checkPolicyName = textCheck('PolicyName', { max: 128, letters: /^[A-Za-z0-9-]*$/ })

const displayName: Limits = { max: 128, letters: printable }
export const checkDisplayName = textCheck('DisplayName', displayName)
export const checkNewDisplayName = textCheck('NewDisplayName', displayName)

const comments: Limits = { max: 128, letters: printableLines }
export const checkComments = textCheck('Comments', comments)
export const checkNewComments = textCheck('NewComments', comments)

const description: Limits = { max: 1024, letters: printableLines }
export const checkDescription = textCheck('Description', description)
export const checkNewDescription = textCheck('NewDescription', description)

/** Country code and number, as in `86-18600008888`. */
const mobilePhone: Limits = { max: 32, form: /^\d{1,4}-\d{4,20}$/ }
export const checkMobilePhone = textCheck('MobilePhone', mobilePhone)
export const checkNewMobilePhone = textCheck('NewMobilePhone', mobilePhone)

const email: Limits = { max: 128, form: /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/ }
export const checkEmail = textCheck('Email', email)
export const checkNewEmail = textCheck('NewEmail', email)

/** `v1`, `v2`, … */
export const checkVersionId = textCheck('VersionId', { max: 16, form: /^v[1-9]\d*$/ })
