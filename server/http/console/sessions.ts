/**
 * Signing in to the console, staying signed in, and signing out. Who is signed in gets temporary keys of his own identity, with
 * which the console signs calls like any other client: there is no way around RAM here.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Clock } from '../../domain/clock.ts'
import { newRequestId } from '../../domain/ids.ts'
import {
  issueConsoleKey,
  type NamedSession,
  newConsoleSessionId,
  openSession,
  sealSession,
  toStored,
} from '../../identity/console-session.ts'
import type { Identity } from '../../identity/directory.ts'
import type { Observer } from '../../observe/observer.ts'
import type { Principal } from '../../policy/index.ts'
import { holdAccount, readAccount } from '../../store/accounts.ts'
import type { AuditTrail } from '../../store/audit-writer.ts'
import { deleteConsoleSession, forgetConsoleSessions, putConsoleSession } from '../../store/console-sessions.ts'
import { findUserById, putUser } from '../../store/identity.ts'
import { findLoginProfile, putLoginProfile } from '../../store/ram-people.ts'
import type { Transaction } from '../../store/transaction.ts'
import type { Source } from '../source.ts'
import { cookieOf, noCookie, readCookies } from './cookie.ts'
import { makeFailureLimits } from './failure-limits.ts'
import { endOfSession, type Proven, type ProvingParts, prove } from './proving.ts'
import { ConsoleRefusal, credentialsWrong, notSignedIn } from './refusal.ts'
import { readForm, type SignInForm, userOf } from './sign-in-form.ts'
import { type ConsoleEvent, consoleProduct, makeSignInRecorder } from './sign-in-record.ts'

export interface ConsoleSessionParts extends ProvingParts {
  readonly trail: AuditTrail
  readonly observer: Observer
  /** By which sessions and keys end. */
  readonly realClock: Clock
  /** By which what is shown of users goes, such as when they last signed in. */
  readonly clock: Clock
}

export interface ConsoleRequest {
  readonly headers: IncomingHttpHeaders
  readonly source: Source
  /** Parsed; anything. */
  readonly body: unknown
}

export interface ConsoleAnswer {
  readonly status: number
  readonly requestId: string
  readonly body?: object
  readonly cookie?: string
  /** Seconds. */
  readonly retryAfter?: number
}

/** Each answers whatever happens, and never rejects. */
export interface ConsoleSessions {
  signIn(request: ConsoleRequest): Promise<ConsoleAnswer>
  /** Who is signed in, with fresh keys. */
  current(request: ConsoleRequest): Promise<ConsoleAnswer>
  signOut(request: ConsoleRequest): Promise<ConsoleAnswer>
}

/** What is found out on the way, for the record. */
interface Progress {
  accountId?: string | undefined
  principal?: Principal
  form?: SignInForm
}

type Done = Omit<ConsoleAnswer, 'requestId'>

export function makeConsoleSessions(parts: ConsoleSessionParts): ConsoleSessions {
  const { store, directory, keyring, realClock, clock, observer } = parts
  const limits = makeFailureLimits()
  const record = makeSignInRecorder(parts.trail, observer, realClock.now())

  const answerOf = (session: NamedSession, { principal }: Identity, nowMs: number): object => {
    const { expiresAt, ...keys } = issueConsoleKey(keyring, session, nowMs)
    return {
      accountId: session.accountId,
      principal: shown(principal),
      expiresAt: toText(session.expiresAt),
      credentials: { ...keys, expiration: toText(expiresAt) },
    }
  }

  /** The session of the cookie, if it lives. */
  async function sessionOf({ headers }: ConsoleRequest, nowMs: number) {
    await directory.refresh()
    for (const cookie of readCookies(headers)) {
      const session = openSession(keyring.console, cookie, nowMs)
      const identity = session && (await directory.consoleSession(session.id))
      if (session !== undefined && identity !== undefined) return { session, identity }
    }
    return undefined
  }

  async function proven(request: ConsoleRequest, nowMs: number, progress: Progress): Promise<Proven> {
    const form = readForm(request.body)
    progress.form = form
    const attempt = limits(request.source.remoteAddress, userOf(form), nowMs)
    try {
      const found = await prove(parts, form, nowMs)
      attempt.succeeded()
      return found
    } catch (error) {
      const failed = error instanceof ConsoleRefusal && error.code === credentialsWrong().code
      if (!failed) attempt.succeeded()
      throw error
    }
  }

  async function signIn(request: ConsoleRequest, nowMs: number, progress: Progress): Promise<Done> {
    const found = await proven(request, nowMs, progress)
    const { accountId, proof } = found
    const { source } = request
    const expiresAt = await endOfSession(parts, found, source.remoteAddress, nowMs)
    const session = { id: newConsoleSessionId(), accountId, expiresAt, proof }
    const before = await sessionOf(request, nowMs)
    await store.transaction(nowMs, async tx => {
      await holdAccount(tx, accountId)
      await forgetConsoleSessions(tx, accountId, nowMs)
      await noteSignIn(tx, found)
      await putConsoleSession(tx, toStored(session))
      // Whoever signs in again has one session, not two of which one is forgotten.
      if (before !== undefined) await deleteConsoleSession(tx, before.session.id)
    })
    await directory.refresh()
    const identity = await directory.consoleSession(session.id)
    // The key, the password or the user has gone meanwhile.
    if (identity === undefined) throw credentialsWrong()
    progress.accountId = accountId
    progress.principal = identity.principal
    const maxAge = Math.floor((expiresAt - nowMs) / 1000)
    const cookie = cookieOf(sealSession(keyring.console, session), maxAge, source.secure)
    return { status: 200, body: answerOf(session, identity, nowMs), cookie }
  }

  async function noteSignIn(tx: Transaction, { accountId, proof, newPassword }: Proven): Promise<void> {
    if (proof.by === 'role' || proof.userId === undefined) return
    const user = await findUserById(tx, accountId, proof.userId)
    if (user === undefined) throw credentialsWrong()
    await putUser(tx, { ...user, lastLoginAt: clock.now() })
    if (newPassword === undefined) return
    const profile = await findLoginProfile(tx, accountId, user.name)
    // Somebody else changed it while this one was counting.
    if (profile?.passwordHash !== newPassword.before.passwordHash) throw credentialsWrong()
    await putLoginProfile(tx, { ...profile, passwordHash: newPassword.passwordHash, passwordResetRequired: false })
  }

  async function current(request: ConsoleRequest, nowMs: number): Promise<Done> {
    const found = await sessionOf(request, nowMs)
    if (found === undefined) throw notSignedIn()
    return { status: 200, body: answerOf(found.session, found.identity, nowMs) }
  }

  async function signOut(request: ConsoleRequest, nowMs: number, progress: Progress): Promise<Done> {
    const found = await sessionOf(request, nowMs)
    if (found !== undefined) {
      progress.accountId = found.session.accountId
      progress.principal = found.identity.principal
      await store.transaction(nowMs, tx => deleteConsoleSession(tx, found.session.id))
    }
    return { status: 204, cookie: noCookie(request.source.secure) }
  }

  /** Under whose account a failure is recorded; undefined when nobody's. */
  async function accountOf(form: SignInForm | undefined): Promise<string | undefined> {
    if (form === undefined) return undefined
    if ('accessKeyId' in form) {
      const { accessKeyId } = form
      return /^[\x21-\x7e]{1,128}$/.test(accessKeyId)
        ? (await directory.credential(accessKeyId))?.key.accountId
        : undefined
    }
    return /^\d{1,32}$/.test(form.accountId) ? (await readAccount(store, form.accountId))?.id : undefined
  }

  /** Runs one of them, answers its refusals, and reports and records how it ended. */
  const reported =
    (
      name: string,
      work: (request: ConsoleRequest, nowMs: number, progress: Progress) => Promise<Done>,
      event?: ConsoleEvent,
    ) =>
    async (request: ConsoleRequest): Promise<ConsoleAnswer> => {
      const at = realClock.now()
      const requestId = newRequestId(at)
      const startedAt = performance.now()
      const progress: Progress = {}
      let done: Done
      let code = 'OK'
      try {
        done = await work(request, at, progress)
      } catch (error) {
        if (!(error instanceof ConsoleRefusal)) observer.callFailed(requestId, name, error)
        const refusal = error instanceof ConsoleRefusal ? error : failed()
        code = refusal.code
        done = refusalAnswer(refusal)
      }
      const { source, headers } = request
      const ended = { requestId, code, status: done.status, durationMs: performance.now() - startedAt }
      observer.callFinished({ ...ended, product: consoleProduct, action: name, remoteAddress: source.remoteAddress })
      if (event !== undefined) {
        // A store that cannot be read has failed the attempt already; nothing is to be added to that.
        const accountId = progress.accountId ?? (await accountOf(progress.form).catch(() => undefined))
        await record({ ...ended, ...progress, accountId, event, at, source, userAgent: headers['user-agent'] })
      }
      return { ...done, requestId }
    }

  return {
    signIn: reported('ConsoleSignin', signIn, 'ConsoleSignin'),
    current: reported('ConsoleSession', current),
    signOut: reported('ConsoleSignout', signOut, 'ConsoleSignout'),
  }
}

const failed = (): ConsoleRefusal =>
  new ConsoleRefusal(500, 'InternalError', 'The server could not do this. Its log says why, under this request id.')

export const refusalAnswer = ({ status, code, message, retryAfter }: ConsoleRefusal): Done => ({
  status,
  body: { code, message },
  ...(retryAfter === undefined ? {} : { retryAfter }),
})

const toText = (instant: number): string => new Date(instant).toISOString()

/** As GetCallerIdentity calls them; a role with its session. */
function shown(principal: Principal): { type: string; name: string; arn: string } {
  const { arn } = principal
  if (principal.type === 'Account') return { type: 'Account', name: 'root', arn }
  if (principal.type === 'RAMUser') return { type: 'RAMUser', name: principal.name, arn }
  return { type: 'AssumedRoleUser', name: `${principal.name}:${principal.sessionName}`, arn }
}
