/** The settings as options of a command, one each, read from the one list. */
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { plainName, readEnvironment, settingKinds, settingNames } from '../../../server/settings/env.ts'
import { type LoadedSettings, loadSettings } from '../../../server/settings/settings.ts'

const defaultFile = 'deskfleet.config.yaml'

export function addSettings(command: Command): Command {
  for (const name of settingNames) {
    const { about, env } = settingKinds[name]
    command.option(`--${plainName(name)} <value>`, `${about} [${env}]`)
  }
  return command.option('--config <file>', `settings file; ${defaultFile} is read when it is there`)
}

/** @throws SettingsError */
export function settingsFrom(options: Readonly<Record<string, unknown>>): LoadedSettings {
  const flags: Record<string, string | undefined> = {}
  for (const name of settingNames) {
    const value = options[name]
    if (typeof value === 'string') flags[plainName(name)] = value
  }
  const file = typeof options.config === 'string' ? options.config : existsSync(defaultFile) ? defaultFile : undefined
  return loadSettings({ flags, environment: readEnvironment(), ...(file === undefined ? {} : { file }) })
}
