import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { clientToken, tokenProblems, write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import {
  authorise,
  checkEndUsers,
  readUsersAndShares,
  shareMissing,
  usersAndShares,
  usersMissing,
} from './authorising.ts'
import { findShare } from './changing-shares.ts'
import { endUserNotFound, shareNotFound } from './problems.ts'

export const AddUserToDesktopGroup = operation({
  product: ecd,
  name: 'AddUserToDesktopGroup',
  summary: 'Authorises end users on shares, so that they may connect to a computer there.',
  description:
    'Nobody is bound to a computer by this: that happens when a user connects. Users who are authorised already stay as ' +
    'they are. Every share and every user has to exist, or nobody is authorised anywhere. DescribeUsersInGroup shows the ' +
    'users at once, in the order of the call.',
  ram: { action: 'ecd:AddUserToDesktopGroup', level: 'create', resources: everything },
  request: record({ RegionId: regionId, ClientToken: clientToken, ...usersAndShares }),
  response: record({}),
  problems: [regionNotFound, shareMissing, usersMissing, shareNotFound, endUserNotFound, ...tokenProblems],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****', EndUserIds: ['alice', 'bob'] },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId } = input
    const { accountId } = context
    checkRegion(RegionId)
    const { shareIds, endUserIds } = readUsersAndShares(input)
    return write(context, 'AddUserToDesktopGroup', input, async tx => {
      const shares = []
      for (const id of shareIds) shares.push((await findShare(tx, { accountId, regionId: RegionId, id })).share)
      await checkEndUsers(tx, accountId, endUserIds)
      for (const share of shares) await authorise(tx, context, share, endUserIds)
      return {}
    })
  },
})
