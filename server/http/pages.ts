/**
 * The pages that are not calls: health, metrics, the catalogue, and files behind links that were handed out. All of them are
 * read-only and need no signature.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import Fastify, { type FastifyInstance } from 'fastify'
import ipaddr from 'ipaddr.js'
import type { Observer } from '../observe/observer.ts'
import { type ExportQuery, exportPath } from '../operations/ecd/shares/export-links.ts'
import type { ExportedFile } from '../operations/ecd/shares/share-sheet.ts'
import type { PageHandler } from './listener.ts'
import type { ReadSource } from './source.ts'

export interface PageParts {
  readonly observer: Observer
  /** Rejects when the server cannot do its work, with the reason. */
  ready(): Promise<void>
  readonly catalogue: () => unknown
  readonly publicMetrics: boolean
  readonly readSource: ReadSource
  /** What the file of a link holds; undefined when the link is none of ours. */
  readonly exportQuery: (path: string) => ExportQuery | 'expired' | undefined
  readonly exportedFile: (query: ExportQuery) => Promise<ExportedFile>
}

const paths = new Set(['/healthz', '/readyz', '/metrics', '/catalogue/openapi.json'])

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
  addRoutes(app, parts)
  await app.ready()
  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const known = paths.has(path) || path.startsWith(exportPath)
    if (request.method !== 'GET' || !known || route === undefined) return false
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
  app.get('/catalogue/openapi.json', async () => catalogue())
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
