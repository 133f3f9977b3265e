/** A computer as the actions on it need to know it, and what forbids them. */
import type { OperationView } from '../../api/catalogue.ts'
import type { Input } from '../../api/flatten.ts'

export interface Computer {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly payType: string
  /** Undefined for an ordinary one. */
  readonly shareId: string | undefined
  readonly osType: string
  /** The users who are connected right now. */
  readonly connected: readonly string[]
  /** What is being done to it, as ManagementFlag says; NoFlag when nothing is. */
  readonly flag: string
}

export const deeds = ['start', 'stop', 'restart', 'reset', 'rebuild', 'disconnect', 'disable', 'remove'] as const
export type Deed = (typeof deeds)[number]

interface Way {
  readonly operation: string
  /** The parameter with what it acts on. */
  readonly list: 'DesktopId' | 'DesktopIds' | 'Sessions'
  /** How many it takes in one call, where that is fewer than its shape tells: the vendor's word in its description. */
  readonly most?: number
  /** Whether nothing else may be being done to the computer: it is the operation's word in its description, too. */
  readonly alone?: true
  readonly destroys?: true
}

export const ways: Readonly<Record<Deed, Way>> = {
  start: { operation: 'StartDesktops', list: 'DesktopId' },
  stop: { operation: 'StopDesktops', list: 'DesktopId' },
  restart: { operation: 'RebootDesktops', list: 'DesktopId', alone: true },
  reset: { operation: 'ResetDesktops', list: 'DesktopId', alone: true, destroys: true },
  rebuild: { operation: 'RebuildDesktops', list: 'DesktopId', most: 20, alone: true, destroys: true },
  disconnect: { operation: 'DisconnectDesktopSessions', list: 'Sessions' },
  disable: { operation: 'DisableDesktopsInGroup', list: 'DesktopIds', destroys: true },
  remove: { operation: 'DeleteDesktops', list: 'DesktopId', most: 100, destroys: true },
}

/** Why something cannot be done with these computers; of several that stand in its way the first is named. */
export type Obstacle =
  | { readonly why: 'none' | 'nobody' }
  | { readonly why: 'tooMany'; readonly most: number }
  | { readonly why: 'state'; readonly computer: Computer; readonly permitted: readonly string[] }
  | { readonly why: 'busy' | 'noShare' | 'ordinary' | 'subscription' | 'released'; readonly computer: Computer }

export const sessionsOf = (computers: readonly Computer[]): { EndUserId: string; DesktopId: string }[] =>
  computers.flatMap(({ id, connected }) => connected.map(EndUserId => ({ EndUserId, DesktopId: id })))

/** What a deed names, beside what is chosen for it. Computers of shares are of one and the same. */
export function inputFor(deed: Deed, regionId: string, computers: readonly Computer[]): Input {
  const { list } = ways[deed]
  const ids = computers.map(({ id }) => id)
  switch (list) {
    case 'Sessions':
      return { RegionId: regionId, Sessions: sessionsOf(computers) }
    case 'DesktopIds':
      return { RegionId: regionId, DesktopGroupId: computers[0]?.shareId ?? '', DesktopIds: ids }
    default:
      return { RegionId: regionId, DesktopId: ids }
  }
}

function mostOf(deed: Deed, view: OperationView): number {
  const { list, most = Number.POSITIVE_INFINITY } = ways[deed]
  const schema = view.parameters.find(({ name }) => name === list)?.schema
  return Math.min(most, (schema?.type === 'array' ? schema.maxItems : undefined) ?? Number.POSITIVE_INFINITY)
}

/**
 * What stands in the way of a deed. In which states it may be done the catalogue says; the rest is what the operations
 * say they refuse.
 */
export function obstacleTo(deed: Deed, view: OperationView, computers: readonly Computer[]): Obstacle | undefined {
  if (computers.length === 0) return { why: 'none' }
  const released = computers.find(({ status }) => status === 'Deleted')
  if (released !== undefined) return { why: 'released', computer: released }
  const { permittedStates: permitted } = view
  const wrong = permitted && computers.find(({ status }) => !permitted.includes(status))
  if (wrong !== undefined && permitted !== undefined) return { why: 'state', computer: wrong, permitted }
  const busy = ways[deed].alone && computers.find(({ flag }) => flag !== 'NoFlag')
  if (busy) return { why: 'busy', computer: busy }
  if (deed === 'reset' || deed === 'disable') {
    const ordinary = computers.find(({ shareId }) => shareId === undefined)
    if (ordinary !== undefined) return { why: deed === 'reset' ? 'noShare' : 'ordinary', computer: ordinary }
  }
  if (deed === 'remove') {
    const paid = computers.find(({ payType, status }) => payType === 'PrePaid' && status !== 'Expired')
    if (paid !== undefined) return { why: 'subscription', computer: paid }
  }
  const count = deed === 'disconnect' ? sessionsOf(computers).length : computers.length
  if (count === 0) return { why: 'nobody' }
  const most = mostOf(deed, view)
  return count > most ? { why: 'tooMany', most } : undefined
}

/** The values a parameter may have, as the catalogue lists them. */
export function valuesOf(view: OperationView, parameter: string): readonly string[] {
  const schema = view.parameters.find(({ name }) => name === parameter)?.schema
  return schema === undefined || schema.type === 'array' || schema.type === 'object'
    ? []
    : (schema.enum ?? []).map(String)
}

type Row = Readonly<Record<string, unknown>>

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A row of DescribeDesktops. */
export const listedComputer = (row: Row): Computer => ({
  id: textOf(row.DesktopId),
  name: textOf(row.DesktopName) || textOf(row.DesktopId),
  status: textOf(row.DesktopStatus),
  payType: textOf(row.ChargeType),
  shareId: textOf(row.DesktopGroupId) || undefined,
  osType: textOf(row.OsType),
  connected: Array.isArray(row.Sessions)
    ? row.Sessions.flatMap((session: Row) => (typeof session.EndUserId === 'string' ? [session.EndUserId] : []))
    : [],
  flag: textOf(row.ManagementFlag) || 'NoFlag',
})
