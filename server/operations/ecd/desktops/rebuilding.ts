/** A computer that gets fresh disks, as RebuildDesktops and ResetDesktops ask for them. */
import type { Desktop, Disk, Task } from '../../../domain/desktop.ts'
import { withLife } from '../../../domain/lifecycle.ts'
import type { Image } from '../../../domain/resources.ts'

/** To be made anew from this image; from its own without one. The computer shows the new image at once. */
export const rebuilt = (desktop: Desktop, image: Image | undefined): Desktop =>
  withLife(
    image === undefined
      ? desktop
      : {
          ...desktop,
          imageId: image.id,
          osType: image.osType,
          protocolType: image.protocolType,
          details: { ...desktop.details, disks: desktop.details.disks.map(disk => holding(disk, image)) },
        },
    { task: { kind: 'Rebuild' } },
  )

/** A system disk grows where the image needs more. */
const holding = (disk: Disk, { systemDiskSizeGib }: Image): Disk =>
  disk.kind === 'SYSTEM' ? { ...disk, sizeGib: Math.max(disk.sizeGib, systemDiskSizeGib) } : disk

export const reset = (desktop: Desktop, resetType: NonNullable<Task['resetType']>): Desktop =>
  withLife(desktop, { task: { kind: 'Reset', resetType } })
