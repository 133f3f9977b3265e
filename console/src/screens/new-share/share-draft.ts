/** What the form holds while it is filled, and the calls it means. */
import type { Input } from '../../api/flatten.ts'

export type FieldName =
  | 'DesktopGroupName'
  | 'OfficeSiteId'
  | 'BundleId'
  | 'PolicyGroupId'
  | 'ChargeType'
  | 'Period'
  | 'AutoRenew'
  | 'BuyDesktopsCount'
  | 'MaxDesktopsCount'
  | 'AllowBufferCount'
  | 'MinDesktopsCount'
  | 'SessionType'
  | 'BindAmount'
  | 'ConnectDuration'
  | 'IdleDisconnectDuration'
  | 'StopDuration'
  | 'DeleteDuration'
  | 'EndUserIds'

/** Texts as typed or chosen; times in minutes, the period as `Month 3`, users with commas between. */
export type ShareDraft = Readonly<Partial<Record<FieldName, string>>>

export const durations = ['ConnectDuration', 'IdleDisconnectDuration', 'StopDuration', 'DeleteDuration'] as const

export const periods = [
  ['Month', 1],
  ['Month', 2],
  ['Month', 3],
  ['Month', 6],
  ['Year', 1],
  ['Year', 2],
  ['Year', 3],
] as const

export const firstDraft: ShareDraft = {
  ChargeType: 'PostPaid',
  Period: 'Month 1',
  SessionType: 'SingleSession',
  BuyDesktopsCount: '1',
  PolicyGroupId: 'system-all-enabled-policy',
}

export const isPrePaid = ({ ChargeType }: ShareDraft): boolean => ChargeType === 'PrePaid'
export const isMulti = ({ SessionType }: ShareDraft): boolean => SessionType === 'MultipleSession'

export const periodOf = ({ Period = '' }: ShareDraft): { readonly PeriodUnit: string; readonly Period: number } => {
  const [PeriodUnit = 'Month', count = '1'] = Period.split(' ')
  return { PeriodUnit, Period: Number(count) }
}

export const usersOf = ({ EndUserIds = '' }: ShareDraft): readonly string[] =>
  EndUserIds.split(',').filter(id => id !== '')

const isWhole = (text: string): boolean => /^\d{1,9}$/.test(text)

/** The fields that count for the choices made: a subscription has a period, pay-as-you-go a ceiling. */
export function countedFields(draft: ShareDraft): readonly FieldName[] {
  return [
    ...(isPrePaid(draft)
      ? (['BuyDesktopsCount', 'MinDesktopsCount'] as const)
      : (['BuyDesktopsCount', 'MaxDesktopsCount', 'AllowBufferCount'] as const)),
    ...(isMulti(draft) ? (['BindAmount'] as const) : []),
    ...durations,
  ]
}

/** The fields that want a whole number and hold something else. */
export const notNumbers = (draft: ShareDraft): readonly FieldName[] =>
  countedFields(draft).filter(name => {
    const text = draft[name] ?? ''
    return text !== '' && !isWhole(text)
  })

/** The input of CreateDesktopGroup. Empty fields are left to the server. */
export function shareInput(draft: ShareDraft, region: string): Input {
  const texts = (
    ['DesktopGroupName', 'OfficeSiteId', 'PolicyGroupId', 'BundleId', 'ChargeType', 'SessionType'] as const
  )
    .map(name => [name, draft[name]] as const)
    .filter(([, value]) => value !== undefined && value !== '')
  const counts = countedFields(draft).flatMap(name => {
    const text = draft[name] ?? ''
    if (!isWhole(text)) return []
    const isDuration = durations.some(duration => duration === name)
    return [[name, isDuration ? Number(text) * 60_000 : Number(text)] as const]
  })
  const users = usersOf(draft)
  return {
    RegionId: region,
    ...Object.fromEntries(texts),
    ...Object.fromEntries(counts),
    ...(isPrePaid(draft)
      ? {
          ...periodOf(draft),
          ...(draft.AutoRenew === 'true' ? { AutoRenew: true } : {}),
          ...(Number(draft.MinDesktopsCount ?? 0) > 0 ? { AllowAutoSetup: 1 } : {}),
        }
      : {}),
    // The vendor lets several users onto a computer only when each keeps the one she has got.
    ...(isMulti(draft) ? { ExclusiveType: 'Exclusive' } : {}),
    ...(users.length === 0 ? {} : { EndUserIds: users }),
  }
}

/** Of a template, what its price depends on. */
export interface PricedTemplate {
  readonly DesktopType: string
  readonly SystemDiskCategory: string
  readonly DataDiskCategory?: string
  readonly Disks: readonly {
    readonly DiskType: string
    readonly DiskSize: number
    readonly DiskPerformanceLevel?: string
  }[]
}

const pricedCategories = new Set(['cloud_efficiency', 'cloud_auto', 'cloud_essd'])

/** The input of DescribePrice for so many computers: an hour of them, or the period of the subscription. */
export function priceInput(draft: ShareDraft, template: PricedTemplate, region: string, count: number): Input {
  const diskOf = (type: string, side: 'Root' | 'User', category: string | undefined): Input => {
    const disk = template.Disks.find(({ DiskType }) => DiskType === type)
    if (disk === undefined) return {}
    return {
      [`${side}DiskSizeGib`]: disk.DiskSize,
      ...(category !== undefined && pricedCategories.has(category) ? { [`${side}DiskCategory`]: category } : {}),
      ...(disk.DiskPerformanceLevel ? { [`${side}DiskPerformanceLevel`]: disk.DiskPerformanceLevel } : {}),
    }
  }
  return {
    RegionId: region,
    ResourceType: 'DesktopGroup',
    InstanceType: template.DesktopType,
    GroupDesktopCount: count,
    ...diskOf('SYSTEM', 'Root', template.SystemDiskCategory),
    ...diskOf('DATA', 'User', template.DataDiskCategory),
    ...(isPrePaid(draft) ? periodOf(draft) : { PeriodUnit: 'Hour', Period: 1 }),
  }
}

/** For how many computers prices are shown: those always there, and those there at most. */
export function pricedCounts(draft: ShareDraft): readonly number[] {
  const count = (name: 'BuyDesktopsCount' | 'MaxDesktopsCount'): number =>
    isWhole(draft[name] ?? '') ? Number(draft[name]) : 0
  const counts = isPrePaid(draft)
    ? [count('BuyDesktopsCount')]
    : [count('BuyDesktopsCount') || 1, count('MaxDesktopsCount')]
  return [...new Set(counts)].filter(one => one > 0 && one <= 1000)
}
