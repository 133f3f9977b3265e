import type { Bundle } from '../../../domain/resources.ts'
import { systemResource } from '../../../domain/system-resources.ts'
import { flag, list, record, text } from '../../../spec/shape.ts'
import { hasDependants } from '../../../store/dependants.ts'
import { writeEvents } from '../../../store/events.ts'
import { forgetResources, readResources } from '../../../store/resources.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { readOwnResources } from '../own-resources.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { imageInUse, imageNotFound, systemImage } from './problems.ts'

/** The account's templates with one of these images, in whatever region a file put them. */
async function templatesOf(tx: Transaction, accountId: string, imageIds: readonly string[]): Promise<Bundle[]> {
  const bundles = await readResources(tx, accountId, 'bundle')
  return bundles.map(({ resource }) => resource).filter(({ imageId }) => imageIds.includes(imageId))
}

export const DeleteImages = operation({
  product: ecd,
  name: 'DeleteImages',
  summary: 'Deletes own images.',
  description:
    'All of them or, when one is refused, none. An image from which a living computer, share or template was made is ' +
    'refused with DependencyViolation; with DeleteCascadedBundle the templates are deleted along, provided that no ' +
    'computer or share uses them. System images cannot be deleted.',
  ram: { action: 'ecd:DeleteImages', level: 'delete', resources: [{ type: 'ecdimage', parameter: 'ImageId' }] },
  request: record({
    RegionId: regionId,
    ImageId: list(text('The id of an image.', { example: 'm-gx2x1dhsmusr2****' }), 'The images.', { min: 1, max: 100 }),
    DeleteCascadedBundle: flag('Whether own templates with these images are deleted along.', {
      fallback: false,
      example: true,
    }),
  }),
  response: record({}),
  problems: [regionNotFound, imageNotFound, systemImage, imageInUse],
  example: { request: { RegionId: 'cn-hangzhou', ImageId: ['m-gx2x1dhsmusr2****'] }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, DeleteCascadedBundle } = input
    const { accountId } = context
    checkRegion(RegionId)
    if (input.ImageId.some(id => systemResource('image', id) !== undefined)) throw systemImage()
    return write(context, 'DeleteImages', input, async tx => {
      const wanted = { accountId, regionId: RegionId, kind: 'image', ids: input.ImageId } as const
      const ids = (await readOwnResources(tx, wanted, imageNotFound)).map(({ resource }) => resource.id)
      const bundleIds = (await templatesOf(tx, accountId, ids)).map(({ id }) => id)
      if (bundleIds.length > 0 && !DeleteCascadedBundle) throw imageInUse()
      if (await hasDependants(tx, accountId, 'image', ids)) throw imageInUse()
      if (await hasDependants(tx, accountId, 'bundle', bundleIds)) throw imageInUse()
      await forgetResources(tx, accountId, 'image', ids)
      await forgetResources(tx, accountId, 'bundle', bundleIds)
      await writeEvents(tx, accountId, [
        ...ids.map(imageId => ({ name: 'ImageDeleted', regionId: RegionId, details: { imageId } })),
        ...bundleIds.map(bundleId => ({ name: 'BundleDeleted', regionId: RegionId, details: { bundleId } })),
      ])
      return {}
    })
  },
})
