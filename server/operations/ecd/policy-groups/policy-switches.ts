/** The switches of a policy that are one text or one number: shown as they were set, absent where they were not. */
import { decimal, integer, optional, record, type Shape, type Static, text } from '../../../spec/shape.ts'

const unexplained = 'As it was set; the vendor does not say what it does.'

const angleText = 'How the watermark is turned, in degrees.'

const texts = {
  AcademicProxy: unexplained,
  AdminAccess: unexplained,
  AdminKeyboardOnFullScreen: unexplained,
  AdminKeyboardOnWindows: unexplained,
  AppContentProtection: 'on: screenshots and recordings of the computer by the client are prevented.',
  AutoReconnect: 'Whether a client connects again by itself: on or off.',
  CameraRedirect: 'Whether cameras of the client can be used: on or off.',
  ClientControlMenu: unexplained,
  ClientCreateSnapshot: 'Whether users may take snapshots in the client.',
  ClientHibernate: 'Whether users may hibernate the computer in the client.',
  ClientRestart: 'Whether users may restart the computer in the client.',
  ClientShutdown: 'Whether users may shut the computer down in the client.',
  Clipboard: 'What may be copied: read (out of the client only), write (into it only), readwrite, or off.',
  ColorEnhancement: 'Whether colours are streamed with more care: on or off.',
  CpdDriveClipboard: unexplained,
  CpuOverload: unexplained,
  CpuProtectedMode: 'Whether processes that take too much of the processors are held back: on or off.',
  Description: 'What was noted about the policy.',
  DeviceConnectHint: unexplained,
  DiskOverload: unexplained,
  DisplayMode: 'What the stream is tuned for: clientCustom, adminOffice, adminDesign or adminCustom.',
  DomainList: 'Which domains can be reached: off, on, or a list as the vendor’s console writes it.',
  DomainResolveRuleType: 'Whether rules decide which domains can be resolved: on or off.',
  EndUserApplyAdminCoordinate: 'Whether users may ask an administrator for help: on or off.',
  EndUserGroupCoordinate: 'Whether users may work on one computer together: on or off.',
  ExternalDrive: unexplained,
  FileMigrate: unexplained,
  FileTransfer: unexplained,
  FileTransferAddress: unexplained,
  FileTransferInUnit: unexplained,
  FileTransferOutUnit: unexplained,
  FileTransferSizeLimit: unexplained,
  FileTransferSpeed: unexplained,
  FileTransferSpeedLocation: unexplained,
  GpuAcceleration: 'Whether graphics are rendered by a graphics processor: on or off.',
  HoverConfigMsg: unexplained,
  HoverHibernate: unexplained,
  HoverRestart: unexplained,
  HoverShutdown: unexplained,
  Html5Access: 'Whether computers can be opened in a browser: on or off.',
  Html5FileTransfer: 'Which way files go in a browser: upload, download, all, or off.',
  InternetCommunicationProtocol: 'Over what the stream goes: TCP, or BOTH TCP and UDP.',
  InternetPrinter: unexplained,
  KeyboardControl: unexplained,
  LocalDrive: 'What may be done with drives of the client: read, readwrite, or off.',
  MemoryOverload: unexplained,
  MemoryProtectedMode: 'Whether processes that take too much memory are held back: on or off.',
  MobileRestart: 'Whether a mobile client may restart the computer: on or off.',
  MobileSafeMenu: unexplained,
  MobileShutdown: 'Whether a mobile client may shut the computer down: on or off.',
  MobileWuyingKeeper: unexplained,
  MobileWyAssistant: unexplained,
  ModelLibrary: unexplained,
  MultiScreen: unexplained,
  NetRedirect: 'Whether traffic is led past the computer: on or off.',
  NetworkPrinter: unexplained,
  PortProxy: unexplained,
  PreemptLogin: 'Whether a second connection may take a computer from the first; only off.',
  PrinterRedirection: 'Whether printers of the client can be used: on or off.',
  QualityEnhancement: 'Whether pictures are streamed with more care: on or off.',
  RecordContent: 'Whether what is recorded is kept with its content: on or off.',
  Recording: 'When the screen is recorded: OFF, ALLTIME, PERIOD, or at certain actions (byaction_…).',
  RecordingAudio: 'Whether sound is recorded too: on or off.',
  RecordingEndTime: 'When a daily recording ends, HH:mm:ss.',
  RecordingStartTime: 'When a daily recording begins, HH:mm:ss.',
  RecordingUserNotify: 'Whether users are told that they are recorded: on or off.',
  RecordingUserNotifyMessage: 'What they are told.',
  RemoteCoordinate: 'What a helper may do: fullControl, optionalControl (if the user agrees), or disableControl.',
  ResetDesktop: unexplained,
  ResolutionModel: unexplained,
  SafeMenu: unexplained,
  ScreenDisplayMode: unexplained,
  SmoothEnhancement: 'Whether the stream is kept fluent with more effort: on or off.',
  StatusMonitor: 'Whether clients show how the computer does: on or off.',
  StreamingMode: 'How the stream is balanced: intelligent or smooth.',
  UsbRedirect: 'Whether USB devices of the client can be used: on or off.',
  UseTime: unexplained,
  VideoEncPolicy: 'What video gives way to: qualityFirst or bandwidthFirst.',
  VideoRedirect: 'Whether videos are played by the client itself: on or off.',
  VisualQuality: 'How good the picture is: low, medium, high or lossless.',
  Watermark: 'Whether a watermark is laid over the screen: on, off, or blind (not to be seen).',
  WatermarkAntiCam: 'Whether the watermark is made to survive photographs: on or off.',
  WatermarkCustomText: 'The text of the watermark, where WatermarkType holds Custom.',
  WatermarkFontStyle: 'The style of its letters: plain or bold.',
  WatermarkPower: 'How strong an invisible watermark is: low, medium or high.',
  WatermarkSecurity: 'Whether an invisible watermark is secured the more: on or off.',
  WatermarkShadow: unexplained,
  WatermarkTransparency: 'How much can be seen through the watermark: LIGHT, MIDDLE or DARK.',
  WatermarkType: 'What the watermark says: EndUserId, HostName, DesktopIp, ClientIp, ClientTime, Custom.',
  WuyingKeeper: unexplained,
  WyAssistant: 'Whether the assistant of the client is on: on or off.',
} as const

const wholes = {
  CpuDownGradeDuration: 'For how many seconds a process is held back for its use of processors.',
  CpuRateLimit: 'From which use of all processors, in per cent, processes are looked at.',
  CpuSampleDuration: 'For how many seconds that use has to last.',
  CpuSingleRateLimit: 'From which use by one process, in per cent, it is held back.',
  FileTransferInSize: unexplained,
  FileTransferOutSize: unexplained,
  MaxReconnectTime: 'For how many seconds a client tries to connect again.',
  MemoryDownGradeDuration: 'For how many seconds a process is held back for its use of memory.',
  MemoryRateLimit: 'From which use of all memory, in per cent, processes are looked at.',
  MemorySampleDuration: 'For how many seconds that use of memory has to last.',
  MemorySingleRateLimit: 'From which use of memory by one process, in per cent, it is held back.',
  RecordEventDuration: 'How many minutes a recording at an event lasts.',
  RecordingDuration: 'How many minutes a recording lasts after the action that began it.',
  ResolutionDpi: unexplained,
  ResolutionHeight: unexplained,
  ResolutionWidth: unexplained,
  TargetFps: 'How many pictures a second the stream aims at.',
  VideoEncAvgKbps: 'The average rate of the stream, in kilobits a second.',
  VideoEncMaxQP: 'The most that video is compressed; a greater number means a worse picture.',
  VideoEncMinQP: 'The least that video is compressed.',
  VideoEncPeakKbps: 'The highest rate of the stream, in kilobits a second.',
  WatermarkColor: 'The colour of the watermark, as a number of three bytes: red, green, blue.',
  WatermarkFontSize: 'The size of its letters.',
  WatermarkRowAmount: 'How many rows of watermarks there are.',
  WatermarkTransparencyValue: 'How much can be seen through it, in per cent.',
} as const

const bigWholes = {
  RecordContentExpires: 'For how many days recorded content is kept.',
  RecordingExpires: 'For how many days recordings are kept.',
  RecordingFps: 'How many pictures a second are recorded.',
} as const

const fieldsFrom = <Name extends string, Field extends Shape>(
  descriptions: Readonly<Record<Name, string>>,
  make: (description: string) => Field,
): Record<Name, Field> =>
  Object.fromEntries(
    Object.entries<string>(descriptions).map(([name, description]) => [name, make(description)]),
  ) as Record<Name, Field>

/** An angle has a fraction, and the vendor gives it eight bytes. */
const angle = { ...decimal(angleText), format: 'double' as const }

export const switchFields = {
  ...fieldsFrom(texts, description => optional(text(description))),
  ...fieldsFrom(wholes, description => optional(integer(description))),
  ...fieldsFrom(bigWholes, description => optional(integer(description, { format: 'int64' }))),
  WatermarkDegree: optional(angle),
}

const descriptions = { ...texts, ...wholes, ...bigWholes, WatermarkDegree: angleText }
export type SwitchName = keyof typeof descriptions
export const describeSwitch = (name: SwitchName): string => descriptions[name]

const switchRecord = record(switchFields)

const isWhole = (text: string): boolean => /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))
const isInt32 = (text: string): boolean => isWhole(text) && Number(text) === (Number(text) | 0)
const isAngle = (text: string): boolean => /^-?\d{1,15}(\.\d{1,15})?(e-\d{1,2})?$/.test(text)

/** Settings as answers show them; what is not a switch, and a number that is none, is left out. */
export function toSwitches(settings: Readonly<Record<string, string>>): Static<typeof switchRecord> {
  const shown: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(settings)) {
    if (Object.hasOwn(texts, name)) shown[name] = value
    else if (Object.hasOwn(wholes, name) && isInt32(value)) shown[name] = Number(value)
    else if (Object.hasOwn(bigWholes, name) && isWhole(value)) shown[name] = Number(value)
    else if (name === 'WatermarkDegree' && isAngle(value)) shown[name] = Number(value)
  }
  return shown as Static<typeof switchRecord>
}
