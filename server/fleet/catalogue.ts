/** What the shares and desktops of an account are made of, as the file has it, found by name or id. */
import { derivedResourceId } from '../domain/ids.ts'
import type { Bundle, Image, OfficeSite, PolicyGroup, Resource, ResourceKind, ResourceOf } from '../domain/resources.ts'
import { systemResource, systemResources } from '../domain/system-resources.ts'
import type { Path } from './faults.ts'
import type { AccountEntry, BundleEntry, ImageEntry, OfficeNetworkEntry, PolicyGroupEntry } from './schema.ts'

export const defaultRegion = 'cn-hangzhou'
const defaultCidrBlock = '172.16.0.0/12'
const defaultFota = '2.1.0-R-20260318.101500'
const defaultDiskCategory = 'cloud_efficiency'

/** The sections of the file by the kind of resource they hold. */
export const sections = {
  officeSite: 'officeNetworks',
  image: 'images',
  bundle: 'bundles',
  policyGroup: 'policyGroups',
} as const satisfies Record<ResourceKind, keyof AccountEntry>

export const resourceKinds = Object.keys(sections) as ResourceKind[]

/** How a kind is called in messages. */
export const kindNames: Readonly<Record<ResourceKind, string>> = {
  officeSite: 'office network',
  image: 'image',
  bundle: 'bundle',
  policyGroup: 'policy group',
}

/** A resource of the file, with its place in it. */
export interface Listed {
  readonly regionId: string
  readonly createdAt: string | undefined
  readonly resource: Resource
  readonly path: Path
  /** The file gives its id. Of those that have one, several can have the same name, as in the vendor's service. */
  readonly hasId: boolean
}

const networkTypes = { simple: 'SIMPLE', adConnector: 'AD_CONNECTOR', personal: 'PERSONAL', ram: 'RAM' } as const
const accessTypes = { internet: 'Internet', vpc: 'VPC', any: 'Any' } as const

export class Catalogue {
  readonly accountId: string
  readonly region: string
  /** In the order of the file; images before the bundles that use them. */
  readonly listed: readonly Listed[]
  /** Addresses that the file gives to desktops. */
  readonly writtenAddresses: ReadonlySet<string>
  private readonly byId = new Map<string, Listed>()
  private readonly byName = new Map<string, Listed>()

  constructor(account: AccountEntry, accountId: string, path: Path) {
    this.accountId = accountId
    this.region = account.region ?? defaultRegion
    const listed: Listed[] = []
    for (const kind of resourceKinds) {
      for (const [index, entry] of (account[sections[kind]] ?? []).entries()) {
        const regionId = entry.region ?? this.region
        const place = [...path, sections[kind], index]
        const resource = this.build(kind, entry, regionId)
        const hasId = entry.id !== undefined
        const item = { regionId, createdAt: entry.createdAt, path: place, resource, hasId }
        listed.push(item)
        // The first one keeps its name; that there is a second is found by who checks the file.
        const name = nameKey(kind, regionId, entry.name)
        if (!this.byName.has(name)) this.byName.set(name, item)
        const id = `${kind} ${item.resource.id}`
        if (!this.byId.has(id)) this.byId.set(id, item)
      }
    }
    this.listed = listed
    const desktops = [...(account.shares ?? []).flatMap(share => share.desktops ?? []), ...(account.desktops ?? [])]
    this.writtenAddresses = new Set(
      desktops.flatMap(({ primaryAddress = '', memberAddress = '' }) => [primaryAddress, memberAddress]),
    )
  }

  /** By id, by name in the region, or of the system. Undefined when there is none, or it is in another region. */
  find<Kind extends ResourceKind>(kind: Kind, regionId: string, reference: string): ResourceOf<Kind> | undefined {
    const own = this.byId.get(`${kind} ${reference}`)
    // Policies are used in regions other than their own.
    const usable = own !== undefined && (own.regionId === regionId || kind === 'policyGroup')
    const found = usable ? own : this.byName.get(nameKey(kind, regionId, reference))
    if (found !== undefined) return found.resource as ResourceOf<Kind>
    return systemResource(kind, reference) ?? systemResources(kind).find(({ name }) => name === reference)
  }

  /** Whether a reference is a name that several have, of which the first is found. */
  isAmbiguous(kind: ResourceKind, regionId: string, reference: string): boolean {
    if (this.byId.has(`${kind} ${reference}`)) return false
    const name = nameKey(kind, regionId, reference)
    return this.listed.filter(item => nameKey(kind, item.regionId, item.resource.name) === name).length > 1
  }

  /** The region in which there is something of this name or id, when it is not the wanted one. */
  regionOf(kind: ResourceKind, reference: string): string | undefined {
    return this.listed.find(
      ({ resource }) => resource.kind === kind && (resource.id === reference || resource.name === reference),
    )?.regionId
  }

  namesOf(kind: ResourceKind, regionId: string): string[] {
    const own = this.listed.filter(item => item.resource.kind === kind && item.regionId === regionId)
    return [...own.map(item => item.resource), ...systemResources(kind)].flatMap(({ name, id }) => [name, id])
  }

  /** The office network of who names none: the only one of the region. */
  onlyNetwork(regionId: string): OfficeSite | undefined {
    const there = this.listed.filter(item => item.resource.kind === 'officeSite' && item.regionId === regionId)
    return there.length === 1 ? (there[0]?.resource as OfficeSite) : undefined
  }

  private build(kind: ResourceKind, entry: { readonly name: string; readonly id?: string }, region: string): Resource {
    const id = (prefix: string) => entry.id ?? derivedResourceId(prefix, this.accountId, kind, region, entry.name)
    if (kind === 'officeSite') return officeSite(entry as OfficeNetworkEntry, id(`${region}+os-`))
    if (kind === 'image') return image(entry as ImageEntry, id('m-'))
    if (kind === 'bundle') return this.bundle(entry as BundleEntry, id('b-'), region)
    return policyGroup(entry as PolicyGroupEntry, id('pg-'))
  }

  private bundle(entry: BundleEntry, id: string, regionId: string): Bundle {
    const found = this.find('image', regionId, entry.image)
    const dataDiskSizeGib = entry.dataDiskGib ?? found?.dataDiskSizeGib
    return {
      kind: 'bundle',
      type: 'CUSTOM',
      id,
      name: entry.name,
      desktopType: entry.desktopType,
      imageId: found?.id ?? entry.image,
      systemDiskSizeGib: entry.systemDiskGib ?? found?.systemDiskSizeGib ?? 80,
      ...(dataDiskSizeGib === undefined ? {} : { dataDiskSizeGib }),
      diskCategory: entry.diskCategory ?? defaultDiskCategory,
      ...(entry.systemDiskPerformance === undefined ? {} : { systemDiskPerformanceLevel: entry.systemDiskPerformance }),
      ...(entry.dataDiskPerformance === undefined ? {} : { dataDiskPerformanceLevel: entry.dataDiskPerformance }),
      ...(entry.language === undefined ? {} : { language: entry.language }),
      ...(entry.description === undefined ? {} : { description: entry.description }),
    }
  }
}

const nameKey = (kind: ResourceKind, regionId: string, name: string): string => `${kind} ${regionId} ${name}`

function officeSite(entry: OfficeNetworkEntry, id: string): OfficeSite {
  return {
    kind: 'officeSite',
    id,
    name: entry.name,
    type: networkTypes[entry.type ?? 'simple'],
    cidrBlock: entry.cidrBlock ?? defaultCidrBlock,
    vpcType: entry.vpcType ?? 'basic',
    desktopAccessType: accessTypes[entry.access ?? 'internet'],
    ...(entry.subnet === undefined ? {} : { subnetId: entry.subnet }),
    ...(entry.furtherSubnets === undefined ? {} : { furtherSubnetIds: entry.furtherSubnets }),
    ...(entry.domainName === undefined ? {} : { domainName: entry.domainName }),
    ...(entry.settings === undefined ? {} : { settings: entry.settings }),
  }
}

function image(entry: ImageEntry, id: string): Image {
  const linux = entry.osType === 'Linux'
  return {
    kind: 'image',
    type: 'CUSTOM',
    id,
    name: entry.name,
    osType: entry.osType,
    platform: entry.platform ?? (linux ? 'Ubuntu' : 'Windows Server 2022'),
    protocolType: entry.protocol ?? 'ASP',
    sessionType: entry.sessions === 'multiple' ? 'MULTIPLE_SESSION' : 'SINGLE_SESSION',
    systemDiskSizeGib: entry.systemDiskGib ?? (linux ? 40 : 80),
    fotaVersion: entry.fotaVersion ?? defaultFota,
    ...(entry.dataDiskGib === undefined ? {} : { dataDiskSizeGib: entry.dataDiskGib }),
    ...(entry.gpuDriverVersion === undefined ? {} : { gpuDriverVersion: entry.gpuDriverVersion }),
    ...(entry.description === undefined ? {} : { description: entry.description }),
  }
}

const policyGroup = (entry: PolicyGroupEntry, id: string): PolicyGroup => ({
  kind: 'policyGroup',
  type: 'CUSTOM',
  id,
  name: entry.name,
  settings: entry.settings ?? {},
  ...(entry.lists === undefined ? {} : { lists: entry.lists }),
})
