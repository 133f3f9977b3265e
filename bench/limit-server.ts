/**
 * "The limit": the fastest honest answer `node:http` can give to a signed request. It checks the same HMAC over the same
 * texts, with nothing around it: no nonces, no clock, no parameters, no store, and always the same bytes.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerParent, processorTime } from './ipc.ts'
import { benchKey, emptyHash } from './signing.ts'

let body = Buffer.from('{}')

function isSigned(request: IncomingMessage): boolean {
  const { authorization } = request.headers
  return authorization === undefined ? isSignedV1(request) : isSignedV3(request, authorization)
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

function canonicalQuery(target: string, leftOut: string | undefined): { query: string; left: string } {
  const pairs: [string, string][] = []
  let left = ''
  for (const pair of target.slice(target.indexOf('?') + 1).split('&')) {
    const equals = pair.indexOf('=')
    const name = decodeURIComponent(pair.slice(0, equals))
    const value = decodeURIComponent(pair.slice(equals + 1))
    if (name === leftOut) left = value
    else pairs.push([name, value])
  }
  pairs.sort(([one], [other]) => compare(one, other))
  let query = ''
  for (const [name, value] of pairs) query += `${query === '' ? '' : '&'}${encode(name)}=${encode(value)}`
  return { query, left }
}

function isSignedV3({ method, url = '', headers }: IncomingMessage, authorization: string): boolean {
  const [, names = '', signature = ''] = /SignedHeaders=([^,]+),Signature=(\w+)/.exec(authorization) ?? []
  let lines = ''
  for (const name of names.split(';')) lines += `${name}:${headers[name]}\n`
  const { query } = canonicalQuery(url, undefined)
  const canonical = `${method}\n/\n${query}\n${lines}\n${names}\n${emptyHash}`
  const toSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`
  return isEqual(createHmac('sha256', benchKey.secret).update(toSign).digest('hex'), signature)
}

function isSignedV1({ method, url = '' }: IncomingMessage): boolean {
  const { query, left } = canonicalQuery(url, 'Signature')
  const toSign = `${method}&%2F&${encode(query)}`
  return isEqual(createHmac('sha1', `${benchKey.secret}&`).update(toSign).digest('base64'), left)
}

function isEqual(one: string, other: string): boolean {
  const left = Buffer.from(one)
  const right = Buffer.from(other)
  return left.length === right.length && timingSafeEqual(left, right)
}

const headers = [
  ['Content-Type', 'application/json;charset=utf-8'],
  ['Vary', 'Accept-Encoding'],
  ['Access-Control-Allow-Origin', '*'],
  ['Access-Control-Expose-Headers', '*'],
  ['x-acs-request-id', '00000000-0000-5000-8000-000000000000'],
  ['x-acs-trace-id', '00000000000000000000000000000000'],
].flat()

const server = createServer({ keepAliveTimeout: 25_000 }, (request, response) => {
  if (!isSigned(request)) {
    response.writeHead(400).end()
    return
  }
  response.writeHead(200, ['Content-Length', String(body.length), ...headers])
  response.end(body)
})

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  answerParent(
    {
      cpu: processorTime,
      body: (text: string) => {
        body = Buffer.from(text)
      },
    },
    { port },
  )
})
