/** What a provider says of a computer, and what that makes of the desktop. Pure. */
import type { Desktop, DesktopDetails, ProviderStep } from './desktop.ts'
import { courseOf, endsTask, lifeOf, withLife } from './lifecycle.ts'

/** What the provider puts into a computer: shown to clients, decided by nobody else. */
export interface ComputerFacts {
  readonly primaryEniIp?: string
  readonly memberEniIp?: string
  readonly networkInterfaceId?: string
  readonly gpuDriverVersion?: string
  readonly fotaVersion?: string
}

/** The provider's answer to a step it was asked for, however often it is asked. */
export type Sight =
  | { readonly outcome: 'underWay'; readonly checkAt: number }
  | { readonly outcome: 'done'; readonly facts: ComputerFacts }
  /** The step did not succeed; the computer is as before, or not there when it was to be created. */
  | { readonly outcome: 'failed'; readonly reason: string }
  /** There is no such computer, and the step was not to create or release it. */
  | { readonly outcome: 'absent' }

const firstRetryMs = 10_000
const lastRetryMs = 600_000

/** 10 s after the first failure, twice as long after each further one, ten minutes at most. */
const retryDelay = (failures: number): number => Math.min(firstRetryMs * 2 ** (failures - 1), lastRetryMs)

/** Writes down that the provider is asked for a step. The token makes asking again the same request. */
export function asking(desktop: Desktop, step: ProviderStep, now: number): Desktop {
  const asks = lifeOf(desktop).asks + 1
  return withLife(desktop, { asks, asked: { step, token: `${desktop.id}/${asks}`, checkAt: now }, retryAt: undefined })
}

/** The desktop after the provider answered what it was asked. */
export function observed(desktop: Desktop, sight: Sight, now: number): Desktop {
  const { asked } = lifeOf(desktop)
  if (asked === undefined) return desktop
  switch (sight.outcome) {
    case 'underWay': {
      const { during } = courseOf[asked.step]
      return withLife(desktop, {
        asked: { ...asked, checkAt: sight.checkAt },
        ...(during === 'same' ? {} : { observed: during }),
      })
    }
    case 'done':
      return finished(desktop, asked.step, sight.facts, now)
    case 'failed':
      return failed(desktop, asked.step, sight.reason, now)
    case 'absent':
      return lost(desktop)
  }
}

function finished(desktop: Desktop, step: ProviderStep, facts: ComputerFacts, now: number): Desktop {
  const { task } = lifeOf(desktop)
  const { after } = courseOf[step]
  const seen = {
    asked: undefined,
    failures: undefined,
    retryAt: undefined,
    lastFailure: undefined,
    ...(after === 'same' ? {} : { observed: after }),
  }
  if (step === 'release')
    return { ...withLife({ ...desktop, users: [] }, { ...seen, task: undefined }), releasedAt: now }
  const starts = step === 'create' || step === 'start' || step === 'reset' || step === 'rebuild'
  // What a new image does not bring is not there any more.
  const { gpuDriverVersion: _driver, fotaVersion: _version, ...without } = desktop.details
  const details: DesktopDetails = {
    ...(step === 'create' || step === 'rebuild' ? without : desktop.details),
    ...facts,
    ...(starts ? { startedAt: now } : {}),
    ...(step === 'reset' || step === 'rebuild' ? { resetAt: now } : {}),
  }
  const idle = starts && desktop.users.length === 0 ? { idleSince: now } : {}
  const ended = task !== undefined && endsTask(task, step) ? { task: task.next } : {}
  return withLife({ ...desktop, details }, { ...seen, ...idle, ...ended })
}

function failed(desktop: Desktop, step: ProviderStep, reason: string, now: number): Desktop {
  const life = lifeOf(desktop)
  const failures = (life.failures ?? 0) + 1
  const before = step === 'create' ? 'Absent' : restBefore(step, desktop)
  return withLife(desktop, {
    asked: undefined,
    observed: before,
    failures,
    lastFailure: `${step}: ${reason}`,
    retryAt: now + retryDelay(failures),
  })
}

/** What a computer is after a step that failed: where it stood before. */
function restBefore(
  step: ProviderStep,
  desktop: Desktop,
): 'Stopped' | 'Running' | ReturnType<typeof lifeOf>['observed'] {
  if (step === 'start') return 'Stopped'
  if (step === 'stop') return 'Running'
  const { observed: now } = lifeOf(desktop)
  if (now === 'Rebuilding') return 'Stopped'
  return now === 'Releasing' ? 'Stopped' : now
}

/** Nobody knows what became of it: it is made anew if it is still wanted, and its data is lost. */
export const lost = (desktop: Desktop): Desktop =>
  withLife(desktop, { observed: 'Absent', asked: undefined, task: undefined, lastFailure: 'the computer vanished' })
