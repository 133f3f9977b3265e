import { statesFor, withLife } from '../../../domain/lifecycle.ts'
import { flag, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { regionId, regionNotFound } from '../parameters.ts'
import { changeAll, changeProblems } from './changing-desktops.ts'
import { desktopIds, noEffect, osUpdateOff } from './desktop-fields.ts'

const deed = 'restart'

export const RebootDesktops = operation({
  product: ecd,
  name: 'RebootDesktops',
  summary: 'Turns computers off and on again.',
  description:
    'All of them have to be Running and not be changed right now (ManagementFlag NoFlag), or none is restarted. They are ' +
    'Stopping, then Starting, then Running; who is connected is disconnected.',
  ram: {
    action: 'ecd:RebootDesktops',
    level: 'update',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request: record({
    RegionId: regionId,
    DesktopId: desktopIds,
    OsUpdate: optional(flag(osUpdateOff)),
    CreateSnapshot: optional(flag(noEffect)),
    PatchId: optional(text(noEffect, { example: 'KB5082063' })),
  }),
  response: record({}),
  permittedStates: statesFor(deed),
  problems: [regionNotFound, ...changeProblems],
  example: { request: { RegionId: 'cn-hangzhou', DesktopId: ['ecd-gx2x1dhsmucyy****'] }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle: (input, context) =>
    changeAll(context, 'RebootDesktops', input, {
      deed,
      change: desktop => withLife(desktop, { task: { kind: 'Restart' } }),
    }),
})
