/** Brings a desktop one step nearer to what is desired, as far as that needs nobody's answer. Pure. */
import { type Desktop, isConnected } from './desktop.ts'
import { lifeOf, nextStep, withLife } from './lifecycle.ts'
import { asking } from './observation.ts'

/** The desktop with its next step begun: the provider is to be asked, or there is nothing left to release. */
export function stepped(desktop: Desktop, now: number): Desktop {
  const life = lifeOf(desktop)
  const next = nextStep(life, isConnected(desktop))
  if (next === 'forget')
    return {
      ...withLife({ ...desktop, users: [] }, { observed: 'Gone', asked: undefined, task: undefined }),
      releasedAt: now,
    }
  if (next === 'none' || next === 'wait') return desktop
  // A release does not wait for what is under way; everything else does.
  if (life.asked !== undefined && (next !== 'release' || life.asked.step === 'release')) return desktop
  if (life.retryAt !== undefined && life.retryAt > now) return desktop
  return asking(desktop, next, now)
}

/** When the provider is to be asked (again). */
export function dueAt(desktop: Desktop): number | undefined {
  const { asked, retryAt } = lifeOf(desktop)
  return asked === undefined ? retryAt : asked.checkAt
}
