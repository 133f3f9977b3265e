/** The switches of a policy as the two writing operations take them. What each does is told in policy-switches.ts. */
import { decimal, integer, oneOf, optional, type Shape, text } from '../../../spec/shape.ts'
import { describeSwitch, type SwitchName } from './policy-switches.ts'

export const policyName = optional(
  text('The name of the policy, 1 to 255 characters.', {
    pattern: '^[\\s\\S]{1,255}$',
    example: 'testPolicyGroupName',
  }),
)

const onOff = ['off', 'on'] as const
const capitals = ['OFF', 'ON'] as const

type Values = readonly [string, ...string[]]
interface Choice {
  readonly values: Values
  readonly fallback: string
}

/** Switches that a new policy has in any case. */
const settled = {
  AppContentProtection: { values: onOff, fallback: 'off' },
  CameraRedirect: { values: onOff, fallback: 'on' },
  Clipboard: { values: ['read', 'readwrite', 'write', 'off'], fallback: 'off' },
  Html5Access: { values: onOff, fallback: 'off' },
  Html5FileTransfer: { values: ['all', 'download', 'upload', 'off'], fallback: 'off' },
  InternetCommunicationProtocol: { values: ['TCP', 'BOTH', 'both'], fallback: 'TCP' },
  LocalDrive: { values: ['read', 'readwrite', 'off'], fallback: 'off' },
  NetRedirect: { values: onOff, fallback: 'off' },
  PreemptLogin: { values: ['off'], fallback: 'off' },
  RecordContent: { values: ['off', 'on', 'OFF', 'ON'], fallback: 'off' },
  UsbRedirect: { values: onOff, fallback: 'off' },
  VisualQuality: { values: ['high', 'low', 'lossless', 'medium'], fallback: 'medium' },
  Watermark: { values: ['blind', 'off', 'on'], fallback: 'off' },
  WatermarkTransparency: { values: ['LIGHT', 'DARK', 'MIDDLE'], fallback: 'LIGHT' },
} as const satisfies Partial<Record<SwitchName, Choice>>

/** Switches that are absent until they are set, and kept in the letters in which they were. */
const open = {
  GpuAcceleration: onOff,
  PrinterRedirection: onOff,
  // Terraform writes the first three in small letters, and reads them back so.
  Recording: [
    'OFF',
    'ALLTIME',
    'PERIOD',
    'off',
    'alltime',
    'period',
    'session',
    'byaction_cmd_ft',
    'byaction_commands',
    'byaction_file_transfer',
  ],
  RecordingAudio: onOff,
  RecordingUserNotify: onOff,
  RemoteCoordinate: ['fullControl', 'optionalControl', 'disableControl'],
  WatermarkAntiCam: onOff,
  WatermarkFontStyle: ['plain', 'bold'],
  WatermarkPower: ['high', 'low', 'medium'],
  WatermarkSecurity: onOff,
  WatermarkType: ['EndUserId', 'Custom', 'DesktopIp', 'ClientIp', 'HostName', 'ClientTime'],
  WyAssistant: onOff,
  DomainResolveRuleType: capitals,
} as const satisfies Partial<Record<SwitchName, Values>>

/** Switches that the two operations spell differently; answers have them in small letters. */
const invitations = ['EndUserApplyAdminCoordinate', 'EndUserGroupCoordinate'] as const

type Fields<Name extends string, Field> = Record<Name, Field>

/** @param names of switches, in the order of the answer */
const fieldsFor = <Name extends SwitchName, Field extends Shape>(
  names: readonly Name[],
  make: (name: Name) => Field,
): Fields<Name, Field> => Object.fromEntries(names.map(name => [name, make(name)])) as Fields<Name, Field>

const namesOf = <Name extends string>(choices: Readonly<Record<Name, unknown>>) => Object.keys(choices) as Name[]

const optionalChoice = (name: SwitchName, values: Values) =>
  optional(oneOf(values, describeSwitch(name), { example: values[0] }))

const timeOfDay = (name: SwitchName, example: string) =>
  optional(text(describeSwitch(name), { pattern: '^([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d$', example }))

const between = (name: SwitchName, min: number, max: number, example = min) =>
  optional(integer(describeSwitch(name), { min, max, example }))

/** Taken in the same way by both operations. */
const sameInBoth = {
  ...fieldsFor(namesOf(open), name => optionalChoice(name, open[name])),
  DomainList: optional(text(describeSwitch('DomainList'), { example: 'off', vendor: 'off or on.' })),
  RecordingStartTime: timeOfDay('RecordingStartTime', '08:00:00'),
  RecordingEndTime: timeOfDay('RecordingEndTime', '08:59:00'),
  RecordingFps: optional(
    integer(describeSwitch('RecordingFps'), { format: 'int64', values: [2, 5, 10, 15], example: 2 }),
  ),
  RecordingExpires: optional(
    integer(describeSwitch('RecordingExpires'), { format: 'int64', min: 1, max: 180, example: 15 }),
  ),
  RecordingDuration: optional(integer(describeSwitch('RecordingDuration'), { values: [10, 20, 30, 60], example: 10 })),
  RecordingUserNotifyMessage: optional(
    text(describeSwitch('RecordingUserNotifyMessage'), { example: 'Your cloud desktop is being recorded.' }),
  ),
  Scope: optional(
    oneOf(['IP', 'GLOBAL'], 'Where the policy holds: at the addresses of ScopeValue, or everywhere.', {
      example: 'GLOBAL',
    }),
  ),
  WatermarkTransparencyValue: between('WatermarkTransparencyValue', 10, 100),
  WatermarkCustomText: optional(text(describeSwitch('WatermarkCustomText'), { example: 'confidential' })),
  WatermarkColor: between('WatermarkColor', 0, 16_777_215),
  WatermarkDegree: optional({
    ...decimal(describeSwitch('WatermarkDegree'), { example: -10 }),
    format: 'double' as const,
  }),
  WatermarkFontSize: between('WatermarkFontSize', 10, 20),
  WatermarkRowAmount: optional(integer(describeSwitch('WatermarkRowAmount'), { example: 5 })),
  AdminAccess: optional(text(describeSwitch('AdminAccess'), { example: 'deny' })),
  MaxReconnectTime: between('MaxReconnectTime', 30, 7200, 120),
}

const recordContentExpires = { format: 'int64', example: 30 } as const

/** The switches of CreatePolicyGroup, with what a new policy has where nothing is said. */
export const newSwitches = {
  ...fieldsFor(namesOf(settled), name => {
    const { values, fallback }: Choice = settled[name]
    return oneOf(values, describeSwitch(name), { fallback, example: fallback })
  }),
  ...sameInBoth,
  ...fieldsFor(invitations, name => optionalChoice(name, capitals)),
  RecordContentExpires: integer(describeSwitch('RecordContentExpires'), { ...recordContentExpires, fallback: 30 }),
  VideoRedirect: optionalChoice('VideoRedirect', onOff),
}

/** The switches of ModifyPolicyGroup: what is absent stays. */
export const changedSwitches = {
  ...fieldsFor(namesOf(settled), name => optionalChoice(name, settled[name].values)),
  ...sameInBoth,
  ...fieldsFor(invitations, name => optionalChoice(name, onOff)),
  RecordContentExpires: optional(integer(describeSwitch('RecordContentExpires'), recordContentExpires)),
  VideoRedirect: optional(text(describeSwitch('VideoRedirect'), { example: 'on' })),
}

const inSmallLetters = new Set<string>([...invitations, 'DomainResolveRuleType', 'RecordContent'])

/** The switches among the parameters of a call, as they are kept: in the spelling of answers. */
export const toSettings = (input: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, value]: [string, unknown]) => {
      if (!Object.hasOwn(changedSwitches, name) || value === undefined) return []
      const spelt = String(value)
      if (name === 'InternetCommunicationProtocol') return [[name, spelt.toUpperCase()]]
      return [[name, inSmallLetters.has(name) ? spelt.toLowerCase() : spelt]]
    }),
  )
