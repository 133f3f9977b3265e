/** The events that a change of a desktop is: each shown status, session and failure is told by one. Pure. */
import type { Desktop, DesktopUser } from './desktop.ts'
import type { LifeEvent } from './events.ts'

/** @param before absent for a new desktop */
export function desktopEvents(before: Desktop | undefined, after: Desktop, reason = 'Asked'): LifeEvent[] {
  const subject = {
    regionId: after.regionId,
    ...(after.shareId === undefined ? {} : { shareId: after.shareId }),
    desktopId: after.id,
  }
  const events: LifeEvent[] = []
  const tell = (name: string, details: LifeEvent['details'] = {}): void => {
    events.push({ ...subject, name, details })
  }
  if (before === undefined) tell('DesktopCreated', { status: after.status, payType: after.payType, reason })
  else if (before.status !== after.status)
    tell('DesktopStatusChanged', { from: before.status, to: after.status, reason })
  const { resetAt } = after.details
  if (resetAt !== undefined && resetAt !== before?.details.resetAt) tell('DesktopReset')
  const { lastFailure: failure, failures = 0 } = after.life ?? {}
  // The first, second, fourth, … in a row: what fails for days is told, and does not fill the record.
  if (failure !== undefined && failures !== before?.life?.failures && Number.isInteger(Math.log2(failures))) {
    tell('ProviderStepFailed', { failure, failures })
  }
  const users = new Map((before?.users ?? []).map(user => [user.endUserId, user]))
  for (const user of after.users) {
    for (const name of userEvents(users.get(user.endUserId), user)) {
      events.push({ ...subject, name, endUserId: user.endUserId, details: { reason } })
    }
    users.delete(user.endUserId)
  }
  for (const user of users.values()) {
    const names = user.connectedAt === undefined ? ['UserUnbound'] : ['SessionEnded', 'UserUnbound']
    for (const name of names) events.push({ ...subject, name, endUserId: user.endUserId, details: { reason } })
  }
  return events
}

function userEvents(before: DesktopUser | undefined, after: DesktopUser): string[] {
  const names: string[] = []
  if (before === undefined) names.push('UserBound')
  if (after.waitingSince !== undefined && before?.waitingSince === undefined) names.push('UserWaits')
  if (after.connectedAt !== undefined && before?.connectedAt === undefined) names.push('SessionStarted')
  if (after.connectedAt === undefined && before?.connectedAt !== undefined) names.push('SessionEnded')
  return names
}
