/** What every account has without making it: system images, templates and the built-in policy (share-family.md 1, 2.5). */
import type { Bundle, Image, PolicyGroup, Resource, ResourceKind, ResourceOf } from './resources.ts'

const fota = '2.1.0-R-20260318.101500'

const image = (id: string, name: string, rest: Partial<Image> & Pick<Image, 'osType' | 'platform'>): Image => ({
  kind: 'image',
  type: 'SYSTEM',
  id,
  name,
  protocolType: 'ASP',
  sessionType: 'SINGLE_SESSION',
  systemDiskSizeGib: 80,
  fotaVersion: fota,
  ...rest,
})

const images: readonly Image[] = [
  image('desktopimage-windows-server-2019-64-asp', 'Windows Server 2019 64 ASP', {
    osType: 'Windows',
    platform: 'Windows Server 2019',
  }),
  image('desktopimage-windows-server-2022-64-asp', 'Windows Server 2022 64 ASP', {
    osType: 'Windows',
    platform: 'Windows Server 2022',
  }),
  image('desktopimage-windows-server-2019-64-hdx', 'Windows Server 2019 64 HDX', {
    osType: 'Windows',
    platform: 'Windows Server 2019',
    protocolType: 'HDX',
  }),
  image('desktopimage-windows-server-2019-64-gpu-asp', 'Windows Server 2019 64 GPU ASP', {
    osType: 'Windows',
    platform: 'Windows Server 2019',
    gpuDriverVersion: '472.39',
  }),
  image('desktopimage-windows-server-2019-64-multi-asp', 'Windows Server 2019 64 multi-session ASP', {
    osType: 'Windows',
    platform: 'Windows Server 2019',
    sessionType: 'MULTIPLE_SESSION',
  }),
  image('desktopimage-ubuntu-2004-64-asp', 'Ubuntu 20.04 64 ASP', {
    osType: 'Linux',
    platform: 'Ubuntu',
    systemDiskSizeGib: 40,
  }),
]

const bundle = (id: string, name: string, rest: Pick<Bundle, 'desktopType' | 'imageId'> & Partial<Bundle>): Bundle => ({
  kind: 'bundle',
  type: 'SYSTEM',
  id,
  name,
  systemDiskSizeGib: 80,
  dataDiskSizeGib: 50,
  diskCategory: 'cloud_efficiency',
  ...rest,
})

const bundles: readonly Bundle[] = [
  bundle('bundle_eds_general_4c8g_s8d5_win2019', 'General 4 vCPU 8 GiB, Windows Server 2019', {
    desktopType: 'eds.general.4c8g',
    imageId: 'desktopimage-windows-server-2019-64-asp',
  }),
  bundle('b-enterprise_office_8c16g_windows2022', 'Office 8 vCPU 16 GiB, Windows Server 2022', {
    desktopType: 'eds.enterprise_office.8c16g',
    imageId: 'desktopimage-windows-server-2022-64-asp',
  }),
  bundle('bundle_eds_general_2c4g_s4d4_ubuntu2004', 'General 2 vCPU 4 GiB, Ubuntu 20.04', {
    desktopType: 'eds.general.2c4g',
    imageId: 'desktopimage-ubuntu-2004-64-asp',
    systemDiskSizeGib: 40,
    dataDiskSizeGib: 40,
  }),
]

export const allEnabledPolicyId = 'system-all-enabled-policy'

const policyGroups: readonly PolicyGroup[] = [
  { kind: 'policyGroup', type: 'SYSTEM', id: allEnabledPolicyId, name: 'All enabled policy', settings: {} },
]

const all: readonly Resource[] = [...images, ...bundles, ...policyGroups]
const byId: ReadonlyMap<string, Resource> = new Map(all.map(resource => [`${resource.kind} ${resource.id}`, resource]))

/** The system resource of this kind and id; undefined when there is none. */
export const systemResource = <Kind extends ResourceKind>(kind: Kind, id: string): ResourceOf<Kind> | undefined =>
  byId.get(`${kind} ${id}`) as ResourceOf<Kind> | undefined

export const systemResources = <Kind extends ResourceKind>(kind: Kind): ResourceOf<Kind>[] =>
  all.filter((resource): resource is ResourceOf<Kind> => resource.kind === kind)
