/** Signing in and out on record, under the account it was for: who, from where, with what, and how it ended. Never a secret. */
import type { Principal } from '../../policy/index.ts'
import type { AuditRecord } from '../../store/audit.ts'
import type { AuditTrail, AuditWatch } from '../../store/audit-writer.ts'
import { Bucket } from '../rate-limits.ts'
import type { Source } from '../source.ts'
import type { SignInForm } from './sign-in-form.ts'

/** The code under which these events stand beside those of the products. */
export const consoleProduct = 'console'
const version = '2026-11-24'

export type ConsoleEvent = 'ConsoleSignin' | 'ConsoleSignout'

export interface Happened {
  readonly event: ConsoleEvent
  readonly requestId: string
  readonly at: number
  readonly source: Source
  readonly userAgent: string | undefined
  /** `OK`, or the code of the refusal. */
  readonly code: string
  readonly status: number
  readonly durationMs: number
  /** The account it was for; undefined when there is none of its name, and then nothing is recorded. */
  readonly accountId: string | undefined
  /** Who it proved to be. */
  readonly principal?: Principal
  readonly form?: SignInForm
}

export type SignInRecorder = (happened: Happened) => Promise<void> | undefined

/** Attempts that fail, of which anybody can make any number: so many at once, and five a second. */
const unprovenAtOnce = { calls: 100, perMs: 20_000 }
const longestAgent = 1000

/** @returns puts it on record; resolves when the record is durable, where somebody proved to be somebody */
export function makeSignInRecorder(trail: AuditTrail, watch: AuditWatch, nowMs: number): SignInRecorder {
  const unproven = new Bucket(unprovenAtOnce, nowMs)
  return happened => {
    const { accountId, principal, at } = happened
    if (accountId === undefined) return undefined
    if (principal === undefined) {
      if (unproven.waitMs(at) > 0) {
        watch.auditLost(1, 'unproven')
        return undefined
      }
      unproven.take()
    }
    return trail.record(recordOf(happened, accountId), principal !== undefined)
  }
}

function recordOf(happened: Happened, accountId: string): AuditRecord {
  const { event, requestId, at, source, userAgent, code, status, durationMs, principal, form } = happened
  return {
    accountId,
    at,
    requestId,
    product: consoleProduct,
    operation: event,
    writes: true,
    caller: principal === undefined ? '' : callerOf(principal),
    keyId: form !== undefined && 'accessKeyId' in form ? form.accessKeyId : '',
    decision: 'NotAsked',
    code,
    resources: [],
    ...(form === undefined ? {} : { parameters: JSON.stringify(shown(form)) }),
    details: {
      version,
      ...idsOf(principal),
      console: true,
      sourceIp: source.remoteAddress,
      userAgent: userAgent?.slice(0, longestAgent),
      secure: source.secure,
      status,
      durationMs: Math.round(durationMs * 1000) / 1000,
    },
  }
}

const struckOut = '***'

const shown = (form: SignInForm): object =>
  'accessKeyId' in form
    ? { accessKeyId: form.accessKeyId, accessKeySecret: struckOut }
    : {
        userName: form.userName,
        password: struckOut,
        ...(form.newPassword === undefined ? {} : { newPassword: struckOut }),
      }

function callerOf(principal: Principal): string {
  if (principal.type === 'Account') return 'root'
  return `${principal.type === 'RAMUser' ? 'user' : 'role'}/${principal.name}`
}

function idsOf(
  principal: Principal | undefined,
): Pick<AuditRecord['details'], 'principalId' | 'session' | 'assumedBy'> {
  if (principal?.type === 'RAMUser') return { principalId: principal.userId }
  if (principal?.type !== 'AssumedRole') return {}
  const { roleId, sessionName, assumedBy } = principal
  return { principalId: roleId, session: sessionName, assumedBy }
}
