import { everything } from '../../../spec/operation.ts'
import { optional, record, text } from '../../../spec/shape.ts'
import { readExpiries, readLivingShare } from '../../../store/share-search.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { surroundingsOf } from './share-fields.ts'
import { shareDetail, toShareDetail } from './share-views.ts'

export const GetDesktopGroupDetail = operation({
  product: ecd,
  name: 'GetDesktopGroupDetail',
  summary: 'Shows one share whole, with its timers.',
  description:
    'The share stands under Desktops, which is one object in spite of its name. A share that does not exist, is deleted ' +
    'or belongs to somebody else is not an error: the answer then has no Desktops.',
  ram: { action: 'ecd:GetDesktopGroupDetail', level: 'get', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
  }),
  response: record({ Desktops: optional(shareDetail) }),
  problems: [regionNotFound],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ RegionId, DesktopGroupId }, { accountId, store }) {
    checkRegion(RegionId)
    const counted = await readLivingShare(store, { accountId, regionId: RegionId, id: DesktopGroupId })
    if (counted === undefined) return {}
    const around = await surroundingsOf(store, accountId, [counted.share])
    const expiries = await readExpiries(store, accountId, [DesktopGroupId])
    return { Desktops: toShareDetail(counted, around, expiries.get(DesktopGroupId) ?? []) }
  },
})
