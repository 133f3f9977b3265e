/** Lengths of time as AdvanceClock takes them. */
export const units = ['minutes', 'hours', 'days', 'months'] as const
export type Unit = (typeof units)[number]

const written: Readonly<Record<Unit, (count: string) => string>> = {
  minutes: count => `PT${count}M`,
  hours: count => `PT${count}H`,
  days: count => `P${count}D`,
  months: count => `P${count}M`,
}

/** An ISO 8601 duration; undefined when the count is no whole number from 1 to 9999. */
export const durationOf = (count: string, unit: Unit): string | undefined =>
  /^[1-9]\d{0,3}$/.test(count.trim()) ? written[unit](count.trim()) : undefined
