/**
 * The console's files, as its build left them. Only files of that listing are ever served, by their exact names: a path is looked
 * up, never followed. What is none of them is a page of the console itself, which finds its way from the address.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import type { PageHandler } from '../listener.ts'
import { securityHeaders } from './headers.ts'
import { sessionPath } from './session-routes.ts'

const home = '/console/'
const page = 'index.html'
/** What stands in the page where a nonce belongs. */
export const noncePlaceholder = '__CSP_NONCE__'

/** Everything below has its content's hash in its name. */
const hashed = 'assets/'
const forAYear = 'public, max-age=31536000, immutable'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Beside a file, what it is compressed; the better one first. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

interface Build {
  readonly names: ReadonlySet<string>
  /** Of its page: another one is another build. */
  readonly madeAt: number
}

/** @param directory what the build made; it may be absent, and may come while the server runs */
export function makeConsoleFiles(directory: string): PageHandler {
  let build: Build | undefined

  /** The build that lies there now; undefined when there is none. */
  async function latest(): Promise<Build | undefined> {
    const made = await stat(join(directory, page)).catch(() => undefined)
    if (made === undefined) build = undefined
    else if (made.mtimeMs !== build?.madeAt) build = { names: listing(directory), madeAt: made.mtimeMs }
    return build
  }

  async function serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const there = await latest()
    if (path === '/' || path === '/console') {
      if (there === undefined) return refuse(request, response, 404, notBuilt)
      return end(request, response, 302, { Location: home, 'Cache-Control': 'no-store', Vary: 'Accept' })
    }
    if (there === undefined) return refuse(request, response, 404, notBuilt)
    const name = path.slice(home.length)
    if (name !== '' && name !== page && there.names.has(name)) return serveFile(request, response, there, name)
    // A page of the console is asked for by whoever opens an address; a file that is missing is not to look like one.
    const isPage = name === '' || name === page || (!name.startsWith(hashed) && wantsPage(request) && !climbs(name))
    return isPage ? servePage(request, response) : refuse(request, response, 404, 'The console has no such file.')
  }

  async function servePage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const nonce = randomBytes(18).toString('base64')
    const text = withNonce(await readFile(join(directory, page), 'utf8'), nonce)
    const type = types['.html'] ?? ''
    end(request, response, 200, { ...securityHeaders(nonce), 'Content-Type': type, 'Cache-Control': 'no-cache' }, text)
  }

  async function serveFile(
    request: IncomingMessage,
    response: ServerResponse,
    { names }: Build,
    name: string,
  ): Promise<void> {
    const taken = encodings.find(([coding, suffix]) => names.has(name + suffix) && accepts(request, coding))
    const file = join(directory, name + (taken?.[1] ?? ''))
    const { size, mtimeMs } = await stat(file)
    const etag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}${taken?.[1] ?? ''}"`
    const headers = {
      'Content-Type': types[extname(name)] ?? 'application/octet-stream',
      'Cache-Control': name.startsWith(hashed) ? forAYear : 'no-cache',
      ETag: etag,
      Vary: 'Accept-Encoding',
      ...(taken === undefined ? {} : { 'Content-Encoding': taken[0] }),
    }
    const known = (request.headers['if-none-match'] ?? '').split(',').some(each => each.trim() === etag)
    if (known) return end(request, response, 304, headers)
    end(request, response, 200, headers, await readFile(file))
  }

  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const isConsole = path === '/console' || (path.startsWith(home) && path !== sessionPath)
    if (isCall(request)) return false
    if (!isConsole) {
      // Only a browser that was given the server's bare address is led on, and only to a console there is.
      if (!isVisit(request) || !existsSync(join(directory, page))) return false
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      request.resume()
      refuse(request, response, 405, 'The console’s pages are only read.', { Allow: 'GET, HEAD' })
      return true
    }
    serve(request, response, path).catch(() => {
      if (response.headersSent) response.destroy()
      else refuse(request, response, 500, 'The console’s files cannot be read.')
    })
    return true
  }
}

const notBuilt = 'The console is not built: run "npm run build:console" in the directory of Deskfleet.'

/** Whatever could be a call of the API is one, wherever it is sent: signed, or with an action. What a proxy asks for is neither. */
function isCall({ headers, url = '' }: IncomingMessage): boolean {
  if (/^\s*ACS/i.test(headers.authorization ?? '') || headers['x-acs-action'] !== undefined) return true
  const query = url.indexOf('?')
  if (query < 0) return false
  const parameters = new URLSearchParams(url.slice(query))
  return parameters.has('Action') || parameters.has('Signature')
}

/** Nothing beside the address: what has parameters, a body or headers of the vendor's is a call, however it is meant. */
const isVisit = (request: IncomingMessage): boolean => {
  const { url, method, headers } = request
  const bare = headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
  const named = Object.keys(headers).some(name => name.startsWith('x-acs-'))
  return url === '/' && method === 'GET' && bare && !named && wantsPage(request)
}

const wantsPage = ({ headers }: IncomingMessage): boolean => /\btext\/html\b/i.test(headers.accept ?? '')

/** Leads upwards, in one of the ways in which that can be written; no page's address is like that. */
const climbs = (name: string): boolean => /(?:^|\/)\.{1,2}(?:\/|$)|\\|%(?:2e|2f|5c|00)/i.test(name)

function accepts({ headers }: IncomingMessage, coding: string): boolean {
  const offered = String(headers['accept-encoding'] ?? '').split(',')
  return offered.some(each => {
    const [name = '', ...parameters] = each.split(';').map(part => part.trim().toLowerCase())
    return name === coding && !parameters.some(parameter => /^q=0(?:\.0*)?$/.test(parameter))
  })
}

const listing = (directory: string): ReadonlySet<string> =>
  new Set(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/')),
  )

/** Where the page does not say where a nonce belongs, it gets one in its head, for scripts that put styles there. */
function withNonce(text: string, nonce: string): string {
  if (text.includes(noncePlaceholder)) return text.replaceAll(noncePlaceholder, nonce)
  return text.replace(/<head\b[^>]*>/i, head => `${head}<meta name="csp-nonce" content="${nonce}">`)
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  message: string,
  more: Readonly<Record<string, string>> = {},
): void {
  const asPage = wantsPage(request)
  const escaped = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const text = asPage
    ? `<!doctype html><html lang="en"><head><title>Deskfleet</title></head><body><p>${escaped}</p></body></html>\n`
    : `${JSON.stringify({ code: status === 404 ? 'NotFound' : 'Refused', message })}\n`
  const type = (asPage ? types['.html'] : types['.json']) ?? ''
  end(request, response, status, { 'Content-Type': type, 'Cache-Control': 'no-store', Vary: 'Accept', ...more }, text)
}

function end(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = '',
): void {
  const length = status === 304 ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  response.writeHead(status, { ...securityHeaders(), ...headers, ...length })
  response.end(request.method === 'HEAD' || status === 304 ? undefined : body)
}
