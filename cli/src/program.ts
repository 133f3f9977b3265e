/** The command line: parsing here, the work in commands/. */
import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { type OpenedStore, openDeskfleet, serveDeskfleet } from '../../server/main.ts'
import { operationNamed, operations } from '../../server/operations/registry.ts'
import { readWarningAccounts } from '../../server/store/accounts.ts'
import { send } from './client.ts'
import { addAccess } from './commands/access.ts'
import { addAudit } from './commands/audit.ts'
import { addBills } from './commands/bills.ts'
import { addClients, addClock } from './commands/clock-and-clients.ts'
import { describeWarning, diagnose, type Finding } from './commands/doctor.ts'
import { addEvents } from './commands/events.ts'
import { addFaults } from './commands/faults.ts'
import { applyFile, describeNewKeys, exportText, seedIfEmpty } from './commands/fleet.ts'
import { createKey, createSession, type KeyOwner, listKeys, setKeyStatus } from './commands/keys.ts'
import { addPolicy } from './commands/policy.ts'
import { addSettings, settingsFrom } from './commands/settings-options.ts'
import { addTarget, type Options, type Verbs } from './commands/signed-verbs.ts'
import { addSnapshots } from './commands/snapshots.ts'
import { CommandError, exitCodes } from './exit.ts'
import type { Io } from './io.ts'
import { describeOperation, readParameters } from './parameters.ts'
import { renderAnswer, table } from './tables.ts'
import { findTarget, localEndpoint, rootKey, type TargetOptions } from './target.ts'

export function makeProgram(io: Io): Command {
  const program = new Command('deskfleet')
    .description('A self-hosted Elastic Desktop Service, wire-compatible with Alibaba Cloud ecd 2020-09-30.')
    .showHelpAfterError()
    .configureOutput({ writeOut: text => io.out(text.trimEnd()), writeErr: text => io.remark(text.trimEnd()) })
  const command = (name: string, about: string, parent = program): Command =>
    addSettings(parent.command(name).description(about)).option('--output <form>', 'json, or table')

  /** A value as a person or a script wants it. */
  const show = (value: unknown, options: Options, human: () => string): void => {
    const form = options.output ?? (io.terminal ? 'table' : 'json')
    if (form !== 'json' && form !== 'table')
      throw new CommandError(`--output is "${String(form)}"; write json or table.`)
    io.out(form === 'json' ? JSON.stringify(value, null, 2) : human())
  }
  const onStore = async <Result>(options: Options, work: (opened: OpenedStore) => Promise<Result>): Promise<Result> => {
    const opened = await openDeskfleet(settingsFrom(options).settings)
    try {
      tellNewKey(io, opened)
      return await work(opened)
    } finally {
      await opened.store.close()
    }
  }

  command('serve', 'Start the server.')
    .option('--seed <file>', 'fleet file that fills an empty store')
    .action(async (options: Options) => serve(io, options))

  command('apply', 'Make the store hold what a fleet file says.')
    .requiredOption('-f, --file <file>', 'the fleet file')
    .action(async (options: Options) => {
      const report = await onStore(options, opened => applyFile(opened, String(options.file)))
      show(report, options, () => renderAnswer({ ...report }, io.width))
    })

  command('export', 'Write the store as a fleet file.')
    .option('-f, --file <file>', 'where to; standard output when absent')
    .option('--account <id>', 'only this account')
    .action(async (options: Options) => {
      const accounts = options.account === undefined ? undefined : [String(options.account)]
      const text = await onStore(options, opened => exportText(opened, accounts))
      if (options.file === undefined) io.out(text.trimEnd())
      else writeFileSync(String(options.file), text, { mode: 0o600 })
    })

  addCall(program, io, show)
  addKeys(command, program, show, onStore)
  const verbs: Verbs = { io, program, command, show }
  addAccess(verbs)
  addClients(verbs)
  addAudit(verbs)
  addBills(verbs)
  addClock(verbs)
  addEvents(verbs)
  addFaults(verbs)
  addPolicy(verbs)
  addSnapshots(verbs)

  command('env', 'Print the variables that official clients read, for this store.').action(async (options: Options) => {
    const { settings } = settingsFrom(options)
    const key = await onStore(options, rootKey)
    if (key === undefined)
      throw new CommandError('The root has no active key; make one with: deskfleet keys create', exitCodes.failed)
    const variables = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: key.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.accessKeySecret,
      ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou',
      ALIBABA_CLOUD_ENDPOINT: localEndpoint(settings),
      ALIBABA_CLOUD_ENDPOINT_ECD: localEndpoint(settings),
    }
    const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${value}`)
    io.out(options.output === 'json' ? JSON.stringify(variables, null, 2) : exports.join('\n'))
  })

  command('doctor', 'Show every setting with its source, and whether the server can run.').action(
    async (options: Options) => {
      const diagnosis = await diagnose(settingsFrom(options))
      show(diagnosis, options, () =>
        [
          table(
            ['Setting', 'Value', 'Source'],
            diagnosis.settings.map(row => [row.setting, row.value, row.source]),
          ),
          table(
            ['Check', 'Verdict', 'Detail'],
            diagnosis.findings.map(row => [row.check, verdictOf(row), row.detail]),
          ),
        ].join('\n\n'),
      )
      if (diagnosis.findings.some(({ ok }) => !ok)) process.exitCode = exitCodes.failed
    },
  )
  return program
}

const verdictOf = ({ ok, warning }: Finding): string => (ok ? (warning ? 'WARNING' : 'good') : 'BAD')

type Show = (value: unknown, options: Options, human: () => string) => void

function addCall(program: Command, io: Io, show: Show): void {
  const call = addTarget(addSettings(program.command('call')))
    .description('Call an operation. Its parameters follow as --Name value.')
    .argument('[operation]', 'name as on the wire')
    .argument('[parameters...]')
    .option('--output <form>', 'json, or table')
    .option('--field <name>', 'print only this field of the answer, for a script')
    .option('--help', 'describe the operation')
    .helpOption(false)
    .allowUnknownOption()
  call.action(async (name: string | undefined, words: string[], options: Options) => {
    if (name === undefined) {
      io.out(
        `${call.helpInformation()}\nOperations:\n${operations.map(each => `  ${each.name}  ${each.summary}`).join('\n')}`,
      )
      return
    }
    const operation = operationNamed(name)
    if (operation === undefined) {
      throw new CommandError(`There is no operation ${name}; deskfleet call lists those that are served.`)
    }
    if (options.help) {
      io.out(`${operation.name}: ${describeOperation(operation)}`)
      return
    }
    const parameters = readParameters(operation, words)
    const target = await findTarget(options as TargetOptions, settingsFrom(options).settings)
    const { status, body } = await send(target, operation.name, operation.product.version, parameters)
    if (status >= 400) process.exitCode = exitCodes.failed
    if (options.field === undefined || status >= 400) {
      show(body, options, () => renderAnswer(body, io.width))
      return
    }
    const value = body[String(options.field)]
    if (value === undefined) throw new CommandError(`The answer has no ${String(options.field)}.`, exitCodes.failed)
    io.out(typeof value === 'string' ? value : JSON.stringify(value))
  })
}

function addKeys(
  command: (name: string, about: string, parent: Command) => Command,
  program: Command,
  show: Show,
  onStore: <Result>(options: Options, work: (opened: OpenedStore) => Promise<Result>) => Promise<Result>,
): void {
  const keys = program.command('keys').description('Access keys of root and RAM users.')
  const verb = (name: string, about: string): Command => command(name, about, keys)
  const one = (value: Record<string, string>, options: Options): void =>
    show(value, options, () => table(['Field', 'Value'], Object.entries(value)))

  verb('list', 'All access keys, without secrets.').action(async (options: Options) => {
    const rows = await onStore(options, listKeys)
    show(rows, options, () =>
      table(
        Object.keys(rows[0] ?? { 'No keys': '' }),
        rows.map(row => Object.values(row)),
      ),
    )
  })
  verb('create', 'Make a key; the secret is shown this once. With --role: a temporary one.')
    .option('--user <name>', 'RAM user; the root when absent')
    .option('--account <id>', "account; the server's own when absent")
    .option('--role <name>', 'make a temporary key of this role')
    .option('--session-name <name>', 'name of the role session', 'deskfleet')
    .option('--seconds <n>', 'how long the temporary key lasts', '3600')
    .option('--policy <json>', 'policy that narrows what the temporary key may do')
    .action(async (options: Options) => {
      const account = options.account === undefined ? {} : { account: String(options.account) }
      const owner: KeyOwner = { ...account, ...(options.user === undefined ? {} : { user: String(options.user) }) }
      const made = await onStore<Record<string, string>>(options, opened =>
        options.role === undefined
          ? createKey(opened, owner)
          : createSession(opened, {
              ...account,
              role: String(options.role),
              sessionName: String(options.sessionName),
              seconds: Number(options.seconds),
              ...(options.policy === undefined ? {} : { policy: String(options.policy) }),
            }),
      )
      one(made, options)
    })
  for (const [name, status] of [
    ['disable', 'Inactive'],
    ['enable', 'Active'],
  ] as const) {
    verb(name, `Make a key ${status.toLowerCase()}; every server knows at once.`)
      .argument('<AccessKeyId>')
      .action(async (id: string, options: Options) => {
        one(await onStore(options, opened => setKeyStatus(opened, id, status)), options)
      })
  }
}

function tellNewKey(io: Io, { provisioned }: OpenedStore): void {
  if (provisioned.newKey === undefined) return
  io.remark(`Root account ${provisioned.rootAccountId}. Its access key; the secret is shown only now:`)
  io.remark(`  AccessKeyId      ${provisioned.newKey.id}\n  AccessKeySecret  ${provisioned.newKey.secret}`)
}

async function serve(io: Io, options: Options): Promise<void> {
  const running = await serveDeskfleet(settingsFrom(options).settings)
  tellNewKey(io, running)
  if (typeof options.seed === 'string') {
    const report = await seedIfEmpty(running, options.seed)
    io.remark(report === undefined ? 'The store is not empty; nothing was seeded.' : `Seeded from ${options.seed}.`)
    for (const line of describeNewKeys(report?.newKeys ?? [])) io.remark(line)
  }
  io.out(`Deskfleet listens on http://${running.endpoint}`)
  if (running.tls) io.out(`and on https://${running.tls.endpoint} with the certificate ${running.tls.certificateFile}`)
  for (const account of await readWarningAccounts(running.store)) io.remark(describeWarning(account))
  closeOnSignal(running)
}

/** Ends what runs when the process is asked to; a second signal ends it at once. */
export function closeOnSignal(running: { close(): Promise<void> }): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void running.close().then(() => process.exit(exitCodes.done))
    })
  }
}
