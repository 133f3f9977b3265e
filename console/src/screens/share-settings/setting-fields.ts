/** What can be changed of a share by ModifyDesktopGroup: what it is now, what may be changed, and the call that changes it. */
import type { Input } from '../../api/flatten.ts'
import type { ShareSettings } from './answers.ts'

const minutes = ['ConnectDuration', 'IdleDisconnectDuration', 'KeepDuration', 'StopDuration', 'DeleteDuration'] as const
const counts = ['BuyDesktopsCount', 'MaxDesktopsCount', 'AllowBufferCount', 'MinDesktopsCount', 'BindAmount'] as const
const choices = ['AllowAutoSetup', 'ResetType', 'LoadPolicy'] as const
const flags = ['DisableSessionConfig', 'ProfileFollowSwitch'] as const
const texts = ['DesktopGroupName', 'Comments', 'PolicyGroupId', 'OwnBundleId', 'ImageId'] as const

export type MinutesName = (typeof minutes)[number]
export type SettingName =
  | MinutesName
  | (typeof counts)[number]
  | (typeof choices)[number]
  | (typeof flags)[number]
  | (typeof texts)[number]
  | 'RatioThreshold'

export const settingNames: readonly SettingName[] = [
  ...texts,
  ...counts,
  ...choices,
  ...minutes,
  ...flags,
  'RatioThreshold',
]

/** Those of which nothing is left when they are emptied; 0 says so to the server. */
const emptyIsNone: ReadonlySet<SettingName> = new Set(['ConnectDuration', 'IdleDisconnectDuration', 'StopDuration'])

const isOneOf = <Name extends SettingName>(names: readonly Name[], name: SettingName): name is Name =>
  (names as readonly SettingName[]).includes(name)

export const isMinutes = (name: SettingName): name is MinutesName => isOneOf(minutes, name)

/** Texts as typed or chosen, lengths of time in minutes. */
export type Settings = Readonly<Record<SettingName, string>>

const inMinutes = (ms: number | undefined): string => (ms === undefined ? '' : String(ms / 60_000))
const text = (value: string | number | boolean | undefined): string => (value === undefined ? '' : String(value))

/** What the share has now; empty where it has nothing, or where no answer tells. */
export function settingsOf(share: ShareSettings): Settings {
  const prePaid = share.PayType === 'PrePaid'
  const bought = share.BuyDesktopsCount ?? share.MinDesktopsCount
  return {
    DesktopGroupName: share.DesktopGroupName,
    Comments: text(share.Comments),
    PolicyGroupId: text(share.PolicyGroupId),
    OwnBundleId: text(share.OwnBundleId),
    ImageId: share.ImageId,
    BuyDesktopsCount: text(bought),
    MaxDesktopsCount: prePaid ? '' : text(share.MaxDesktopsCount),
    AllowBufferCount: prePaid ? '' : text(share.AllowBufferCount),
    AllowAutoSetup: text(share.AllowAutoSetup),
    // Answers hold the sum of both, and only while computers may be created beyond those bought.
    MinDesktopsCount:
      prePaid && share.AllowAutoSetup === 1 && share.MaxDesktopsCount !== undefined
        ? text(share.MaxDesktopsCount - bought)
        : '',
    ConnectDuration: inMinutes(share.ConnectDuration),
    IdleDisconnectDuration: inMinutes(share.IdleDisconnectDuration),
    KeepDuration: inMinutes(share.KeepDuration),
    StopDuration: inMinutes(share.StopDuration),
    DeleteDuration: '',
    DisableSessionConfig: '',
    ResetType: text(share.ResetType),
    LoadPolicy: text(share.LoadPolicy),
    BindAmount: text(share.BindAmount),
    RatioThreshold: text(share.RatioThreshold),
    ProfileFollowSwitch: text(share.ProfileFollowSwitch),
  }
}

/** Of these no answer tells what they are now. */
export const untold: ReadonlySet<SettingName> = new Set(['DeleteDuration', 'DisableSessionConfig'])

export type Edits = Readonly<Partial<Record<SettingName, string>>>

export type Forbidding = 'prePaidOnly' | 'postPaidOnly' | 'multiOnly' | 'autoSetupFirst' | 'notPaidYet' | 'ended'

/**
 * Why a field cannot be changed, by the kind and the state of the share; undefined when it can.
 *
 * @param owes whether an order of the share waits to be paid
 */
export function forbidding(
  name: SettingName,
  share: ShareSettings,
  edits: Edits,
  owes = false,
): Forbidding | undefined {
  const { PayType, Status, OwnType, AllowAutoSetup } = share
  switch (name) {
    case 'MaxDesktopsCount':
    case 'AllowBufferCount':
      return PayType === 'PrePaid' ? 'postPaidOnly' : undefined
    case 'AllowAutoSetup':
      return PayType === 'PostPaid' ? 'prePaidOnly' : undefined
    case 'MinDesktopsCount':
      if (PayType === 'PostPaid') return 'prePaidOnly'
      return (edits.AllowAutoSetup ?? String(AllowAutoSetup)) === '1' ? undefined : 'autoSetupFirst'
    case 'BuyDesktopsCount':
      if (PayType === 'PostPaid') return undefined
      if (owes || Status === 0) return 'notPaidYet'
      return Status === 1 ? undefined : 'ended'
    case 'BindAmount':
    case 'LoadPolicy':
    case 'RatioThreshold':
      return OwnType === 0 ? 'multiOnly' : undefined
    default:
      return undefined
  }
}

export type Fault = 'notANumber' | 'staysSet' | 'neverFewer' | 'notARatio'

/** What is wrong with what was typed, as far as that is known without asking. */
function faultOf(name: SettingName, value: string, share: ShareSettings): Fault | undefined {
  if (value === '') return emptyIsNone.has(name) ? undefined : 'staysSet'
  if (isMinutes(name)) return /^\d{1,7}(?:\.\d{1,3})?$/.test(value) ? undefined : 'notANumber'
  if (name === 'RatioThreshold') return Number(value) > 0 && Number(value) <= 1 ? undefined : 'notARatio'
  if (!isOneOf(counts, name)) return undefined
  if (!/^\d{1,9}$/.test(value)) return 'notANumber'
  const isFewer = name === 'BuyDesktopsCount' && share.PayType === 'PrePaid' && Number(value) < share.MinDesktopsCount
  return isFewer ? 'neverFewer' : undefined
}

const sentValue = (name: SettingName, value: string): unknown => {
  if (isMinutes(name)) return Math.round(Number(value) * 60_000)
  if (isOneOf(flags, name)) return value === 'true'
  return isOneOf(texts, name) ? value : Number(value)
}

export interface Changes {
  /** The fields that were changed, in the order of the form. */
  readonly names: readonly SettingName[]
  /** What ModifyDesktopGroup is to be told beside which share it is; only what was changed. */
  readonly input: Input
  readonly faults: Readonly<Partial<Record<SettingName, Fault>>>
}

/** @param owes as of `forbidding` */
export function changesOf(share: ShareSettings, edits: Edits, owes = false): Changes {
  const now = settingsOf(share)
  const names = settingNames.filter(
    name =>
      edits[name] !== undefined && edits[name] !== now[name] && forbidding(name, share, edits, owes) === undefined,
  )
  const values = names.map(name => [name, (edits[name] ?? '').trim()] as const)
  const faults = values.flatMap(([name, value]) => {
    const fault = faultOf(name, value, share)
    return fault === undefined ? [] : [[name, fault] as const]
  })
  const wrong = new Set<SettingName>(faults.map(([name]) => name))
  return {
    names,
    input: Object.fromEntries(
      values.filter(([name]) => !wrong.has(name)).map(([name, value]) => [name, sentValue(name, value)]),
    ),
    faults: Object.fromEntries(faults),
  }
}
