/** Of `deskfleet:ExplainShareBill` and `deskfleet:ExportBill`, what the explanation of a total reads. Micros are millionths. */

export type LineKind = 'Compute' | 'Storage'

export interface BillLine {
  readonly Kind: LineKind
  readonly From: string
  readonly To: string
  readonly Seconds: number
  /** Of an hour. */
  readonly Rate?: number
  readonly AmountMicros: number
}

export interface BilledComputer {
  readonly DesktopId: string
  readonly DesktopName?: string
  readonly Status: string
  readonly PayType: 'PrePaid' | 'PostPaid'
  readonly CreateTime?: string
  readonly ReleaseTime?: string
  readonly SettledMicros: number
  readonly AccruedMicros: number
  readonly ComputeRate?: number
  readonly StorageRate?: number
  /** What is settled, and what is not yet. */
  readonly Lines: readonly BillLine[]
  readonly AccruedLines: readonly BillLine[]
}

export interface ExplainedBill {
  readonly Currency: string
  readonly AmountUnit: 'minor' | 'major'
  readonly At: string
  readonly TotalAmount: number
  readonly SettledMicros: number
  readonly AccruedMicros: number
  readonly SubscriptionPaidMicros: number
  readonly AsSubscription: number
  readonly BreakEvenHours?: number
  /** What one computer of the share costs as a subscription of a month. */
  readonly SubscriptionMonthMicros: number
  readonly TotalCount: number
  readonly Desktops: readonly BilledComputer[]
  readonly NextToken?: string
}

export interface ExportedBill {
  readonly Content: string
  readonly RowCount: number
  readonly NextToken?: string
}
