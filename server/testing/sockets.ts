/** Bytes to a server and back, for what no HTTP client would send. */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import type { SignedRequest } from '../../conformance/signer.ts'

export interface RawAnswer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Exchange {
  readonly answers: readonly RawAnswer[]
  /** The server ended the connection. */
  readonly closed: boolean
}

const blank = Buffer.from('\r\n\r\n')

/** Takes the first whole answer off the bytes. @throws AssertionError when they are no well-formed HTTP answer */
export function takeAnswer(bytes: Buffer): { readonly answer: RawAnswer; readonly rest: Buffer } | undefined {
  const end = bytes.indexOf(blank)
  if (end < 0) return undefined
  const [line = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) ./.exec(line)?.[1])
  assert.ok(status > 0, `Not an HTTP answer: ${line}`)
  const headers: Record<string, string> = {}
  for (const each of lines) {
    const colon = each.indexOf(':')
    assert.ok(colon > 0, `Not a header: ${each}`)
    headers[each.slice(0, colon).toLowerCase()] = each.slice(colon + 1).trim()
  }
  const start = end + blank.length
  if (status < 200) return { answer: { status, headers, body: '' }, rest: bytes.subarray(start) }
  const length = Number(headers['content-length'])
  assert.ok(Number.isInteger(length), 'An answer says how long it is.')
  if (bytes.length < start + length) return undefined
  const body = bytes.subarray(start, start + length).toString('utf8')
  return { answer: { status, headers, body }, rest: bytes.subarray(start + length) }
}

/**
 * Sends bytes and waits until `count` answers have come or the server has ended the connection.
 *
 * @param endpoint `host:port`
 */
export function exchange(endpoint: string, bytes: string | Uint8Array, count = 1): Promise<Exchange> {
  const url = new URL(`http://${endpoint}`)
  const { promise, resolve, reject } = Promise.withResolvers<Exchange>()
  const socket: Socket = connect(Number(url.port), url.hostname)
  const answers: RawAnswer[] = []
  let received: Buffer = Buffer.alloc(0)
  const finish = (closed: boolean): void => {
    socket.destroy()
    resolve({ answers, closed })
  }
  socket.setTimeout(20_000, () => {
    socket.destroy()
    reject(new Error(`No answer within 20 s, but: ${received.toString('latin1').slice(0, 500)}`))
  })
  socket.on('data', chunk => {
    received = Buffer.concat([received, chunk])
    try {
      for (;;) {
        const taken = takeAnswer(received)
        if (taken === undefined) break
        received = taken.rest
        if (taken.answer.status >= 200) answers.push(taken.answer)
      }
    } catch (error) {
      socket.destroy()
      reject(error)
      return
    }
    if (answers.length >= count) finish(false)
  })
  socket.on('end', () => finish(true))
  // Who is refused in the middle of sending may see the connection reset after the answer.
  socket.on('error', () => finish(true))
  socket.on('close', () => finish(true))
  socket.write(bytes)
  return promise
}

/** A prepared request as the bytes an HTTP client would write. */
export function bytesOf({ method, url, headers, body }: SignedRequest): Buffer {
  const { pathname, search } = new URL(url)
  const all = { ...headers, 'content-length': String(body.length) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return Buffer.concat([Buffer.from(`${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`), body])
}
