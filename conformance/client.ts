/**
 * A small client for the black-box suite: it sends what a real client would, and on demand what no decent client would.
 */
import http, { type IncomingHttpHeaders } from 'node:http'
import https from 'node:https'
import { type Algorithm, flatten, join, type Params, type SignedRequest, signV1, signV3 } from './signer.ts'

export interface Key {
  accessKeyId: string
  accessKeySecret: string
  securityToken?: string | undefined
}

/** One call. `params` may be nested; `endpoint` is an origin such as `http://127.0.0.1:18080`. */
export interface Request {
  endpoint: string
  action: string
  version: string
  params?: Params | undefined
  /** `none` sends the call without any signature. */
  signature?: 'V1' | 'V3' | 'none' | undefined
  algorithm?: Algorithm | undefined
  method?: string | undefined
  /** Where parameters travel; `mixed` is for V1 only, `json` for V3 and unsigned calls. */
  place?: 'query' | 'form' | 'mixed' | 'json' | undefined
  /** The answer wanted, `JSON` or `XML`; V3 clients don't send it unless it is given. */
  format?: string | undefined
  key?: Key | undefined
  /** More headers, in lower case, `host` too; V3 signs them. */
  headers?: Readonly<Record<string, string>> | undefined
  tamper?: Tamper | undefined
  timeoutMs?: number | undefined
  /** PEM of the authority that signed an https endpoint's certificate. */
  ca?: string | undefined
}

/**
 * What a hostile case changes. `date` and `nonce` are signed as given; all from `signature` on happens after signing.
 */
export interface Tamper {
  date?: string | undefined
  nonce?: string | undefined
  /** V3 headers to be sent without being signed, in lower case. */
  unsigned?: readonly string[] | undefined
  signature?: ((signature: string) => string) | undefined
  /** Replaces headers; `undefined` takes one away. Host, too, can be replaced. */
  headers?: Readonly<Record<string, string | undefined>> | undefined
  /** Anything else: has the finished request and gives back the one to be sent. */
  request?: ((request: SignedRequest) => SignedRequest) | undefined
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** The parsed text, if it is JSON. */
  json?: unknown
  /** What was sent. */
  request: SignedRequest
}

/** Signs, tampers and sends one call. Rejects only if no answer came; every status is an answer. */
export function call(request: Request): Promise<Answer> {
  return send(prepare(request), { timeoutMs: request.timeoutMs, ca: request.ca })
}

/** The request `call` would send, for cases that send one twice. */
export function prepare(request: Request): SignedRequest {
  const signed = { V1: prepareV1, V3: prepareV3, none: prepareUnsigned }[request.signature ?? 'V3'](request)
  Object.assign(signed.headers, request.headers)
  const { headers = {}, request: change = (unchanged: SignedRequest) => unchanged } = request.tamper ?? {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) delete signed.headers[name.toLowerCase()]
    else signed.headers[name.toLowerCase()] = value
  }
  return change(signed)
}

function prepareV1(request: Request): SignedRequest {
  const { place = request.method === 'POST' ? 'form' : 'query' } = request
  if (place === 'json') throw new TypeError('No V1 client sends JSON: it would not be signed.')
  const method = request.method ?? (place === 'query' ? 'GET' : 'POST')
  const { params, format } = request
  return signV1({ ...common(request), method, place, params, format })
}

function prepareV3(request: Request): SignedRequest {
  const { algorithm, headers, tamper } = request
  return signV3({ ...common(request), ...placed(request), algorithm, headers, unsigned: tamper?.unsigned })
}

function prepareUnsigned(request: Request): SignedRequest {
  const { endpoint, action, version, method = 'POST' } = request
  const { query = [], body = '', contentType } = placed(request)
  const { origin, host } = new URL(endpoint)
  const headers: Record<string, string> = { host, 'x-acs-action': action, 'x-acs-version': version }
  if (contentType !== undefined) headers['content-type'] = contentType
  const search = join(flatten(query))
  return { method, url: search === '' ? `${origin}/` : `${origin}/?${search}`, headers, body: Buffer.from(body) }
}

function common(request: Request) {
  const { endpoint, action, version, method, key, tamper = {} } = request
  if (key === undefined) throw new TypeError(`${action}: signing needs a key; or say signature: 'none'.`)
  return {
    ...key,
    endpoint,
    action,
    version,
    method,
    date: tamper.date,
    nonce: tamper.nonce,
    alterSignature: tamper.signature,
  }
}

function placed({ place = 'query', params = {}, format }: Request) {
  const asked = format === undefined ? {} : { Format: format }
  switch (place) {
    case 'query':
      return { query: [...flatten(params), ...flatten(asked)] }
    case 'form':
      return { query: asked, body: join(flatten(params)), contentType: 'application/x-www-form-urlencoded' }
    case 'json':
      return { query: asked, body: JSON.stringify(params), contentType: 'application/json; charset=utf-8' }
    case 'mixed':
      throw new TypeError("Only V1 calls can be 'mixed'.")
  }
}

const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) }

/** Sends a request as it is, over a connection kept alive. */
export function send(
  request: SignedRequest,
  { timeoutMs = 10_000, ca }: { timeoutMs?: number | undefined; ca?: string | undefined } = {},
): Promise<Answer> {
  const { method, url, body } = request
  const secure = url.startsWith('https:')
  // Clients state the length of a POST's body, an empty one too, unless they send it in chunks.
  const stated = (body.length > 0 || method === 'POST') && request.headers['transfer-encoding'] === undefined
  const length = stated ? { 'content-length': String(body.length) } : {}
  const headers = { ...length, ...request.headers }
  const signal = AbortSignal.timeout(timeoutMs)
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const sent = secure
    ? https.request(url, { method, headers, signal, agent: agents['https:'], ...(ca === undefined ? {} : { ca }) })
    : http.request(url, { method, headers, signal, agent: agents['http:'] })
  sent.on('error', reject)
  sent.on('response', response => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', reject)
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text, ...parsed(text), request })
    })
  })
  sent.end(body)
  return promise
}

function parsed(text: string): { json?: unknown } {
  try {
    return { json: JSON.parse(text) }
  } catch {
    return {}
  }
}

/** Closes the connections kept alive, so that a server can stop at once. */
export function disconnect(): void {
  for (const agent of Object.values(agents)) agent.destroy()
}
