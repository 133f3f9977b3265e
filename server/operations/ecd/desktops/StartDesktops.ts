import { statesFor, withLife } from '../../../domain/lifecycle.ts'
import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { regionId, regionNotFound } from '../parameters.ts'
import { changeAll, changeProblems } from './changing-desktops.ts'
import { desktopIds } from './desktop-fields.ts'

const deed = 'start'

export const StartDesktops = operation({
  product: ecd,
  name: 'StartDesktops',
  summary: 'Turns computers on.',
  description:
    'All of them have to be Stopped, or none is started. They are Starting at once and Running once the provider has them ' +
    'ready; from then on pay-as-you-go computers are billed for compute.',
  ram: {
    action: 'ecd:StartDesktops',
    level: 'update',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request: record({ RegionId: regionId, DesktopId: desktopIds }),
  response: record({}),
  permittedStates: statesFor(deed),
  problems: [regionNotFound, ...changeProblems],
  example: { request: { RegionId: 'cn-hangzhou', DesktopId: ['ecd-7w78ozhjcwa3u****'] }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle: (input, context) =>
    changeAll(context, 'StartDesktops', input, {
      deed,
      change: desktop => withLife(desktop, { desired: 'Running', parked: undefined, keepCharging: undefined }),
    }),
})
