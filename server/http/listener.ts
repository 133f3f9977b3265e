/**
 * Sockets, limits and the outermost headers. Calls go to the responder as they are, since signatures need the raw target
 * and body; the few other pages go to Fastify (docs/decisions/0003).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { newTraceId } from '../domain/ids.ts'
import type { Problem } from '../spec/problem.ts'
import {
  bodyTooLarge,
  headersTooLarge,
  requestMalformed,
  serviceUnavailable,
  unsupportedMethod,
} from '../wire/problems.ts'
import { deliver } from './delivery.ts'
import type { Responded, Responder } from './respond.ts'
import type { ReadSource } from './source.ts'

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly tls?: { readonly certificate: string; readonly key: string }
  readonly bodyLimitBytes: number
  readonly headerLimitBytes: number
  readonly readSource: ReadSource
}

export interface Listener {
  readonly address: string
  readonly port: number
  /** Stops taking connections and waits for the answers under way, three seconds at most. */
  close(): Promise<void>
}

/** What answers the pages that are not calls; false when the path is none of them. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => boolean

// The vendor's gateway announces 25 s; a client's pool that keeps a connection longer than the server loses requests.
const keepAliveMs = 25_000
// How long a stopping server waits for answers under way: clients wait no longer either (wire-protocol.md 5).
const drainMs = 3_000

export async function listen(options: ListenerOptions, responder: Responder, pages: PageHandler): Promise<Listener> {
  // Node's own answer to a request without Host is empty, which some clients take badly (wire-protocol.md 5).
  const serverOptions = {
    maxHeaderSize: options.headerLimitBytes,
    keepAliveTimeout: keepAliveMs,
    requireHostHeader: false,
  }
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (!pages(request, response)) receive(request, response, responder, options)
  }
  const server: Server = options.tls
    ? createTlsServer({ ...serverOptions, cert: options.tls.certificate, key: options.tls.key }, handle)
    : createServer(serverOptions, handle)
  server.headersTimeout = 20_000
  server.requestTimeout = 60_000
  // Hundreds of small headers cost more than their bytes; nobody sends them but who means harm.
  server.maxHeadersCount = 200
  server.on('checkExpectation', handle)
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    refuseOnSocket(socket, responder, unsupportedMethod(), String(request.headers.host ?? ''))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    refuseOnSocket(socket, responder, problemOf(error), '')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { address, port } = server.address() as AddressInfo
  return {
    address,
    port,
    close: () =>
      new Promise<void>((resolve, reject) => {
        // Who sends half a request and then nothing would be waited for without end: a closing server has no timeouts.
        const impatient = setTimeout(() => server.closeAllConnections(), drainMs)
        server.close(error => {
          clearTimeout(impatient)
          if (error) reject(error)
          else resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

function problemOf(error: NodeJS.ErrnoException): Problem {
  if (error.code === 'HPE_HEADER_OVERFLOW') return headersTooLarge()
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestMalformed('it did not arrive in time')
  return requestMalformed('it is not well-formed HTTP')
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  responder: Responder,
  { bodyLimitBytes: limitBytes, readSource }: ListenerOptions,
): void {
  const { headers } = request
  if (headers.host === undefined && request.httpVersion === '1.1') {
    response.shouldKeepAlive = false
    send(response, responder.refuse(requestMalformed('it has no Host'), ''))
    return
  }
  const noBody = headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'
  if (noBody) {
    void answerCall(request, response, responder, noBytes, readSource)
    return
  }
  const chunks: Buffer[] = []
  let length = 0
  let refused = false
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (refused) return
    if (length > limitBytes) {
      refused = true
      chunks.length = 0
      // The rest is not read: the answer goes out, and the connection with it.
      response.shouldKeepAlive = false
      send(response, responder.refuse(bodyTooLarge(limitBytes), String(headers.host ?? '')))
      return
    }
    chunks.push(chunk)
  })
  request.on('end', () => {
    if (refused) return
    const [only = noBytes] = chunks
    void answerCall(request, response, responder, chunks.length <= 1 ? only : Buffer.concat(chunks), readSource)
  })
  // A client that goes away in the middle needs no answer.
  request.on('error', () => undefined)
}

const noBytes = Buffer.alloc(0)

async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  responder: Responder,
  body: Buffer,
  readSource: ReadSource,
): Promise<void> {
  try {
    const responded = await responder.respond({
      method: request.method ?? '',
      target: request.url ?? '/',
      headers: request.headers,
      body,
      ...readSource(request),
    })
    send(response, responded)
  } catch {
    // The responder answers everything itself, failures included; this is the net below it.
    send(response, responder.refuse(serviceUnavailable(), ''))
  }
}

function headersOf({ answer, requestId }: Responded): string[] {
  const headers = [
    'Content-Type',
    answer.contentType,
    'Content-Length',
    String(Buffer.byteLength(answer.body) + (answer.rest?.length ?? 0)),
    'Vary',
    'Accept-Encoding',
    'Access-Control-Allow-Origin',
    '*',
    'Access-Control-Expose-Headers',
    '*',
    'x-acs-request-id',
    requestId,
    'x-acs-trace-id',
    newTraceId(),
  ]
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers.push(name, value)
  return headers
}

/** Up to here a copy costs less than a further piece to send. */
const copiedBytes = 32_768

function send(response: ServerResponse, responded: Responded): void {
  const { body, rest, sent } = responded.answer
  if (response.destroyed) {
    sent?.()
    return
  }
  if (responded.delivery !== undefined) {
    const whole = Buffer.concat([Buffer.from(body), rest ?? noBytes])
    sent?.()
    void deliver(response, responded.answer.status, headersOf(responded), whole, responded.delivery)
    return
  }
  response.writeHead(responded.answer.status, headersOf(responded))
  if (rest === undefined || rest.length < copiedBytes) {
    response.end(rest === undefined ? body : Buffer.concat([Buffer.from(body), rest]))
    sent?.()
    return
  }
  if (sent !== undefined) response.once('close', sent)
  // Corked, headers and both parts leave in one system call.
  response.cork()
  response.write(body)
  response.end(rest)
  response.uncork()
}

/** For what never became a request of Node's: the same answer, written by hand. */
function refuseOnSocket(socket: Socket, responder: Responder, problem: Problem, host: string): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const responded = responder.refuse(problem, host)
  const lines = headersOf(responded)
  let head = `HTTP/1.1 ${responded.answer.status} Refused\r\nConnection: close\r\n`
  for (let index = 0; index < lines.length; index += 2) head += `${lines[index]}: ${lines[index + 1]}\r\n`
  socket.end(`${head}\r\n${responded.answer.body}`)
}
