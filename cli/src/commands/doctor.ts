/** `deskfleet doctor`: what the server would run with, where each setting comes from, and whether it can. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { openDeskfleet } from '../../../server/main.ts'
import { plainName, type Setting, settingKinds, settingNames } from '../../../server/settings/env.ts'
import type { LoadedSettings, Settings } from '../../../server/settings/settings.ts'
import { readWarningAccounts } from '../../../server/store/accounts.ts'

export interface Finding {
  readonly check: string
  readonly ok: boolean
  /** Good as it is, but hardly meant to stay so. */
  readonly warning?: boolean
  readonly detail: string
}

export interface Diagnosis {
  readonly settings: readonly { readonly setting: string; readonly value: string; readonly source: string }[]
  readonly findings: readonly Finding[]
}

export async function diagnose({ settings, sources }: LoadedSettings): Promise<Diagnosis> {
  const rows = settingNames.map(name => {
    const kind: Setting = settingKinds[name]
    const value = settings[name]
    const shown = value === undefined ? 'not set' : kind.secret ? '(secret)' : String(value)
    return { setting: plainName(name), value: shown, source: sources[name] }
  })
  return {
    settings: rows,
    findings: [
      nodeVersion(),
      dataDirectory(settings),
      keyFile(settings),
      ...(await store(settings)),
      await port(settings),
    ],
  }
}

function nodeVersion(): Finding {
  const { node } = process.versions
  return { check: 'Node', ok: Number(node.split('.')[0]) >= 24, detail: node }
}

function dataDirectory({ data }: Settings): Finding {
  if (!existsSync(data)) return { check: 'data directory', ok: true, detail: `${data} will be made at the first start` }
  try {
    accessSync(data, constants.W_OK)
    return { check: 'data directory', ok: true, detail: data }
  } catch {
    return {
      check: 'data directory',
      ok: false,
      detail: `${data} cannot be written; change its owner, or set DESKFLEET_DATA`,
    }
  }
}

function keyFile({ data, keyFile: file = join(data, 'server.key') }: Settings): Finding {
  if (!existsSync(file)) return { check: 'key file', ok: true, detail: `${file} will be made at the first start` }
  const mode = statSync(file).mode & 0o777
  const ok = (mode & 0o077) === 0
  return { check: 'key file', ok, detail: ok ? file : `${file} has mode ${mode.toString(8)}; run: chmod 600 ${file}` }
}

async function store(settings: Settings): Promise<Finding[]> {
  const check = settings.databaseUrl === undefined ? 'SQLite store' : 'PostgreSQL store'
  if (settings.databaseUrl === undefined && !existsSync(join(settings.data, 'deskfleet.sqlite'))) {
    return [{ check, ok: true, detail: 'will be made at the first start' }]
  }
  try {
    const opened = await openDeskfleet(settings)
    const [row] = await opened.store.all('select (select count(*) from shares), (select count(*) from desktops)', [])
    const warning = await readWarningAccounts(opened.store)
    await opened.store.close()
    return [
      { check, ok: true, detail: `${String(row?.[0])} shares, ${String(row?.[1])} desktops` },
      ...accessModes(warning),
    ]
  } catch (error) {
    return [{ check, ok: false, detail: (error as Error).message }]
  }
}

function accessModes(warning: readonly WarningAccount[]): Finding[] {
  const check = 'access mode'
  if (warning.length === 0) return [{ check, ok: true, detail: 'policies bind in every account' }]
  return warning.map(account => ({ check, ok: true, warning: true, detail: describeWarning(account) }))
}

type WarningAccount = Awaited<ReturnType<typeof readWarningAccounts>>[number]

/** In one line, that the policies of an account bind nobody, and how to let them. */
export const describeWarning = ({ id, name }: WarningAccount): string =>
  `The policies of account ${id} (${name}) only warn: its access keys may do everything in it. ` +
  `To let them bind: deskfleet access enforce --account ${id}`

/** A busy port is no fault when it is this very server that listens there. */
function port({ host, port: number }: Settings): Promise<Finding> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE'
      resolve({
        check: 'port',
        ok: busy,
        detail: busy ? `${host}:${number} is in use, by a server that runs already` : error.message,
      })
    })
    probe.listen(number, host, () =>
      probe.close(() => resolve({ check: 'port', ok: true, detail: `${host}:${number} is free` })),
    )
  })
}
