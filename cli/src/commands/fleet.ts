/** `deskfleet apply` and `deskfleet export`: the fleet file and the store. */
import { readFileSync } from 'node:fs'
import type { FleetReport } from '../../../server/fleet/apply.ts'
import { applyFleetText, type OpenedStore, type RunningDeskfleet } from '../../../server/main.ts'
import { CommandError } from '../exit.ts'

/** Applies a file. @throws FleetFileError, CommandError */
export async function applyFile(opened: OpenedStore | RunningDeskfleet, file: string): Promise<FleetReport> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(`The fleet file ${file} cannot be read: ${(error as Error).message}`)
  }
  return applyFleetText(opened, text, file)
}

/** Fills a store in which there is nothing yet. @returns undefined when there is something */
export async function seedIfEmpty(opened: RunningDeskfleet, file: string): Promise<FleetReport | undefined> {
  const [row] = await opened.store.all(
    'select exists (select 1 from shares), exists (select 1 from desktops), exists (select 1 from end_users)',
    [],
  )
  return row?.some(Boolean) ? undefined : applyFile(opened, file)
}

export async function exportText({ store }: OpenedStore, accountIds?: readonly string[]): Promise<string> {
  const { exportFleet } = await import('../../../server/fleet/export.ts')
  return exportFleet(store, accountIds === undefined ? {} : { accountIds })
}

/** The keys a fleet file made, as they are told a person this once. */
export const describeNewKeys = (keys: FleetReport['newKeys']): string[] =>
  keys.length === 0
    ? []
    : [
        'Access keys of RAM users; the secrets are shown only now:',
        ...keys.map(({ owner, id, secret }) => `  ${owner}  ${id}  ${secret}`),
      ]
