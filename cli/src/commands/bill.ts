/** `deskfleet bill`: what a share costs and why, and the bill as a file for other tools. */
import { CommandError } from '../exit.ts'
import { table } from '../tables.ts'
import { addSettings } from './settings-options.ts'
import { type Ask, addTarget, askerOf, inputFrom, type Options, type Verbs } from './signed-verbs.ts'

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
  readonly DesktopName?: string
  readonly Status: string
  readonly PayType: string
  readonly SettledMicros: number
  readonly AccruedMicros: number
  readonly ComputeRate?: number
  readonly StorageRate?: number
  readonly Lines: readonly Line[]
}

/** An ExplainShareBill answer, the computers of all pages in it. */
export interface ShareBill {
  readonly DesktopGroupName: string
  readonly Currency: string
  readonly AmountUnit: string
  readonly At: string
  readonly TotalAmount: number
  readonly SettledMicros: number
  readonly AccruedMicros: number
  readonly SubscriptionPaidMicros: number
  readonly AsSubscription: number
  readonly BreakEvenHours?: string
  readonly TotalCount: number
  readonly Desktops: readonly BilledDesktop[]
}

/** All pages of a bill as one answer; its totals are those of the last page, so that they fit what was read last. */
async function wholeBill(ask: Ask, input: Readonly<Record<string, unknown>>): Promise<ShareBill> {
  const desktops: BilledDesktop[] = []
  let token: unknown
  for (;;) {
    const answer = await ask('ExplainShareBill', { ...input, MaxResults: 1000, NextToken: token })
    const { NextToken, RequestId: _id, ...bill } = answer
    desktops.push(...(bill.Desktops as readonly BilledDesktop[]))
    if (NextToken === undefined) return { ...(bill as unknown as ShareBill), Desktops: desktops }
    token = NextToken
  }
}

/** Millionths as units of the currency: at least two digits, and no needless zeros behind them. */
const money = (micros: number): string => (micros / 1_000_000).toFixed(6).replace(/0{1,4}$/, '')

const hourly = (rate: number | undefined): string => (rate === undefined ? '–' : money(rate))

/** 2026-11-24T00:45:30.000Z → 2026-11-24 08:45:30, the zone in which use is settled. */
const local = (instant: string): string =>
  new Date(Date.parse(instant) + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ')

const hours = (seconds: number): string => (seconds / 3600).toFixed(2)

const nameOf = ({ DesktopId, DesktopName }: BilledDesktop): string =>
  DesktopName === undefined ? DesktopId : `${DesktopName} (${DesktopId})`

export function renderBill(bill: ShareBill, share: string): string {
  const { Currency, Desktops } = bill
  const inUnits = (amount: number): string => (bill.AmountUnit === 'minor' ? (amount / 100).toFixed(2) : String(amount))
  const totals = [
    ['Settled, released computers included', money(bill.SettledMicros)],
    ['Used since and not settled yet', money(bill.AccruedMicros)],
    ['The same computers as monthly subscriptions', inUnits(bill.AsSubscription)],
    ['Paid for subscriptions of the share', money(bill.SubscriptionPaidMicros)],
  ]
  const lines = Desktops.flatMap(desktop => desktop.Lines.map(line => ({ desktop, line })))
  return [
    `Bill of ${bill.DesktopGroupName} (${share}) until ${local(bill.At)} UTC+8, in ${Currency}`,
    '',
    table(['', Currency], totals),
    ...(bill.BreakEvenHours === undefined
      ? []
      : [`A subscription is cheaper for a computer that runs more than ${bill.BreakEvenHours} hours a month.`]),
    '',
    `Computers: ${bill.TotalCount}`,
    table(
      ['Computer', 'State', 'Billed', 'Settled', 'Not settled', 'Compute an hour', 'Storage an hour'],
      Desktops.map(desktop => [
        nameOf(desktop),
        desktop.Status,
        desktop.PayType === 'PrePaid' ? 'subscription' : 'as you go',
        money(desktop.SettledMicros),
        money(desktop.AccruedMicros),
        hourly(desktop.ComputeRate),
        hourly(desktop.StorageRate),
      ]),
    ),
    '',
    lines.length === 0 ? 'Nothing is settled yet.' : 'Settled use, by the clock of UTC+8',
    ...(lines.length === 0
      ? []
      : [
          table(
            ['Computer', 'For', 'From', 'To', 'Hours', 'An hour', 'Amount'],
            lines.map(({ desktop, line }) => [
              nameOf(desktop),
              line.Kind,
              local(line.From),
              local(line.To),
              hours(line.Seconds),
              line.Rate === undefined ? 'told' : money(line.Rate),
              money(line.AmountMicros),
            ]),
          ),
        ]),
  ].join('\n')
}

const formats: Readonly<Record<string, string>> = { csv: 'CSV', focus: 'FOCUS' }

export function addBill({ io, program, command, show }: Verbs): void {
  const bill = program.command('bill').description('What a share costs and why, and the bill as a file.')
  const explain = bill.command('explain', { isDefault: true }).description('Explain the bill of a share.')
  addTarget(addSettings(explain))
    .argument('<share>', 'the id of the share')
    .option('--region <id>', 'where the share is', 'cn-hangzhou')
    .option('--hours', 'cut use at full hours, as it is settled')
    .option('--output <form>', 'json, or table')
    .action(async (share: string, options: Options) => {
      const ask = await askerOf(options)
      const Granularity = options.hours === true ? 'Hour' : 'Interval'
      const whole = await wholeBill(ask, { RegionId: options.region, DesktopGroupId: share, Granularity })
      show(whole, options, () => renderBill(whole, share))
    })

  addTarget(command('export', 'Write the bill as CSV to standard output.', bill))
    .requiredOption('--from <instant>', 'from when on, such as 2026-10-31T16:00:00Z')
    .requiredOption('--until <instant>', 'until when')
    .option('--format <name>', 'csv: plain columns; focus: those of FOCUS 1.2', 'csv')
    .option('--share <id>', 'only of this share')
    .option('--region <id>', 'only in this region')
    .option('--days', 'one row a day instead of one an hour')
    .action(async (options: Options) => {
      const Format = formats[String(options.format)]
      if (Format === undefined) throw new CommandError(`--format is "${options.format}"; write csv or focus.`)
      const ask = await askerOf(options)
      const given = { share: 'DesktopGroupId', region: 'RegionId', from: 'From', until: 'Until' }
      const input = { ...inputFrom(options, given), Format, Granularity: options.days === true ? 'Day' : 'Hour' }
      let token: unknown
      do {
        const page = await ask('ExportBill', { ...input, MaxResults: 10_000, NextToken: token })
        // The outer world ends what it prints with a line feed of its own.
        const text = String(page.Content).replace(/\n$/, '')
        if (text !== '') io.out(text)
        token = page.NextToken
      } while (token !== undefined)
    })
}
