/**
 * The life of a desktop: from what is desired and what was observed follow the next step and the status a client sees.
 * Pure, and the only place that knows either.
 *
 * | observed   | the provider …                                        |
 * |------------|-------------------------------------------------------|
 * | Absent     | has nothing under this id (any more)                  |
 * | Creating   | is making the computer                                |
 * | Stopped    | has it, without power                                 |
 * | Starting   | has turned it on                                      |
 * | Running    | has it ready for users                                |
 * | Stopping   | has turned it off                                     |
 * | Rebuilding | is renewing its disks                                 |
 * | Releasing  | is taking it away                                     |
 * | Gone       | has taken it away for good                            |
 */
import type { Desired, Desktop, DesktopStatus, Life, ManagementFlag, Observed, ProviderStep, Task } from './desktop.ts'
import { isConnected } from './desktop.ts'

/** What to do next: ask the provider for a step, wait for what is under way, note that it is gone, or nothing. */
export type NextStep = ProviderStep | 'wait' | 'forget' | 'none'

/** The next step by what was observed (rows) and what is desired (columns), for a desktop without a task. */
export const transitions: Readonly<Record<Observed, Readonly<Record<Desired, NextStep>>>> = {
  Absent: { Running: 'create', Stopped: 'create', Released: 'forget' },
  Creating: { Running: 'wait', Stopped: 'wait', Released: 'release' },
  Stopped: { Running: 'start', Stopped: 'none', Released: 'release' },
  Starting: { Running: 'wait', Stopped: 'wait', Released: 'release' },
  Running: { Running: 'none', Stopped: 'stop', Released: 'release' },
  Stopping: { Running: 'wait', Stopped: 'wait', Released: 'release' },
  Rebuilding: { Running: 'wait', Stopped: 'wait', Released: 'release' },
  Releasing: { Running: 'wait', Stopped: 'wait', Released: 'wait' },
  Gone: { Running: 'none', Stopped: 'none', Released: 'none' },
}

const taskSteps: Readonly<Record<Exclude<Task['kind'], 'Restart'>, ProviderStep>> = {
  Reset: 'reset',
  Rebuild: 'rebuild',
  Update: 'configure',
  Migrate: 'configure',
}

/** The next step of a desktop. A task comes before power, and a release before everything. */
export function nextStep({ desired, observed, task, asks }: Life, connected: boolean): NextStep {
  const plain = transitions[observed][desired]
  // The provider may have begun what nobody saw yet: only what it was never asked for is forgotten without it.
  if (plain === 'forget' && asks > 0) return 'release'
  if (task === undefined || desired === 'Released') return plain
  if (observed !== 'Running' && observed !== 'Stopped') return plain
  if (task.whenFree && connected) return plain
  if (task.kind !== 'Restart') return taskSteps[task.kind]
  return observed === 'Running' ? 'stop' : 'start'
}

/** What the provider has while it works on a step, and once it is done; `same` is what it had before. */
export const courseOf: Readonly<
  Record<ProviderStep, { readonly during: Observed | 'same'; readonly after: Observed | 'same' }>
> = {
  create: { during: 'Creating', after: 'Running' },
  start: { during: 'Starting', after: 'Running' },
  stop: { during: 'Stopping', after: 'Stopped' },
  // Fresh disks end in a running computer; who wants it stopped stops it then.
  reset: { during: 'Rebuilding', after: 'Running' },
  rebuild: { during: 'Rebuilding', after: 'Running' },
  configure: { during: 'same', after: 'same' },
  release: { during: 'Releasing', after: 'Gone' },
}

const onTheWay: Readonly<Record<Observed, Readonly<Record<Desired, DesktopStatus>>>> = {
  Absent: { Running: 'Pending', Stopped: 'Pending', Released: 'Stopping' },
  Creating: { Running: 'Pending', Stopped: 'Pending', Released: 'Stopping' },
  Stopped: { Running: 'Starting', Stopped: 'Stopped', Released: 'Stopping' },
  Starting: { Running: 'Starting', Stopped: 'Starting', Released: 'Stopping' },
  Running: { Running: 'Running', Stopped: 'Stopping', Released: 'Stopping' },
  Stopping: { Running: 'Stopping', Stopped: 'Stopping', Released: 'Stopping' },
  Rebuilding: { Running: 'Rebuilding', Stopped: 'Rebuilding', Released: 'Stopping' },
  Releasing: { Running: 'Stopping', Stopped: 'Stopping', Released: 'Stopping' },
  Gone: { Running: 'Deleted', Stopped: 'Deleted', Released: 'Deleted' },
}

/**
 * The status a client sees. The vendor has no word for a computer on its way out; it is shown Stopping until it is
 * Deleted.
 */
export function shownStatus(life: Life, connected: boolean): DesktopStatus {
  const { desired, observed, task, expired } = life
  const plain = onTheWay[observed][desired]
  if (desired === 'Released' || observed === 'Gone') return plain
  if (expired) return 'Expired'
  if (task === undefined || (task.whenFree && connected)) return plain
  if (observed !== 'Running' && observed !== 'Stopped') return plain
  if (task.kind === 'Reset' || task.kind === 'Rebuild') return 'Rebuilding'
  if (task.kind === 'Restart') return observed === 'Running' ? 'Stopping' : 'Starting'
  return plain
}

/** Whether a step that is done ends the task; stopping is only the first half of a restart. */
export const endsTask = (task: Task, step: ProviderStep): boolean =>
  task.kind === 'Restart' ? step === 'start' : taskSteps[task.kind] === step

/** The desktop with work to do: now, or after the work under way, which may have begun without knowing of it. */
export function withTask(desktop: Desktop, task: Task): Desktop {
  const { task: running } = lifeOf(desktop)
  if (running === undefined) return withLife(desktop, { task })
  // Fresh disks bring the configuration with them.
  const next = running.next?.kind === 'Rebuild' ? running.next : task
  return withLife(desktop, { task: { ...running, next } })
}

const flags: Partial<Record<Task['kind'], ManagementFlag>> = { Update: 'Updating', Migrate: 'Migrating' }

const atRest = (desired: Desired, observed: Observed): Life => ({ desired, observed, asks: 0 })

/** Where a desktop stands whose status was told from outside: on the way that this status means. */
const told: Readonly<Record<DesktopStatus, Life>> = {
  Pending: atRest('Running', 'Absent'),
  Starting: atRest('Running', 'Stopped'),
  Running: atRest('Running', 'Running'),
  Stopping: atRest('Stopped', 'Running'),
  Stopped: atRest('Stopped', 'Stopped'),
  Rebuilding: { ...atRest('Running', 'Running'), task: { kind: 'Reset', resetType: 3 } },
  Expired: { ...atRest('Stopped', 'Stopped'), expired: true },
  Deleted: atRest('Released', 'Gone'),
}

export const lifeOf = (desktop: Desktop): Life =>
  desktop.life ?? {
    ...told[desktop.status],
    ...(desktop.users.length === 0 ? { idleSince: desktop.details.startedAt ?? desktop.createdAt } : {}),
  }

/** A desktop with another life: status and flag follow. */
export function withLife(desktop: Desktop, change: { [Key in keyof Life]?: Life[Key] | undefined }): Desktop {
  const life: Life = stripped<Life>({ ...lifeOf(desktop), ...change } as Life)
  const flag = life.task && flags[life.task.kind]
  return stripped<Desktop>({
    ...desktop,
    life,
    status: shownStatus(life, isConnected(desktop)),
    managementFlag:
      flag ?? (life.task === undefined && desktop.life?.task !== undefined ? undefined : desktop.managementFlag),
  })
}

/** Without the members that are undefined, which stand for "take it away". */
function stripped<Thing extends object>(thing: { [Key in keyof Thing]: Thing[Key] | undefined }): Thing {
  return Object.fromEntries(Object.entries(thing).filter(([, value]) => value !== undefined)) as Thing
}

/** Whether the desktop is on its way somewhere: something is to be done or waited for, now. */
export const isUnsettled = (desktop: Desktop): boolean => {
  const life = lifeOf(desktop)
  return life.asked !== undefined || nextStep(life, isConnected(desktop)) !== 'none'
}

/** The deeds that a state permits (share-family.md 2.3). The catalogue says so of each operation: clients need no list. */
export const deeds = ['start', 'stop', 'restart', 'reset', 'rebuild', 'migrate', 'configure', 'connect'] as const
export type Deed = (typeof deeds)[number]

const permitted: Readonly<Record<Deed, readonly DesktopStatus[]>> = {
  start: ['Stopped'],
  stop: ['Running'],
  restart: ['Running'],
  reset: ['Running', 'Stopped'],
  rebuild: ['Running', 'Stopped'],
  migrate: ['Running', 'Stopped'],
  configure: ['Running'],
  connect: ['Running'],
}

/** The states that permit the deed. */
export const statesFor = (deed: Deed): readonly DesktopStatus[] => permitted[deed]

export const permits = (status: DesktopStatus, deed: Deed): boolean => permitted[deed].includes(status)
