/**
 * `deskfleet/testing`: a whole Deskfleet inside the process of a test, on a free port of this machine.
 *
 * What the handles do goes through the signed API, so that a script in any language can do the same; only fleet files are
 * applied and exported inside the process. Several servers may run in one process.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FleetReport } from '../server/fleet/apply.ts'
import { applyFleetText, type RunningDeskfleet, serveDeskfleet } from '../server/main.ts'
import type { Settings } from '../server/settings/settings.ts'
import { type CallAnswer, Caller, type CallInput, type OperationName } from './caller.ts'
import { type ClockHandle, makeClock } from './clock.ts'
import { type EndUserHandle, makeEndUsers } from './end-users.ts'
import { type DeskfleetEvent, type EventFilter, readEvents } from './events.ts'
import { type FaultHandle, makeFaults } from './faults.ts'
import { type DeskfleetOptions, type FleetGiven, fleetTextOf, settingsOf } from './options.ts'
import { Places, type Region } from './places.ts'
import { makeSnapshots, type SnapshotHandle } from './snapshots.ts'

export type { Fleet } from '../server/fleet/schema.ts'
export { type CallAnswer, type CallInput, CallRefused, CallUnanswered, type OperationName } from './caller.ts'
export type { ClockHandle, Duration } from './clock.ts'
export type { EndUserHandle, Seat, SeatTaken } from './end-users.ts'
export type { DeskfleetEvent, EventFilter } from './events.ts'
export type { Fault, FaultHandle, InjectedFault } from './faults.ts'
export type { DeskfleetOptions, FleetGiven } from './options.ts'
export type { Snapshot, SnapshotHandle } from './snapshots.ts'
export type { FleetReport }

export interface Deskfleet extends AsyncDisposable {
  /** `127.0.0.1:41234`: as official clients take it, with protocol HTTP. */
  readonly endpoint: string
  /** The key of the root account, which may do everything. */
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly accountId: string
  /** The region the handles call in unless told another. */
  readonly region: string
  /** The variables that official clients read: for a program that is tested as a child process. */
  readonly environment: Readonly<Record<string, string>>
  readonly clock: ClockHandle
  readonly faults: FaultHandle
  readonly users: EndUserHandle
  readonly snapshots: SnapshotHandle
  /**
   * Calls any operation of any product.
   *
   * @throws CallRefused with code, status and RequestId; CallUnanswered
   */
  call<Name extends OperationName>(operation: Name, input?: CallInput<Name>): Promise<CallAnswer<Name>>
  /**
   * Makes the state hold what a fleet says; what it does not name is left alone. Its shares live from then on.
   *
   * @throws FleetFileError with everything that is wrong
   */
  apply(fleet: FleetGiven): Promise<FleetReport>
  /** The state as a fleet file (YAML). */
  export(): Promise<string>
  /** Empties the state of all accounts and turns the clock back to its beginning; identities and snapshots stay. */
  reset(): Promise<void>
  events(filter?: EventFilter): Promise<DeskfleetEvent[]>
  /**
   * What the use of a share has cost, down to intervals and rates: the answer of ExplainShareBill.
   *
   * @param share id or name
   */
  bill(share: string, region?: Region): Promise<CallAnswer<'ExplainShareBill'>>
  /** Ends the answers under way, then the server; safe to call twice. `await using` calls it. */
  close(): Promise<void>
}

/** Starts a server. @throws SettingsError, FleetFileError, or what opening the store throws */
export async function startDeskfleet(options: DeskfleetOptions = {}): Promise<Deskfleet> {
  const fleet = options.fleet === undefined ? undefined : await fleetTextOf(options.fleet)
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'deskfleet-')))
  const removeData = async (): Promise<void> => {
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true })
  }
  let running: RunningDeskfleet | undefined
  try {
    const settings = settingsOf(options, dataDirectory)
    running = await serveDeskfleet(settings)
    if (fleet !== undefined) await applyFleetText(running, fleet.text, fleet.file)
    return handlesOf(running, settings, options.region ?? 'cn-hangzhou', removeData)
  } catch (error) {
    await running?.close()
    await removeData()
    throw error
  }
}

function handlesOf(
  running: RunningDeskfleet,
  { rootAccessKeyId = '', rootAccessKeySecret = '' }: Settings,
  region: string,
  removeData: () => Promise<void>,
): Deskfleet {
  const { endpoint, provisioned } = running
  const caller = new Caller({
    endpoint,
    accessKeyId: rootAccessKeyId,
    accessKeySecret: rootAccessKeySecret,
    secure: false,
  })
  const places = new Places(caller, region)
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= running.close().finally(removeData)
    return closing
  }
  return {
    endpoint,
    accessKeyId: rootAccessKeyId,
    accessKeySecret: rootAccessKeySecret,
    accountId: provisioned.rootAccountId,
    region,
    environment: {
      ALIBABA_CLOUD_ACCESS_KEY_ID: rootAccessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: rootAccessKeySecret,
      ALIBABA_CLOUD_REGION_ID: region,
      ALIBABA_CLOUD_ENDPOINT: endpoint,
      ALIBABA_CLOUD_ENDPOINT_ECD: endpoint,
    },
    clock: makeClock(caller),
    faults: makeFaults(caller),
    users: makeEndUsers(caller, places),
    snapshots: makeSnapshots(caller),
    call: (operation, input = {}) => caller.call(operation, input),
    async apply(fleet) {
      const { text, file } = await fleetTextOf(fleet)
      return applyFleetText(running, text, file)
    },
    async export() {
      // Loaded only here: most tests write no fleet file.
      const { exportFleet } = await import('../server/fleet/export.ts')
      return exportFleet(running.store)
    },
    async reset() {
      await caller.call('ResetState', {})
    },
    events: (filter = {}) => readEvents(caller, places, filter),
    async bill(share, where = {}) {
      const DesktopGroupId = await places.shareId(share, where)
      return caller.call('ExplainShareBill', { RegionId: places.regionOf(where), DesktopGroupId })
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
