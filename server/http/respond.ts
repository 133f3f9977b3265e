/**
 * The page that shows a request: bytes → call → operation → caller → input → decision → answer. The order in which
 * things are refused is a table in wire/README.md.
 */
import type { Clock } from '../domain/clock.ts'
import { newRequestId } from '../domain/ids.ts'
import type { Authenticator, Caller } from '../identity/authenticate.ts'
import type { Observer } from '../observe/observer.ts'
import type { Context, ServedOperation, Services } from '../operations/context.ts'
import { storeAdversary } from '../operations/deskfleet/faults/paging-adversary.ts'
import { findOperation, productOf } from '../operations/registry.ts'
import { Problem } from '../spec/problem.ts'
import type { RecordShape } from '../spec/shape.ts'
import { type Answer, failure, success } from '../wire/answer.ts'
import { type AnswerFormat, type Call, type RawRequest, readCall, readFormat } from '../wire/call.ts'
import { decode, refusalOf } from '../wire/decode.ts'
import { type ParameterLimits, readParameters } from '../wire/parameters.ts'
import * as refuse from '../wire/problems.ts'
import type { Auditor } from './audit-record.ts'
import type { Authorizer, Ruling } from './authorize.ts'
import type { Delivery } from './delivery.ts'
import type { RateLimits } from './rate-limits.ts'
import { disturbPaging, type Struck, strike } from './strike.ts'
import { withWarning } from './would-refuse.ts'

export interface Responder {
  respond(raw: RawRequest): Promise<Responded>
  /** The answer to a request that was refused before it was one: too large, not HTTP, … */
  refuse(problem: Problem, host: string): Responded
}

export interface Responded {
  readonly answer: Answer
  readonly requestId: string
  /** How the answer is to leave, when a fault has struck it. */
  readonly delivery?: Delivery
}

export interface ResponderParts {
  readonly authenticator: Authenticator
  readonly authorizer: Authorizer
  readonly services: Services
  readonly observer: Observer
  /** Puts calls on record. */
  readonly audit: Auditor
  readonly limits: ParameterLimits
  readonly rateLimits: RateLimits
  /** Signatures are judged by the real time, whatever clock the desktops live by. */
  readonly realClock: Clock
  /** For tests and development: where an answer leaves its shape, in words. It then fails instead of being sent. */
  readonly checkAnswer?: (shape: RecordShape, output: unknown) => string[]
}

/** What is known of a request so far, for the answer and the report. */
interface Progress extends Struck {
  format: AnswerFormat
  product: string
  action: string
  call?: Call
  operation?: ServedOperation
  caller?: Caller
  input?: Readonly<Record<string, unknown>>
  ruling?: Ruling
}

export function makeResponder(parts: ResponderParts): Responder {
  const { authenticator, authorizer, services, observer, audit, limits, realClock } = parts
  const adversary = storeAdversary(services)

  async function answerTo(raw: RawRequest, requestId: string, progress: Progress): Promise<Answer> {
    const contentType = String(raw.headers['content-type'] ?? '')
    const parameters = readParameters(raw.target, contentType, raw.body, limits)
    progress.format = readFormat(parameters, raw.headers)
    const call = readCall(raw, parameters)
    progress.call = call
    const operation = operationOf(call)
    progress.operation = operation
    progress.product = operation.product.code
    progress.action = operation.name
    const nowMs = realClock.now()
    const caller = await authenticator.authenticate(call, nowMs)
    progress.caller = caller
    parts.rateLimits.count(caller.accountId, operation.name, nowMs)
    const { input, faults } = decode(operation.request, parameters.merged)
    progress.input = input
    const ruling = await authorizer.decide(caller, call, operation, input, nowMs)
    progress.ruling = ruling
    if (ruling.refusal !== undefined && !ruling.goesOn) throw ruling.refusal
    const refusal = refusalOf(faults)
    if (refusal !== undefined) throw refusal
    const due = services.faults.due(operation)
    if (due !== undefined) await strike(due, progress)
    const output = await run(operation, input, contextOf(services, caller, ruling, raw, requestId))
    check(operation, output, requestId)
    if (progress.adversarial) await disturbPaging(adversary, caller.accountId, input, output)
    return success(progress.format, operation.name, output, requestId)
  }

  /** Runs an operation; where answers are checked, a refusal it does not list is a defect too. */
  async function run(operation: ServedOperation, input: unknown, context: Context): Promise<unknown> {
    try {
      return await operation.handle(input, context)
    } catch (error) {
      const unlisted = error instanceof Problem && !operation.problems.some(({ code }) => code === error.code)
      if (parts.checkAnswer !== undefined && unlisted)
        throw new Error(`${operation.name} does not list ${error.code}`, { cause: error })
      throw error
    }
  }

  function check(operation: ServedOperation, output: unknown, requestId: string): void {
    const faults = parts.checkAnswer?.(operation.response, output) ?? []
    if (faults.length === 0) return
    observer.answerMisshapen(requestId, operation.name, faults)
    throw new Error(`The answer of ${operation.name} leaves its shape: ${faults.join('; ')}`)
  }

  return {
    async respond(raw) {
      const at = realClock.now()
      const requestId = newRequestId(at)
      const startedAt = performance.now()
      const progress: Progress = { format: 'JSON', product: '', action: '' }
      let answer: Answer
      let code = 'OK'
      try {
        answer = await answerTo(raw, requestId, progress)
      } catch (error) {
        const problem = error instanceof Problem ? error : refuse.internalError()
        if (problem !== error) observer.callFailed(requestId, progress.action, error)
        code = problem.code
        answer = failure(progress.format, problem, { requestId, host: hostOf(raw), product: progress.product })
      }
      answer = withWarning(answer, progress.operation?.ram.action, progress.ruling)
      const ended = { requestId, code, status: answer.status, durationMs: performance.now() - startedAt }
      observer.callFinished({
        ...ended,
        product: progress.product,
        action: progress.action,
        ...(progress.caller === undefined ? {} : { keyId: progress.caller.keyId }),
        remoteAddress: raw.remoteAddress,
      })
      const recorded = audit({ ...ended, raw, at }, progress)
      // Of a call that reads nothing is waited for.
      if (recorded !== undefined) await recorded
      return { answer, requestId, ...(progress.delivery === undefined ? {} : { delivery: progress.delivery }) }
    },
    refuse(problem, host) {
      const requestId = newRequestId()
      return { answer: failure('JSON', problem, { requestId, host, product: '' }), requestId }
    },
  }
}

const hostOf = (raw: RawRequest): string => String(raw.headers.host ?? '')

/** @throws Problem MissingAction, MissingVersion, InvalidVersion, InvalidAction.NotFound */
function operationOf({ action, version }: Call): ServedOperation {
  if (action === undefined) throw refuse.missing('Action')
  if (version === undefined) throw refuse.missing('Version')
  if (productOf(version) === undefined) throw refuse.invalid('Version')
  const operation = findOperation(version, action)
  if (operation === undefined) throw refuse.actionNotFound()
  return operation
}

const contextOf = (
  services: Services,
  caller: Caller,
  { trustedRoleId }: Ruling,
  raw: RawRequest,
  requestId: string,
): Context => ({
  ...services,
  accountId: caller.accountId,
  caller,
  ...(trustedRoleId === undefined ? {} : { trustedRoleId }),
  callerId: nameForAnswers(caller),
  requestId,
  origin: originOf(raw),
})

const nameForAnswers = ({ principal, accountId }: Caller): string => {
  if (principal.type === 'RAMUser') return principal.userId
  return principal.type === 'AssumedRole' ? principal.roleId : accountId
}

function originOf(raw: RawRequest): string | undefined {
  const host = hostOf(raw)
  if (!/^[A-Za-z0-9._-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/.test(host)) return undefined
  return `${raw.secure ? 'https' : 'http'}://${host}`
}
