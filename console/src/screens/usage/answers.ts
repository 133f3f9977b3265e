/** Of `deskfleet:DescribeShareUsage`, what cost and use over time reads. Micros are millionths. */

export interface UsageStep {
  readonly From: string
  readonly To: string
  readonly ComputeMicros: number
  readonly StorageMicros: number
  readonly AccruedComputeMicros: number
  readonly AccruedStorageMicros: number
  readonly SubscriptionMicros: number
  readonly ComputersPeak: number
  readonly ComputerSeconds: number
  readonly RunningPeak: number
  readonly RunningSeconds: number
  readonly UsersPeak: number
  readonly UserSeconds: number
}

export interface UsagePage {
  readonly Currency: string
  readonly At: string
  readonly Steps: readonly UsageStep[]
  readonly NextToken?: string
}
