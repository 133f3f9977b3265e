import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { modeField, nowField, toInstantText } from './clock-views.ts'

export const GetClock = operation({
  product: deskfleet,
  name: 'GetClock',
  summary: 'Tells what time it is for the desktops.',
  description: 'Signatures are always judged by the real time, whatever this clock says.',
  ram: { action: 'deskfleet:GetClock', level: 'get', resources: everything },
  request: record({}),
  response: record({ Now: nowField, Mode: modeField }),
  problems: [],
  example: { request: {}, response: { Now: '2026-01-01T00:00:00.000Z', Mode: 'virtual' } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(_input, { clock, advance }) {
    return { Now: toInstantText(clock.now()), Mode: advance === undefined ? ('real' as const) : ('virtual' as const) }
  },
})
