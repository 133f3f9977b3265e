/** Office networks, images, bundles, policy groups and end users of the store as entries of the file. */
import type { Bundle, EndUser, Image, OfficeSite, PolicyGroup } from '../domain/resources.ts'
import type { StoredEndUser, StoredResource } from '../store/resources.ts'
import { compact, unlessEmpty } from './export-desktops.ts'
import { writeTime } from './instants.ts'
import type { BundleEntry, EndUserEntry, ImageEntry, OfficeNetworkEntry, PolicyGroupEntry } from './schema.ts'

const networkTypes = { SIMPLE: 'simple', AD_CONNECTOR: 'adConnector', PERSONAL: 'personal', RAM: 'ram' } as const
const accessForms = { Internet: 'internet', VPC: 'vpc', Any: 'any' } as const

interface Common {
  readonly name: string
  readonly id: string
  readonly region: string
  readonly createdAt: string
}

export function exportResource({ resource, regionId, createdAt }: StoredResource): object {
  const common = { name: resource.name, id: resource.id, region: regionId, createdAt: writeTime(createdAt) }
  if (resource.kind === 'officeSite') return networkEntry(resource, common)
  if (resource.kind === 'image') return imageEntry(resource, common)
  if (resource.kind === 'bundle') return bundleEntry(resource, common)
  return policyGroupEntry(resource, common)
}

const networkEntry = (network: OfficeSite, common: Common): OfficeNetworkEntry =>
  compact<OfficeNetworkEntry>({
    ...common,
    type: networkTypes[network.type],
    cidrBlock: network.cidrBlock,
    vpcType: network.vpcType,
    access: accessForms[network.desktopAccessType],
    subnet: network.subnetId,
    furtherSubnets: network.furtherSubnetIds && [...network.furtherSubnetIds],
    domainName: network.domainName,
    settings: network.settings && { ...network.settings },
  })

const imageEntry = (image: Image, common: Common): ImageEntry =>
  compact<ImageEntry>({
    ...common,
    osType: image.osType,
    platform: image.platform,
    protocol: image.protocolType,
    sessions: image.sessionType === 'MULTIPLE_SESSION' ? 'multiple' : 'single',
    systemDiskGib: image.systemDiskSizeGib,
    dataDiskGib: image.dataDiskSizeGib,
    gpuDriverVersion: image.gpuDriverVersion,
    fotaVersion: image.fotaVersion,
    description: image.description,
  })

const bundleEntry = (bundle: Bundle, common: Common): BundleEntry =>
  compact<BundleEntry>({
    ...common,
    desktopType: bundle.desktopType,
    image: bundle.imageId,
    systemDiskGib: bundle.systemDiskSizeGib,
    dataDiskGib: bundle.dataDiskSizeGib,
    diskCategory: bundle.diskCategory,
    systemDiskPerformance: bundle.systemDiskPerformanceLevel,
    dataDiskPerformance: bundle.dataDiskPerformanceLevel,
    language: bundle.language,
    description: bundle.description,
  })

const policyGroupEntry = ({ settings, lists }: PolicyGroup, common: Common): PolicyGroupEntry =>
  compact<PolicyGroupEntry>({
    ...common,
    settings: unlessEmpty({ ...settings }),
    lists: lists && Object.fromEntries(Object.entries(lists).map(([name, items]) => [name, [...items]])),
  })

export const exportEndUser = ({ user, createdAt }: StoredEndUser): EndUserEntry => entryOf(user, writeTime(createdAt))

const entryOf = (user: EndUser, createdAt: string): EndUserEntry =>
  compact<EndUserEntry>({
    id: user.id,
    name: user.name === user.id ? undefined : user.name,
    type: user.type === 'SIMPLE' ? undefined : 'adConnector',
    email: user.email,
    phone: user.phone,
    remark: user.remark,
    nickname: user.realNickName,
    organization: user.orgId,
    groups: user.groupIds && unlessEmpty([...user.groupIds]),
    externalName: user.externalName,
    jobNumber: user.jobNumber,
    ownerType: user.ownerType && (user.ownerType === 'Normal' ? 'normal' : 'manager'),
    localAdmin: user.localAdmin,
    locked: user.locked,
    autoLockAt: user.autoLockAt === undefined ? undefined : writeTime(user.autoLockAt),
    passwordExpireDays: user.passwordExpireDays,
    createdAt,
  })
