import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { oneOf, record, type Static, text } from '../../../spec/shape.ts'
import { readAccounts, takeSequence } from '../../../store/accounts.ts'
import { putSimulatedFault, type SimulatedFaultKind } from '../../../store/simulated-faults.ts'
import { type Context, operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import type { Effect, Rhythm } from './fault-book.ts'
import {
  checkFields,
  faultFields,
  faultKinds,
  fieldInvalid,
  fieldMissing,
  fitting,
  isWireKind,
  type WireKind,
} from './fault-fields.ts'

const accountNotFound = problem('InvalidAccountId.NotFound', 404, 'There is no account of this id.')

const request = record({
  Kind: oneOf(
    faultKinds,
    'What happens. To calls: Error refuses; Delay answers late; ConnectionReset ends the connection without an answer; ' +
      'SlowBody sends the answer in drops; TruncatedPage sends its first half under the length of the whole; ' +
      'AdversarialPaging changes the share behind every page that is not the last. To computers of the simulated ' +
      'provider: ProviderDawdle lets steps take longer, ProviderFailOnce and ProviderFailAlways let them fail, ' +
      'ProviderVanish takes a computer away.',
    { fallback: 'Error', example: 'Error', companions: fitting },
  ),
  ...faultFields,
})
type Input = Static<typeof request>

/** Codes with the vendor's status and text (service-errors.md 5). */
const knownCodes: Readonly<Record<string, { readonly status: number; readonly message: string }>> = {
  Throttling: { status: 400, message: 'Request was denied due to request throttling.' },
  'Throttling.User': { status: 400, message: 'Request was denied due to user flow control.' },
  'Throttling.Api': { status: 400, message: 'Request was denied due to api flow control.' },
  ServiceUnavailable: { status: 503, message: 'The request has failed due to a temporary failure of the server.' },
  InternalError: {
    status: 500,
    message: 'The request processing has failed due to some unknown error, exception or failure.',
  },
}

function effectOf(kind: WireKind, input: Input): Effect {
  const { Code = '', HttpStatus, Message, RetryAfterMs, DelayMs = 0, When = 'Before' } = input
  switch (kind) {
    case 'Error': {
      const known = Object.hasOwn(knownCodes, Code) ? knownCodes[Code] : undefined
      const status = HttpStatus ?? known?.status
      if (status === undefined) throw fieldMissing.HttpStatus()
      const message = Message ?? known?.message ?? 'This refusal was injected as a fault.'
      return {
        kind,
        code: Code,
        status,
        message,
        ...(RetryAfterMs === undefined ? {} : { retryAfterMs: RetryAfterMs }),
      }
    }
    case 'Delay':
    case 'SlowBody':
      return { kind, delayMs: DelayMs }
    case 'ConnectionReset':
      return { kind, when: When }
    default:
      return { kind }
  }
}

function rhythmOf({ First, Every }: Input): Rhythm {
  if (First === undefined) return { every: Every ?? 1 }
  if (Every !== undefined) throw fieldInvalid.Every()
  return { first: First }
}

function strikeCalls(kind: WireKind, input: Input, { faults }: Context): string {
  const { Operation = '' } = input
  const served = kind === 'AdversarialPaging' ? Operation === 'DescribeDesktopsInGroup' : faults.isServed(Operation)
  if (!served && (Operation !== '*' || kind === 'AdversarialPaging')) throw fieldInvalid.Operation()
  const rhythm = rhythmOf(input)
  return faults.inject({ operation: Operation, rhythm, effect: effectOf(kind, input) }).id
}

function strikeComputers(kind: SimulatedFaultKind, input: Input, context: Context): Promise<string> {
  const { DesktopId, Step, DelayMs, AccountId = context.accountId } = input
  return context.store.transaction(context.clock.now(), async tx => {
    if (!(await readAccounts(tx)).some(({ id }) => id === AccountId)) throw accountNotFound()
    const id = context.ids.make('fault-', AccountId, await takeSequence(tx, AccountId, 1))
    await putSimulatedFault(tx, {
      id,
      accountId: AccountId,
      kind,
      ...(DesktopId === undefined ? {} : { desktopId: DesktopId }),
      ...(Step === undefined ? {} : { step: Step }),
      ...(DelayMs === undefined ? {} : { delayMs: DelayMs }),
    })
    return id
  })
}

export const InjectFault = operation({
  product: deskfleet,
  name: 'InjectFault',
  summary: 'Lets calls or computers fail on demand.',
  description:
    'Only for identities of the server’s own account. Faults that strike calls strike those of every account, once ' +
    'they are authenticated, allowed and well-formed; a call that is refused before is not counted. They are never due ' +
    'by chance: each counts the calls that reach it. Where several are due they act in the order of injection, and the ' +
    'first that ends the call is the last that acts. They are kept in memory, by the one server that was asked. Faults ' +
    'that strike computers are kept in the store, for all its servers. A parameter that the kind has no use for is refused.',
  ram: { action: 'deskfleet:InjectFault', level: 'create', resources: everything },
  request,
  response: record({ FaultId: text('The fault, for ClearFaults.', { example: 'fault-1' }) }),
  problems: [notServerOwner, accountNotFound, ...Object.values(fieldMissing), ...Object.values(fieldInvalid)],
  example: {
    request: { Operation: 'DescribeDesktopsInGroup', First: 2, Code: 'Throttling.User' },
    response: { FaultId: 'fault-1' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { Kind, ...given } = input
    checkFields(Kind, given)
    const FaultId = isWireKind(Kind) ? strikeCalls(Kind, input, context) : await strikeComputers(Kind, input, context)
    return { FaultId }
  },
})
