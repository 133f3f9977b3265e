/**
 * Updates over the air: the software that an image brings is the same for all images of one operating system and one
 * protocol, so the newest version among the system images is the one that the others are to get.
 */
import type { OsType, ProtocolType } from './desktop.ts'
import type { Image } from './resources.ts'

/** What software runs on. */
interface Ground {
  readonly osType: OsType
  readonly protocolType: ProtocolType
}

/** Computers with the same software. */
export interface Installation extends Ground {
  readonly imageId: string
  /** Absent where nothing was noted: that of the image then. */
  readonly version?: string
  readonly count: number
}

/** One version that somebody does not have yet. */
export interface FotaTask {
  readonly version: string
  readonly pendingDesktops: number
  readonly pendingImages: number
}

/** Versions such as `2.1.0-R-20260318.101500`, number by number; of two that begin alike the longer one is newer. */
export function compareVersions(a: string, b: string): number {
  const [ours, theirs] = [numbersOf(a), numbersOf(b)]
  for (let place = 0; place < Math.max(ours.length, theirs.length); place += 1) {
    const difference = (ours[place] ?? -1) - (theirs[place] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}

const numbersOf = (version: string): number[] => (version.match(/\d+/g) ?? []).map(Number)

/** The newest version for what runs on this ground; undefined when no system image does. */
export function newestVersion(systemImages: readonly Image[], { osType, protocolType }: Ground): string | undefined {
  const versions = systemImages
    .filter(image => image.osType === osType && image.protocolType === protocolType)
    .map(({ fotaVersion }) => fotaVersion)
  return versions.sort(compareVersions).at(-1)
}

/** What this software can be updated to; undefined when it is the newest, or its version is not known. */
export function updateOf(
  systemImages: readonly Image[],
  software: Ground & { readonly version: string | undefined },
): string | undefined {
  const newest = newestVersion(systemImages, software)
  if (newest === undefined || software.version === undefined) return undefined
  return compareVersions(software.version, newest) < 0 ? newest : undefined
}

/** All versions that an update may lead to, the oldest first; it changes only when the system images do. */
export function knownVersions(systemImages: readonly Image[]): string[] {
  const versions = systemImages.map(image => newestVersion(systemImages, image) ?? image.fotaVersion)
  return [...new Set(versions)].sort(compareVersions)
}

/** The updates that computers or own images of a region wait for, the oldest version first. */
export function fotaTasks(
  systemImages: readonly Image[],
  installations: readonly Installation[],
  ownImages: readonly Image[],
): FotaTask[] {
  const desktops = new Map<string, number>()
  for (const installation of installations) {
    count(desktops, updateOf(systemImages, { ...installation, version: installation.version }), installation.count)
  }
  const images = new Map<string, number>()
  for (const image of ownImages) count(images, updateOf(systemImages, { ...image, version: image.fotaVersion }), 1)
  return knownVersions(systemImages)
    .filter(version => desktops.has(version) || images.has(version))
    .map(version => ({
      version,
      pendingDesktops: desktops.get(version) ?? 0,
      pendingImages: images.get(version) ?? 0,
    }))
}

function count(counts: Map<string, number>, version: string | undefined, more: number): void {
  if (version !== undefined) counts.set(version, (counts.get(version) ?? 0) + more)
}

/** When a version was published, as its name says, taken for UTC; undefined when it does not say. */
export function publishedAt(version: string): number | undefined {
  const stamp = /-(\d{4})(\d\d)(\d\d)\.(\d\d)(\d\d)(\d\d)$/.exec(version)
  if (stamp === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = stamp.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second)
}
