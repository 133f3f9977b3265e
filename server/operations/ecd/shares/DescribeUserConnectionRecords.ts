import { toSecondText } from '../../../domain/times.ts'
import { everything } from '../../../spec/operation.ts'
import { integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { type PastConnection, searchConnections } from '../../../store/connection-search.ts'
import { readEndUsers } from '../../../store/resources.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import {
  checkRegion,
  cursorOf,
  maxResults,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenOf,
  nextTokenRequest,
  pagedBy,
  regionId,
  regionNotFound,
} from '../parameters.ts'

const limit = (description: string, example: number) => optional(integer(description, { format: 'int64', example }))

const connectionRecord = record({
  ConnectionRecordId: text('The number of the record.', { example: '528' }),
  ConnectStartTime: text('When the user was connected, yyyy-MM-ddTHH:mm:ssZ in UTC.', {
    example: '2022-01-19T10:12:38Z',
  }),
  ConnectEndTime: optional(
    text('When the connection ended, yyyy-MM-ddTHH:mm:ssZ in UTC; absent while it lasts.', {
      example: '2022-01-19T10:42:38Z',
    }),
  ),
  ConnectDuration: optional(
    text('How long it lasted, in milliseconds; absent while it lasts.', { example: '1800000' }),
  ),
  DesktopId: text('The computer.', { example: 'ecd-gx2x1dhsmucyy****' }),
  DesktopName: optional(text('Its name; absent when the computer is forgotten.', { example: 'demoComputer' })),
})

export const DescribeUserConnectionRecords = operation({
  product: ecd,
  name: 'DescribeUserConnectionRecords',
  summary: 'Lists when a user was connected to which computer of a share.',
  description:
    'One record a connection, the oldest first; coming back to a kept session is a further one. Every filter that is given ' +
    'narrows the list, limits included; a connection that lasts yet is not found by its end or duration. A share or user ' +
    'that does not exist has no records; of deleted shares the records stay.',
  ram: {
    action: 'ecd:DescribeUserConnectionRecords',
    level: 'get',
    resources: everything,
  },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
    EndUserId: text('The id of the user.', { example: 'alice' }),
    EndUserType: optional(
      oneOf(['SIMPLE', 'AD_CONNECTOR'], 'Only when the user is kept here, or in a directory of the enterprise.', {
        example: 'SIMPLE',
      }),
    ),
    MaxResults: maxResults,
    NextToken: nextTokenRequest,
    ConnectStartTimeFrom: limit('Only what began at this instant or later, in milliseconds since 1970.', 1631239200000),
    ConnectStartTimeTo: limit('Only what began at this instant or sooner, in milliseconds since 1970.', 1631241000000),
    ConnectEndTimeFrom: limit('Only what ended at this instant or later, in milliseconds since 1970.', 1631266200000),
    ConnectEndTimeTo: limit('Only what ended at this instant or sooner, in milliseconds since 1970.', 1631268000000),
    ConnectDurationFrom: limit('Only what lasted so many milliseconds or longer.', 100),
    ConnectDurationTo: limit('Only what lasted so many milliseconds or less.', 100),
    DesktopId: optional(
      text('Only connections to this computer, or by this binding to one.', { example: 'ecd-138dsptkrt00u****' }),
    ),
  }),
  response: record({
    ConnectionRecords: list(connectionRecord, 'The records of this page.'),
    NextToken: nextTokenAnswer,
  }),
  problems: [regionNotFound, nextTokenInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****', EndUserId: 'alice' },
    response: {
      ConnectionRecords: [
        {
          ConnectionRecordId: '528',
          ConnectStartTime: '2022-01-19T10:12:38Z',
          ConnectEndTime: '2022-01-19T10:42:38Z',
          ConnectDuration: '1800000',
          DesktopId: 'ecd-gx2x1dhsmucyy****',
          DesktopName: 'demoComputer',
        },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId, store } = context
    const { RegionId, DesktopGroupId, EndUserId, EndUserType } = input
    checkRegion(RegionId)
    const paged = pagedBy(context, 'DescribeUserConnectionRecords', input)
    const after = cursorOf(context, paged, input).sequence
    if (EndUserType !== undefined) {
      const [found] = await readEndUsers(store, store.dialect, accountId, [EndUserId])
      if (found?.user.type !== EndUserType) return { ConnectionRecords: [] }
    }
    const filter = {
      accountId,
      regionId: RegionId,
      shareId: DesktopGroupId,
      endUserId: EndUserId,
      desktopId: input.DesktopId,
      beganFrom: input.ConnectStartTimeFrom,
      beganTo: input.ConnectStartTimeTo,
      endedFrom: input.ConnectEndTimeFrom,
      endedTo: input.ConnectEndTimeTo,
      durationFromMs: input.ConnectDurationFrom,
      durationToMs: input.ConnectDurationTo,
    }
    const { items, next } = await searchConnections(store, filter, { after, limit: input.MaxResults })
    return { ConnectionRecords: items.map(toRecord), NextToken: nextTokenOf(context, paged, next) }
  },
})

const toRecord = (past: PastConnection): Static<typeof connectionRecord> => {
  const { sequence, connectedAt, disconnectedAt, desktopId, desktopName } = past
  return {
    ConnectionRecordId: String(sequence),
    ConnectStartTime: toSecondText(connectedAt),
    ConnectEndTime: disconnectedAt === undefined ? undefined : toSecondText(disconnectedAt),
    ConnectDuration: disconnectedAt === undefined ? undefined : String(disconnectedAt - connectedAt),
    DesktopId: desktopId,
    DesktopName: desktopName,
  }
}
