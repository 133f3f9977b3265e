import { type Desktop, isConnected } from '../../../domain/desktop.ts'
import { updateOf } from '../../../domain/fota.ts'
import { systemResources } from '../../../domain/system-resources.ts'
import { toMinuteText } from '../../../domain/times.ts'
import { flag, integer, list, optional, record, type Static, text } from '../../../spec/shape.ts'
import { searchDesktops } from '../../../store/desktop-search.ts'
import { readDesktops } from '../../../store/desktops.ts'
import { type Context, operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { desktopIdsOf, noEffect } from './desktop-fields.ts'

const mostAtOnce = 100
const notKept = 'Not kept by this server: always absent.'

const info = record({
  CurrentAppVersion: optional(
    text('The version of the software that came with the image; absent before it is made.', {
      example: '1.4.0-R-***',
    }),
  ),
  StartTime: optional(
    text('When it was last started, yyyy-MM-ddTHH:mmZ in UTC; absent before.', { example: '2020-11-06T08:31Z' }),
  ),
  ConnectionStatus: optional(text('Connected or Disconnected.', { example: 'Disconnected' })),
  DesktopId: optional(text('The id of the computer.', { example: 'ecd-gx2x1dhsmucyy****' })),
  DesktopStatus: optional(
    text(
      'Its state: Pending while it is being made, Running, Stopping, Stopped, Starting, Rebuilding, Expired, Deleted.',
      {
        example: 'Running',
      },
    ),
  ),
  ManagementFlag: optional(
    list(
      text('Migrating, Updating, or NoFlag when nothing is being done to it.', { example: 'NoFlag' }),
      'What is being done to it.',
    ),
  ),
  NewAppVersion: optional(
    text('The newest version of that software; absent when it has it.', { example: '1.6.0-R-***' }),
  ),
  ReleaseNote: optional(text(notKept, { example: 'Test package 03-07' })),
  NewAppSize: optional(integer(notKept, { format: 'int64', example: 568533470 })),
  DesktopGroupId: optional(
    text('The share it is a computer of; absent for an ordinary one.', { example: 'dg-3uiojcc0j4kh7****' }),
  ),
})

export const DescribeDesktopInfo = operation({
  product: ecd,
  name: 'DescribeDesktopInfo',
  summary: 'Tells how computers are, in short.',
  description:
    'Computers that are named and not there are left out; released ones are told as Deleted as long as they are ' +
    'remembered. Without ids: the first hundred of the region that are not released, those of shares among them.',
  ram: {
    action: 'ecd:DescribeDesktopInfo',
    level: 'list',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request: record({
    RegionId: regionId,
    DesktopId: optional(desktopIdsOf('The computers, those of shares as well.')),
    NeedExtraInfo: optional(flag(noEffect)),
    BusinessChannel: optional(text(noEffect)),
  }),
  response: record({ Desktops: optional(list(info, 'The computers, in the order in which they were made.')) }),
  problems: [regionNotFound],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopId: ['ecd-gx2x1dhsmucyy****'] },
    response: { Desktops: [{ DesktopId: 'ecd-gx2x1dhsmucyy****', DesktopStatus: 'Running' }] },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ RegionId, DesktopId = [] }, context) {
    checkRegion(RegionId)
    const desktops = await wanted(context, RegionId, DesktopId)
    return { Desktops: [...desktops].sort((a, b) => a.sequence - b.sequence).map(toInfo) }
  },
})

async function wanted(
  { store, accountId }: Context,
  region: string,
  ids: readonly string[],
): Promise<readonly Desktop[]> {
  if (ids.length > 0) {
    const found = await readDesktops(store, store.dialect, accountId, [...new Set(ids)])
    return found.filter(desktop => desktop.regionId === region)
  }
  const all = { accountId, regionId: region, statuses: [], officeSiteIds: [], payTypes: [] }
  return (await searchDesktops(store, all, { after: 0, limit: mostAtOnce })).items
}

function toInfo(desktop: Desktop): Static<typeof info> {
  const { id, status, shareId, osType, protocolType, managementFlag: flagged, details } = desktop
  const { fotaVersion: version, startedAt } = details
  return {
    DesktopId: id,
    DesktopStatus: status,
    // This call has no word for what cannot be connected to yet.
    ConnectionStatus: isConnected(desktop) ? 'Connected' : 'Disconnected',
    ManagementFlag: [flagged === 'Migrating' || flagged === 'Updating' ? flagged : 'NoFlag'],
    StartTime: startedAt === undefined ? undefined : toMinuteText(startedAt),
    CurrentAppVersion: version,
    NewAppVersion: updateOf(systemResources('image'), { osType, protocolType, version }),
    DesktopGroupId: shareId,
  }
}
