import { everything } from '../../../spec/operation.ts'
import { list, record, text } from '../../../spec/shape.ts'
import { readAuthorisedAmong } from '../../../store/share-authorisations.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { authorise, checkEndUsers, forbid } from './authorising.ts'
import { findShareWithDesktops } from './changing-shares.ts'
import { endUserNotFound, shareBusy, shareNotFound } from './problems.ts'

const userId = text('The id of a user.', { example: 'alice' })
const limits = { min: 1, max: 10_000, vendor: 'At most 500.' }

export const ModifyUserToDesktopGroup = operation({
  product: ecd,
  name: 'ModifyUserToDesktopGroup',
  summary: 'Puts other end users in the place of some that are authorised on a share.',
  description:
    'All old users have to be authorised and all new ones have to exist, or nothing is changed. Old users lose their ' +
    'sessions and computers as with RemoveUserFromDesktopGroup, new ones are added at the end of the list, and who stands ' +
    'in both lists stays. While computers of the share are being created or released the call is refused with ' +
    'NotAllowOperation, unless nobody leaves.',
  ram: { action: 'ecd:ModifyUserToDesktopGroup', level: 'update', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
    OldEndUserIds: list(userId, 'The users that leave.', limits),
    NewEndUserIds: list(userId, 'The users that come in their place; not necessarily as many.', limits),
  }),
  response: record({}),
  problems: [regionNotFound, shareNotFound, endUserNotFound, shareBusy],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      DesktopGroupId: 'dg-2i8qxpv6t1a03****',
      OldEndUserIds: ['alice'],
      NewEndUserIds: ['jack'],
    },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, DesktopGroupId } = input
    const { accountId } = context
    checkRegion(RegionId)
    const comes = new Set(input.NewEndUserIds)
    const old = [...new Set(input.OldEndUserIds)]
    return write(context, 'ModifyUserToDesktopGroup', input, async tx => {
      const peopled = await findShareWithDesktops(tx, { accountId, regionId: RegionId, id: DesktopGroupId })
      const authorised = await readAuthorisedAmong(tx, DesktopGroupId, old)
      if (authorised.size < old.length) throw endUserNotFound()
      await checkEndUsers(tx, accountId, [...comes])
      const leaving = old.filter(id => !comes.has(id))
      if (leaving.length > 0) await forbid(tx, context, peopled, leaving)
      await authorise(tx, context, peopled.share, [...comes])
      return {}
    })
  },
})
