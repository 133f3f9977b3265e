/** Where a store lies, and the settings of a server on it. */
import { loadSettings } from '../server/settings/settings.ts'
import { benchKey } from './signing.ts'

/** Where a store lies. */
export interface Place {
  readonly data: string
  readonly databaseUrl?: string
}

export const settingsOf = ({ data, databaseUrl }: Place) =>
  loadSettings({
    flags: {
      data,
      port: '0',
      'log-level': 'warn',
      'root-access-key-id': benchKey.id,
      'root-access-key-secret': benchKey.secret,
      ...(databaseUrl === undefined ? {} : { 'database-url': databaseUrl }),
    },
  }).settings
