import { statesFor, withLife } from '../../../domain/lifecycle.ts'
import { flag, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { regionId, regionNotFound } from '../parameters.ts'
import { changeAll, changeProblems } from './changing-desktops.ts'
import { desktopIds, noEffect, osUpdateOff } from './desktop-fields.ts'

const deed = 'stop'

export const StopDesktops = operation({
  product: ecd,
  name: 'StopDesktops',
  summary: 'Turns computers off.',
  description:
    'All of them have to be Running, or none is stopped. They are Stopping at once and Stopped once the provider has ' +
    'turned them off; who is connected is disconnected. A computer of a share that was stopped by this call is not ' +
    'started again for the buffer, only by StartDesktops, a timer or a user who connects.',
  ram: {
    action: 'ecd:StopDesktops',
    level: 'update',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request: record({
    RegionId: regionId,
    StoppedMode: oneOf(
      ['StopCharging', 'KeepCharging'],
      'Of pay-as-you-go computers, while they are Stopped: StopCharging, only storage is billed; KeepCharging, compute is ' +
        'billed on.',
      { fallback: 'StopCharging', example: 'StopCharging' },
    ),
    DesktopId: desktopIds,
    OsUpdate: optional(flag(osUpdateOff, { example: false })),
    CreateSnapshot: optional(text(noEffect, { example: 'false' })),
    PatchId: optional(text(noEffect, { example: 'KB5082063' })),
  }),
  response: record({}),
  permittedStates: statesFor(deed),
  problems: [regionNotFound, ...changeProblems],
  example: { request: { RegionId: 'cn-hangzhou', DesktopId: ['ecd-7w78ozhjcwa3u****'] }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle(input, context) {
    const keepCharging = input.StoppedMode === 'KeepCharging' ? true : undefined
    return changeAll(context, 'StopDesktops', input, {
      deed,
      change: desktop => withLife(desktop, { desired: 'Stopped', parked: true, keepCharging }),
    })
  },
})
