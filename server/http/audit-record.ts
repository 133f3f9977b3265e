/**
 * What is put on record of a call: who, from where, what, what RAM said, how it ended. Never a secret: parameters are taken
 * as the operation read them, and what its shape calls secret is struck out.
 */
import type { Clock } from '../domain/clock.ts'
import type { Caller } from '../identity/authenticate.ts'
import type { Directory } from '../identity/directory.ts'
import type { Keyring } from '../identity/keyring.ts'
import { readAnyToken } from '../identity/session-token.ts'
import type { ServedOperation } from '../operations/context.ts'
import { fieldsOf, type RecordShape, type Shape, valueShapeOf } from '../spec/shape.ts'
import type { AuditRecord } from '../store/audit.ts'
import type { AuditTrail, AuditWatch } from '../store/audit-writer.ts'
import type { Call, RawRequest } from '../wire/call.ts'
import type { Ruling } from './authorize.ts'
import { Bucket } from './rate-limits.ts'

/** How a call arrived and was answered. */
export interface Ended {
  readonly raw: RawRequest
  readonly at: number
  readonly requestId: string
  readonly code: string
  readonly status: number
  readonly durationMs: number
}

/** What became known of it on the way. */
export interface Known {
  readonly call?: Call
  readonly operation?: ServedOperation
  readonly caller?: Caller
  readonly input?: Readonly<Record<string, unknown>>
  readonly ruling?: Ruling
}

/** @returns of a call whose record has to stand before its answer leaves: when it does; never rejects */
export type Auditor = (ended: Ended, known: Known) => Promise<void> | undefined

export interface AuditorParts {
  readonly trail: AuditTrail
  readonly directory: Directory
  readonly keyring: Keyring
  readonly clock: Clock
  readonly watch: AuditWatch
}

/** Calls that did not prove who makes them but name a key: so many at once, and so many a second in the long run. */
const unprovenRate = { calls: 100, perMs: 20_000 }

export function makeAuditor({ trail, directory, keyring, clock, watch }: AuditorParts): Auditor {
  const unproven = new Bucket(unprovenRate, clock.now())

  /** Under the account of the key that was named. Calls with keys nobody has are told by log and metrics only. */
  async function recordUnproven(ended: Ended, operation: ServedOperation, call: Call): Promise<void> {
    const { proof } = call
    if (proof.kind !== 'V1' && proof.kind !== 'V3') return
    const { keyId, token } = proof
    if (keyId === undefined || !/^[\x21-\x7e]{1,128}$/.test(keyId)) return
    const accountId = await accountOf(keyId, token)
    if (accountId === undefined) return
    // Nobody's answer waits for it: there was nothing it could have changed.
    if (unproven.waitMs(clock.now()) > 0) {
      watch.auditLost(1, 'unproven')
      return
    }
    unproven.take()
    trail.record(recordOf(ended, { call }, operation, accountId, keyId), false)
  }

  async function accountOf(keyId: string, token: string | undefined): Promise<string | undefined> {
    if (keyId.startsWith('STS.')) {
      const session = token === undefined ? undefined : readAnyToken(keyring.tokens, token)
      return session?.keyId === keyId ? session.accountId : undefined
    }
    await directory.refresh()
    return (await directory.credential(keyId))?.key.accountId
  }

  return (ended, known) => {
    const { operation, caller, call } = known
    if (operation === undefined) return undefined
    try {
      if (caller !== undefined) {
        const record = recordOf(ended, known, operation, caller.accountId, caller.keyId)
        // What was refused before RAM was asked, by a limit of calls say, is not worth a wait for the disk.
        return trail.record(record, record.writes && known.ruling !== undefined)
      }
      // A store that cannot be read has failed the call already; nothing is to be added to that.
      return call && recordUnproven(ended, operation, call).catch(() => undefined)
    } catch (error) {
      watch.auditFailed(error)
      return undefined
    }
  }
}

function recordOf(
  { raw, at, requestId, code, status, durationMs }: Ended,
  { call, caller, input, ruling }: Omit<Known, 'operation'>,
  operation: ServedOperation,
  accountId: string,
  keyId: string,
): AuditRecord {
  const { product, name, request } = operation
  const { remoteAddress: sourceIp, secure } = call ?? raw
  const principal = caller?.principal
  const userAgent = raw.headers['user-agent']
  const region = input?.RegionId
  return {
    accountId,
    at,
    requestId,
    product: product.code,
    operation: name,
    writes: writesOf(operation),
    caller: principal === undefined ? '' : nameOf(principal),
    keyId,
    decision: ruling?.effect ?? 'NotAsked',
    code,
    resources: ruling === undefined ? [] : fewer(ruling.resources),
    parameters: input && recordedParameters(request, input),
    details: {
      version: product.version,
      principalId:
        principal?.type === 'RAMUser'
          ? principal.userId
          : principal?.type === 'AssumedRole'
            ? principal.roleId
            : undefined,
      session: principal?.type === 'AssumedRole' ? principal.sessionName : undefined,
      assumedBy: principal?.type === 'AssumedRole' ? principal.assumedBy : undefined,
      console: caller?.console,
      sourceIp,
      userAgent: userAgent === undefined ? undefined : cut(String(userAgent)),
      secure,
      region: typeof region === 'string' ? cut(region) : undefined,
      reason: ruling && cut(ruling.because),
      warned: ruling?.refusal !== undefined && ruling.goesOn ? true : undefined,
      status,
      durationMs: Math.round(durationMs * 1000) / 1000,
    },
  }
}

function nameOf(principal: Caller['principal']): string {
  if (principal.type === 'Account') return 'root'
  return `${principal.type === 'RAMUser' ? 'user' : 'role'}/${principal.name}`
}

/** Operations that have no level of their own in RAM, told apart by their names. */
const readingName = /^(Describe|Get|List|Export|Lookup|Query)/

/** Whether an operation writes: whatever is not known to read. */
export function writesOf({ ram, name }: Pick<ServedOperation, 'ram' | 'name'>): boolean {
  if (ram.level === 'none') return !readingName.test(name)
  return ram.level !== 'get' && ram.level !== 'list'
}

/** Characters of a single text, and of all parameters together. */
const longestText = 1000
const longestParameters = 8000
const struckOut = '***'

const cut = (text: string): string =>
  text.length <= longestText ? text : `${text.slice(0, longestText)}… ${text.length - longestText} more characters`

/** As many names as there is room for, and how many more there were. */
function fewer(names: readonly string[]): readonly string[] {
  if (names.length === 1 && names[0] === '*') return names
  const kept: string[] = []
  let length = 0
  for (const name of names) {
    length += Math.min(name.length, longestText)
    if (length > longestParameters) return [...kept, `… ${names.length - kept.length} more left out`]
    kept.push(cut(name))
  }
  return kept
}

/** The parameters of a call as JSON text, without secrets, and shortened where they are long. */
export function recordedParameters(shape: RecordShape, input: Readonly<Record<string, unknown>>): string {
  // Most calls: nothing to strike out, and nothing in it can be too long.
  if (!holdsSecrets(shape)) {
    const whole = JSON.stringify(input)
    if (whole.length <= longestText) return whole
  }
  const parts: string[] = []
  let length = 0
  for (const [name, field] of fieldsOf(shape)) {
    const value = input[name]
    if (value === undefined) continue
    const text = JSON.stringify(cleaned(field, value))
    const fits = length + text.length <= longestParameters
    parts.push(`${JSON.stringify(name)}:${fits ? text : JSON.stringify(`… ${text.length} characters left out`)}`)
    if (fits) length += text.length
  }
  return `{${parts.join()}}`
}

function cleaned(shape: Shape, value: unknown): unknown {
  if ('x-secret' in shape) return struckOut
  if (typeof value === 'string') return cut(value)
  if (Array.isArray(value)) {
    const { items } = shape as { items?: Shape }
    return items === undefined ? struckOut : value.map(item => cleaned(items, item))
  }
  if (typeof value !== 'object' || value === null) return value
  const ofAll = valueShapeOf(shape)
  const fields =
    ofAll === undefined ? fieldsOf(shape as RecordShape) : Object.keys(value).map(name => [name, ofAll] as const)
  const given = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    fields.flatMap(([name, field]) => (given[name] === undefined ? [] : [[cut(name), cleaned(field, given[name])]])),
  )
}

const secretive = new WeakMap<Shape, boolean>()

/** Whether a secret stands anywhere in a shape. */
function holdsSecrets(shape: Shape): boolean {
  const known = secretive.get(shape)
  if (known !== undefined) return known
  const { items } = shape as { items?: Shape }
  const inner = [...fieldsOf(shape as RecordShape).map(([, field]) => field), items, valueShapeOf(shape)]
  const found = 'x-secret' in shape || inner.some(each => each !== undefined && holdsSecrets(each))
  secretive.set(shape, found)
  return found
}
