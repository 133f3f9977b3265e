/** What happened, told in the same transaction in which it is written. */

/** Names are of the subject and a past participle; details hold only texts, numbers and truth values. */
export interface LifeEvent {
  readonly name: string
  readonly regionId?: string
  readonly shareId?: string
  readonly desktopId?: string
  readonly endUserId?: string
  readonly details?: Readonly<Record<string, string | number | boolean>>
}
