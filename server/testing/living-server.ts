/**
 * A server whose computers take next to no time, and whose leases end soon: `node server/testing/living-server.ts <data directory>
 * <database url or ->`. Prints its endpoint once it answers, and serves until it is killed.
 */
import { serveDeskfleet } from '../main.ts'
import { loadSettings } from '../settings/settings.ts'

/** The key of the root account. */
export const livingKey = { id: 'LTAIlivingroot', secret: 'a-secret-for-living-servers' }

if (import.meta.main) {
  const [data = '', databaseUrl = '-'] = process.argv.slice(2)
  const steps = ['create', 'start', 'stop', 'reset', 'rebuild', 'configure', 'release']
  const { settings } = loadSettings({
    flags: {
      data,
      port: '0',
      'log-level': 'error',
      'root-access-key-id': livingKey.id,
      'root-access-key-secret': livingKey.secret,
      'simulated-durations': steps.map(step => `${step}=0.02`).join(),
      ...(databaseUrl === '-' ? {} : { 'database-url': databaseUrl }),
    },
  })
  const { endpoint } = await serveDeskfleet(settings, { leaseMs: 400 })
  process.stdout.write(`${endpoint}\n`)
}
