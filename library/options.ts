/** What a server is started with, and what that means in settings. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ProviderStep } from '../server/domain/desktop.ts'
import { newAccessKeyId, newAccessKeySecret } from '../server/domain/ids.ts'
import type { Fleet } from '../server/fleet/schema.ts'
import { plainName, settingNames } from '../server/settings/env.ts'
import { loadSettings, type Settings } from '../server/settings/settings.ts'

/**
 * A fleet: the path of a fleet file, or its URL; the text of one, which has more than one line; or the same as an object.
 */
export type FleetGiven = string | URL | Fleet

export interface DeskfleetOptions {
  /** Where the virtual clock begins; `real` for the real time. 2026-01-01T00:00:00Z when absent. */
  readonly clock?: string | Date
  /** From this text follow all ids and draws: the same script gives the same ones. `deskfleet` when absent. */
  readonly seed?: string
  /** What there is at the beginning; nothing when absent. */
  readonly fleet?: FleetGiven
  /** The region of the handles' calls, unless they are told another; cn-hangzhou when absent. */
  readonly region?: string
  /** Seconds a simulated computer takes for each step, on the clock; those left out keep theirs. */
  readonly simulatedDurations?: Readonly<Partial<Record<ProviderStep, number>>>
  /** The key of the root account; a random one when absent. */
  readonly account?: { readonly accessKeyId: string; readonly accessKeySecret: string }
  /** `postgres://user@host/name`; an embedded database when absent. */
  readonly databaseUrl?: string
  /** Where the embedded database and the key file are, and stay. A folder that is removed at the end when absent. */
  readonly dataDirectory?: string
  /** Least level that is logged, to standard error; `silent` when absent. */
  readonly log?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Any other setting by its plain name, such as `{ 'strict-not-found': 'true' }`. The environment is not read. */
  readonly settings?: Readonly<Record<string, string>>
}

/** @throws TypeError, SettingsError */
export function settingsOf(options: DeskfleetOptions, dataDirectory: string): Settings {
  const {
    clock = '2026-01-01T00:00:00Z',
    seed = 'deskfleet',
    simulatedDurations = {},
    account,
    settings = {},
  } = options
  const known = settingNames.map(plainName)
  const stranger = Object.keys(settings).find(name => !known.includes(name))
  if (stranger !== undefined) throw new TypeError(`There is no setting "${stranger}"; there are ${known.join(', ')}.`)
  const start = typeof clock === 'string' ? clock : clock.toISOString()
  const durations = Object.entries(simulatedDurations).map(([step, seconds]) => `${step}=${seconds}`)
  return loadSettings({
    flags: {
      port: '0',
      'log-level': options.log ?? 'silent',
      clock: start === 'real' ? start : `virtual@${start}`,
      'random-seed': seed,
      data: dataDirectory,
      'root-access-key-id': account?.accessKeyId ?? newAccessKeyId(),
      'root-access-key-secret': account?.accessKeySecret ?? newAccessKeySecret(),
      ...(durations.length === 0 ? {} : { 'simulated-durations': durations.join(',') }),
      ...(options.databaseUrl === undefined ? {} : { 'database-url': options.databaseUrl }),
      ...settings,
    },
  }).settings
}

export interface FleetText {
  readonly text: string
  /** The name under which faults are told. */
  readonly file: string
}

/** @throws Error when a file cannot be read */
export async function fleetTextOf(fleet: FleetGiven): Promise<FleetText> {
  if (typeof fleet === 'string' && fleet.includes('\n')) return { text: fleet, file: 'fleet' }
  if (typeof fleet === 'string' || fleet instanceof URL) {
    const file = fleet instanceof URL ? fileURLToPath(fleet) : fleet
    return { text: await readFile(file, 'utf8'), file }
  }
  // JSON is YAML.
  return { text: JSON.stringify(fleet, null, 2), file: 'fleet' }
}
