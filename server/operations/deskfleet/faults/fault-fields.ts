/** What a fault is told with, in InjectFault and in ListFaults alike; and which kind takes what. */
import { providerSteps } from '../../../domain/desktop.ts'
import { type ProblemKind, problem } from '../../../spec/problem.ts'
import { type Companions, integer, oneOf, optional, text } from '../../../spec/shape.ts'
import { simulatedFaultKinds } from '../../../store/simulated-faults.ts'

export const wireKinds = [
  'Error',
  'Delay',
  'ConnectionReset',
  'SlowBody',
  'TruncatedPage',
  'AdversarialPaging',
] as const
export type WireKind = (typeof wireKinds)[number]
export const faultKinds = [...wireKinds, ...simulatedFaultKinds] as const
export type FaultKind = (typeof faultKinds)[number]

export const isWireKind = (kind: FaultKind): kind is WireKind => (wireKinds as readonly string[]).includes(kind)

const mostDelayMs = 600_000
const mostCalls = 1_000_000

/** All parameters beside Kind. */
export const faultFields = {
  Operation: optional(
    text(
      'The operation whose calls are struck, named as on the wire; * for all but Deskfleet’s own. Needed for every ' +
        'kind that strikes calls, and DescribeDesktopsInGroup for AdversarialPaging.',
      { maxLength: 128, example: 'DescribeDesktopsInGroup' },
    ),
  ),
  First: optional(
    integer('Strikes the first so many calls, and none after. Not together with Every.', {
      min: 1,
      max: mostCalls,
      example: 2,
    }),
  ),
  Every: optional(
    integer('Strikes every so manieth call: with 3 the third, the sixth, … With neither First nor Every, every call.', {
      min: 1,
      max: mostCalls,
      example: 3,
    }),
  ),
  Code: optional(
    text(
      'The code of the refusal; Error needs it. Throttling, Throttling.User, Throttling.Api, ServiceUnavailable and ' +
        'InternalError bring their status and text.',
      { pattern: '^[A-Za-z][A-Za-z0-9._-]{0,127}$', example: 'Throttling.User' },
    ),
  ),
  HttpStatus: optional(
    integer('The HTTP status of the refusal; needed with a code that brings none.', {
      min: 400,
      max: 599,
      example: 400,
    }),
  ),
  Message: optional(
    text('The text of the refusal; the vendor’s where the code brings one, else a sentence of ours.', {
      maxLength: 1024,
      example: 'Request was denied due to user flow control.',
    }),
  ),
  RetryAfterMs: optional(
    integer('How long the client is asked to wait, in milliseconds, in the header x-acs-retry-after; for Error.', {
      min: 1,
      max: mostDelayMs,
      example: 1000,
    }),
  ),
  DelayMs: optional(
    integer(
      'Milliseconds: how late the call is handled (Delay), how long its answer takes to arrive (SlowBody), both of real ' +
        'time; or how much longer a step takes, by the clock computers live by (ProviderDawdle). These three need it.',
      { min: 1, max: mostDelayMs, example: 2000 },
    ),
  ),
  When: optional(
    oneOf(
      ['Before', 'After'],
      'For ConnectionReset: before the operation does anything, or when what it wrote stands. Before when absent.',
      { example: 'After' },
    ),
  ),
  DesktopId: optional(
    text('The computer, for kinds of the provider; any computer when absent.', {
      maxLength: 64,
      example: 'ecd-ia2zw38bi6cm7****',
    }),
  ),
  Step: optional(
    oneOf([...providerSteps], 'The step of the provider that fails or takes longer; any step when absent.', {
      example: 'start',
    }),
  ),
  AccountId: optional(
    text('Whose computers a kind of the provider is for; the caller’s own when absent.', {
      maxLength: 32,
      example: '1234567890123456',
    }),
  ),
} as const

export type FaultField = keyof typeof faultFields
const allFields = Object.keys(faultFields) as FaultField[]

const calls = ['Operation', 'First', 'Every'] as const
const computers = ['DesktopId', 'Step', 'AccountId'] as const

interface Fitting extends Companions {
  readonly takes: readonly FaultField[]
  readonly needs: readonly FaultField[]
}

/** Which parameters go with which kind; a parameter the kind has no use for is refused. */
export const fitting: Readonly<Record<FaultKind, Fitting>> = {
  Error: { takes: [...calls, 'Code', 'HttpStatus', 'Message', 'RetryAfterMs'], needs: ['Operation', 'Code'] },
  Delay: { takes: [...calls, 'DelayMs'], needs: ['Operation', 'DelayMs'] },
  ConnectionReset: { takes: [...calls, 'When'], needs: ['Operation'] },
  SlowBody: { takes: [...calls, 'DelayMs'], needs: ['Operation', 'DelayMs'] },
  TruncatedPage: { takes: calls, needs: ['Operation'] },
  AdversarialPaging: { takes: calls, needs: ['Operation'] },
  ProviderDawdle: { takes: [...computers, 'DelayMs'], needs: ['DelayMs'] },
  ProviderFailOnce: { takes: computers, needs: [] },
  ProviderFailAlways: { takes: computers, needs: [] },
  // A computer vanishes at no step.
  ProviderVanish: { takes: ['DesktopId', 'AccountId'], needs: [] },
}

type Kinds<Field extends FaultField> = Readonly<Record<Field, ProblemKind<[]>>>

const kindsOf = <const Field extends FaultField>(
  fields: readonly Field[],
  make: (field: Field) => ProblemKind<[]>,
): Kinds<Field> => Object.fromEntries(fields.map(field => [field, make(field)])) as Kinds<Field>

/** In the words of the gateway, as for parameters that no kind can do without. */
export const fieldMissing = kindsOf(['Operation', 'Code', 'HttpStatus', 'DelayMs'], field =>
  problem(`Missing${field}`, 400, `${field} is mandatory for this action.`),
)
export const fieldInvalid = kindsOf(allFields, field =>
  problem(`Invalid${field}`, 400, `Specified parameter ${field} is not valid.`),
)

/** A parameter the kind has no use for is refused rather than left without effect. @throws Problem Missing…, Invalid… */
export function checkFields(kind: FaultKind, given: Readonly<Partial<Record<FaultField, unknown>>>): void {
  const { takes, needs } = fitting[kind]
  for (const field of needs) {
    if (given[field] === undefined && field in fieldMissing) throw fieldMissing[field as keyof typeof fieldMissing]()
  }
  for (const field of allFields) {
    if (given[field] !== undefined && !takes.includes(field)) throw fieldInvalid[field]()
  }
}
