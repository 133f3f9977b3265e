/**
 * Refusals of the protocol itself, before any operation is asked: codes, statuses and texts to the letter
 * (wire-protocol.md 7; service-errors.md 5). Where the sources leave a status or text open, the choice is marked.
 */
import { Problem, problem } from '../spec/problem.ts'

const mandatory = (parameter: string) => `${parameter} is mandatory for this action.`

// The parameter is part of these two codes, so they are made by functions of their own.
export const missing = (parameter: string) => problem(`Missing${parameter}`, 400, mandatory(parameter))()
export const invalid = (parameter: string) =>
  problem(`Invalid${parameter}`, 400, `Specified parameter ${parameter} is not valid.`)()

export const unsupportedMethod = problem('UnsupportedHTTPMethod', 400, 'This http method is not supported.')
export const actionNotFound = problem(
  'InvalidAction.NotFound',
  404,
  'Specified api is not found, please check your url and method.',
)
export const invalidFormat = problem('InvalidParameter.Format', 400, 'Specified parameter format is not valid.')
export const invalidAccept = problem('InvalidParameter.Accept', 400, 'Specified parameter accept is not valid.')
export const invalidParameter = problem(
  'InvalidParameter',
  400,
  (name: string) => `The specified value of parameter "${name}" is not valid.`,
)

export const keyNotFound = problem('InvalidAccessKeyId.NotFound', 404, 'Specified access key is not found.')
export const keyInactive = problem('InvalidAccessKeyId.Inactive', 400, 'Specified access key is disabled.')
export const timeMalformed = problem(
  'InvalidTimeStamp.Format',
  400,
  'Specified time stamp or date value is not well formatted.',
)
export const timeExpired = problem('InvalidTimeStamp.Expired', 400, 'Specified time stamp or date value is expired.')
export const nonceUsed = problem('SignatureNonceUsed', 400, 'Specified signature nonce was used already.')
export const signatureMethodUnknown = problem('InvalidSignatureMethod', 400, 'Specified signature method is not valid.')
export const signatureTypeUnknown = problem('InvalidSignatureType', 400, 'Specified signature type is not valid.')
export const signatureIncomplete = problem(
  'IncompleteSignature',
  400,
  'The request signature does not conform to Aliyun standards.',
)
// Legacy clients compare what follows the colon with their own text, so not a character may be added (wire-protocol.md 8).
export const signatureMismatchV1 = problem(
  'SignatureDoesNotMatch',
  400,
  (stringToSign: string) =>
    `Specified signature is not matched with our calculation. server string to sign is:${stringToSign}`,
)
export const signatureMismatchV3 = problem(
  'SignatureDoesNotMatch',
  400,
  (stringToSign: string, canonicalRequest: string) =>
    `Specified signature does not match our calculation. server StringToSign is [${stringToSign}] ` +
    `server CanonicalRequest is [${canonicalRequest}]`,
)
export const bodyHashMismatch = problem(
  'SignatureDoesNotMatch',
  400,
  'Specified signature does not match our calculation. The body is not the one x-acs-content-sha256 was made from.',
)
export const tokenExpired = problem('InvalidSecurityToken.Expired', 400, 'Specified SecurityToken is expired.')
export const tokenMalformed = problem('InvalidSecurityToken.Malformed', 400, 'Specified SecurityToken is malformed.')
export const tokenMismatch = problem(
  'InvalidSecurityToken.MismatchWithAccessKey',
  400,
  'Specified SecurityToken mismatch with the AccessKey.',
)
// ecd has no attested code for a missing permission; the most common one of the RPC products is taken (ram.md 3.2).
const forbidden = { code: 'Forbidden.RAM', status: 403 } as const
const forbiddenText = "User not authorized to operate on the specified resource, or this API doesn't support RAM."
const noPermission = { code: 'NoPermission', status: 403 } as const

/** Code and text with which a product refuses who has no permission (ram.md 3.2). */
export function accessDenied(
  product: string,
  action: string,
  resource: string,
): { readonly kind: { readonly code: string; readonly status: number }; readonly text: string } {
  const text = 'You are not authorized to do this action.'
  if (product === 'ram') return { kind: noPermission, text: `${text} Resource: ${resource} Action: ${action}` }
  if (product === 'sts') return { kind: noPermission, text: `${text} You should be authorized by RAM.` }
  return { kind: forbidden, text: forbiddenText }
}

// The vendor has one text per scope; how long to wait travels in a header, which some clients obey (wire-protocol.md 7).
export const throttledByOperation = (retryAfterMs: number): Problem =>
  new Problem({ code: 'Throttling.Api', status: 400 }, 'Request was denied due to api flow control.', { retryAfterMs })
export const throttledByAccount = (retryAfterMs: number): Problem =>
  new Problem({ code: 'Throttling.User', status: 400 }, 'Request was denied due to user flow control.', {
    retryAfterMs,
  })

export const internalError = problem(
  'InternalError',
  500,
  'The request processing has failed due to some unknown error, exception or failure.',
)
export const serviceUnavailable = problem(
  'ServiceUnavailable',
  503,
  'The request has failed due to a temporary failure of the server.',
)

// The gateway's own limits are not published; these three codes are ours, formed like the vendor's.
export const bodyTooLarge = problem(
  'RequestEntityTooLarge',
  413,
  (limit: number) => `The request body is larger than ${limit} bytes.`,
)
export const headersTooLarge = problem('RequestHeaderTooLarge', 431, 'The request line and headers are too large.')
export const requestMalformed = problem(
  'MalformedRequest',
  400,
  (what: string) => `The request cannot be read: ${what}.`,
)
