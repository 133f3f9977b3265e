import { systemResource } from '../../../domain/system-resources.ts'
import { list, record, text } from '../../../spec/shape.ts'
import { hasDependants } from '../../../store/dependants.ts'
import { writeEvents } from '../../../store/events.ts'
import { forgetResources } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { readOwnResources } from '../own-resources.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { bundleInUse, bundleNotFound, systemBundle } from './problems.ts'

export const DeleteBundles = operation({
  product: ecd,
  name: 'DeleteBundles',
  summary: 'Deletes own templates.',
  description:
    'All of them or, when one is refused, none. A template from which a living computer or share was made is refused with ' +
    'DependencyViolation. System templates cannot be deleted.',
  ram: { action: 'ecd:DeleteBundles', level: 'delete', resources: [{ type: 'ecdbundle', parameter: 'BundleId' }] },
  request: record({
    RegionId: regionId,
    BundleId: list(text('The id of a template.', { example: 'b-cezrnfgecbich****' }), 'The templates.', {
      min: 1,
      max: 100,
    }),
  }),
  response: record({}),
  problems: [regionNotFound, bundleNotFound, systemBundle, bundleInUse],
  example: { request: { RegionId: 'cn-hangzhou', BundleId: ['b-cezrnfgecbich****'] }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId } = input
    const { accountId } = context
    checkRegion(RegionId)
    if (input.BundleId.some(id => systemResource('bundle', id) !== undefined)) throw systemBundle()
    return write(context, 'DeleteBundles', input, async tx => {
      const wanted = { accountId, regionId: RegionId, kind: 'bundle', ids: input.BundleId } as const
      const ids = (await readOwnResources(tx, wanted, bundleNotFound)).map(({ resource }) => resource.id)
      if (await hasDependants(tx, accountId, 'bundle', ids)) throw bundleInUse()
      await forgetResources(tx, accountId, 'bundle', ids)
      await writeEvents(
        tx,
        accountId,
        ids.map(bundleId => ({ name: 'BundleDeleted', regionId: RegionId, details: { bundleId } })),
      )
      return {}
    })
  },
})
