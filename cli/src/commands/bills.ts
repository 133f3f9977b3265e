/** `deskfleet bill`: what a share costs and why, and the bill as a file. */
import type { Command } from 'commander'
import { CommandError } from '../exit.ts'
import { findShare } from '../finding-shares.ts'
import { table } from '../tables.ts'
import { type Answer, type Ask, addTarget, askerOf, type Options, type Verbs } from './signed-verbs.ts'

interface Line {
  readonly Kind: string
  readonly From: string
  readonly To: string
  readonly Seconds: number
  readonly Rate?: number
  readonly AmountMicros: number
}

interface BilledDesktop {
  readonly DesktopId: string
  /** Absent where only the bill is left. */
  readonly DesktopName?: string
  readonly Status: string
  readonly PayType: string
  readonly SettledMicros: number
  readonly AccruedMicros: number
  readonly Lines: readonly Line[]
}

interface Bill extends Answer {
  readonly DesktopGroupName: string
  readonly Currency: string
  readonly AmountUnit: 'minor' | 'major'
  readonly At: string
  readonly SettledMicros: number
  readonly AccruedMicros: number
  readonly SubscriptionPaidMicros: number
  readonly AsSubscription: number
  readonly BreakEvenHours?: number
  readonly TotalCount: number
  readonly Desktops: readonly BilledDesktop[]
}

/** Millionths as a person reads them: four digits, since an hour of storage is less than a cent. */
const money = (micros: number): string => (micros / 1_000_000).toFixed(4)

const hours = (seconds: number): string => `${(seconds / 3600).toFixed(2)} h`

/** The whole bill: all pages as one. */
async function readBill(ask: Ask, input: Readonly<Record<string, unknown>>): Promise<Bill> {
  const desktops: BilledDesktop[] = []
  for (let token: unknown; ; ) {
    const page = (await ask('ExplainShareBill', { ...input, NextToken: token })) as Bill
    desktops.push(...page.Desktops)
    token = page.NextToken
    if (token !== undefined) continue
    const { NextToken: _, ...bill } = page
    return { ...bill, Desktops: desktops } as Bill
  }
}

export function renderBill(bill: Bill): string {
  const { Currency, AmountUnit, AsSubscription, BreakEvenHours, SubscriptionPaidMicros } = bill
  const subscribed = (AmountUnit === 'minor' ? AsSubscription / 100 : AsSubscription).toFixed(2)
  const sum = (line: Line): string[] => [
    line.Kind,
    line.From,
    line.To,
    hours(line.Seconds),
    line.Rate === undefined ? '–' : money(line.Rate),
    money(line.AmountMicros),
  ]
  return [
    `${bill.DesktopGroupName}: ${money(bill.SettledMicros)} ${Currency} settled for pay-as-you-go computers, ` +
      `${money(bill.AccruedMicros)} more used by ${bill.At}`,
    `The same computers as monthly subscriptions: ${subscribed} ${Currency}` +
      (BreakEvenHours === undefined
        ? ''
        : `; a subscription is cheaper from ${BreakEvenHours} hours of running a month on`),
    ...(SubscriptionPaidMicros > 0
      ? [`Paid for subscriptions of this share: ${money(SubscriptionPaidMicros)} ${Currency}`]
      : []),
    '',
    table(
      ['Computer', 'Name', 'Status', 'Settled', 'Accrued'],
      bill.Desktops.filter(({ PayType }) => PayType === 'PostPaid').map(desktop => [
        desktop.DesktopId,
        desktop.DesktopName ?? '–',
        desktop.Status,
        money(desktop.SettledMicros),
        money(desktop.AccruedMicros),
      ]),
    ),
    ...bill.Desktops.filter(({ Lines }) => Lines.length > 0).flatMap(({ DesktopId, Lines }) => [
      '',
      DesktopId,
      table(['For', 'From', 'To', 'Time', 'Per hour', 'Amount'], Lines.map(sum)),
    ]),
  ].join('\n')
}

const layouts: Readonly<Record<string, string>> = { csv: 'CSV', focus: 'FOCUS' }

export function addBills({ io, command, show }: Verbs): void {
  const bill = addTarget(command('bill', 'What the pay-as-you-go computers of a share cost, and why.'))
    .argument('[share]', 'its id, or its name where only one has it')
    .option('--region <id>', 'where the share is', 'cn-hangzhou')
    .option('--hours', 'one line for each hour, as use is settled; else one for each stretch of use')
    .action(async (share: string | undefined, options: Options) => {
      if (share === undefined) throw new CommandError('Name a share, or use `deskfleet bill export`.')
      const ask = await askerOf(options)
      const region = String(options.region)
      const DesktopGroupId = await findShare(ask, region, share)
      const Granularity = options.hours ? 'Hour' : 'Interval'
      const answer = await readBill(ask, { RegionId: region, DesktopGroupId, Granularity })
      show(answer, options, () => renderBill(answer))
    })
  addTarget(command('export', 'The bill of a stretch of time as a file, on standard output.', bill))
    .requiredOption('--from <instant>', 'from this full hour on, such as 2026-10-31T16:00:00Z')
    .requiredOption('--until <instant>', 'until this full hour')
    .option('--format <form>', 'csv, or focus for FOCUS 1.2', 'csv')
    .option('--share <id>', 'only of this share')
    .option('--region <id>', 'only of this region')
    .option('--days', 'one row for each day instead of each hour')
    .action(async (_: unknown, subcommand: Command) => {
      const options: Options = subcommand.optsWithGlobals()
      // What `bill` takes for its region where none is named is no filter.
      const RegionId = bill.getOptionValueSource('region') === 'cli' ? options.region : undefined
      const BillFormat = layouts[String(options.format)]
      if (BillFormat === undefined)
        throw new CommandError(`--format is "${String(options.format)}"; write csv or focus.`)
      const ask = await askerOf(options)
      const { from: From, until: Until, share: DesktopGroupId } = options
      const Granularity = options.days ? 'Day' : 'Hour'
      const input = { RegionId, DesktopGroupId, From, Until, BillFormat, Granularity, MaxResults: 10_000 }
      let token: unknown
      do {
        const answer = await ask('ExportBill', { ...input, NextToken: token })
        io.out(String(answer.Content).replace(/\n$/, ''))
        token = answer.NextToken
      } while (token !== undefined)
    })
}
