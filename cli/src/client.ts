/** Calls any operation of any Deskfleet, signed like every other client (V3). */
import { randomBytes } from 'node:crypto'
import { canonicalQuery } from '../../server/wire/signature/canonical.ts'
import { canonicalHeaders, canonicalRequest, hashBody, sign, stringToSign } from '../../server/wire/signature/v3.ts'
import { CommandError, exitCodes } from './exit.ts'
import type { Pair } from './parameters.ts'

export interface Target {
  /** `host:port`, without a scheme. */
  readonly endpoint: string
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string
  readonly secure: boolean
}

export interface Reply {
  readonly status: number
  readonly body: Record<string, unknown>
}

const algorithm = 'ACS3-HMAC-SHA256'

/** @throws CommandError when nobody answers */
export async function send(
  target: Target,
  action: string,
  version: string,
  parameters: readonly Pair[],
): Promise<Reply> {
  // As a form: some parameters are passwords, and addresses are written to logs on the way.
  const form = canonicalQuery(parameters)
  const headers: Record<string, string> = {
    host: target.endpoint,
    'x-acs-action': action,
    'x-acs-version': version,
    'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': randomBytes(16).toString('hex'),
    'x-acs-content-sha256': hashBody(algorithm, form),
    ...(form === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(target.securityToken === undefined ? {} : { 'x-acs-security-token': target.securityToken }),
  }
  const signedHeaders = Object.keys(headers).sort()
  const canonical = canonicalRequest({
    method: 'POST',
    query: '',
    headers: canonicalHeaders(signedHeaders, headers),
    signedHeaders,
    payloadHash: headers['x-acs-content-sha256'] ?? '',
  })
  const signature = sign(algorithm, { secret: target.accessKeySecret }, stringToSign(algorithm, canonical))
  headers.authorization = `${algorithm} Credential=${target.accessKeyId},SignedHeaders=${signedHeaders.join(';')},Signature=${signature}`
  const url = `${target.secure ? 'https' : 'http'}://${target.endpoint}/`
  let response: Response
  try {
    response = await fetch(url, { method: 'POST', headers, body: form, redirect: 'error' })
  } catch (error) {
    const { cause, message } = error as Error
    throw new CommandError(
      `No answer from ${target.endpoint}: ${cause instanceof Error ? cause.message : message}. ` +
        'Is the server running? Start it with: deskfleet serve',
      exitCodes.failed,
    )
  }
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
