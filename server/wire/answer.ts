/** A value or a problem → the bytes and headers of the answer, in JSON or XML (wire-protocol.md 7). One place per format. */
import { createRequire } from 'node:module'
import type { XMLBuilder } from 'fast-xml-parser'
import type { Problem } from '../spec/problem.ts'
import { RenderedAnswer } from '../spec/rendered.ts'
import type { AnswerFormat } from './call.ts'

export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
  /** UTF-8 that follows the body, when part of the answer stood already. */
  readonly rest?: Buffer
  /** To be called when the answer has left, or never will. */
  readonly sent?: () => void
  /** Headers beyond those every answer carries. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What an error tells besides itself. */
export interface ErrorFrame {
  readonly requestId: string
  /** The domain the client addressed. */
  readonly host: string
  /** The product's code for the troubleshooting link; empty when it is not known yet. */
  readonly product: string
}

const contentTypes = { JSON: 'application/json;charset=utf-8', XML: 'text/xml;charset=utf-8' } as const
// The vendor's own spelling of the declaration; the tea clients read the error only with it (wire-protocol.md 7).
const declaration = "<?xml version='1.0' encoding='UTF-8'?>"

/** The answer to a call that was done. RequestId comes first, so that a rendered answer needs no second look. */
export function success(format: AnswerFormat, action: string, output: unknown, requestId: string): Answer {
  const head = `{"RequestId":"${requestId}"`
  if (format === 'JSON') {
    const shown = { status: 200, contentType: contentTypes.JSON }
    if (output instanceof RenderedAnswer) return { ...shown, body: `${head},`, rest: output.rest, sent: output.release }
    const json = JSON.stringify(output)
    return { ...shown, body: json === '{}' ? `${head}}` : `${head},${json.slice(1)}` }
  }
  const value = output instanceof RenderedAnswer ? output.value() : (output as Record<string, unknown>)
  if (output instanceof RenderedAnswer) output.release()
  const body = declaration + xml(`${action}Response`, { RequestId: requestId, ...value })
  return { status: 200, contentType: contentTypes.XML, body }
}

/** The answer to a call that was refused. */
export function failure(format: AnswerFormat, problem: Problem, frame: ErrorFrame): Answer {
  const recommend = new URL('https://api.aliyun.com/troubleshoot')
  recommend.searchParams.set('q', problem.code)
  recommend.searchParams.set('product', frame.product)
  recommend.searchParams.set('requestId', frame.requestId)
  const value = {
    RequestId: frame.requestId,
    HostId: frame.host,
    Code: problem.code,
    Message: problem.message,
    Recommend: recommend.href,
    ...(problem.accessDenied === undefined ? {} : { AccessDeniedDetail: problem.accessDenied }),
  }
  const shown = { status: problem.status, contentType: contentTypes[format] }
  const headers =
    problem.retryAfterMs === undefined ? {} : { headers: { 'x-acs-retry-after': String(problem.retryAfterMs) } }
  if (format === 'JSON') return { ...shown, ...headers, body: JSON.stringify(value) }
  return { ...shown, ...headers, body: declaration + xml('Error', { ...value, Recommend: { cdata: value.Recommend } }) }
}

let builder: XMLBuilder | undefined

/** Loaded by the first answer in XML: hardly any client asks for one. */
function xmlBuilder(): XMLBuilder {
  if (builder === undefined) {
    const library = createRequire(import.meta.url)('fast-xml-parser') as typeof import('fast-xml-parser')
    builder = new library.XMLBuilder({ suppressEmptyNode: true, cdataPropName: 'cdata' })
  }
  return builder
}

function xml(root: string, value: Record<string, unknown>): string {
  return String(xmlBuilder().build({ [root]: expressible(value) }))
}

/** XML 1.0 has no way to write these, not even as references. */
const isInexpressible = (code: number): boolean =>
  (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || code === 0xfffe || code === 0xffff

const withoutInexpressible = (text: string): string =>
  Array.from(text.toWellFormed())
    .filter(character => !isInexpressible(character.codePointAt(0) ?? 0))
    .join('')

/** Absent values leave no element, and a list is its name repeated (share-family.md 1). */
function expressible(value: unknown): unknown {
  if (typeof value === 'string') return withoutInexpressible(value)
  if (Array.isArray(value)) return value.map(expressible)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined && inner !== null)
      .map(([name, inner]) => [name, expressible(inner)]),
  )
}
