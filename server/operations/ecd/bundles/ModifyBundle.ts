import { type Bundle, type Image, languages } from '../../../domain/resources.ts'
import { systemResource } from '../../../domain/system-resources.ts'
import { problem } from '../../../spec/problem.ts'
import { oneOf, optional, record, text } from '../../../spec/shape.ts'
import { writeEvents } from '../../../store/events.ts'
import { putResource } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { imageNotAvailable, imageNotFound } from '../images/problems.ts'
import { usableImage } from '../images/usable-image.ts'
import { readOwnResources } from '../own-resources.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { bundleDescriptionInvalid, bundleNameInvalid, checkTexts } from './bundle-texts.ts'
import { bundleNotFound, systemBundle } from './problems.ts'

/** The disks of a template stay, so an image that does not fit on them cannot be its image. */
const imageTooLarge = problem('InvalidImageId', 400, 'Specified parameter ImageId is not valid.')

const fitsOn = (bundle: Bundle, image: Image): boolean =>
  image.systemDiskSizeGib <= bundle.systemDiskSizeGib && (image.dataDiskSizeGib ?? 0) <= (bundle.dataDiskSizeGib ?? 0)

export const ModifyBundle = operation({
  product: ecd,
  name: 'ModifyBundle',
  summary: 'Gives an own template another image, name, description or language.',
  description:
    'What is left out stays as it is. Only what is made from the template afterwards gets the new image; computers and ' +
    'shares that are there keep theirs. The image has to be Available and to fit on the disks of the template. System ' +
    'templates cannot be changed.',
  ram: {
    action: 'ecd:ModifyBundle',
    level: 'update',
    resources: [
      { type: 'ecdbundle', parameter: 'BundleId' },
      { type: 'ecdimage', parameter: 'ImageId' },
    ],
  },
  request: record({
    RegionId: regionId,
    BundleId: text('The template.', { example: 'b-2g65ljy4291vl****' }),
    ImageId: optional(text('The new image.', { example: 'm-aea3oaww001np****' })),
    BundleName: optional(text('The new name.', { example: 'newName' })),
    Description: optional(text('The new note.', { example: 'newDescription' })),
    Language: optional(
      oneOf(languages, 'The new language; kept and shown, without further effect here.', { example: 'zh-CN' }),
    ),
  }),
  response: record({}),
  problems: [
    regionNotFound,
    bundleNotFound,
    systemBundle,
    imageNotFound,
    imageNotAvailable,
    imageTooLarge,
    bundleNameInvalid,
    bundleDescriptionInvalid,
  ],
  example: {
    request: { RegionId: 'cn-hangzhou', BundleId: 'b-2g65ljy4291vl****', BundleName: 'newName' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, BundleId, ImageId, BundleName, Description, Language } = input
    const { accountId } = context
    checkRegion(RegionId)
    checkTexts(input)
    if (systemResource('bundle', BundleId) !== undefined) throw systemBundle()
    return write(context, 'ModifyBundle', input, async tx => {
      const wanted = { accountId, regionId: RegionId, kind: 'bundle', ids: [BundleId] } as const
      const found = await readOwnResources(tx, wanted, bundleNotFound)
      if (ImageId !== undefined) {
        const image = await usableImage(tx, accountId, RegionId, ImageId)
        if (!found.every(({ resource }) => fitsOn(resource, image))) throw imageTooLarge()
      }
      const changes: Partial<Bundle> = {
        ...(ImageId === undefined ? {} : { imageId: ImageId }),
        ...(BundleName === undefined ? {} : { name: BundleName }),
        ...(Description === undefined ? {} : { description: Description }),
        ...(Language === undefined ? {} : { language: Language }),
      }
      if (Object.keys(changes).length === 0) return {}
      for (const stored of found) await putResource(tx, { ...stored, resource: { ...stored.resource, ...changes } })
      await writeEvents(tx, accountId, [
        { name: 'BundleModified', regionId: RegionId, details: { bundleId: BundleId } },
      ])
      return {}
    })
  },
})
