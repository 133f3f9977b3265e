/** The views of a share: all its computers, those whose subscription ends soon, those that were released. */
import type { ComputerRow } from './answers.ts'

export const views = ['all', 'expiring', 'released'] as const
export type View = (typeof views)[number]

export const spans = [7, 30] as const

/** What of a share is looked at, as it stands in the address. */
export interface Looked {
  readonly view: View
  /** How many days ahead, for subscriptions that end soon. */
  readonly days: number
}

export function lookedIn(params: URLSearchParams): Looked {
  const days = spans.find(span => String(span) === params.get('days')) ?? soon
  return { view: views.find(view => view === params.get('view')) ?? 'all', days }
}

/** How many days ahead a subscription is said to end soon, unless something else is chosen. */
export const soon = 30

const endOf = ({ ExpiredTime = '' }: ComputerRow): number => Date.parse(ExpiredTime)
const releaseOf = ({ ReleaseTime = '' }: ComputerRow): number => Date.parse(ReleaseTime) || 0

/** The computers whose subscription ends within so many days, the next one first. What has ended is Expired. */
export function endingSoon(rows: readonly ComputerRow[], now: number, days: number): readonly ComputerRow[] {
  const until = now + days * 86_400_000
  return rows
    .filter(row => row.DesktopStatus !== 'Expired' && row.DesktopStatus !== 'Deleted' && endOf(row) <= until)
    .sort((one, other) => endOf(one) - endOf(other))
}

/** The rows of a view. @param now by the clock of the desktops; undefined until it is known */
export function rowsIn({ view, days }: Looked, rows: readonly ComputerRow[], now: number | undefined) {
  if (view === 'all') return rows
  if (view === 'expiring') return now === undefined ? [] : endingSoon(rows, now, days)
  return rows
    .filter(({ DesktopStatus }) => DesktopStatus === 'Deleted')
    .sort((one, other) => releaseOf(other) - releaseOf(one))
}
