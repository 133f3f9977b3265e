/** The audit trail: every call on record, by account and in the order of time. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Connection, Row, Value } from './database.ts'
import type { Store } from './store.ts'
import type { Transaction } from './transaction.ts'

export const auditDecisions = ['Allow', 'ImplicitDeny', 'ExplicitDeny', 'NotAsked'] as const
/** What RAM decided; `NotAsked` of a call that was refused before RAM was asked. */
export type AuditDecision = (typeof auditDecisions)[number]

/** One call, as it stands in the trail. */
export interface AuditRecord {
  readonly accountId: string
  /** When the request had arrived, by the real clock: milliseconds since 1970 UTC. */
  readonly at: number
  readonly requestId: string
  /** The product's code. */
  readonly product: string
  readonly operation: string
  /** Whether the operation is one that writes. */
  readonly writes: boolean
  /** `root`, `user/<name>`, `role/<name>`; empty when it is not proven who called. */
  readonly caller: string
  readonly keyId: string
  readonly decision: AuditDecision
  /** `OK`, or the code of the refusal. */
  readonly code: string
  /** Names of what was touched, as policies know them. */
  readonly resources: readonly string[]
  /** JSON text without secrets; absent when the call was refused before it was read. */
  readonly parameters?: string | undefined
  readonly details: AuditDetails
}

/** What is shown of a call but never searched for. */
export interface AuditDetails {
  readonly version: string
  /** The id of the user or role. */
  readonly principalId?: string | undefined
  /** Of an assumed role. */
  readonly session?: string | undefined
  readonly assumedBy?: string | undefined
  /** It came through the console. */
  readonly console?: true | undefined
  readonly sourceIp: string
  readonly userAgent?: string | undefined
  readonly secure: boolean
  readonly region?: string | undefined
  /** Why RAM decided as it did. */
  readonly reason?: string | undefined
  /** The call went on although it was decided against: the policies of its account only warn. */
  readonly warned?: true | undefined
  readonly status: number
  readonly durationMs: number
}

/** A record as the values of its row, ready to be written. */
export interface AuditRow {
  readonly values: readonly Value[]
  /** About how many bytes it takes. */
  readonly size: number
}

const columns =
  'account_id, at, notable, writes, product, operation, caller, key_id, code, decision, request_id, resources, details, parameters'
const width = columns.split(', ').length
const place = `(${Array.from({ length: width }, () => '?').join(', ')})`
const insertOf = (rows: number): string =>
  `insert into audit_records (${columns}) values ${Array.from({ length: rows }, () => place).join(', ')}`
/** Rows per statement, so that any number of rows takes few statements and few are ever prepared. */
const inserts = [64, 8, 1].map(rows => ({ rows, sql: insertOf(rows) }))

/** Only these are worth an index entry of their own: writes, and whatever was refused or would have been. */
const isNotable = ({ writes, code, decision }: AuditRecord): boolean => writes || code !== 'OK' || decision !== 'Allow'

export function auditRowOf(record: AuditRecord): AuditRow {
  const resources = joined(record.resources)
  const details = packed(record.details)
  const parameters = record.parameters ?? null
  const values = [
    record.accountId,
    record.at,
    isNotable(record) ? 1 : 0,
    record.writes ? 1 : 0,
    record.product,
    record.operation,
    record.caller,
    record.keyId,
    record.code,
    record.decision,
    record.requestId,
    resources,
    details,
    parameters,
  ]
  return { values, size: 400 + resources.length + details.length + (parameters?.length ?? 0) }
}

/** Without names for what every record has: they would be a third of it. */
function packed(details: AuditDetails): string {
  const { version, sourceIp, secure, status, durationMs, region, userAgent, reason } = details
  const { principalId, session, assumedBy, console, warned } = details
  const rare = { principalId, session, assumedBy, console, warned }
  return JSON.stringify([version, sourceIp, secure ? 1 : 0, status, durationMs, region, userAgent, reason, rare])
}

type Packed = readonly [
  version: string,
  sourceIp: string,
  secure: 0 | 1,
  status: number,
  durationMs: number,
  region: string | null,
  userAgent: string | null,
  reason: string | null,
  rare: Pick<AuditDetails, 'principalId' | 'session' | 'assumedBy' | 'console' | 'warned'>,
]

function unpacked(text: string): AuditDetails {
  const [version, sourceIp, secure, status, durationMs, region, userAgent, reason, rare] = JSON.parse(text) as Packed
  return {
    version,
    sourceIp,
    secure: secure === 1,
    status,
    durationMs,
    ...(region === null ? {} : { region }),
    ...(userAgent === null ? {} : { userAgent }),
    ...(reason === null ? {} : { reason }),
    ...rare,
  }
}

/** Every name between two line ends, so that one can be found as a whole. */
const joined = (names: readonly string[]): string =>
  names.length === 0
    ? ''
    : `\n${names.map(name => (name.includes('\n') ? name.replaceAll('\n', ' ') : name)).join('\n')}\n`

export async function writeAudit(tx: Transaction, rows: readonly AuditRow[]): Promise<void> {
  let from = 0
  for (const { rows: count, sql } of inserts) {
    for (; rows.length - from >= count; from += count) {
      await tx.all(
        sql,
        rows.slice(from, from + count).flatMap(({ values }) => values),
      )
    }
  }
}

/** The last use of an access key. */
export interface KeyUse {
  readonly keyId: string
  readonly at: number
  readonly product: string
}

/** Notes when permanent keys were last used; a key that is gone by now leaves nothing behind. */
export async function writeKeyUses(tx: Transaction, uses: readonly KeyUse[]): Promise<void> {
  // In one order on all servers, so that no two wait for each other's rows.
  for (const { keyId, at, product } of [...uses].sort((a, b) => (a.keyId < b.keyId ? -1 : 1))) {
    await tx.all(
      `insert into access_key_uses (key_id, used_at, product)
         select id, cast(? as bigint), cast(? as text) from access_keys where id = ?
       on conflict (key_id) do update set used_at = excluded.used_at, product = excluded.product
         where access_key_uses.used_at < excluded.used_at`,
      [at, product, keyId],
    )
  }
}

/** Where a reader of the trail stands: behind this record. */
export interface AuditPlace {
  readonly at: number
  readonly sequence: number
}

export interface AuditFilter {
  /** Instants, the first included and the last not. */
  readonly from?: number | undefined
  readonly until?: number | undefined
  readonly product?: string | undefined
  readonly operation?: string | undefined
  /** One of several callers, each as it stands in the record. */
  readonly callers?: readonly string[] | undefined
  /** The session of an assumed role. */
  readonly session?: string | undefined
  readonly keyId?: string | undefined
  readonly writes?: boolean | undefined
  /** Full name, or what stands behind its last slash. */
  readonly resource?: string | undefined
  readonly requestId?: string | undefined
  readonly code?: string | undefined
  readonly decision?: AuditDecision | undefined
  /** From the oldest on; otherwise from the newest. */
  readonly oldestFirst?: boolean | undefined
  readonly after?: AuditPlace | undefined
  readonly limit: number
}

export interface AuditPage {
  readonly records: readonly AuditRecord[]
  /** Where to go on; undefined at the end. A page may be short, or empty, and yet not be the last. */
  readonly next?: AuditPlace
}

/** Records read at a time where there is no index; the event loop turns between two such stretches. */
const stretch = 4000
/** Stretches per page: a page ends there, however little it holds. */
const stretches = 25

/**
 * Records of an account that match all of the filter, in the order of time. What is not found by an index is read along in
 * stretches, so that no search holds up others, and a page ends after a hundred thousand records.
 */
export async function searchAudit(connection: Connection, accountId: string, filter: AuditFilter): Promise<AuditPage> {
  const { oldestFirst = false, limit } = filter
  const matching = conditionsOf(filter)
  const records: AuditRecord[] = []
  let { after } = filter
  for (let turn = 0; turn < stretches; turn += 1) {
    const window = rangeOf(accountId, filter, after)
    // Without conditions every record matches, and the stretch is the page.
    const end = matching.texts.length === 0 ? undefined : await endOfStretch(connection, window, oldestFirst)
    const found = await readStretch(connection, window, {
      matching,
      end,
      oldestFirst,
      limit: limit - records.length + 1,
    })
    for (const row of found) {
      if (records.length === limit) return { records, ...(after === undefined ? {} : { next: after }) }
      records.push(recordOf(row))
      after = placeOf(row)
    }
    if (end === undefined) return { records }
    after = end
    if (records.length === limit) return { records, next: after }
    await nextTurn()
  }
  return { records, ...(after === undefined ? {} : { next: after }) }
}

interface Conditions {
  readonly texts: readonly string[]
  readonly values: readonly Value[]
}

/** What an index answers: account, time, and whether only notable records can match. */
function rangeOf(accountId: string, filter: AuditFilter, after: AuditPlace | undefined): Conditions {
  const { writes, code, decision, requestId, oldestFirst } = filter
  const atRequest = requestId === undefined ? undefined : requestedAt(requestId)
  const onlyNotable =
    writes === true || (code !== undefined && code !== 'OK') || (decision !== undefined && decision !== 'Allow')
  const given: [string, ...Value[]][] = [['account_id = ?', accountId]]
  // Written out, or no planner would see that the smaller index holds all that is asked.
  if (onlyNotable) given.push(['notable = 1'])
  if (filter.from !== undefined) given.push(['at >= ?', filter.from])
  if (filter.until !== undefined) given.push(['at < ?', filter.until])
  if (atRequest !== undefined) given.push(['at = ?', atRequest])
  if (after !== undefined) given.push([`(at, sequence) ${oldestFirst ? '>' : '<'} (?, ?)`, after.at, after.sequence])
  return { texts: given.map(([text]) => text), values: given.flatMap(([, ...values]) => values) }
}

/** A request id begins with its instant, so its record is found by time; undefined when it is no request id. */
const requestedAt = (requestId: string): number =>
  /^[0-9A-F]{8}-[0-9A-F]{4}-/i.test(requestId) ? Number.parseInt(requestId.slice(0, 13).replace('-', ''), 16) : -1

function conditionsOf(filter: AuditFilter): Conditions {
  const { callers, session, resource } = filter
  const given: [string, ...Value[]][] = []
  const equal = (column: string, value: Value | undefined): void => {
    if (value !== undefined) given.push([`${column} = ?`, value])
  }
  equal('product', filter.product)
  equal('operation', filter.operation)
  equal('key_id', filter.keyId)
  equal('code', filter.code)
  equal('decision', filter.decision)
  equal('request_id', filter.requestId)
  if (filter.writes !== undefined) equal('writes', filter.writes ? 1 : 0)
  if (callers !== undefined) given.push([`caller in (${callers.map(() => '?').join(', ') || "''"})`, ...callers])
  // Exact whatever the letters, which `like` is in one of the databases only: what contains it is changed by taking it out.
  const holds = (column: string, ...texts: string[]): void => {
    given.push([`(${texts.map(() => `replace(${column}, ?, '') <> ${column}`).join(' or ')})`, ...texts])
  }
  if (session !== undefined) holds('details', `"session":${JSON.stringify(session)}`)
  if (resource !== undefined) holds('resources', `/${resource}\n`, `\n${resource}\n`)
  return { texts: given.map(([text]) => text), values: given.flatMap(([, ...values]) => values) }
}

const orderOf = (oldestFirst: boolean): string => (oldestFirst ? 'at, sequence' : 'at desc, sequence desc')

/** The last place of the next stretch; undefined when it reaches to the end. Read from the index alone. */
async function endOfStretch(
  connection: Connection,
  { texts, values }: Conditions,
  oldestFirst: boolean,
): Promise<AuditPlace | undefined> {
  const [row] = await connection.all(
    `select at, sequence from audit_records where ${texts.join(' and ')}
       order by ${orderOf(oldestFirst)} limit 1 offset ${stretch - 1}`,
    values,
  )
  return row && { at: Number(row[0]), sequence: Number(row[1]) }
}

interface Stretch {
  readonly matching: Conditions
  readonly end: AuditPlace | undefined
  readonly oldestFirst: boolean
  readonly limit: number
}

const readColumns = `sequence, ${columns}`

function readStretch(
  connection: Connection,
  range: Conditions,
  { matching, end, oldestFirst, limit }: Stretch,
): Promise<Row[]> {
  const bound = end === undefined ? [] : [`(at, sequence) ${oldestFirst ? '<=' : '>='} (?, ?)`]
  return connection.all(
    `select ${readColumns} from audit_records where ${[...range.texts, ...bound, ...matching.texts].join(' and ')}
       order by ${orderOf(oldestFirst)} limit ?`,
    [...range.values, ...(end === undefined ? [] : [end.at, end.sequence]), ...matching.values, limit],
  )
}

const placeOf = (row: Row): AuditPlace => ({ at: Number(row[2]), sequence: Number(row[0]) })

function recordOf(row: Row): AuditRecord {
  const [, accountId, at, , writes, product, operation, caller, keyId, code, decision, requestId, ...rest] = row
  const [resources, details, parameters] = rest
  return {
    accountId: String(accountId),
    at: Number(at),
    requestId: String(requestId),
    product: String(product),
    operation: String(operation),
    writes: writes === 1,
    caller: String(caller),
    keyId: String(keyId),
    decision: auditDecisions.find(each => each === decision) ?? 'NotAsked',
    code: String(code),
    resources: String(resources)
      .split('\n')
      .filter(name => name !== ''),
    ...(parameters === null ? {} : { parameters: String(parameters) }),
    details: unpacked(String(details)),
  }
}

/** Records per transaction: few enough that nobody waits long behind it. */
const forgottenAtOnce = 500

/**
 * Forgets what was recorded before an instant, account by account and piece by piece.
 *
 * @param goesOn asked before each piece
 * @returns how many records that were
 */
export async function forgetAudit(store: Store, before: number, goesOn: () => boolean = () => true): Promise<number> {
  let forgotten = 0
  for (const [accountId] of await store.all('select id from accounts order by id', [])) {
    for (;;) {
      if (!goesOn()) return forgotten
      const gone = await store.transaction(before, tx =>
        tx.all(
          `delete from audit_records where sequence in (select sequence from audit_records where account_id = ? and at < ?
             order by at, sequence limit ${forgottenAtOnce}) returning sequence`,
          [accountId ?? '', before],
        ),
      )
      forgotten += gone.length
      if (gone.length < forgottenAtOnce) break
    }
  }
  return forgotten
}
