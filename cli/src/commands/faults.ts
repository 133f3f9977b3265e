/** `deskfleet fault`: faults on demand. */
import { type faultFields, faultKinds } from '../../../server/operations/deskfleet/faults/fault-fields.ts'
import { renderAnswer, table } from '../tables.ts'
import { addTarget, askerOf, inputFrom, type Options, type Verbs } from './signed-verbs.ts'

/** Option → parameter of InjectFault. */
const parameters: Readonly<Record<string, keyof typeof faultFields | 'Kind'>> = {
  operation: 'Operation',
  kind: 'Kind',
  first: 'First',
  every: 'Every',
  code: 'Code',
  httpStatus: 'HttpStatus',
  message: 'Message',
  retryAfterMs: 'RetryAfterMs',
  delayMs: 'DelayMs',
  when: 'When',
  desktop: 'DesktopId',
  step: 'Step',
  account: 'AccountId',
}

interface Fault {
  readonly FaultId: string
  readonly Kind: string
  readonly Operation?: string
  readonly First?: number
  readonly Every?: number
  readonly Calls?: number
  readonly Strikes?: number
  readonly Spent?: boolean
  readonly [field: string]: unknown
}

const standing = new Set(['FaultId', 'Kind', 'Operation', 'First', 'Every', 'Calls', 'Strikes', 'Spent'])

function renderFaults(faults: readonly Fault[]): string {
  if (faults.length === 0) return 'There are no faults.'
  const rows = faults.map(fault => [
    fault.FaultId,
    fault.Kind,
    fault.Operation ?? '–',
    fault.First === undefined ? (fault.Every === undefined ? '–' : `every ${fault.Every}`) : `first ${fault.First}`,
    fault.Calls === undefined ? '–' : `${fault.Strikes} of ${fault.Calls}${fault.Spent ? ', spent' : ''}`,
    Object.entries(fault)
      .filter(([field]) => !standing.has(field))
      .map(([field, value]) => `${field}=${String(value)}`)
      .join(' '),
  ])
  return table(['Fault', 'Kind', 'Operation', 'Calls', 'Struck', 'More'], rows)
}

export function addFaults({ io, program, command, show }: Verbs): void {
  const fault = program.command('fault').description('Faults on demand, for calls and for computers.')

  addTarget(command('inject', 'Let calls of an operation, or computers, fail.', fault))
    .option('--operation <name>', 'whose calls are struck, or * for all')
    .option('--kind <kind>', `${faultKinds.join(', ')}; Error by default`)
    .option('--first <n>', 'strike the first n calls')
    .option('--every <n>', 'strike every nth call; every call by default')
    .option('--code <code>', 'code of the refusal, such as Throttling.User')
    .option('--http-status <status>', 'HTTP status of the refusal')
    .option('--message <text>', 'text of the refusal')
    .option('--retry-after-ms <ms>', 'how long the client is asked to wait')
    .option('--delay-ms <ms>', 'for Delay, SlowBody and ProviderDawdle')
    .option('--when <moment>', 'for ConnectionReset: Before or After the handler')
    .option('--desktop <id>', 'the computer, for kinds of the provider')
    .option('--step <step>', 'the step of the provider')
    .option('--account <id>', 'whose computers; your own by default')
    .action(async (options: Options) => {
      const answer = await (await askerOf(options))('InjectFault', inputFrom(options, parameters))
      show(answer, options, () => renderAnswer(answer, io.width))
    })

  addTarget(command('list', 'All faults, and how often they struck.', fault)).action(async (options: Options) => {
    const answer = await (await askerOf(options))('ListFaults', {})
    show(answer, options, () => renderFaults(answer.Faults as readonly Fault[]))
  })

  addTarget(command('clear [id]', 'Take back one fault, or all.', fault)).action(
    async (id: string | undefined, options: Options) => {
      const answer = await (await askerOf(options))('ClearFaults', { FaultId: id })
      show(answer, options, () => renderAnswer(answer, io.width))
    },
  )
}
