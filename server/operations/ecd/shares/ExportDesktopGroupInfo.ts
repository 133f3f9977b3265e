import { payTypes } from '../../../domain/desktop.ts'
import { parseTime } from '../../../domain/times.ts'
import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { expiredTimeInvalid } from '../desktops/problems.ts'
import {
  checkRegion,
  cursorOf,
  nextTokenInvalid,
  pagedBy,
  regionId,
  regionNotFound,
  tagFilterOf,
  toTagConditions,
} from '../parameters.ts'

/** As the vendor publishes it, spelling included (service-errors.md 2). */
const exportFailed = problem(
  'ExportDesktopGroup.UnknowError',
  400,
  'Failed to export desktop group list. Please try again. If the problem still exists, submit a ticket.',
)

export const ExportDesktopGroupInfo = operation({
  product: ecd,
  name: 'ExportDesktopGroupInfo',
  summary: 'Answers a link to a sheet (.xlsx) of the shares of a region.',
  description:
    'Every filter that is given narrows what the sheet holds; it holds all shares that match, on one page. The sheet is ' +
    'made when the link is fetched, which needs no signature and works for ten minutes: who has the link has the sheet. ' +
    'The link leads to the address under which the server was called.',
  ram: { action: 'ecd:ExportDesktopGroupInfo', level: 'none', resources: everything },
  request: record({
    RegionId: regionId,
    OfficeSiteId: optional(text('Only shares in this office network.', { example: 'cn-hangzhou+dir-467671****' })),
    DesktopGroupName: optional(
      text('Only shares whose name holds this text, in upper or lower case.', { example: 'CloudComputerPool01' }),
    ),
    MaxResults: integer('How many shares a page holds. Accepted; has no effect here: the sheet holds them all.', {
      fallback: 10,
      min: 1,
      max: 100,
      example: 10,
    }),
    NextToken: optional(
      text('Where to go on. There is one page only, so no token is ever issued, and any is refused.', {
        example: 'caeba0bbb2be03f84eb48b699f0a4883',
      }),
    ),
    PolicyGroupId: optional(text('Only shares with this policy.', { example: 'pg-53iyi2aar0nd6****' })),
    ChargeType: optional(
      oneOf(payTypes, 'Only shares that are billed by subscription, or as they go.', { example: 'PrePaid' }),
    ),
    ExpiredTime: optional(
      text('Only shares whose subscription ends in this minute, yyyy-MM-ddTHH:mmZ in UTC.', {
        example: '2022-12-31T15:59Z',
      }),
    ),
    DesktopGroupId: optional(
      list(text('The id of a share.', { example: 'dg-2i8qxpv6t1a03****' }), 'Only these shares.', { max: 100 }),
    ),
    EndUserId: optional(
      list(text('The id of a user.', { example: 'alice' }), 'Only shares on which one of these users is authorised.', {
        max: 100,
      }),
    ),
    LangType: optional(
      oneOf(['zh-CN', 'en-GB'], 'The language of headings and words in the sheet; absent: en-GB.', {
        example: 'zh-CN',
      }),
    ),
    Tag: tagFilterOf(100),
  }),
  response: record({
    Url: text('Where the sheet is.', { example: 'https://eds.example.com/exports/q2hhbm5lbA.xlsx' }),
  }),
  problems: [regionNotFound, nextTokenInvalid, expiredTimeInvalid, exportFailed],
  example: {
    request: { RegionId: 'cn-hangzhou', LangType: 'en-GB' },
    response: { Url: 'https://eds.example.com/exports/q2hhbm5lbA.xlsx' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkRegion(input.RegionId)
    cursorOf(context, pagedBy(context, 'ExportDesktopGroupInfo', input), input)
    const expiredAt = input.ExpiredTime === undefined ? undefined : parseTime(input.ExpiredTime)
    if (input.ExpiredTime !== undefined && expiredAt === undefined) throw expiredTimeInvalid()
    // Who calls without telling the name of the server cannot be told where to go.
    if (context.origin === undefined) throw exportFailed()
    const path = context.exports.issue({
      accountId: context.accountId,
      regionId: input.RegionId,
      language: input.LangType ?? 'en-GB',
      ids: input.DesktopGroupId,
      namePart: input.DesktopGroupName,
      officeSiteId: input.OfficeSiteId,
      policyGroupId: input.PolicyGroupId,
      payType: input.ChargeType,
      endUserIds: input.EndUserId,
      tags: toTagConditions(input.Tag),
      expiredMinute: expiredAt === undefined ? undefined : Math.floor(expiredAt / 60_000) * 60_000,
    })
    return { Url: `${context.origin}${path}` }
  },
})
