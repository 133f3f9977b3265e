/** What the computers of a share are made from: a template, or a type, an image and disks named one by one. */
import { desktopTypeOf } from '../../../domain/desktop-types.ts'
import type { Bundle, Image } from '../../../domain/resources.ts'
import type { Share, ShareDetails } from '../../../domain/share.ts'
import { systemResource } from '../../../domain/system-resources.ts'
import { problem } from '../../../spec/problem.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { imageNotAvailable, imageNotFound } from '../images/problems.ts'
import { usableImage } from '../images/usable-image.ts'
import { readOwnResources } from '../own-resources.ts'

/** The part of a share that its computers are copies of. */
export type Template = Pick<Share, 'bundleId' | 'imageId' | 'desktopType' | 'osType' | 'protocolType'> & {
  readonly details: Pick<
    ShareDetails,
    'systemDisk' | 'dataDisk' | 'systemDiskLevel' | 'dataDiskLevel' | 'gpuDriverVersion'
  >
}

const missing = (parameter: string) => problem(`Missing${parameter}`, 400, `${parameter} is mandatory for this action.`)
const invalid = (parameter: string) =>
  problem(`Invalid${parameter}`, 400, `Specified parameter ${parameter} is not valid.`)

/** The vendor publishes it for CreateDesktops (service-errors.md 2). */
const bundleNotFound = problem('InvalidDesktopBundle.NotFound', 400, 'The specified param BundleId is not found.')
const bundleMissing = missing('BundleId')
const imageMissing = missing('ImageId')
const typeMissing = missing('DesktopType')
const typeNotFound = problem('InvalidDesktopType.NotFound', 400, 'The specified param DesktopType is not found.')
const systemDiskInvalid = invalid('SystemDiskSize')
const dataDiskInvalid = invalid('DataDiskSize')

export const bundleProblems = [bundleNotFound, imageNotFound, imageNotAvailable] as const
export const templateProblems = [
  ...bundleProblems,
  bundleMissing,
  imageMissing,
  typeMissing,
  typeNotFound,
  systemDiskInvalid,
  dataDiskInvalid,
] as const

interface Place {
  readonly accountId: string
  readonly regionId: string
}

/** @throws Problem InvalidDesktopBundle.NotFound, InvalidImageId.NotFound, InvalidImageStatus.NotValid */
export async function templateOfBundle(tx: Transaction, place: Place, bundleId: string): Promise<Template> {
  const bundle = await findBundle(tx, place, bundleId)
  const image = await usableImage(tx, place.accountId, place.regionId, bundle.imageId)
  const { diskCategory: category, dataDiskSizeGib = 0 } = bundle
  return {
    bundleId,
    desktopType: bundle.desktopType,
    ...ofImage(image),
    details: {
      gpuDriverVersion: image.gpuDriverVersion,
      systemDisk: { category, sizeGib: bundle.systemDiskSizeGib },
      systemDiskLevel: bundle.systemDiskPerformanceLevel,
      dataDisk: dataDiskSizeGib === 0 ? undefined : { category, sizeGib: dataDiskSizeGib },
      dataDiskLevel: dataDiskSizeGib === 0 ? undefined : bundle.dataDiskPerformanceLevel,
    },
  }
}

async function findBundle(tx: Transaction, place: Place, id: string): Promise<Bundle> {
  const system = systemResource('bundle', id)
  if (system !== undefined) return system
  const [stored] = await readOwnResources(tx, { ...place, kind: 'bundle', ids: [id] }, bundleNotFound)
  if (stored === undefined) throw bundleNotFound()
  return stored.resource
}

const ofImage = ({ id, osType, protocolType }: Image) => ({ imageId: id, osType, protocolType })

/** The same with another image; disks grow where the image needs more. @throws as usableImage */
export async function withImage(tx: Transaction, place: Place, template: Template, imageId: string): Promise<Template> {
  const image = await usableImage(tx, place.accountId, place.regionId, imageId)
  const { systemDisk, dataDisk } = template.details
  const atLeast = (disk: { category: string; sizeGib: number }, sizeGib: number) => ({
    ...disk,
    sizeGib: Math.max(disk.sizeGib, sizeGib),
  })
  return {
    ...template,
    ...ofImage(image),
    details: {
      ...template.details,
      gpuDriverVersion: image.gpuDriverVersion,
      systemDisk: atLeast(systemDisk, image.systemDiskSizeGib),
      dataDisk: dataDisk === undefined ? undefined : atLeast(dataDisk, image.dataDiskSizeGib ?? 0),
    },
  }
}

export interface TemplateInput {
  readonly BundleId?: string
  readonly DesktopType?: string
  readonly ImageId?: string
  readonly SystemDiskCategory?: 'cloud_auto' | 'cloud_essd'
  readonly SystemDiskSize?: number
  readonly SystemDiskPerLevel: 'PL0' | 'PL1'
  readonly DataDiskCategory?: 'cloud_auto' | 'cloud_essd'
  readonly DataDiskSize: number
  readonly DataDiskPerLevel: 'PL0' | 'PL1'
}

const categoryWithLevels = 'cloud_essd'
const defaultCategory = 'cloud_auto'
/** The largest disk the vendor's schemas know (ModifyDesktopSpec). */
const maxSystemDiskGib = 32_768
const maxDataDiskGib = 16_380
const dataDiskStepGib = 20

/** @throws Problem one of templateProblems */
export async function templateOf(tx: Transaction, place: Place, input: TemplateInput): Promise<Template> {
  const { BundleId, DesktopType, ImageId } = input
  if (BundleId !== undefined) return templateOfBundle(tx, place, BundleId)
  if (DesktopType === undefined && ImageId === undefined) throw bundleMissing()
  if (DesktopType === undefined) throw typeMissing()
  if (ImageId === undefined) throw imageMissing()
  if (desktopTypeOf(DesktopType) === undefined) throw typeNotFound()
  const image = await usableImage(tx, place.accountId, place.regionId, ImageId)
  return { desktopType: DesktopType, ...ofImage(image), details: { ...disksOf(input, image) } }
}

function disksOf(input: TemplateInput, image: Image): Template['details'] {
  const { SystemDiskCategory = defaultCategory, DataDiskCategory = defaultCategory, DataDiskSize } = input
  const { SystemDiskSize = image.systemDiskSizeGib } = input
  if (SystemDiskSize < image.systemDiskSizeGib || SystemDiskSize > maxSystemDiskGib) throw systemDiskInvalid()
  const level = (category: string, given: string) => (category === categoryWithLevels ? given : undefined)
  const dataLevel = level(DataDiskCategory, input.DataDiskPerLevel)
  const least = Math.max(dataLevel === 'PL0' ? 40 : dataDiskStepGib, image.dataDiskSizeGib ?? 0)
  const wanted = DataDiskSize !== 0
  if (DataDiskSize < 0 || DataDiskSize > maxDataDiskGib || DataDiskSize % dataDiskStepGib !== 0) throw dataDiskInvalid()
  if (wanted && DataDiskSize < least) throw dataDiskInvalid()
  return {
    gpuDriverVersion: image.gpuDriverVersion,
    systemDisk: { category: SystemDiskCategory, sizeGib: SystemDiskSize },
    systemDiskLevel: level(SystemDiskCategory, input.SystemDiskPerLevel),
    dataDisk: wanted ? { category: DataDiskCategory, sizeGib: DataDiskSize } : undefined,
    dataDiskLevel: wanted ? dataLevel : undefined,
  }
}
