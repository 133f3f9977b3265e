/** The image that a template, a share or a computer is to be made from. */
import { imageStatus } from '../../../domain/images.ts'
import type { Image } from '../../../domain/resources.ts'
import { systemResource } from '../../../domain/system-resources.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { readOwnResources } from '../own-resources.ts'
import { imageNotAvailable, imageNotFound } from './problems.ts'

/**
 * A system image, or an own one of the region that is no longer being made.
 *
 * @throws Problem InvalidImageId.NotFound, InvalidImageStatus.NotValid
 */
export async function usableImage(
  tx: Transaction,
  accountId: string,
  regionId: string,
  imageId: string,
): Promise<Image> {
  const system = systemResource('image', imageId)
  if (system !== undefined) return system
  const wanted = { accountId, regionId, kind: 'image', ids: [imageId] } as const
  const images = (await readOwnResources(tx, wanted, imageNotFound)).map(({ resource }) => resource)
  const image = images.find(one => imageStatus(one, tx.now).status === 'Available')
  if (image === undefined) throw imageNotAvailable()
  return image
}
