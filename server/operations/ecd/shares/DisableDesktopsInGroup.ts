import type { Desktop } from '../../../domain/desktop.ts'
import { lifeOf, withLife } from '../../../domain/lifecycle.ts'
import { hasSession } from '../../../domain/sessions.ts'
import { list, record, text } from '../../../spec/shape.ts'
import { writeEvents } from '../../../store/events.ts'
import { changeDesktops } from '../../../store/life.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { desktopNotFound } from '../desktops/problems.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { findShareWithDesktops } from './changing-shares.ts'
import { shareNotFound } from './problems.ts'

export const DisableDesktopsInGroup = operation({
  product: ecd,
  name: 'DisableDesktopsInGroup',
  summary: 'Takes computers of a share out of use: they are given to nobody any more.',
  description:
    'Who has a session on such a computer keeps it; who is merely bound to one gets another at the next connection. The ' +
    'vendor has no state for a disabled computer, so it stays in the one it is in, and no operation that enables it ' +
    'again. Disabling twice changes nothing. All computers have to be of the share and not released, or none is disabled.',
  ram: {
    action: 'ecd:DisableDesktopsInGroup',
    level: 'update',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopIds' }],
  },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
    DesktopIds: list(text('The id of a computer.', { example: 'ecd-84mztzatmipf2****' }), 'The computers.', {
      max: 1000,
    }),
  }),
  response: record({}),
  problems: [regionNotFound, shareNotFound, desktopNotFound],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      DesktopGroupId: 'dg-2i8qxpv6t1a03****',
      DesktopIds: ['ecd-84mztzatmipf2****'],
    },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, DesktopGroupId } = input
    const { accountId } = context
    checkRegion(RegionId)
    const wanted = new Set(input.DesktopIds)
    return write(context, 'DisableDesktopsInGroup', input, async tx => {
      const { living } = await findShareWithDesktops(tx, { accountId, regionId: RegionId, id: DesktopGroupId })
      const found = living.filter(({ id }) => wanted.has(id))
      if (found.length < wanted.size) throw desktopNotFound()
      const changed = found.filter(desktop => lifeOf(desktop).disabled !== true)
      await changeDesktops(
        tx,
        accountId,
        changed.map(before => ({ before, after: disabled(before), reason: 'Disabled' })),
        context.meters,
      )
      await writeEvents(
        tx,
        accountId,
        changed.map(({ id }) => ({
          name: 'DesktopDisabled',
          regionId: RegionId,
          shareId: DesktopGroupId,
          desktopId: id,
        })),
      )
      return {}
    })
  },
})

const disabled = (desktop: Desktop): Desktop =>
  withLife({ ...desktop, users: desktop.users.filter(hasSession) }, { disabled: true })
