/** What a provider needs to know of a computer beyond the computer itself: its network and its image. */
import type { Desktop } from '../domain/desktop.ts'
import { lifeOf } from '../domain/lifecycle.ts'
import { systemResource } from '../domain/system-resources.ts'
import type { ComputerOrder } from '../providers/provider.ts'
import type { Connection } from '../store/database.ts'
import type { Dialect } from '../store/dialect.ts'
import { readResourcesById } from '../store/resources.ts'

/** A block for computers whose network is not known any more; they are only ever stopped and released. */
const unknownNetwork = '172.16.0.0/12'

/** What is to be asked of the provider for desktops that have a step under way. */
export async function ordersFor(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  desktops: readonly Desktop[],
): Promise<ComputerOrder[]> {
  if (desktops.length === 0) return []
  const distinct = (ids: readonly string[]): string[] => [...new Set(ids)]
  const sites = await readResourcesById(
    connection,
    dialect,
    accountId,
    'officeSite',
    distinct(desktops.map(({ officeSiteId }) => officeSiteId)),
  )
  const own = await readResourcesById(
    connection,
    dialect,
    accountId,
    'image',
    distinct(desktops.map(({ imageId }) => imageId)),
  )
  return desktops.flatMap(desktop => {
    const { asked, observed } = lifeOf(desktop)
    if (asked === undefined) return []
    const { id, officeSiteId, imageId } = desktop
    const image = own.get(imageId) ?? systemResource('image', imageId)
    const site = sites.get(officeSiteId) ?? systemResource('officeSite', officeSiteId)
    return [
      {
        desktopId: id,
        accountId,
        step: asked.step,
        token: asked.token,
        observed,
        officeSiteId,
        cidrBlock: site?.cidrBlock ?? unknownNetwork,
        imageId,
        ...(image?.gpuDriverVersion === undefined ? {} : { gpuDriverVersion: image.gpuDriverVersion }),
        ...(image === undefined ? {} : { fotaVersion: image.fotaVersion }),
      },
    ]
  })
}
