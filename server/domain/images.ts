/** How far an image is. Nothing runs while it is made: its state follows from the time at which it will be ready. */
import type { Image } from './resources.ts'

/**
 * How long the making of an image takes. The vendor needs minutes to copy disks; here nothing is copied, and a minute is
 * long enough for a client to meet Creating and to learn to wait.
 */
export const imageCreationMs = 60_000

export interface ImageStatus {
  readonly status: 'Creating' | 'Available'
  /** `42%`; `100%` of what is Available, and of nothing else. */
  readonly progress: string
}

/** @param now milliseconds since 1970 UTC */
export function imageStatus({ readyAt }: Pick<Image, 'readyAt'>, now: number): ImageStatus {
  if (readyAt === undefined || now >= readyAt) return { status: 'Available', progress: '100%' }
  const done = Math.floor((100 * (imageCreationMs - (readyAt - now))) / imageCreationMs)
  return { status: 'Creating', progress: `${Math.max(0, done)}%` }
}
