/** How a share is run: what CreateDesktopGroup and ModifyDesktopGroup take alike, its rules, and what it is kept as. */
import type { Share, ShareDetails } from '../../../domain/share.ts'
import { problem } from '../../../spec/problem.ts'
import { decimal, flag, integer, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'

export const noEffect = 'Accepted; has no effect here.'

const minutes = (from: number, to: number): string =>
  `${from * 60_000} to ${to * 60_000}; its own samples lie below that.`

export const settingShapes = {
  DesktopGroupName: optional(
    text(
      'The name, 1 to 30 characters: letters, digits, Chinese characters, and : _ . - behind the first, which is a letter ' +
        'or a Chinese character.',
      { example: 'SharedComputers01' },
    ),
  ),
  Comments: optional(text('What is noted about the share.', { example: 'comment' })),
  MaxDesktopsCount: optional(
    integer('Pay-as-you-go: the ceiling, never more computers than this. Without effect on a subscription.', {
      min: 0,
      max: 1000,
      example: 50,
      vendor: '0 to 500.',
    }),
  ),
  AllowAutoSetup: optional(
    integer(
      'Subscription: 1 creates computers beyond those bought when all are in use, 0 does not. Kept and shown on a ' +
        'pay-as-you-go share, without effect.',
      { min: 0, max: 1, values: [0, 1], example: 1 },
    ),
  ),
  AllowBufferCount: optional(
    integer('Pay-as-you-go: computers kept ready beyond those in use; 0: none. Without effect on a subscription.', {
      min: 0,
      max: 1000,
      example: 1,
      vendor: '0, or 1 to 100.',
    }),
  ),
  KeepDuration: optional(
    integer('How long a session is kept after its user has gone, in milliseconds; 0: for ever.', {
      format: 'int64',
      example: 180000,
      vendor: `0, or ${minutes(3, 5760)}`,
    }),
  ),
  ConnectDuration: optional(
    integer('The longest a user may stay connected, in milliseconds; 0: no limit.', {
      format: 'int64',
      example: 900000,
      vendor: minutes(15, 5760),
    }),
  ),
  IdleDisconnectDuration: optional(
    integer('After how long without input a user is disconnected, in milliseconds; 0: never.', {
      format: 'int64',
      example: 360000,
      vendor: minutes(6, 60),
    }),
  ),
  StopDuration: optional(
    integer('After how long an idle computer is shut down, in milliseconds; 0: never.', {
      format: 'int64',
      example: 300000,
    }),
  ),
  DeleteDuration: optional(
    integer(
      'How long a computer beyond the number that is kept stays idle before it is released, in milliseconds; ten minutes ' +
        'when never given.',
      { format: 'int64', example: 600000 },
    ),
  ),
  ResetType: optional(
    integer('What is reset after use: 0 nothing, 1 the system disk, 2 the data disk, 3 both.', {
      format: 'int64',
      values: [0, 1, 2, 3],
      example: 0,
    }),
  ),
  LoadPolicy: optional(
    integer('How sessions are dealt out: 0 fills one computer after the other, 1 spreads them.', {
      format: 'int64',
      values: [0, 1],
      example: 0,
    }),
  ),
  BindAmount: optional(
    integer('How many sessions a computer takes, at least 1. Without effect unless the share is multi-session.', {
      format: 'int64',
      example: 2,
    }),
  ),
  RatioThreshold: optional(
    decimal('At which occupancy a multi-session share gets more computers: above 0, at most 1.', { example: 0.85 }),
  ),
  ProfileFollowSwitch: optional(
    flag("Whether users' profiles follow them; kept and shown, without further effect.", { example: false }),
  ),
  FileSystemId: optional(text('Where profiles are kept; kept, without further effect.', { example: '04f314****' })),
  Classify: optional(oneOf(['teacher', 'student'], noEffect, { example: 'teacher' })),
  ScaleStrategyId: optional(text(noEffect, { example: 's-kakowkdl****' })),
}

const shape = record(settingShapes)
type Settings = Static<typeof shape>

const invalid = (parameter: string) =>
  problem(`Invalid${parameter}`, 400, `Specified parameter ${parameter} is not valid.`)

const nameInvalid = invalid('DesktopGroupName')
const bindAmountInvalid = invalid('BindAmount')
const ratioInvalid = invalid('RatioThreshold')
const commentsInvalid = invalid('Comments')
const durations = {
  KeepDuration: invalid('KeepDuration'),
  ConnectDuration: invalid('ConnectDuration'),
  IdleDisconnectDuration: invalid('IdleDisconnectDuration'),
  StopDuration: invalid('StopDuration'),
  DeleteDuration: invalid('DeleteDuration'),
}

export const settingProblems = [
  nameInvalid,
  commentsInvalid,
  ...Object.values(durations),
  bindAmountInvalid,
  ratioInvalid,
] as const

const name = /^[A-Za-z\p{Script=Han}][A-Za-z0-9\p{Script=Han}:_.-]{0,29}$/u

/** The vendor states no bound; this is what a fleet file can hold, so that whatever is made can be exported. */
const longestComments = 1024

/** @throws Problem one of settingProblems */
export function checkSettings(input: Settings): void {
  const { DesktopGroupName, Comments = '', BindAmount = 1, RatioThreshold = 1 } = input
  if (DesktopGroupName !== undefined && !name.test(DesktopGroupName)) throw nameInvalid()
  if (Comments.length > longestComments) throw commentsInvalid()
  for (const [parameter, refusal] of Object.entries(durations)) {
    if ((input[parameter as keyof typeof durations] ?? 0) < 0) throw refusal()
  }
  if (BindAmount < 1) throw bindAmountInvalid()
  if (!(RatioThreshold > 0 && RatioThreshold <= 1)) throw ratioInvalid()
}

/** A member of `details` under a new value, or nothing where none was given, so that what is absent stays. */
const given = <Key extends keyof ShareDetails, Value>(
  key: Key,
  value: Value | undefined,
  kept: (value: Value) => ShareDetails[Key],
): Partial<ShareDetails> => (value === undefined ? {} : { [key]: kept(value) })

const same = <Value>(value: Value): Value => value
const zeroIsNone = (value: number): number | undefined => (value === 0 ? undefined : value)

/** What the call changes of how the share is run. */
export function settingsOf(input: Settings, { multiSession }: Pick<Share, 'multiSession'>): Partial<ShareDetails> {
  return {
    ...given('comments', input.Comments, same),
    ...given('keepDurationMs', input.KeepDuration, same),
    ...given('connectDurationMs', input.ConnectDuration, zeroIsNone),
    ...given('idleDisconnectDurationMs', input.IdleDisconnectDuration, zeroIsNone),
    ...given('stopDurationMs', input.StopDuration, zeroIsNone),
    ...given('deleteDurationMs', input.DeleteDuration, same),
    ...given('resetType', input.ResetType, value => oneIn([0, 1, 2, 3], value)),
    ...given('loadPolicy', input.LoadPolicy, value => oneIn([0, 1], value)),
    ...given('bindAmount', multiSession ? input.BindAmount : undefined, same),
    ...given('ratioThreshold', input.RatioThreshold, same),
    ...given('profileFollow', input.ProfileFollowSwitch, same),
    ...given('fileSystemId', input.FileSystemId, same),
  }
}

/** The value as one of those that its shape lets pass. */
function oneIn<const Value extends number>(values: readonly Value[], value: number): Value {
  const found = values.find(each => each === value)
  if (found === undefined) throw new Error(`${value} is none of ${values.join(', ')}.`)
  return found
}
