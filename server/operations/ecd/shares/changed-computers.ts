/** What a change of a share makes of the computers it has: they stay copies of one template (share-family.md 4.1). */
import type { Desktop, Task } from '../../../domain/desktop.ts'
import { lifeOf, withTask } from '../../../domain/lifecycle.ts'
import { placesOf } from '../../../domain/sessions.ts'
import type { Share } from '../../../domain/share.ts'
import { disksOf } from '../../../domain/share-desktops.ts'
import type { DesktopChange } from '../../../store/life.ts'

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What differs between a share before and after, as far as its computers show it. */
function differencesOf(before: Share, after: Share) {
  return {
    name: before.name !== after.name,
    policies: !equal(before.policyGroupIds, after.policyGroupIds),
    bundle: before.bundleId !== after.bundleId,
    image: before.imageId !== after.imageId,
    disks: !equal(disksOf(before), disksOf(after)),
    type: before.desktopType !== after.desktopType,
    places: after.multiSession && placesOf(before) !== placesOf(after),
  }
}

type Differences = ReturnType<typeof differencesOf>

/** The work that brings a computer to what it is to be; undefined when none is needed. */
function taskFor({ image, disks, type, policies }: Differences): Task | undefined {
  if (image || disks) return { kind: 'Rebuild', whenFree: true }
  if (type) return { kind: 'Update', whenFree: true }
  return policies ? { kind: 'Update' } : undefined
}

/** @param living computers that are not on their way out */
export function changedComputers(before: Share, after: Share, living: readonly Desktop[]): DesktopChange[] {
  const differs = differencesOf(before, after)
  if (!Object.values(differs).includes(true)) return []
  const task = taskFor(differs)
  return living.flatMap((desktop): DesktopChange[] => {
    const changed = likeShare(desktop, before, after, differs)
    const { observed, asked } = lifeOf(desktop)
    // One that nobody has begun to make is made as it is to be.
    const isUnmade = observed === 'Absent' && asked === undefined
    const worked = task === undefined || isUnmade ? changed : withTask(changed, task)
    return worked === desktop ? [] : [{ before: desktop, after: worked, reason: 'ShareModified' }]
  })
}

function likeShare(desktop: Desktop, before: Share, after: Share, differs: Differences): Desktop {
  const { name, policies, bundle, image, disks, type, places } = differs
  // A computer that was given a name of its own keeps it.
  const renamed = name && desktop.name === before.name
  if (!renamed && !policies && !bundle && !image && !disks && !type && !places) return desktop
  const { imageId, osType, protocolType, desktopType } = after
  return {
    ...desktop,
    ...(renamed ? { name: after.name } : {}),
    ...(policies ? { policyGroupIds: after.policyGroupIds } : {}),
    ...(bundle ? { bundleId: after.bundleId } : {}),
    ...(image ? { imageId, osType, protocolType } : {}),
    ...(type ? { desktopType } : {}),
    details: {
      ...desktop.details,
      ...(disks ? { disks: disksOf(after) } : {}),
      ...(places ? { bindAmount: placesOf(after) } : {}),
    },
  }
}
