/**
 * Signed requests as bytes, made quickly: everything that does not change from request to request stands in a template.
 * That the signatures are right is not taken on faith: both servers verify them.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto'

export type Generation = 'V3' | 'V1'

export const benchKey = { id: 'LTAIbenchroot', secret: 'a-secret-for-the-bench' }
export const region = 'cn-hangzhou'
export const emptyHash = createHash('sha256').update('').digest('hex')

const action = 'DescribeDesktopsInGroup'
const version = '2020-09-30'

/** One page of one share. */
export interface PageRequest {
  readonly shareId: string
  readonly rows: number
  readonly nextToken?: string
}

const parametersOf = ({ shareId, rows, nextToken }: PageRequest): [string, string][] => [
  ['DesktopGroupId', shareId],
  ['MaxResults', String(rows)],
  ...(nextToken === undefined ? [] : [['NextToken', nextToken] satisfies [string, string]]),
  ['RegionId', region],
]

const join = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')

const secondsText = (): string => `${new Date().toISOString().slice(0, 19)}Z`

const newNonce = (target: number): string => `${target}-${randomBytes(16).toString('hex')}`

/**
 * Signs a request as the vendor's clients do: V3 is a POST with its parameters in the query, V1 a GET.
 *
 * @param target goes into the nonce, from which bench/deskfleet-server.ts learns which share to change
 */
export function signed(generation: Generation, host: string, page: PageRequest, target: number): Buffer {
  return generation === 'V3' ? signedV3(host, page, target) : signedV1(host, page, target)
}

function signedV3(host: string, page: PageRequest, target: number): Buffer {
  const query = join(parametersOf(page))
  const headers = [
    ['host', host],
    ['x-acs-action', action],
    ['x-acs-content-sha256', emptyHash],
    ['x-acs-date', secondsText()],
    ['x-acs-signature-nonce', newNonce(target)],
    ['x-acs-version', version],
  ] as const
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join('')
  const names = headers.map(([name]) => name).join(';')
  const canonical = `POST\n/\n${query}\n${lines}\n${names}\n${emptyHash}`
  const toSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`
  const signature = createHmac('sha256', benchKey.secret).update(toSign).digest('hex')
  const authorization = `ACS3-HMAC-SHA256 Credential=${benchKey.id},SignedHeaders=${names},Signature=${signature}`
  return Buffer.from(
    `POST /?${query} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}` +
      'accept: application/json\r\nuser-agent: AlibabaCloud (linux; x64) Node.js/v24 Core/1.0.1 TeaDSL/1\r\n' +
      `content-length: 0\r\nconnection: keep-alive\r\nauthorization: ${authorization}\r\n\r\n`,
  )
}

function signedV1(host: string, page: PageRequest, target: number): Buffer {
  const pairs: [string, string][] = [
    ['AccessKeyId', benchKey.id],
    ['Action', action],
    ['Format', 'JSON'],
    ...parametersOf(page),
    ['SignatureMethod', 'HMAC-SHA1'],
    ['SignatureNonce', newNonce(target)],
    ['SignatureVersion', '1.0'],
    ['Timestamp', secondsText()],
    ['Version', version],
  ]
  pairs.sort(([one], [other]) => (one < other ? -1 : 1))
  const query = join(pairs)
  const toSign = `GET&%2F&${encodeURIComponent(query)}`
  const signature = createHmac('sha1', `${benchKey.secret}&`).update(toSign).digest('base64')
  return Buffer.from(
    `GET /?${query}&Signature=${encodeURIComponent(signature)} HTTP/1.1\r\nhost: ${host}\r\n` +
      `x-acs-action: ${action}\r\nx-acs-version: ${version}\r\nuser-agent: AlibabaCloud (linux; x64) Node.js/v24\r\n` +
      'connection: keep-alive\r\n\r\n',
  )
}
