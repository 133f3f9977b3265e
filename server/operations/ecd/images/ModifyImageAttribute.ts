import type { Image } from '../../../domain/resources.ts'
import { systemResource } from '../../../domain/system-resources.ts'
import { problem } from '../../../spec/problem.ts'
import { optional, record, text } from '../../../spec/shape.ts'
import { writeEvents } from '../../../store/events.ts'
import { putResource } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { readOwnResources } from '../own-resources.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { imageDescription, imageNameRemarks } from './image-fields.ts'
import { imageNotFound, systemImage } from './problems.ts'

const nameInvalid = problem('InvalidName', 400, 'Specified parameter Name is not valid.')
const descriptionInvalid = problem('InvalidDescription', 400, 'Specified parameter Description is not valid.')

export const ModifyImageAttribute = operation({
  product: ecd,
  name: 'ModifyImageAttribute',
  summary: 'Gives an own image another name or description.',
  description:
    'What is left out stays as it is. A new name shows at once wherever the image is named, also in lists of computers. ' +
    'System images cannot be changed.',
  ram: {
    action: 'ecd:ModifyImageAttribute',
    level: 'update',
    resources: [{ type: 'ecdimage', parameter: 'ImageId' }],
  },
  request: record({
    RegionId: regionId,
    ImageId: text('The image.', { example: 'm-2g65ljy3ynrdq****' }),
    Name: optional(text('The new name.', imageNameRemarks)),
    Description: imageDescription,
  }),
  response: record({}),
  problems: [regionNotFound, imageNotFound, systemImage, nameInvalid, descriptionInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', ImageId: 'm-2g65ljy3ynrdq****', Name: 'testName' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, ImageId, Name, Description } = input
    const { accountId } = context
    checkRegion(RegionId)
    if (Name !== undefined && Name.length < 2) throw nameInvalid()
    if (Description !== undefined && Description.length < 2) throw descriptionInvalid()
    if (systemResource('image', ImageId) !== undefined) throw systemImage()
    return write(context, 'ModifyImageAttribute', input, async tx => {
      const wanted = { accountId, regionId: RegionId, kind: 'image', ids: [ImageId] } as const
      const found = await readOwnResources(tx, wanted, imageNotFound)
      if (Name === undefined && Description === undefined) return {}
      const changes: Partial<Image> = {
        ...(Name === undefined ? {} : { name: Name }),
        ...(Description === undefined ? {} : { description: Description }),
      }
      for (const stored of found) await putResource(tx, { ...stored, resource: { ...stored.resource, ...changes } })
      await writeEvents(tx, accountId, [{ name: 'ImageModified', regionId: RegionId, details: { imageId: ImageId } }])
      return {}
    })
  },
})
