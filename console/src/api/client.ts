/** The public API, signed like any other client's call. */
import type { OperationView } from './catalogue.ts'
import { type CallRecord, NoAnswer, refusalIn } from './failures.ts'
import { flatten, type Input } from './flatten.ts'
import type { ConsoleSession } from './session.ts'
import { type SignedCall, type SigningKey, signCall } from './sign.ts'

/** What an answer holds is known to the screen that asks; the names and types stand in the catalogue. */
export interface Answered<Answer> extends CallRecord {
  readonly body: Answer
}

export interface ClientParts {
  readonly session: Pick<ConsoleSession, 'key' | 'now'>
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** `host:port` as the browser sends it. */
  readonly host: string
  readonly operation: (name: string) => Promise<OperationView>
  readonly nonce: () => string
  readonly stopwatch: () => number
}

export interface Client {
  /**
   * Makes a call.
   * @throws CallRefused when the server refuses it; NoAnswer when nobody answers; SessionEnded when nobody is signed in
   */
  call<Answer>(operation: string, input: Input, signal?: AbortSignal): Promise<Answered<Answer>>

  /**
   * Makes a call with a key that is not the session's: once, for whoever the key is of, and whoever is signed in.
   * @throws CallRefused when the server refuses it; NoAnswer when nobody answers
   */
  callAs<Answer>(key: SigningKey, operation: string, input: Input): Promise<Answered<Answer>>
}

/** Codes that say the key is too old, though the session may go on. */
const staleKey = new Set([
  'InvalidSecurityToken.Expired',
  'InvalidAccessKeyId.NotFound',
  'InvalidSecurityToken.Malformed',
])

export function makeClient(parts: ClientParts): Client {
  async function once<Answer>(
    key: SigningKey,
    view: OperationView,
    input: Input,
    signal?: AbortSignal,
  ): Promise<Answered<Answer>> {
    const signed = signCall(key, {
      host: parts.host,
      action: view.name,
      version: view.version,
      parameters: flatten(view.parameters, input),
      date: parts.session.now(),
      nonce: parts.nonce(),
    })
    const begun = parts.stopwatch()
    const { response, text } = await send(signed, signal)
    const record: CallRecord = {
      operation: view.name,
      status: response.status,
      requestId: response.headers.get('x-acs-request-id') ?? '',
      durationMs: parts.stopwatch() - begun,
      signed,
    }
    const body = read(text, response.status)
    if (!response.ok) throw refusalIn(body, response.status, record.requestId, { record })
    return { ...record, body: body as Answer }
  }

  async function send({ headers, body }: SignedCall, signal: AbortSignal | undefined) {
    // The browser writes Host itself, and forbids that anybody else does.
    const { host: _host, ...others } = headers
    try {
      const response = await parts.fetch('/', {
        method: 'POST',
        headers: { ...others, accept: 'application/json' },
        body,
        credentials: 'omit',
        redirect: 'error',
        ...(signal === undefined ? {} : { signal }),
      })
      return { response, text: await response.text() }
    } catch (error) {
      if (signal?.aborted) throw error
      throw new NoAnswer('The server does not answer.', { cause: error })
    }
  }

  return {
    async call(operation, input, signal) {
      const view = await parts.operation(operation)
      try {
        return await once(await parts.session.key(), view, input, signal)
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined
        if (typeof code !== 'string' || !staleKey.has(code)) throw error
        return await once(await parts.session.key(true), view, input, signal)
      }
    },

    async callAs(key, operation, input) {
      return await once(key, await parts.operation(operation), input)
    },
  }
}

function read(text: string, status: number): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new NoAnswer(`The answer is not JSON (HTTP ${status}).`, { cause: error })
  }
}
