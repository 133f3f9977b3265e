import { everything } from '../../../spec/operation.ts'
import { flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { readSimulatedFaults, type SimulatedFault } from '../../../store/simulated-faults.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import type { Effect, InjectedFault } from './fault-book.ts'
import { faultFields, faultKinds } from './fault-fields.ts'

const faultShape = record({
  FaultId: text('The fault.', { example: 'fault-1' }),
  Kind: oneOf(faultKinds, 'What happens; InjectFault says it of each.', { example: 'Error' }),
  Calls: optional(
    integer('How many calls have reached it; absent for faults of computers.', { format: 'int64', example: 5 }),
  ),
  Strikes: optional(
    integer('How many calls it has struck; absent for faults of computers.', { format: 'int64', example: 2 }),
  ),
  Spent: optional(flag('Whether First is used up, so that it strikes no more.', { example: true })),
  ...faultFields,
})
type Fault = Static<typeof faultShape>

const fieldsOfEffect = (effect: Effect): Partial<Fault> => {
  switch (effect.kind) {
    case 'Error':
      return {
        Code: effect.code,
        HttpStatus: effect.status,
        Message: effect.message,
        ...(effect.retryAfterMs === undefined ? {} : { RetryAfterMs: effect.retryAfterMs }),
      }
    case 'Delay':
    case 'SlowBody':
      return { DelayMs: effect.delayMs }
    case 'ConnectionReset':
      return { When: effect.when }
    default:
      return {}
  }
}

const ofCalls = ({ id, operation: name, rhythm, effect, calls, strikes }: InjectedFault): Fault => ({
  FaultId: id,
  Kind: effect.kind,
  Operation: name,
  ...('first' in rhythm ? { First: rhythm.first } : { Every: rhythm.every }),
  ...fieldsOfEffect(effect),
  Calls: calls,
  Strikes: strikes,
  Spent: 'first' in rhythm && strikes >= rhythm.first,
})

const ofComputers = ({ id, accountId, kind, desktopId, step, delayMs }: SimulatedFault): Fault => ({
  FaultId: id,
  Kind: kind,
  AccountId: accountId,
  ...(desktopId === undefined ? {} : { DesktopId: desktopId }),
  ...(step === undefined ? {} : { Step: step }),
  ...(delayMs === undefined ? {} : { DelayMs: delayMs }),
})

export const ListFaults = operation({
  product: deskfleet,
  name: 'ListFaults',
  summary: 'Lists the faults that were injected and not cleared.',
  description:
    'Only for identities of the server’s own account. First the faults of calls of the server that is asked, in the ' +
    'order of injection, then those of computers, by id.',
  ram: { action: 'deskfleet:ListFaults', level: 'list', resources: everything },
  request: record({}),
  response: record({ Faults: list(faultShape, 'The faults.') }),
  problems: [notServerOwner],
  example: {
    request: {},
    response: {
      Faults: [
        {
          FaultId: 'fault-1',
          Kind: 'Error',
          Operation: 'DescribeDesktopsInGroup',
          First: 2,
          Code: 'Throttling.User',
          HttpStatus: 400,
          Message: 'Request was denied due to user flow control.',
          Calls: 5,
          Strikes: 2,
          Spent: true,
        },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(_input, context) {
    serverOwnerOnly(context)
    const computers = await readSimulatedFaults(context.store)
    return { Faults: [...context.faults.list().map(ofCalls), ...computers.map(ofComputers)] }
  },
})
