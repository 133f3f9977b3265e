/**
 * What an operation is: one value from which validation, the RAM check, OpenAPI, the coverage table, CLI help, reference
 * and explorer are read. Nothing about an operation is typed twice.
 */
import type { ProblemKind } from './problem.ts'
import type { RenderedAnswer } from './rendered.ts'
import type { RecordShape, Static } from './shape.ts'

/** A product as clients address it; its version alone tells it apart from the others. */
export interface Product {
  /** Code in `Recommend` links, and the first part of every RAM action. */
  readonly code: string
  readonly version: string
  readonly title: string
}

/** What a policy can name: the five kinds of the desktop service (ram.md 1.3), and the identities of RAM (ram.md 4.3). */
export const resourceTypes = {
  ecddesktop: 'ecd',
  officesite: 'ecd',
  ecdpolicy: 'ecd',
  ecdimage: 'ecd',
  ecdbundle: 'ecd',
  user: 'ram',
  group: 'ram',
  role: 'ram',
  policy: 'ram',
} as const
export type ResourceType = keyof typeof resourceTypes

/** Which resources a call touches. */
export interface NamedResource {
  readonly type: ResourceType
  /**
   * The parameter with their ids or names, one or several. Absent: all of the type, as when one is made: `type/*`; or the
   * caller itself, if that is what `absent` says.
   */
  readonly parameter?: string
  /** Where the parameter is a list of records: the field of each that holds the id. */
  readonly field?: string
  /** Only calls whose parameter has this value name one: ids of several kinds come under one name. */
  readonly when?: { readonly parameter: string; readonly is: string }
  /** What a call that leaves the parameter out means: nothing, unless it is the caller itself. */
  readonly absent?: 'caller'
}

export type AccessLevel = 'create' | 'get' | 'list' | 'update' | 'delete' | 'none'

/** How RAM guards an operation. */
export interface RamBlock {
  readonly action: string
  readonly level: AccessLevel
  /** Empty: the operation names no resource and only `*` grants it (ram.md 1.3, item 4). */
  readonly resources: readonly NamedResource[]
  /**
   * It acts on something no policy can name, such as a share: beside the resources `*` is asked for, so that who was given
   * one of them cannot change the share by naming it. Or it does so only when it names none by the parameter `without`.
   */
  readonly beyond?: true | { readonly without: string }
}

/** For `RamBlock.resources`: only a statement on `*` grants the operation. */
export const everything: readonly NamedResource[] = []

export interface Change {
  readonly date: string
  readonly text: string
}

export interface Operation<
  Context = never,
  Request extends RecordShape = RecordShape,
  Response extends RecordShape = RecordShape,
> {
  readonly product: Product
  readonly name: string
  /** One sentence, third person. */
  readonly summary: string
  /** What a caller must know beyond the summary. */
  readonly description?: string
  readonly ram: RamBlock
  readonly request: Request
  /** All answers also carry RequestId, which is not listed here. */
  readonly response: Response
  /** What can be refused beyond the request shape; anything else is a defect and fails a test. */
  readonly problems: readonly ProblemKind<never[]>[]
  /** The states in which what it acts on has to be; in whatever state when absent. */
  readonly permittedStates?: readonly string[]
  readonly example: { readonly request: Partial<Static<Request>>; readonly response: Partial<Static<Response>> }
  readonly history: readonly Change[]
  /** Value in, value out: knows no HTTP. May answer with text rendered beforehand where the read path is hot. */
  handle(input: Static<Request>, context: Context): Promise<Static<Response> | RenderedAnswer>
}

/** What the registry holds: an operation whose shapes are known only at run time. */
export interface AnyOperation<Context> extends Omit<Operation<Context>, 'handle'> {
  handle(input: unknown, context: Context): Promise<unknown>
}

/** An operation whose name is known where types are checked, so that a caller can be told what it takes and answers. */
export type NamedOperation<
  Context,
  Request extends RecordShape,
  Response extends RecordShape,
  Name extends string,
> = Operation<Context, Request, Response> & { readonly name: Name }

/** Gives an operation's parts their types; returns what it was given. */
export const operationOf =
  <Context>() =>
  <Request extends RecordShape, Response extends RecordShape, const Name extends string>(
    operation: NamedOperation<Context, Request, Response, Name>,
  ): NamedOperation<Context, Request, Response, Name> =>
    operation
