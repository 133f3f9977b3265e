/** What the operations on snapshots share. */
import { toSecondText } from '../../../domain/times.ts'
import { problem } from '../../../spec/problem.ts'
import { integer, record, type Static, text } from '../../../spec/shape.ts'
import type { Snapshot } from '../../../store/snapshots.ts'

export const snapshotName = text('The name of the snapshot: 1 to 64 letters, digits, dots, underscores and hyphens.', {
  pattern: '^[A-Za-z0-9._-]{1,64}$',
  example: 'before-the-weekend',
})

export const snapshotNotFound = problem('InvalidName.NotFound', 404, 'There is no snapshot of this name.')

export const snapshotFields = {
  Name: snapshotName,
  CreateTime: text('When it was saved, by the clock computers live by: yyyy-MM-ddTHH:mm:ssZ, UTC.', {
    example: '2026-11-24T08:00:00Z',
  }),
  Accounts: integer('How many accounts it knows.', { example: 1 }),
  Shares: integer('How many shares it holds, deleted ones included.', { example: 12 }),
  Desktops: integer('How many computers it holds, released ones included.', { example: 340 }),
  Rows: integer('How many rows of all tables it holds.', { format: 'int64', example: 5120 }),
  Bytes: integer('How much room it takes in the store, in bytes.', { format: 'int64', example: 48213 }),
} as const

const snapshotShape = record(snapshotFields)

export const toSnapshot = (snapshot: Snapshot): Static<typeof snapshotShape> => ({
  Name: snapshot.name,
  CreateTime: toSecondText(snapshot.createdAt),
  Accounts: snapshot.accounts,
  Shares: snapshot.shares,
  Desktops: snapshot.desktops,
  Rows: snapshot.rows,
  Bytes: snapshot.bytes,
})

export const snapshotExample = {
  Name: 'before-the-weekend',
  CreateTime: '2026-11-24T08:00:00Z',
  Accounts: 1,
  Shares: 12,
  Desktops: 340,
  Rows: 5120,
  Bytes: 48213,
}
