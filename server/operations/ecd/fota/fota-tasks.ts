/** Updates that computers of a region wait for, with what the account decided about them. */
import { type FotaTask, fotaTasks, knownVersions } from '../../../domain/fota.ts'
import { derivedResourceId } from '../../../domain/ids.ts'
import { systemResource, systemResources } from '../../../domain/system-resources.ts'
import { readClientTasks } from '../../../store/client-tasks.ts'
import type { Connection } from '../../../store/database.ts'
import type { Dialect } from '../../../store/dialect.ts'
import { readInstallations } from '../../../store/installations.ts'
import type { Cursor } from '../../../store/paging.ts'
import { readResources } from '../../../store/resources.ts'

/** Pending: not offered to users; Running: offered. */
export const userStatuses = ['Running', 'Pending'] as const
export type UserStatus = (typeof userStatuses)[number]

/** How these tasks are told from others of the store. */
export const taskKind = 'fota'

export interface DecidedTask extends FotaTask {
  readonly taskUid: string
  readonly userStatus: UserStatus
  readonly place: Cursor
}

/**
 * The tasks of a region, the oldest version first. Nothing is stored but what the account decided: a task is there as
 * long as something waits for its version, and its id follows from account, region and version.
 */
export async function readFotaTasks(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  regionId: string,
): Promise<DecidedTask[]> {
  const ownImages = await readResources(connection, accountId, 'image')
  const versionOfOwn = new Map(ownImages.map(({ resource }) => [resource.id, resource.fotaVersion]))
  const noted = await readInstallations(connection, dialect, accountId, regionId)
  const installations = noted.map(installation => {
    const { imageId } = installation
    const ofImage = systemResource('image', imageId)?.fotaVersion ?? versionOfOwn.get(imageId)
    const version = installation.version ?? ofImage
    return version === undefined ? installation : { ...installation, version }
  })
  const system = systemResources('image')
  const inRegion = ownImages.filter(stored => stored.regionId === regionId).map(({ resource }) => resource)
  const versions = knownVersions(system)
  const tasks = fotaTasks(system, installations, inRegion).map(task => ({
    ...task,
    taskUid: derivedResourceId('aot-', accountId, regionId, task.version),
    place: { rank: 0, sequence: versions.indexOf(task.version) + 1 },
  }))
  const ids = tasks.map(({ taskUid }) => taskUid)
  const decided = await readClientTasks(connection, dialect, accountId, taskKind, ids)
  return tasks.map(task => {
    const isRunning = decided.get(task.taskUid)?.details.userStatus === 'Running'
    return { ...task, userStatus: isRunning ? 'Running' : 'Pending' }
  })
}
