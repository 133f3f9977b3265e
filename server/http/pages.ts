/**
 * The pages that are not calls: health, metrics, the catalogue, files behind links that were handed out, and the console. None
 * needs a signature; all but signing in to the console are read-only.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import Fastify, { type FastifyInstance } from 'fastify'
import ipaddr from 'ipaddr.js'
import type { Observer } from '../observe/observer.ts'
import { type ExportQuery, exportPath } from '../operations/ecd/shares/export-links.ts'
import type { ExportedFile } from '../operations/ecd/shares/share-sheet.ts'
import { makeConsoleFiles } from './console/files.ts'
import { sessionPath, sessionRoutes } from './console/session-routes.ts'
import type { ConsoleSessions } from './console/sessions.ts'
import type { PageHandler } from './listener.ts'
import type { ReadSource } from './source.ts'

export interface PageParts {
  readonly observer: Observer
  /** Rejects when the server cannot do its work, with the reason. */
  ready(): Promise<void>
  /** The catalogue's file of this name. */
  readonly catalogue: (file: 'openapi.json' | 'postman.json') => unknown
  readonly publicMetrics: boolean
  readonly readSource: ReadSource
  readonly console: {
    readonly sessions: ConsoleSessions
    /** What its build made; it may be absent. */
    readonly directory: string
    /** Names under which a proxy in front is known. */
    readonly publicHosts: readonly string[]
  }
  /** What the file of a link holds; undefined when the link is none of ours. */
  readonly exportQuery: (path: string) => ExportQuery | 'expired' | undefined
  readonly exportedFile: (query: ExportQuery) => Promise<ExportedFile>
}

const paths = new Set(['/healthz', '/readyz', '/metrics', '/catalogue/openapi.json', '/catalogue/postman.json'])

/** @returns a handler that takes the paths it knows and leaves all others, whatever they are, to the calls */
export async function makePages(parts: PageParts): Promise<PageHandler> {
  let route: ((request: IncomingMessage, response: ServerResponse) => void) | undefined
  const app = Fastify({
    logger: false,
    serverFactory: handler => {
      route = handler as typeof route
      // Fastify wants a server of its own; the sockets are the listener's, so it gets one that never listens.
      return { on() {}, once() {}, off() {}, address: () => null, close() {} } as never
    },
  })
  const { readSource } = parts
  const { sessions, directory, publicHosts } = parts.console
  addRoutes(app, parts)
  await app.register(sessionRoutes({ sessions, readSource, publicHosts }))
  await app.ready()
  const files = makeConsoleFiles(directory)
  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const known = paths.has(path) || path.startsWith(exportPath)
    const isPage = path === sessionPath || (request.method === 'GET' && known)
    if (!isPage || route === undefined) return files(request, response)
    route(request, response)
    return true
  }
}

function addRoutes(app: FastifyInstance, parts: PageParts): void {
  const { observer, ready, catalogue, publicMetrics } = parts
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    try {
      await ready()
      return { status: 'ready' }
    } catch (error) {
      observer.log.warn({ err: error }, 'not ready')
      return reply.code(503).send({ status: 'not ready' })
    }
  })
  app.get('/metrics', async (request, reply) => {
    if (!publicMetrics && !isLoopback(parts.readSource(request.raw).remoteAddress)) {
      return reply
        .code(403)
        .send({ status: 'refused', repair: 'ask from loopback, or set DESKFLEET_PUBLIC_METRICS=true' })
    }
    const { contentType, text } = await observer.metrics()
    return reply.type(contentType).send(text)
  })
  app.get('/catalogue/openapi.json', async () => catalogue('openapi.json'))
  app.get('/catalogue/postman.json', async () => catalogue('postman.json'))
  app.get(`${exportPath}*`, async (request, reply) => {
    const query = parts.exportQuery(request.url.split('?', 1)[0] ?? '')
    if (query === undefined) return reply.code(404).send({ status: 'no such file', repair: askAgain })
    if (query === 'expired') return reply.code(410).send({ status: 'link too old', repair: askAgain })
    try {
      const { name, contentType, bytes } = await parts.exportedFile(query)
      return await reply
        .type(contentType)
        .header('Content-Disposition', `attachment; filename="${name}"`)
        .header('Cache-Control', 'private, no-store')
        .header('X-Content-Type-Options', 'nosniff')
        .send(bytes)
    } catch (error) {
      observer.log.error({ err: error }, 'a sheet of shares could not be made')
      return reply.code(500).send({ status: 'the file could not be made', repair: askAgain })
    }
  })
}

const askAgain = 'call ExportDesktopGroupInfo again for a new link'

const isLoopback = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
