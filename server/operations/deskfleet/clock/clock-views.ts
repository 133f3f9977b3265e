/** The clock as answers show it, and who may turn it. */

import { problem } from '../../../spec/problem.ts'
import { integer, oneOf, text } from '../../../spec/shape.ts'

export const nowField = text('The instant desktops live at, UTC, with milliseconds.', {
  example: '2026-01-01T01:00:00.000Z',
})

export const modeField = oneOf(
  ['real', 'virtual'],
  'Whether time passes by itself, or stands still until AdvanceClock is called.',
  { example: 'virtual' },
)

export const stepsField = integer('How many looks at shares and computers it took.', { example: 12 })

/** `2026-01-01T01:00:00.000Z`: unlike the vendor's times, with the milliseconds that a script may need. */
export const toInstantText = (instant: number): string => new Date(instant).toISOString()

export const clockIsReal = problem(
  'UnsupportedOperation',
  400,
  'The clock is real and cannot be advanced. Start the server with DESKFLEET_CLOCK=virtual@<instant>.',
)
