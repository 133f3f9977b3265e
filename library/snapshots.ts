/** The whole state under a name, to be put back before the next test. */
import type { CallAnswer, Caller } from './caller.ts'

export interface Snapshot {
  readonly name: string
  /** By the clock computers live by. */
  readonly createdAt: Date
  readonly shares: number
  readonly desktops: number
}

export interface SnapshotHandle {
  /** Saves the state of all accounts; a snapshot of this name is replaced. */
  save(name: string): Promise<Snapshot>
  /** Puts the state back, the clock with it. */
  restore(name: string): Promise<void>
  list(): Promise<Snapshot[]>
  delete(name: string): Promise<void>
}

const toSnapshot = ({ Name, CreateTime, Shares, Desktops }: CallAnswer<'ListSnapshots'>['Snapshots'][number]) => ({
  name: Name,
  createdAt: new Date(CreateTime),
  shares: Shares,
  desktops: Desktops,
})

export function makeSnapshots(caller: Caller): SnapshotHandle {
  return {
    save: async name => toSnapshot(await caller.call('SaveSnapshot', { Name: name })),
    restore: async name => void (await caller.call('RestoreSnapshot', { Name: name })),
    list: async () => (await caller.call('ListSnapshots', {})).Snapshots.map(toSnapshot),
    delete: async name => void (await caller.call('DeleteSnapshot', { Name: name })),
  }
}
