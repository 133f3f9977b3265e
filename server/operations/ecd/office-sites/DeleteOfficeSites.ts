import { officeSiteStatus } from '../../../domain/office-sites.ts'
import { list, record, text } from '../../../spec/shape.ts'
import { writeEvents } from '../../../store/events.ts'
import { readResourceUse } from '../../../store/resource-use.ts'
import { forgetResources } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { readOwnResources } from '../own-resources.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { directoryStatusInvalid, officeSiteInUse, officeSiteNotFound } from './problems.ts'

export const DeleteOfficeSites = operation({
  product: ecd,
  name: 'DeleteOfficeSites',
  summary: 'Deletes office networks.',
  description:
    'All of them are deleted, or none. A network in which there are shares or computers stays, also while computers are ' +
    'still being released; so does one that is still REGISTERING.',
  ram: {
    action: 'ecd:DeleteOfficeSites',
    level: 'delete',
    resources: [{ type: 'officesite', parameter: 'OfficeSiteId' }],
  },
  request: record({
    RegionId: regionId,
    OfficeSiteId: list(
      text('The id of an office network.', { example: 'cn-hangzhou+dir-363353****' }),
      'The office networks.',
      { min: 1, max: 100 },
    ),
  }),
  response: record({}),
  problems: [regionNotFound, officeSiteNotFound, directoryStatusInvalid, officeSiteInUse],
  example: {
    request: { RegionId: 'cn-hangzhou', OfficeSiteId: ['cn-hangzhou+dir-363353****'] },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, OfficeSiteId } = input
    checkRegion(RegionId)
    return write(context, 'DeleteOfficeSites', input, async tx => {
      const { accountId } = context
      const wanted = { accountId, regionId: RegionId, kind: 'officeSite', ids: OfficeSiteId } as const
      const sites = (await readOwnResources(tx, wanted, officeSiteNotFound)).map(({ resource }) => resource)
      if (sites.some(site => officeSiteStatus(site, tx.now) !== 'REGISTERED')) throw directoryStatusInvalid()
      const use = await readResourceUse(tx, accountId, RegionId, 'officeSite')
      if (sites.some(({ id }) => use.has(id))) throw officeSiteInUse()
      const ids = sites.map(({ id }) => id)
      await forgetResources(tx, accountId, 'officeSite', ids)
      await writeEvents(
        tx,
        accountId,
        ids.map(id => ({ name: 'OfficeSiteDeleted', regionId: RegionId, details: { officeSiteId: id } })),
      )
      return {}
    })
  },
})
