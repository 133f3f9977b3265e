import { desktopTypeOf } from '../../../domain/desktop-types.ts'
import { everything } from '../../../spec/operation.ts'
import { decimal, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { readDesktops } from '../../../store/desktops.ts'
import { readLivingShare } from '../../../store/share-search.ts'
import { type Context, operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { isAmong, isWanted, listResources } from '../resource-pages.ts'
import {
  familyOf,
  gpuDriverTypeOf,
  gpuDriverTypes,
  gpuMemoryOf,
  type OfferedType,
  offeredTypes,
  typeNames,
} from './offered-types.ts'

const notKept = 'Not kept by this server: always absent.'
const noEffect = 'Accepted; it has no effect.'
const families = [
  'ecd.basic',
  'ecd.advanced',
  'ecd.performance',
  'ecd.graphics',
  'eds.general',
  'eds.enterprise_office',
  'eds.hf',
  'eds.graphics',
] as const

const request = record({
  RegionId: regionId,
  DesktopTypeId: optional(oneOf(typeNames, 'Only this type.', { example: 'ecd.graphics.xlarge' })),
  InstanceTypeFamily: optional(oneOf(families, 'Only types of this family.', { example: 'ecd.graphics' })),
  CpuCount: optional(integer('Only types with so many processors.', { example: 2 })),
  MemorySize: optional(integer('Only types with so much memory, in MiB.', { example: 4096 })),
  GpuCount: optional(decimal('Only types with so many graphics processors; 0: none.', { example: 1 })),
  DesktopIdForModify: optional(
    text('Only types to which this computer can be changed: all but its own, or as OrderType says.', {
      example: 'ecd-gx2x1dhsmucyy****',
    }),
  ),
  OrderType: optional(
    oneOf(
      ['DOWNGRADE', 'UPGRADE'],
      'Beside DesktopIdForModify or DesktopGroupIdForModify: only types that have nothing less (UPGRADE) or nothing more ' +
        '(DOWNGRADE) of processors, memory and graphics than the present one.',
      { example: 'UPGRADE' },
    ),
  ),
  AppliedScope: oneOf(['Public', 'SavingPlan'], 'SavingPlan: only types for saving plans, of which there are none.', {
    fallback: 'Public',
    example: 'Public',
  }),
  DesktopGroupIdForModify: optional(
    text('The same as DesktopIdForModify for the computers of this share.', { example: 'dg-abcdefg****' }),
  ),
  GpuDriverType: optional(
    oneOf(gpuDriverTypes, 'Only types with graphics processors of this kind.', { example: 'A10' }),
  ),
  OrderBy: optional(
    oneOf(['Memory', 'Cpu'], 'What the list is sorted by; absent: the order of the families.', { example: 'Memory' }),
  ),
  SortType: oneOf(['ASC', 'DESC'], 'Whether the smallest or the largest comes first; beside OrderBy only.', {
    fallback: 'ASC',
    example: 'ASC',
  }),
  Scope: optional(
    oneOf(['MonthPackage', 'FastBuy'], 'Only types sold in this way, of which there are none.', { example: 'FastBuy' }),
  ),
  DesktopTypeIdList: optional(
    list(text('A type.', { example: 'eds.enterprise_office.4c8g' }), 'Only these types.', { max: 100 }),
  ),
  SupportMinSessionCount: optional(
    integer('Accepted; it has no effect: no type limits its sessions here.', { example: 2 }),
  ),
  ZoneId: optional(text(noEffect, { vendor: 'Not open to the public.' })),
  GpuMemory: optional(integer('Only types with so much graphics memory, in MiB.', { example: 16384 })),
  ScopeSet: optional(
    list(text('A way in which types are sold.'), 'Only types sold in one of these ways, of which there are none.', {
      max: 100,
    }),
  ),
  BusinessChannel: optional(text(noEffect)),
  DesktopScenario: optional(text(noEffect)),
  OfficeSiteId: optional(text(noEffect)),
})

type Input = Static<typeof request>

const listedType = record({
  DesktopTypeId: text('The type.', { example: 'ecd.graphics.xlarge' }),
  InstanceTypeFamily: text('Its family.', { example: 'ecd.graphics' }),
  CpuCount: text('Processors.', { example: '4' }),
  MemorySize: text('Memory in MiB.', { example: '23552' }),
  GpuCount: optional(decimal('Graphics processors; absent without any.', { example: 1 })),
  GpuSpec: optional(text('The kind of graphics processor; absent without one.', { example: 'NVIDIA T4' })),
  GpuMemory: optional(integer('Graphics memory in MiB; absent without any, or when not known.', { example: 16384 })),
  DesktopTypeStatus: text('Whether such computers can be had; SUFFICIENT always.', { example: 'SUFFICIENT' }),
  StockState: oneOf(['Sufficient', 'Insufficient'], 'The same again; Sufficient always.', { example: 'Sufficient' }),
  SystemDiskSize: optional(text(notKept)),
  DataDiskSize: optional(text(notKept)),
  Scopes: optional(list(text(notKept), notKept)),
  MaxSessionCount: optional(integer(notKept)),
  Description: optional(text(notKept)),
  EnvId: optional(text(notKept)),
  EnvType: optional(text(notKept)),
})

/** The types of the computer and the share that are to be changed; undefined where there is no such thing. */
async function presentTypes({ store, accountId }: Context, input: Input): Promise<(string | undefined)[]> {
  const { RegionId: regionId, DesktopIdForModify: desktopId, DesktopGroupIdForModify: shareId } = input
  const present: (string | undefined)[] = []
  if (desktopId !== undefined) {
    const [desktop] = await readDesktops(store, store.dialect, accountId, [desktopId])
    const isThere = desktop !== undefined && desktop.regionId === regionId && desktop.status !== 'Deleted'
    present.push(isThere ? desktop.desktopType : undefined)
  }
  if (shareId !== undefined) {
    const found = await readLivingShare(store, { accountId, regionId, id: shareId })
    present.push(found?.share.desktopType)
  }
  return present
}

/** Whether what has the present type can be changed to another. */
function canBecome(present: string | undefined, type: OfferedType, orderType: Input['OrderType']): boolean {
  if (present === undefined || present === type.name) return false
  if (orderType === undefined) return true
  const now = desktopTypeOf(present)
  if (now === undefined) return false
  const [less, more] = orderType === 'UPGRADE' ? [now, type] : [type, now]
  const [lessGpu, moreGpu] = [less.gpuCount ?? 0, more.gpuCount ?? 0]
  const isSame = less.cpu === more.cpu && less.memoryMib === more.memoryMib && lessGpu === moreGpu
  return !isSame && less.cpu <= more.cpu && less.memoryMib <= more.memoryMib && lessGpu <= moreGpu
}

const matches = (type: OfferedType, input: Input): boolean =>
  isWanted<string>(input.DesktopTypeId, type.name) &&
  isAmong(input.DesktopTypeIdList, type.name) &&
  isWanted<string>(input.InstanceTypeFamily, familyOf(type.name)) &&
  isWanted(input.CpuCount, type.cpu) &&
  isWanted(input.MemorySize, type.memoryMib) &&
  isWanted(input.GpuCount, type.gpuCount ?? 0) &&
  isWanted<string>(input.GpuDriverType, gpuDriverTypeOf(type)) &&
  isWanted(input.GpuMemory, gpuMemoryOf(type)) &&
  isWanted<string>(input.Scope, undefined) &&
  (input.ScopeSet ?? []).length === 0 &&
  input.AppliedScope === 'Public'

function sorted(types: OfferedType[], { OrderBy, SortType }: Input): OfferedType[] {
  if (OrderBy === undefined) return types
  const sizeOf = ({ cpu, memoryMib }: OfferedType) => (OrderBy === 'Cpu' ? cpu : memoryMib)
  const sign = SortType === 'ASC' ? 1 : -1
  return types.sort((a, b) => sign * (sizeOf(a) - sizeOf(b)))
}

const toListedType = (type: OfferedType): Static<typeof listedType> => ({
  DesktopTypeId: type.name,
  InstanceTypeFamily: familyOf(type.name),
  CpuCount: String(type.cpu),
  MemorySize: String(type.memoryMib),
  GpuCount: type.gpuCount,
  GpuSpec: type.gpuSpec,
  GpuMemory: gpuMemoryOf(type),
  DesktopTypeStatus: 'SUFFICIENT',
  StockState: 'Sufficient',
})

export const DescribeDesktopTypes = operation({
  product: ecd,
  name: 'DescribeDesktopTypes',
  summary: 'Lists the types of computers that can be had.',
  description:
    "The vendor's types whose size this server knows, then those that own templates of the region name beyond them. Every " +
    'filter that is given narrows the list. A computer or share to be changed that is not there leaves an empty list.',
  ram: { action: 'ecd:DescribeDesktopTypes', level: 'list', resources: everything },
  request,
  response: record({ DesktopTypes: list(listedType, 'The types.') }),
  problems: [regionNotFound],
  example: {
    request: { RegionId: 'cn-hangzhou', InstanceTypeFamily: 'ecd.graphics' },
    response: {
      DesktopTypes: [
        {
          DesktopTypeId: 'ecd.graphics.xlarge',
          InstanceTypeFamily: 'ecd.graphics',
          CpuCount: '4',
          MemorySize: '23552',
          GpuCount: 1,
          GpuSpec: 'NVIDIA T4',
          GpuMemory: 16_384,
          DesktopTypeStatus: 'SUFFICIENT',
          StockState: 'Sufficient',
        },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkRegion(input.RegionId)
    const bundles = await listResources(context, 'bundle', input.RegionId)
    const present = await presentTypes(context, input)
    const matching = offeredTypes(bundles.map(({ resource }) => resource.desktopType)).filter(
      type => matches(type, input) && present.every(one => canBecome(one, type, input.OrderType)),
    )
    return { DesktopTypes: sorted(matching, input).map(toListedType) }
  },
})
