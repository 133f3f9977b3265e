import { desktopTypeOf } from '../../../domain/desktop-types.ts'
import { type Bundle, languages, performanceLevels } from '../../../domain/resources.ts'
import { problem } from '../../../spec/problem.ts'
import { integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { writeEvents } from '../../../store/events.ts'
import { putResource } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { imageNotAvailable, imageNotFound } from '../images/problems.ts'
import { usableImage } from '../images/usable-image.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { bundleDescriptionInvalid, bundleNameInvalid, checkTexts } from './bundle-texts.ts'

const typeNotFound = problem('InvalidDesktopType.NotFound', 400, 'The specified param DesktopType is not found.')
const systemDiskInvalid = problem('InvalidRootDiskSizeGib', 400, 'Specified parameter RootDiskSizeGib is not valid.')
const dataDiskInvalid = problem('InvalidUserDiskSizeGib', 400, 'Specified parameter UserDiskSizeGib is not valid.')

/** Performance levels are a thing of this category only. */
const categoryWithLevels = 'cloud_essd'
const defaultCategory = 'cloud_efficiency'

/** The largest disk the vendor's schemas know (ModifyDesktopSpec). */
const maxSystemDiskGib = 32_768
const maxDataDiskGib = 65_536

const isWithin = (size: number, least: number, most: number): boolean => size >= least && size <= most

export const CreateBundle = operation({
  product: ecd,
  name: 'CreateBundle',
  summary: 'Makes a template from which computers and shares can be made.',
  description:
    'The image has to be Available, and no disk may be smaller than that of the image. With a performance level the disks ' +
    'are of category cloud_essd, otherwise of cloud_efficiency. The type of the computers is one of DescribeDesktopTypes, ' +
    'or one whose name tells its size, such as eds.general.16c64g.',
  ram: {
    action: 'ecd:CreateBundle',
    level: 'create',
    resources: [{ type: 'ecdbundle' }],
  },
  request: record({
    RegionId: regionId,
    ImageId: text('The image of the computers.', { example: 'm-4zfb6zj728hhr****' }),
    DesktopType: text('The type of the computers.', { example: 'eds.enterprise_office.2c4g' }),
    RootDiskSizeGib: integer('The size of the system disk in GiB, at most 32768.', { example: 80 }),
    BundleName: optional(text('The name of the template; its id when absent.', { example: 'testBundleName' })),
    Description: optional(text('What is noted about the template.', { example: 'test' })),
    Language: optional(
      oneOf(languages, 'The language of the computers; kept and shown, without further effect here.', {
        example: 'zh-CN',
      }),
    ),
    UserDiskSizeGib: list(
      integer('The size of the data disk in GiB, at most 65536; 0: no data disk.', { example: 70 }),
      'The data disk: exactly one entry.',
      { max: 1 },
    ),
    RootDiskPerformanceLevel: optional(
      oneOf(performanceLevels, 'The performance level of the system disk.', { example: 'PL1' }),
    ),
    UserDiskPerformanceLevel: optional(
      oneOf(performanceLevels, 'The performance level of the data disk.', { example: 'PL1' }),
    ),
  }),
  response: record({
    BundleId: optional(text('The id of the new template; always there.', { example: 'b-cezrnfgecbich****' })),
  }),
  problems: [
    regionNotFound,
    imageNotFound,
    imageNotAvailable,
    typeNotFound,
    systemDiskInvalid,
    dataDiskInvalid,
    bundleNameInvalid,
    bundleDescriptionInvalid,
  ],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      ImageId: 'm-4zfb6zj728hhr****',
      DesktopType: 'eds.enterprise_office.2c4g',
      RootDiskSizeGib: 80,
      UserDiskSizeGib: [70],
      BundleName: 'testBundleName',
    },
    response: { BundleId: 'b-cezrnfgecbich****' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, ImageId, DesktopType, RootDiskSizeGib, BundleName, Description, Language } = input
    const { RootDiskPerformanceLevel: rootLevel, UserDiskPerformanceLevel: userLevel } = input
    const { accountId } = context
    checkRegion(RegionId)
    checkTexts(input)
    const [dataDisk] = input.UserDiskSizeGib
    if (dataDisk === undefined) throw dataDiskInvalid()
    if (desktopTypeOf(DesktopType) === undefined) throw typeNotFound()
    return write(context, 'CreateBundle', input, async tx => {
      const image = await usableImage(tx, accountId, RegionId, ImageId)
      if (!isWithin(RootDiskSizeGib, image.systemDiskSizeGib, maxSystemDiskGib)) throw systemDiskInvalid()
      if (!isWithin(dataDisk, image.dataDiskSizeGib ?? 0, maxDataDiskGib)) throw dataDiskInvalid()
      const sequence = await takeSequence(tx, accountId, 1)
      const id = context.ids.make('b-', accountId, sequence)
      const hasLevels = rootLevel !== undefined || userLevel !== undefined
      const resource: Bundle = {
        kind: 'bundle',
        type: 'CUSTOM',
        id,
        name: BundleName ?? id,
        desktopType: DesktopType,
        imageId: ImageId,
        systemDiskSizeGib: RootDiskSizeGib,
        diskCategory: hasLevels ? categoryWithLevels : defaultCategory,
        ...(dataDisk === 0 ? {} : { dataDiskSizeGib: dataDisk }),
        ...(rootLevel === undefined ? {} : { systemDiskPerformanceLevel: rootLevel }),
        ...(userLevel === undefined ? {} : { dataDiskPerformanceLevel: userLevel }),
        ...(Language === undefined ? {} : { language: Language }),
        ...(Description === undefined ? {} : { description: Description }),
      }
      await putResource(tx, { accountId, regionId: RegionId, sequence, createdAt: tx.now, resource })
      const details = { bundleId: id, imageId: ImageId }
      await writeEvents(tx, accountId, [{ name: 'BundleCreated', regionId: RegionId, details }])
      return { BundleId: id }
    })
  },
})
