/** What this server can be asked: its own OpenAPI document, read once. */
import type { Parameter, RecordSchema, Schema } from './shapes.ts'

export interface RamBlock {
  readonly action: string
  readonly level: string
  /** For which resources RAM is asked; never empty. */
  readonly asked: readonly AskedResource[]
}

export interface AskedResource {
  /** A pattern such as `acs:ecd:{RegionId}:{AccountId}:ecddesktop/{DesktopId}`, or `*`. */
  readonly name: string
  /** Asked for only by calls whose parameter has this value. */
  readonly when?: { readonly parameter: string; readonly is: string }
  /** A call without the parameter is about whoever makes it. */
  readonly absent?: 'caller'
  /** Asked for only by calls that name nothing by this parameter; `*`: by none that could. */
  readonly without?: string
}

export interface Refusal {
  readonly code: string
  readonly status: number
  /** What it says; absent where it names what was wrong. */
  readonly text?: string
}

/** One operation as a form, a page or a call needs it. */
export interface OperationView {
  readonly name: string
  /** The product's code, such as `ecd`. */
  readonly product: string
  readonly version: string
  readonly summary: string
  readonly description: string
  readonly parameters: readonly Parameter[]
  readonly answer: RecordSchema
  /** As it stands in JSON, the id of the call included. */
  readonly exampleAnswer: unknown
  readonly ram: RamBlock
  readonly problems: readonly Refusal[]
  /** The states in which what it acts on has to be; absent: in whatever state. */
  readonly permittedStates?: readonly string[]
  readonly history: readonly { readonly date: string; readonly text: string }[]
}

export interface Catalogue {
  readonly version: string
  /** In the order of the catalogue: by product, then by name. */
  readonly operations: readonly OperationView[]
  find(name: string): OperationView | undefined
}

interface Document {
  readonly info: { readonly version: string }
  readonly paths: Readonly<Record<string, { readonly post: Described }>>
}

interface Described {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly 'x-ram': RamBlock
  readonly 'x-history': OperationView['history']
  readonly 'x-problems'?: readonly Refusal[]
  readonly 'x-permitted-states'?: readonly string[]
  readonly parameters: readonly Parameter[]
  readonly responses: {
    readonly 200: {
      readonly content: { readonly 'application/json': { readonly schema: Schema; readonly example?: unknown } }
    }
  }
}

export function readCatalogue(document: Document): Catalogue {
  const operations = Object.entries(document.paths).map(([path, { post }]) => viewOf(path, post))
  const byName = new Map(operations.map(operation => [operation.name, operation]))
  return { version: document.info.version, operations, find: name => byName.get(name) }
}

function viewOf(path: string, described: Described): OperationView {
  const { schema, example } = described.responses[200].content['application/json']
  const permittedStates = described['x-permitted-states']
  return {
    name: described.operationId,
    product: described.tags[0] ?? '',
    version: new URLSearchParams(path.slice(path.indexOf('?'))).get('Version') ?? '',
    summary: described.summary,
    description: described.description ?? '',
    parameters: described.parameters,
    answer: schema.type === 'object' ? schema : { type: 'object' },
    exampleAnswer: example,
    ram: described['x-ram'],
    problems: described['x-problems'] ?? [],
    ...(permittedStates === undefined ? {} : { permittedStates }),
    history: described['x-history'],
  }
}

/** @param ask how the document is fetched; a test hands in one of its own */
export async function loadCatalogue(ask: () => Promise<Response>): Promise<Catalogue> {
  const response = await ask()
  if (!response.ok) throw new Error(`The catalogue could not be read: HTTP ${response.status}.`)
  return readCatalogue((await response.json()) as Document)
}
