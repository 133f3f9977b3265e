/**
 * Links to files of exported shares. A link carries, sealed, whose shares are wanted and until when it is good; the file
 * is made when it is fetched, so nothing is stored, and every server that has the key can serve it.
 */
import type { Clock } from '../../../domain/clock.ts'
import type { PayType } from '../../../domain/desktop.ts'
import type { TagCondition } from '../../../store/search-conditions.ts'

export type ExportLanguage = 'zh-CN' | 'en-GB'

/** Which shares a file holds, and in which language its headings are. */
export interface ExportQuery {
  readonly accountId: string
  readonly regionId: string
  readonly language: ExportLanguage
  readonly ids?: readonly string[] | undefined
  readonly namePart?: string | undefined
  readonly officeSiteId?: string | undefined
  readonly policyGroupId?: string | undefined
  readonly payType?: PayType | undefined
  readonly endUserIds?: readonly string[] | undefined
  readonly tags?: readonly TagCondition[] | undefined
  /** Only shares whose subscription ends within the minute that begins then. */
  readonly expiredMinute?: number | undefined
}

/** Seals texts for one purpose under a key of the server. */
export interface Seals {
  seal(text: string, bound: string): Uint8Array
  open(sealed: Uint8Array, bound: string): string | undefined
}

export const exportPath = '/exports/'
const ending = '.xlsx'
const purpose = 'export of shares'

/** How long a link is good, by the real clock: as with signatures, it is about who may ask, not about the fleet. */
export const linkValidMs = 10 * 60_000

export class ExportLinks {
  private readonly seals: Seals
  private readonly realClock: Clock

  constructor(seals: Seals, realClock: Clock) {
    this.seals = seals
    this.realClock = realClock
  }

  /** The path under which a server serves the file. */
  issue(query: ExportQuery): string {
    const text = JSON.stringify({ query, until: this.realClock.now() + linkValidMs })
    return `${exportPath}${Buffer.from(this.seals.seal(text, purpose)).toString('base64url')}${ending}`
  }

  /** What the file of a path holds; undefined when the path was not issued here. */
  read(path: string): ExportQuery | 'expired' | undefined {
    if (!path.startsWith(exportPath) || !path.endsWith(ending)) return undefined
    const token = path.slice(exportPath.length, -ending.length)
    const text = this.seals.open(Buffer.from(token, 'base64url'), purpose)
    if (text === undefined) return undefined
    // Only what this server has sealed comes out of a seal.
    const { query, until } = JSON.parse(text) as { query: ExportQuery; until: number }
    return this.realClock.now() < until ? query : 'expired'
  }
}
