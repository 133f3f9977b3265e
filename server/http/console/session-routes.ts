/** The page under which the console signs in and out: `/console/session`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReadSource } from '../source.ts'
import { securityHeaders } from './headers.ts'
import { ConsoleRefusal, requestInvalid } from './refusal.ts'
import { checkSameOrigin } from './same-origin.ts'
import { type ConsoleAnswer, type ConsoleSessions, refusalAnswer } from './sessions.ts'

export const sessionPath = '/console/session'

/** A security token is the longest thing in it. */
const bodyLimit = 16_384

export interface SessionRouteParts {
  readonly sessions: ConsoleSessions
  readonly readSource: ReadSource
  readonly publicHosts: readonly string[]
}

/** To be registered, so that its hooks and its handler of errors are its own. */
export const sessionRoutes =
  ({ sessions, readSource, publicHosts }: SessionRouteParts) =>
  async (app: FastifyInstance): Promise<void> => {
    const refuse = (reply: FastifyReply, refusal: ConsoleRefusal): FastifyReply => send(reply, refusalAnswer(refusal))
    app.removeContentTypeParser('text/plain')
    app.addHook('onRequest', async (request, reply) => {
      reply.headers(securityHeaders()).header('Cache-Control', 'no-store')
      checkSameOrigin(request.headers, readSource(request.raw).secure, publicHosts)
    })
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
      refuse(reply, error instanceof ConsoleRefusal ? error : ofFastify(error.statusCode)),
    )
    const answered =
      (work: ConsoleSessions[keyof ConsoleSessions]) =>
      async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        const { headers, raw, body } = request
        return send(reply, await work({ headers, source: readSource(raw), body }))
      }
    app.post(sessionPath, { bodyLimit }, answered(sessions.signIn))
    app.get(sessionPath, { exposeHeadRoute: false }, answered(sessions.current))
    app.delete(sessionPath, { bodyLimit: 1024 }, answered(sessions.signOut))
    app.route({
      method: ['HEAD', 'PUT', 'PATCH', 'OPTIONS'],
      url: sessionPath,
      handler: (_request, reply) =>
        refuse(
          reply.header('Allow', 'GET, POST, DELETE'),
          new ConsoleRefusal(405, 'MethodNotAllowed', 'There are GET, POST and DELETE.'),
        ),
    })
  }

function ofFastify(status: number | undefined): ConsoleRefusal {
  if (status === 413)
    return new ConsoleRefusal(413, 'RequestTooLarge', `The request is longer than ${bodyLimit} bytes.`)
  if (status === 415) {
    return new ConsoleRefusal(415, 'UnsupportedMediaType', 'The request has to be of the type application/json.')
  }
  return requestInvalid('The request is not well-formed JSON.')
}

function send(reply: FastifyReply, answer: Omit<ConsoleAnswer, 'requestId'> & { requestId?: string }): FastifyReply {
  const { status, requestId, body, cookie, retryAfter } = answer
  if (requestId !== undefined) reply.header('x-acs-request-id', requestId)
  if (cookie !== undefined) reply.header('Set-Cookie', cookie)
  if (retryAfter !== undefined) reply.header('Retry-After', String(retryAfter))
  return reply.code(status).send(body)
}
