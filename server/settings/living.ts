/** What the settings about clock and simulated computers mean. */
import { type ProviderStep, providerSteps } from '../domain/desktop.ts'
import { parseTime } from '../domain/times.ts'

/** Where a virtual clock begins; undefined for the real one. @throws Error with the repair */
export function readClock(clock: string): number | undefined {
  if (clock === 'real') return undefined
  const instant = clock.startsWith('virtual@') ? parseTime(clock.slice('virtual@'.length)) : undefined
  if (instant === undefined) {
    throw new Error(
      `the clock is "${clock}"; write real, or virtual@ and an instant such as virtual@2026-01-01T00:00:00Z.`,
    )
  }
  return instant
}

/** Seconds each step takes unless told. */
export const defaultDurations = ['create=10', 'start=5', 'stop=5', 'reset=10', 'rebuild=10', 'configure=3', 'release=5']

/**
 * How long each step of a simulated computer takes, in milliseconds; those not named take what they take by default.
 *
 * @param entries `create=10` and so on, in seconds, with a fraction if need be
 * @throws Error with the repair
 */
export function readDurations(entries: readonly string[]): Record<ProviderStep, number> {
  const durations: Partial<Record<ProviderStep, number>> = {}
  for (const entry of [...defaultDurations, ...entries]) {
    const match = /^([a-z]+)=(\d{1,7}(?:\.\d{1,3})?)$/.exec(entry)
    const step = providerSteps.find(name => name === match?.[1])
    if (match === null || step === undefined) {
      throw new Error(
        `"${entry}" is no duration; write a step (${providerSteps.join(', ')}), = and seconds: create=10.`,
      )
    }
    durations[step] = Math.round(Number(match[2]) * 1000)
  }
  return durations as Record<ProviderStep, number>
}
