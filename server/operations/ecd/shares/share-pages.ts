/**
 * Pages of a share's listing, rendered once per revision of the share (docs/decisions/0004).
 *
 * A page is kept under share, revision and query; the revision is read on every call, so a page that stands in memory
 * can never be stale, whichever server changed the share. Where it did change, only the desktops whose own revision is
 * new are read and rendered. What depends on the moment, CreateDuration, is put in when the page is handed out.
 */
import type { Desktop } from '../../../domain/desktop.ts'
import { payRank, readDesktops } from '../../../store/desktops.ts'
import type { Cursor } from '../../../store/paging.ts'
import { readEndUsers } from '../../../store/resources.ts'
import { type ListedDesktop, readListing, readShareHead, type ShareHead } from '../../../store/share-listing.ts'
import type { Store } from '../../../store/store.ts'
import { lookUp } from '../lookup.ts'
import { BoundedCache } from './bounded-cache.ts'
import { toPaidDesktop, toPostPaidDesktop } from './desktop-views.ts'
import { type Lent, TextBuilder, TimedPage, type TimedText } from './timed-page.ts'

export interface PageQuery {
  readonly accountId: string
  readonly regionId: string
  readonly shareId: string
  /** 0 subscription, 1 pay-as-you-go; both when absent. */
  readonly payRank?: number
  readonly withDeleted: boolean
  readonly after: Cursor
  readonly limit: number
}

/** What of a page is not its rows: the counters, and where the next page starts. */
export type Frame = (head: ShareHead, next: Cursor | undefined) => Readonly<Record<string, unknown>>

/** How often a page is rendered anew when the share changes under way; then the newest attempt is as good as any. */
const attempts = 5

interface RenderedRow {
  readonly text: TimedText
  /** Of the desktop when it was read. */
  readonly revision: number
  readonly place: Cursor
}

const prePaidRank = payRank('PrePaid')
/** By pay rank. */
const listNames = ['PaidDesktops', 'PostPaidDesktops']

const keyOf = (query: PageQuery, revision: number): string => {
  const { shareId, payRank: rank = '', withDeleted, after, limit } = query
  return `${shareId} ${revision} ${rank} ${withDeleted} ${limit} ${after.rank} ${after.sequence}`
}

export class SharePages {
  private readonly store: Store
  private readonly pages: BoundedCache<TimedPage>
  private readonly rows: BoundedCache<RenderedRow>
  /** How often the state was replaced. */
  private epoch = 0

  constructor(store: Store, cacheBytes: number) {
    this.store = store
    this.pages = new BoundedCache(cacheBytes / 2)
    this.rows = new BoundedCache(cacheBytes / 2)
  }

  /**
   * To be called when the state was replaced. A revision comes back then, so a page that was being rendered meanwhile may
   * hold rows of in between although the share's revision is the same before and after.
   */
  forget(): void {
    this.epoch += 1
    this.pages.clear()
    this.rows.clear()
  }

  /** The page as JSON without its opening brace; undefined when the account has no such share in the region. */
  async page(query: PageQuery, frame: Frame, now: number): Promise<Lent | undefined> {
    const { epoch } = this
    let rendered: TimedPage | undefined
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const head = await readShareHead(this.store, query.shareId)
      if (head === undefined || head.accountId !== query.accountId || head.regionId !== query.regionId) return undefined
      const key = keyOf(query, head.revision)
      const known = this.pages.get(key)
      if (known !== undefined) return known.at(now)
      rendered = new TimedPage(await this.render(query, head, frame))
      // Counters and rows are two reads; they belong together only if the share did not change in between.
      if ((await readShareHead(this.store, query.shareId))?.revision === head.revision) {
        if (this.epoch === epoch) this.pages.put(key, rendered, rendered.bytes)
        break
      }
    }
    return rendered?.at(now)
  }

  private async render(query: PageQuery, head: ShareHead, frame: Frame): Promise<TimedText> {
    const listed = await readListing(this.store, { ...query, limit: query.limit + 1 })
    const shown = listed.slice(0, query.limit)
    const rows = await this.renderRows(query.accountId, shown)
    const next = listed.length > shown.length ? rows.at(-1)?.place : undefined
    const text = new TextBuilder()
    for (const [rank, name] of listNames.entries()) {
      if (query.payRank !== undefined && query.payRank !== rank) continue
      text.add(`"${name}":[`)
      let separator = ''
      for (const row of rows) {
        if (row.place.rank !== rank) continue
        text.add(separator)
        text.addTimed(row.text)
        separator = ','
      }
      text.add('],')
    }
    text.add(JSON.stringify(frame(head, next)).slice(1))
    return text.done()
  }

  /** The rows of a page; one that was forgotten since it was listed is left out. */
  private async renderRows(accountId: string, listed: readonly ListedDesktop[]): Promise<RenderedRow[]> {
    const missing: string[] = []
    const rows = listed.map(({ id, revision }) => {
      const row = this.rows.get(id)
      if (row?.revision === revision) return row
      missing.push(id)
      return undefined
    })
    const fresh = missing.length === 0 ? undefined : await this.read(accountId, missing)
    return rows
      .map((row, index) => row ?? fresh?.get(listed[index]?.id ?? ''))
      .filter((row): row is RenderedRow => row !== undefined)
  }

  /** Reads and renders desktops, and keeps them under the revision they were read with. */
  private async read(accountId: string, ids: readonly string[]): Promise<Map<string, RenderedRow>> {
    const { store } = this
    const desktops = await readDesktops(store, store.dialect, accountId, ids)
    const images = await lookUp(
      store,
      accountId,
      'image',
      desktops.map(({ imageId }) => imageId),
    )
    const userIds = [...new Set(desktops.flatMap(({ users }) => users.map(({ endUserId }) => endUserId)))]
    const users = userIds.length === 0 ? [] : await readEndUsers(store, store.dialect, accountId, userIds)
    const around = { images, endUsers: new Map(users.map(({ user }) => [user.id, user])) }
    const rendered = new Map<string, RenderedRow>()
    for (const desktop of desktops) {
      const text = renderRow(desktop, around)
      const { revision, sequence, payType } = desktop
      const row = { text, revision, place: { rank: payRank(payType), sequence } }
      rendered.set(desktop.id, row)
      this.rows.put(desktop.id, row, sizeOf(text))
    }
    return rendered
  }
}

function renderRow(desktop: Desktop, around: Parameters<typeof toPaidDesktop>[1]): TimedText {
  if (payRank(desktop.payType) === prePaidRank) return plainRow(JSON.stringify(toPaidDesktop(desktop, around)))
  const rest = `",${JSON.stringify(toPostPaidDesktop(desktop, around)).slice(1)}`
  const head = '{"CreateDuration":"'
  const { createdAt, releasedAt } = desktop
  if (releasedAt !== undefined) return plainRow(`${head}${releasedAt - createdAt}${rest}`)
  return { texts: [head, rest], instants: [createdAt] }
}

const plainRow = (json: string): TimedText => ({ texts: [json], instants: [] })

const sizeOf = ({ texts }: TimedText): number => texts.reduce((sum, text) => sum + text.length, 200)
