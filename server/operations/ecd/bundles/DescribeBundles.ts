import { osTypes, protocolTypes } from '../../../domain/desktop.ts'
import { decimal, flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { lookUp } from '../lookup.ts'
import {
  checkRegion,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenRequest,
  pagedBy,
  regionId,
  regionNotFound,
} from '../parameters.ts'
import { cutPage, isAmong, isWanted, listResources, maxResultsOfResources } from '../resource-pages.ts'
import { listedBundle, toListedBundle, type WholeBundle, wholeBundle } from './bundle-views.ts'
import { familyOf, gpuDriverTypeOf, gpuDriverTypes } from './offered-types.ts'

const request = record({
  RegionId: regionId,
  MaxResults: maxResultsOfResources,
  NextToken: nextTokenRequest,
  BundleType: optional(
    oneOf(['SYSTEM', 'CUSTOM'], 'Only templates every account has, or only own ones.', { example: 'SYSTEM' }),
  ),
  DesktopTypeFamily: optional(
    oneOf(['eds.graphics', 'eds.hf', 'eds.general'], 'Only templates with a type of this family.', {
      example: 'eds.general',
    }),
  ),
  CpuCount: optional(integer('Only templates for so many processors.', { example: 2 })),
  MemorySize: optional(
    integer('Only templates for so much memory: in MiB as the answer has it; below 512 it is taken as GiB.', {
      example: 4,
    }),
  ),
  GpuCount: optional(decimal('Only templates for so many graphics processors; 0: none.', { example: 1 })),
  CheckStock: optional(flag('Whether the answer tells if such computers can be had.', { example: true })),
  FromDesktopGroup: flag('true: only templates of which shares can be made: not own ones with Linux.', {
    fallback: false,
    example: false,
  }),
  ProtocolType: optional(oneOf(protocolTypes, 'Only templates for this protocol.', { example: 'ASP' })),
  BundleId: optional(
    list(text('The id of a template.', { example: 'bundle_eds_general_4c8g_s8d5_win2019' }), 'Only these templates.', {
      max: 100,
    }),
  ),
  SupportMultiSession: flag('true: only templates whose computers take several sessions.', {
    fallback: false,
    example: false,
  }),
  VolumeEncryptionEnabled: optional(
    flag('true: only templates with encrypted disks, of which there are none; false: all others.', { example: false }),
  ),
  FotaChannel: optional(text('Accepted; it has no effect.', { vendor: 'Not open to the public.' })),
  SelectedBundle: optional(flag('Accepted; it has no effect.', { example: true })),
  SessionType: optional(
    oneOf(['SingleSession', 'MultipleSession'], 'Only templates whose computers take one session, or several.', {
      example: 'SingleSession',
    }),
  ),
  ImageId: optional(
    list(text('The id of an image.', { example: 'm-7by8d2m4kiicz****' }), 'Only templates of one of these images.', {
      max: 100,
    }),
  ),
  OsType: optional(oneOf(osTypes, 'Only templates with this kind of operating system.', { example: 'Windows' })),
  Scope: optional(text('Accepted; it has no effect.', { example: 'FastBuy' })),
  GpuDriverType: optional(
    oneOf(gpuDriverTypes, 'Only templates with graphics processors of this kind.', { example: 'T4' }),
  ),
})

const sessionTypes = { SingleSession: 'SINGLE_SESSION', MultipleSession: 'MULTIPLE_SESSION' } as const

/** The vendor shows memory in MiB and gives GiB as the example of the filter; no type has 512 GiB. */
const toMib = (memory: number): number => (memory < 512 ? memory * 1024 : memory)

function matches({ bundle, image, type }: WholeBundle, input: Static<typeof request>): boolean {
  const { SessionType, MemorySize, GpuCount } = input
  const forShares = bundle.type === 'SYSTEM' || image?.osType !== 'Linux'
  return (
    isAmong(input.BundleId, bundle.id) &&
    isAmong(input.ImageId, bundle.imageId) &&
    isWanted(input.BundleType, bundle.type) &&
    isWanted<string>(input.DesktopTypeFamily, familyOf(bundle.desktopType)) &&
    isWanted(input.CpuCount, type?.cpu) &&
    isWanted(MemorySize === undefined ? undefined : toMib(MemorySize), type?.memoryMib) &&
    isWanted(GpuCount, type && (type.gpuCount ?? 0)) &&
    isWanted<string>(input.GpuDriverType, type && gpuDriverTypeOf(type)) &&
    isWanted(input.ProtocolType, image?.protocolType) &&
    isWanted(input.OsType, image?.osType) &&
    isWanted(SessionType && sessionTypes[SessionType], image?.sessionType) &&
    (!input.SupportMultiSession || image?.sessionType === 'MULTIPLE_SESSION') &&
    (!input.FromDesktopGroup || forShares) &&
    input.VolumeEncryptionEnabled !== true
  )
}

export const DescribeBundles = operation({
  product: ecd,
  name: 'DescribeBundles',
  summary: 'Lists the templates from which computers and shares can be made.',
  description:
    'Templates every account has come first, then the own ones of the region in the order in which they were made. Every ' +
    'filter that is given narrows the list; what no template matches is an empty list, not an error.',
  ram: { action: 'ecd:DescribeBundles', level: 'get', resources: [{ type: 'ecdbundle', parameter: 'BundleId' }] },
  request,
  response: record({ Bundles: list(listedBundle, 'The templates of this page.'), NextToken: nextTokenAnswer }),
  problems: [regionNotFound, nextTokenInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', BundleType: 'SYSTEM' },
    response: { NextToken: 'caeba0bbb2be03f84eb48b699f0a4883' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkRegion(input.RegionId)
    const all = await listResources(context, 'bundle', input.RegionId)
    const imageIds = all.map(({ resource }) => resource.imageId)
    const images = await lookUp(context.store, context.accountId, 'image', imageIds)
    const matching = all
      .map(({ resource, ...rest }) => ({ ...rest, whole: wholeBundle(resource, images) }))
      .filter(({ whole }) => matches(whole, input))
    const paged = pagedBy(context, 'DescribeBundles', input)
    const looking = { checkStock: input.CheckStock === true, now: context.clock.now() }
    const page = cutPage(context, paged, matching, { NextToken: input.NextToken, limit: input.MaxResults })
    return {
      Bundles: page.items.map(({ whole, createdAt }) => toListedBundle(whole, createdAt, looking)),
      NextToken: page.NextToken,
    }
  },
})
