/** `deskfleet audit`: who called what, and how it ended; and the whole trail as a file. */
import type { Command } from 'commander'
import { CommandError } from '../exit.ts'
import { table } from '../tables.ts'
import { type Ask, addTarget, askerOf, type Options, type Verbs } from './signed-verbs.ts'

interface Event {
  readonly eventTime: string
  readonly eventName: string
  readonly serviceName: string
  readonly userIdentity: Readonly<Record<string, string | undefined>>
  readonly sourceIpAddress: string
  readonly decision: string
  readonly warnOnly?: boolean
  readonly errorCode?: string
  readonly durationMs: number
  readonly requestId: string
  readonly resourceNames: readonly string[]
  readonly [field: string]: unknown
}
type Filter = Readonly<Record<string, unknown>>

/** Option → key of a LookupAttribute. */
const attributes = {
  operation: 'EventName',
  user: 'User',
  product: 'ServiceName',
  resource: 'ResourceName',
  request: 'RequestId',
  key: 'EventAccessKeyId',
  code: 'ErrorCode',
  decision: 'Decision',
} as const

function filterOf(options: Options): Filter {
  if (options.reads && options.writes) throw new CommandError('Use --reads or --writes; without either both are shown.')
  const rw = options.writes ? 'Write' : options.reads ? 'Read' : undefined
  const named = Object.entries(attributes).map(([option, key]) => [key, options[option]] as const)
  const all = [...named, ['EventRW', rw] as const].filter(([, value]) => value !== undefined)
  return {
    StartTime: options.from,
    EndTime: options.until,
    ...Object.fromEntries(
      all.flatMap(([key, value], index) => [
        [`LookupAttribute.${index + 1}.Key`, key],
        [`LookupAttribute.${index + 1}.Value`, value],
      ]),
    ),
  }
}

const filtering = (command: Command): Command =>
  addTarget(command)
    .option('--operation <name>', 'only calls of this operation')
    .option('--user <name>', 'only of this user or role, of root, or of role:session')
    .option('--product <code>', 'only of this product')
    .option('--resource <name>', 'only what touched this: a full name, or its last part')
    .option('--request <id>', 'the call with this RequestId')
    .option('--key <id>', 'only calls signed with this access key')
    .option('--code <code>', 'only calls refused with this code')
    .option('--decision <decision>', 'Allow, ImplicitDeny, ExplicitDeny or NotAsked')
    .option('--writes', 'only operations that write')
    .option('--reads', 'only operations that read')
    .option('--from <instant>', 'only from this instant on, such as 2026-11-24T08:00:00Z')
    .option('--until <instant>', 'only before this instant')

/** Pages of calls. A page may be empty and yet not the last. */
async function* pagesOf(ask: Ask, filter: Filter, pageSize: number): AsyncGenerator<readonly Event[]> {
  let token: unknown
  do {
    const answer = await ask('LookupEvents', { ...filter, MaxResults: pageSize, NextToken: token })
    yield answer.Events as readonly Event[]
    token = answer.NextToken
  } while (token !== undefined)
}

const head = ['Time', 'Caller', 'From', 'Operation', 'Decision', 'Answer', 'ms', 'RequestId']
const cellsOf = (event: Event): string[] => [
  event.eventTime,
  event.userIdentity.userName ?? `${event.userIdentity.accessKeyId} (unproven)`,
  event.sourceIpAddress,
  `${event.serviceName}:${event.eventName}`,
  event.warnOnly ? `${event.decision} (warned)` : event.decision,
  event.errorCode ?? 'OK',
  event.durationMs.toFixed(1),
  event.requestId,
]

/** Columns of the CSV: what they are called, and how they are read. */
const columns: readonly (readonly [name: string, read: (event: Event) => unknown])[] = [
  ...['eventTime', 'requestId', 'serviceName', 'eventName', 'eventRW', 'apiVersion', 'acsRegion'].map(
    name => [name, (event: Event) => event[name]] as const,
  ),
  ...['type', 'userName', 'principalId', 'accountId', 'accessKeyId', 'assumedBy'].map(
    name => [`userIdentity.${name}`, (event: Event) => event.userIdentity[name]] as const,
  ),
  ...['sourceIpAddress', 'userAgent', 'secureTransport', 'decision', 'decisionReason', 'warnOnly'].map(
    name => [name, (event: Event) => event[name]] as const,
  ),
  ...['errorCode', 'httpStatus', 'durationMs'].map(name => [name, (event: Event) => event[name]] as const),
  ['resourceNames', event => event.resourceNames.join(' ')],
  ['requestParameterJson', event => event.requestParameterJson],
]

/** Some of the texts are the client's own; one that a spreadsheet would take for a formula is marked as text. */
function csvCell(value: unknown): string {
  const text = value === undefined ? '' : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const forms: Readonly<Record<string, { readonly head?: string; line(event: Event): string }>> = {
  jsonl: { line: event => JSON.stringify(event) },
  csv: {
    head: columns.map(([name]) => name).join(),
    line: event => columns.map(([, read]) => csvCell(read(event))).join(),
  },
}

export function addAudit({ io, command, show }: Verbs): void {
  const audit = filtering(command('audit', 'Who called what in the account, the newest first.'))
    .option('--limit <n>', 'at most so many', '100')
    .action(async (options: Options) => {
      const limit = Number(options.limit)
      if (!Number.isInteger(limit) || limit < 1)
        throw new CommandError(`--limit is "${options.limit}"; write a number.`)
      const ask = await askerOf(options)
      const events: Event[] = []
      for await (const page of pagesOf(ask, filterOf(options), Math.min(limit + 1, 1000))) {
        events.push(...page)
        if (events.length > limit) break
      }
      const shown = events.slice(0, limit)
      if (events.length > limit)
        io.remark(`There are more than ${limit} calls; --limit shows more, and all of them: deskfleet audit export.`)
      show({ Events: shown }, options, () =>
        shown.length === 0 ? 'There are no such calls.' : table(head, shown.map(cellsOf)),
      )
    })
  filtering(command('export', 'All calls on standard output, the oldest first, one a line.', audit))
    .option('--format <form>', 'jsonl, or csv', 'jsonl')
    .action(async (_: unknown, subcommand: Command) => {
      const options: Options = subcommand.optsWithGlobals()
      const form = forms[String(options.format)]
      if (form === undefined) throw new CommandError(`--format is "${String(options.format)}"; write jsonl or csv.`)
      const ask = await askerOf(options)
      if (form.head !== undefined) io.out(form.head)
      for await (const page of pagesOf(ask, { ...filterOf(options), Direction: 'FORWARD' }, 1000)) {
        if (page.length > 0) io.out(page.map(form.line).join('\n'))
      }
    })
}
