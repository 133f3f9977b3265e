/**
 * Turns flags, environment and file into one checked, frozen value, and remembers where each setting came from.
 * A flag beats the environment, the environment beats the file, the file beats the default.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { plainName, type Setting, type SettingName, settingKinds, settingNames } from './env.ts'
import { readProxies, readRates } from './guarding.ts'
import { readClock, readDurations } from './living.ts'

type Kinds = typeof settingKinds
type ValueOf<Kind extends Setting> = Kind extends { type: 'integer' }
  ? number
  : Kind extends { type: 'choice'; choices: readonly (infer Choice)[] }
    ? Choice
    : Kind extends { type: 'flag' }
      ? boolean
      : Kind extends { type: 'list' }
        ? readonly string[]
        : string
type Settled<Kind extends Setting> = Kind extends { fallback: unknown } ? ValueOf<Kind> : ValueOf<Kind> | undefined

export type Settings = { readonly [Name in SettingName]: Settled<Kinds[Name]> }
export type Source = 'flag' | 'environment' | 'file' | 'default'

export interface LoadedSettings {
  readonly settings: Settings
  readonly sources: Readonly<Record<SettingName, Source>>
}

/** A setting that cannot be used: names the setting, where it came from, its value and the repair. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

export interface SettingsInput {
  /** By plain name (`tls-port`), as given on the command line. */
  readonly flags?: Readonly<Record<string, string | undefined>>
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly file?: string
}

/** @throws SettingsError */
export function loadSettings({ flags = {}, environment = {}, file }: SettingsInput): LoadedSettings {
  const fromFile = file === undefined ? {} : readSettingsFile(file)
  const values: Record<string, unknown> = {}
  const sources: Partial<Record<SettingName, Source>> = {}
  for (const name of settingNames) {
    const kind: Setting = settingKinds[name]
    const plain = plainName(name)
    const candidates: [Source, string, unknown][] = [
      ['flag', `--${plain}`, flags[plain]],
      ['environment', kind.env, environment[kind.env] || undefined],
      ['file', `${plain} in ${file}`, fromFile[plain]],
    ]
    const given = candidates.find(([, , value]) => value !== undefined)
    sources[name] = given?.[0] ?? 'default'
    values[name] = given === undefined ? fallbackOf(kind) : read(kind, given[1], given[2])
  }
  const settings = Object.freeze(values) as unknown as Settings
  checkTogether(settings)
  return { settings, sources: Object.freeze(sources) as Record<SettingName, Source> }
}

const fallbackOf = (kind: Setting): unknown => ('fallback' in kind ? kind.fallback : undefined)

function readSettingsFile(file: string): Record<string, unknown> {
  let content: unknown
  try {
    // Loaded only here: most servers have no settings file.
    const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml')
    content = parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new SettingsError(`The settings file ${file} cannot be read: ${(error as Error).message}`)
  }
  if (content === null) return {}
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new SettingsError(`The settings file ${file} is not a mapping; write lines such as "port: 8090".`)
  }
  const known = settingNames.map(plainName)
  const stranger = Object.keys(content).find(name => !known.includes(name))
  if (stranger !== undefined) {
    throw new SettingsError(`${file}: there is no setting "${stranger}"; there are ${known.join(', ')}.`)
  }
  return content as Record<string, unknown>
}

function read(kind: Setting, where: string, value: unknown): unknown {
  const shown = kind.secret ? 'a secret value' : JSON.stringify(value)
  const refuse = (repair: string): never => {
    throw new SettingsError(`${where} is ${shown}: ${repair}`)
  }
  switch (kind.type) {
    case 'integer': {
      const number = /^-?\d{1,15}$/.test(String(value)) ? Number(value) : Number.NaN
      if (number >= kind.min && number <= kind.max) return number
      return refuse(`write a whole number from ${kind.min} to ${kind.max}.`)
    }
    case 'choice':
      return kind.choices.includes(String(value)) ? value : refuse(`write one of ${kind.choices.join(', ')}.`)
    case 'flag':
      if (value === true || value === 'true') return true
      if (value === false || value === 'false') return false
      return refuse('write true or false.')
    case 'list': {
      const items = Array.isArray(value) ? value.map(String) : String(value).split(',')
      return Object.freeze(items.map(item => item.trim()).filter(item => item !== ''))
    }
    case 'text':
      return typeof value === 'string' && value !== '' ? value : refuse('write a text.')
  }
}

function checkTogether(settings: Settings): void {
  for (const [name, check] of [
    ['clock', () => readClock(settings.clock)],
    ['simulated-durations', () => readDurations(settings.simulatedDurations)],
    ['trusted-proxies', () => readProxies(settings.trustedProxies)],
    ['rate-limits', () => readRates(settings.rateLimits)],
  ] as const) {
    try {
      check()
    } catch (error) {
      throw new SettingsError(`${name}: ${(error as Error).message}`)
    }
  }
  const { databaseUrl, tlsCertificate, tlsKey, rootAccessKeyId, rootAccessKeySecret } = settings
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new SettingsError(
      'DESKFLEET_DATABASE_URL (or --database-url) does not begin with postgres://; write postgres://user@host/name.',
    )
  }
  if ((tlsCertificate === undefined) !== (tlsKey === undefined)) {
    throw new SettingsError('Only one of tls-certificate and tls-key is set; set both, or none to have one generated.')
  }
  if ((rootAccessKeyId === undefined) !== (rootAccessKeySecret === undefined)) {
    throw new SettingsError(
      'Only one of root-access-key-id and root-access-key-secret is set; set both, or none for a random key.',
    )
  }
  if (rootAccessKeyId !== undefined && !/^[A-Za-z0-9._-]{6,128}$/.test(rootAccessKeyId)) {
    throw new SettingsError('root-access-key-id has to be 6 to 128 letters, digits, dots, underscores or hyphens.')
  }
  if (rootAccessKeySecret !== undefined && rootAccessKeySecret.length < 8) {
    throw new SettingsError('root-access-key-secret has fewer than 8 characters; choose a longer one.')
  }
}
