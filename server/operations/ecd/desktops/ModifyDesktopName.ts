import { list, optional, record, text } from '../../../spec/shape.ts'
import { writeEvents } from '../../../store/events.ts'
import { changeDesktops, type DesktopChange } from '../../../store/life.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { findDesktops } from './changing-desktops.ts'
import { noEffect } from './desktop-fields.ts'
import { isDesktopName } from './names.ts'
import { desktopNotFound, newNameInvalid } from './problems.ts'

export const ModifyDesktopName = operation({
  product: ecd,
  name: 'ModifyDesktopName',
  summary: 'Gives a computer, or several, another name.',
  description:
    'A computer may be renamed in every state, until it is released. One of a share keeps its own name until the share is ' +
    'renamed.',
  ram: {
    action: 'ecd:ModifyDesktopName',
    level: 'update',
    resources: [
      { type: 'ecddesktop', parameter: 'DesktopId' },
      { type: 'ecddesktop', parameter: 'DesktopIds' },
    ],
  },
  request: record({
    RegionId: regionId,
    NewDesktopName: text('The name, 1 to 64 characters, not beginning with http:// or https://.', {
      example: 'DemoComputer01',
    }),
    DesktopId: text('The computer, one of a share as well.', { example: 'ecd-gx2x1dhsmucyy****' }),
    DesktopIds: optional(list(text('The id of a computer.'), 'Further computers that get the same name.')),
    UserAssignMode: optional(text(noEffect)),
  }),
  response: record({}),
  problems: [regionNotFound, desktopNotFound, newNameInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', NewDesktopName: 'DemoComputer01', DesktopId: 'ecd-gx2x1dhsmucyy****' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId: regionId, NewDesktopName: name, DesktopId, DesktopIds = [] } = input
    const { accountId, meters } = context
    checkRegion(regionId)
    if (!isDesktopName(name)) throw newNameInvalid()
    return write(context, 'ModifyDesktopName', input, async tx => {
      const desktops = await findDesktops(tx, { accountId, regionId, ids: [DesktopId, ...DesktopIds] })
      const others = desktops.filter(desktop => desktop.name !== name)
      const changes = others.map((before): DesktopChange => ({ before, after: { ...before, name } }))
      await changeDesktops(tx, accountId, changes, meters)
      const events = others.map(({ id, shareId, name: from }) => ({
        name: 'DesktopRenamed',
        regionId,
        desktopId: id,
        ...(shareId === undefined ? {} : { shareId }),
        details: { from, to: name },
      }))
      await writeEvents(tx, accountId, events)
      return {}
    })
  },
})
