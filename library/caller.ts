/** Calls operations of the server by their names, signed as every client signs, with the types the registry knows. */
import { send, type Target } from '../cli/src/client.ts'
import { operationNamed, type RegisteredOperation } from '../server/operations/registry.ts'
import type { Static } from '../server/spec/shape.ts'
import { flatten } from '../server/wire/decode.ts'

/** The operations that are served, of all products. */
export type OperationName = RegisteredOperation['name']
type Named<Name extends OperationName> = Extract<RegisteredOperation, { readonly name: Name }>

/** What an operation takes. The server says what is missing. */
export type CallInput<Name extends OperationName> = Partial<Static<Named<Name>['request']>>
/** What an operation answers. */
export type CallAnswer<Name extends OperationName> = Static<Named<Name>['response']> & { readonly RequestId: string }

type Answer = Readonly<Record<string, unknown>>

/** A call was refused, in the vendor's words. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly operation: string
  /** Such as `InvalidDesktopGroupId.NotFound`. */
  readonly code: string
  /** HTTP status. */
  readonly status: number
  readonly requestId: string
  /** The whole answer: AccessDeniedDetail, Recommend and so on. */
  readonly answer: Answer

  constructor(operation: string, status: number, answer: Answer) {
    super(`${operation} was refused with ${String(answer.Code)}: ${String(answer.Message)}`)
    this.operation = operation
    this.status = status
    this.code = String(answer.Code)
    this.requestId = String(answer.RequestId)
    this.answer = answer
  }
}

/** A call got no answer, or only a part of one: the server is closed, or a fault was injected. */
export class CallUnanswered extends Error {
  override readonly name = 'CallUnanswered'
  readonly operation: string

  constructor(operation: string, endpoint: string, cause: unknown) {
    super(`${operation} got no answer from ${endpoint}.`, { cause })
    this.operation = operation
  }
}

export class Caller {
  private readonly target: Target

  constructor(target: Target) {
    this.target = target
  }

  /**
   * Calls an operation of any product.
   *
   * @throws CallRefused, CallUnanswered
   */
  async call<Name extends OperationName>(name: Name, input: CallInput<Name>): Promise<CallAnswer<Name>> {
    return (await this.ask(name, input)) as CallAnswer<Name>
  }

  /** As `call`, for who does not know the operation where types are checked. */
  async ask(name: string, input: object): Promise<Answer> {
    const operation = operationNamed(name)
    if (operation === undefined) {
      throw new TypeError(`There is no operation ${name}; COVERAGE.md names those that are served.`)
    }
    const pairs = flatten(operation.request, { ...input })
    const { status, body } = await send(this.target, operation.name, operation.product.version, pairs).catch(
      (error: unknown) => {
        throw new CallUnanswered(operation.name, this.target.endpoint, error)
      },
    )
    if (status >= 400) throw new CallRefused(operation.name, status, body)
    return body
  }

  /** All items of a list that comes in pages. */
  async all<Name extends OperationName>(
    name: Name,
    input: CallInput<Name>,
    field: keyof CallAnswer<Name> & string,
  ): Promise<Answer[]> {
    const items: Answer[] = []
    let NextToken: unknown
    do {
      const answer = await this.ask(name, { ...input, NextToken })
      items.push(...(answer[field] as readonly Answer[]))
      NextToken = answer.NextToken
    } while (NextToken !== undefined)
    return items
  }
}
