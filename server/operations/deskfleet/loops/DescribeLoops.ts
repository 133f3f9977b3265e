import { everything } from '../../../spec/operation.ts'
import { integer, list, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'

export const DescribeLoops = operation({
  product: deskfleet,
  name: 'DescribeLoops',
  summary: 'Tells what the loops of this server did in their last pass, and why one failed.',
  description:
    'Of the server that answers; where several share one database each tells of itself. Only identities of the ' +
    "server's own account may ask.",
  ram: { action: 'deskfleet:DescribeLoops', level: 'get', resources: everything },
  request: record({}),
  response: record({
    Loops: list(
      record({
        Name: text('The loop.', { example: 'settlement' }),
        LastPassAt: optional(
          text('When its last pass began, on the clock desktops live by, UTC; absent when there was none.', {
            example: '2026-01-01T01:00:00.000Z',
          }),
        ),
        LastDurationMs: optional(integer('How long that pass took, in real milliseconds.', { example: 3 })),
        Found: integer('What the pass looked at.', { example: 1 }),
        Changed: integer('What it changed.', { example: 4 }),
        Failed: integer('What it could not do.', { example: 0 }),
        LastFailure: optional(text('Why the last failure happened.', { example: 'The database cannot be reached.' })),
        Passes: integer('Passes since the server started.', { format: 'int64', example: 120 }),
      }),
      'The loops.',
    ),
  }),
  problems: [notServerOwner],
  example: { request: {}, response: { Loops: [{ Name: 'settlement', Found: 1, Changed: 4, Failed: 0, Passes: 120 }] } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(_input, context) {
    serverOwnerOnly(context)
    return {
      Loops: context
        .loops()
        .map(({ name, lastPassAt, lastDurationMs, found, changed, failed, lastFailure, passes }) => ({
          Name: name,
          LastPassAt: lastPassAt === undefined ? undefined : new Date(lastPassAt).toISOString(),
          LastDurationMs: lastDurationMs,
          Found: found,
          Changed: changed,
          Failed: failed,
          LastFailure: lastFailure,
          Passes: passes,
        })),
    }
  },
})
