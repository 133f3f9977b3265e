/** Where a store lies, and the settings of a server on it. */
import { loadSettings } from '../server/settings/settings.ts'
import { benchKey } from './signing.ts'

/** Where a store lies. */
export interface Place {
  readonly data: string
  readonly databaseUrl?: string
  /** Days; 0 switches the audit trail off. */
  readonly auditRetention?: string
}

export const settingsOf = ({ data, databaseUrl, auditRetention }: Place) =>
  loadSettings({
    flags: {
      data,
      port: '0',
      'log-level': 'warn',
      'root-access-key-id': benchKey.id,
      'root-access-key-secret': benchKey.secret,
      ...(databaseUrl === undefined ? {} : { 'database-url': databaseUrl }),
      ...(auditRetention === undefined ? {} : { 'audit-retention': auditRetention }),
    },
  }).settings
