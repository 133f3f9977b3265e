/**
 * The reference as static files: one page per operation, made from its file alone, with the parts of the vendor's pages in
 * their order: debugging, authorization, request, answer, sample, refusals, history.
 */
import type { ServedOperation } from '../server/operations/context.ts'
import { exampleAnswer, exampleRequestId } from '../server/operations/example-answer.ts'
import { operations, products } from '../server/operations/registry.ts'
import type { Product } from '../server/spec/operation.ts'
import {
  type Companions,
  fieldsOf,
  mayBeAbsent,
  type RecordShape,
  type Shape,
  valueShapeOf,
} from '../server/spec/shape.ts'
import { success } from '../server/wire/answer.ts'
import { flatten } from '../server/wire/decode.ts'
import { resourcesOf } from './resources.ts'

/** Where the pages of a checkout stand. */
export const referenceFolder = new URL('../docs/reference/', import.meta.url)

/** The pages by their path below the folder. */
export function referencePages(): ReadonlyMap<string, string> {
  const pages = new Map([['README.md', contents()]])
  for (const operation of operations) pages.set(pathOf(operation), pageOf(operation))
  return pages
}

const pathOf = ({ product, name }: ServedOperation): string => `${product.code}/${name}.md`

function contents(): string {
  const chapters = products.map(product => {
    const rows = operations
      .filter(operation => operation.product === product)
      .map(operation => `| [${operation.name}](${pathOf(operation)}) | ${inCell(operation.summary)} |`)
    return `## ${titleOf(product)}\n\n| operation | |\n| --- | --- |\n${rows.join('\n')}\n`
  })
  return `# Reference

Every operation this server answers. Made from the operations themselves by \`npm run catalogue\`; a test says when a page is
stale. What the vendor has beyond these is in [COVERAGE.md](../../COVERAGE.md).

${chapters.join('\n')}`
}

const titleOf = ({ title, code, version }: Product): string => `${title}: \`${code}\` ${version}`

function pageOf(operation: ServedOperation): string {
  const { name, product, summary, description, ram, request, response, history } = operation
  return `# ${name}

${summary}${description === undefined ? '' : `\n\n${description}`}

${titleOf(product)}

## Debugging

Without any arithmetic of signatures: \`/console/explorer/${product.code}/${name}\` of a server is its form, and shows the call as a
program. In a shell \`deskfleet call ${name}\`; \`--help\` shows its parameters.

## Authorization

| action | access level | resources |
| --- | --- | --- |
| \`${ram.action}\` | ${ram.level} | ${resourcesOf(operation)} |

## Request

${tableOf(request, true)}
Beside these every call carries the [common parameters](../../guide/clients.md) of its signature.

## Answer

${tableOf(withRequestId(response), false)}
## Sample

Request

\`\`\`http
${sampleRequest(operation)}
\`\`\`

Answer in JSON

\`\`\`json
${JSON.stringify({ RequestId: exampleRequestId, ...exampleAnswer(operation) }, undefined, 2)}
\`\`\`

Answer in XML

\`\`\`xml
${success('XML', name, exampleAnswer(operation), exampleRequestId).body.replace('?>', '?>\n')}
\`\`\`

## Refusals

${statesOf(operation)}${refusalsOf(operation)}
## History

${history.map(({ date, text }) => `- ${date}: ${text}`).join('\n')}
`
}

/** The parts of a shape that documents read. */
interface Plain {
  readonly type?: string
  readonly format?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly examples?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly items?: Shape
  readonly deprecated?: boolean
  readonly 'x-style'?: string
  readonly 'x-secret'?: boolean
  readonly 'x-vendor'?: string
  readonly 'x-with'?: Readonly<Record<string, Companions>>
}

const plain = (shape: Shape): Plain => shape as unknown as Plain

const withRequestId = (response: RecordShape): RecordShape =>
  ({
    ...response,
    properties: {
      RequestId: { type: 'string', description: 'The id of this call.', examples: [exampleRequestId] },
      ...response.properties,
    },
  }) as RecordShape

interface Row {
  readonly name: string
  readonly shape: Shape
}

/**
 * Every field, nested ones under the names they have on the wire.
 * @param isFlat whether lists stand there under numbers: in requests, but for what is one text of JSON
 */
function rowsOf(shape: RecordShape, prefix: string, isFlat: boolean): Row[] {
  return fieldsOf(shape).flatMap(([field, part]): Row[] => {
    const name = prefix + field
    const { type, items } = plain(part)
    const own = { name, shape: part }
    if (type === 'object') return [own, ...rowsOf(part as RecordShape, `${name}.`, isFlat)]
    if (type !== 'array' || items === undefined || plain(items).type !== 'object') return [own]
    const isRepeated = isFlat && plain(part)['x-style'] !== 'json'
    return [own, ...rowsOf(items as RecordShape, isRepeated ? `${name}.N.` : `${name}[].`, isRepeated)]
  })
}

function tableOf(shape: RecordShape, isRequest: boolean): string {
  const rows = rowsOf(shape, '', isRequest)
  if (rows.length === 0) return isRequest ? 'No parameters of its own.\n' : ''
  const need = isRequest ? ' needed |' : ''
  const lines = rows.map(({ name, shape: part }) => {
    const needed = isRequest ? ` ${mayBeAbsent(part) ? 'no' : 'yes'} |` : ''
    const { description = '', examples } = plain(part)
    const example = examples?.[0]
    const shown = example === undefined ? '' : inCode(typeof example === 'string' ? example : JSON.stringify(example))
    const wireName = isRequest && isRepeated(part) ? `${name}.N` : name
    const type = isRequest && plain(part)['x-style'] === 'json' ? `${typeOf(part)}, as JSON` : typeOf(part)
    return `| \`${wireName}\` | ${type} |${needed} ${inCell(`${description} ${limitsOf(part)}`.trim())} | ${shown} |`
  })
  return `| name | type |${need} description | example |\n| --- | --- |${isRequest ? ' --- |' : ''} --- | --- |\n${lines.join('\n')}\n`
}

/** A list whose items stand under numbers on the wire. */
const isRepeated = (shape: Shape): boolean => plain(shape).type === 'array' && plain(shape)['x-style'] !== 'json'

function typeOf(shape: Shape): string {
  const { type = 'string', format, items } = plain(shape)
  if (valueShapeOf(shape) !== undefined) return 'map'
  if (type === 'array') return `list of ${items === undefined ? 'values' : typeOf(items)}`
  if (type === 'object') return 'record'
  return type === 'integer' ? (format ?? 'integer') : type
}

function limitsOf(shape: Shape): string {
  const {
    enum: values,
    minimum,
    maximum,
    minItems,
    maxItems,
    maxLength,
    pattern,
    default: fallback,
    deprecated,
  } = plain(shape)
  const { 'x-vendor': vendor, 'x-with': companions = {} } = plain(shape)
  const parts: string[] = []
  if (deprecated === true) parts.push('Deprecated.')
  if (values !== undefined) parts.push(`One of ${values.map(value => `\`${String(value)}\``).join(', ')}.`)
  if (minimum !== undefined || maximum !== undefined) parts.push(`From ${minimum ?? '…'} to ${maximum ?? '…'}.`)
  if (minItems !== undefined || maxItems !== undefined)
    parts.push(`${minItems ?? 0} to ${maxItems ?? 'any number of'} items.`)
  if (maxLength !== undefined) parts.push(`At most ${maxLength} characters.`)
  if (pattern !== undefined) parts.push(`Pattern: ${inCode(pattern)}.`)
  for (const [value, { takes, needs }] of Object.entries(companions)) {
    const need = needs.length === 0 ? '' : `, and needs ${namesOf(needs)}`
    parts.push(`\`${value}\` takes ${namesOf(takes)}${need}.`)
  }
  if (fallback !== undefined) parts.push(`Default: \`${String(fallback)}\`.`)
  if (plain(shape)['x-secret'] === true) parts.push('A secret: it reaches neither log nor audit trail.')
  if (vendor !== undefined) parts.push(`The vendor says: ${vendor}`)
  return parts.join(' ')
}

const namesOf = (fields: readonly string[]): string => fields.map(inCode).join(', ')

const inCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const inCode = (text: string): string => `\`${inCell(text)}\``

function sampleRequest({ name, product, request, example }: ServedOperation): string {
  const own = flatten(request, example.request).map(([key, value]) => `&${key}=${encodeURIComponent(value)}`)
  return [`POST /?Action=${name}&Version=${product.version}`, ...own, '&<common parameters>'].join('\n')
}

const statesOf = ({ permittedStates }: ServedOperation): string =>
  permittedStates === undefined
    ? ''
    : `Permitted in the states ${permittedStates.map(state => `\`${state}\``).join(', ')} only.\n\n`

function refusalsOf({ problems }: ServedOperation): string {
  const rows = problems.map(
    ({ status, code, text }) => `| ${status} | \`${code}\` | ${inCell(text ?? 'Names what was wrong.')} |`,
  )
  const table = rows.length === 0 ? '' : `| HTTP | code | text |\n| --- | --- | --- |\n${rows.join('\n')}\n\n`
  return `${table}Any call may also be refused for its signature, for a parameter that is missing (\`Missing…\`) or wrong (\`Invalid…\`), or by RAM.\n`
}
