/** Applying desktops and their bills, in bulk: a thousand are read, compared and written at a time. */
import { isDeepStrictEqual } from 'node:util'
import { parseMoney } from '../billing/amounts.ts'
import type { Desktop } from '../domain/desktop.ts'
import { derivedResourceId } from '../domain/ids.ts'
import type { Share } from '../domain/share.ts'
import { takeSequence } from '../store/accounts.ts'
import { type BillLine, readBillLinesById, settle } from '../store/bills.ts'
import { lockDesktops, putDesktops, type ReadDesktop, readDesktops } from '../store/desktops.ts'
import { nudge } from '../store/due-work.ts'
import { readAddresses, readOwners, readSize } from '../store/fleet.ts'
import { changeDesktops } from '../store/life.ts'
import { AddressPool, NetworkFull } from './addresses.ts'
import type { Expanded } from './expand.ts'
import { pathText, shown } from './faults.ts'
import { instantOf } from './instants.ts'
import type { Pass } from './pass.ts'
import { type DesktopEntry, type DesktopPattern, patternOf, wantedDesktop } from './wanted-desktop.ts'
import type { Making } from './wanted-share.ts'

/** A desktop of the file, and the share it is in. */
export interface Planned {
  readonly share: Share | undefined
  readonly expanded: Expanded<DesktopEntry>
}

/** Gives out addresses of the account's networks; reads what is taken only when the first one is asked for. */
class Addresses {
  private readonly pools = new Map<string, AddressPool>()
  private readonly pass: Pass
  private readonly making: Making

  constructor(pass: Pass, making: Making) {
    this.pass = pass
    this.making = making
  }

  async of(officeSiteId: string): Promise<AddressPool> {
    const known = this.pools.get(officeSiteId)
    if (known !== undefined) return known
    const listed = this.making.catalogue.listed.find(({ resource }) => resource.id === officeSiteId)
    if (listed?.resource.kind !== 'officeSite') throw new Error(`The office network ${officeSiteId} was not checked.`)
    const used = await readAddresses(this.pass.tx, this.making.accountId, officeSiteId)
    const pool = new AddressPool(listed.resource, used.union(this.making.catalogue.writtenAddresses))
    this.pools.set(officeSiteId, pool)
    return pool
  }
}

/** @param planned in the order of the file; walked through once, so that a million of them need not stand in memory */
export async function applyDesktops(pass: Pass, planned: Iterable<Planned>, making: Making): Promise<void> {
  const addresses = new Addresses(pass, making)
  let chunk: Planned[] = []
  for (const item of planned) {
    chunk.push(item)
    if (chunk.length < readSize) continue
    if (!(await applyChunk(pass, chunk, making, addresses))) return
    chunk = []
  }
  if (chunk.length > 0) await applyChunk(pass, chunk, making, addresses)
}

/** @returns false when a network is full, and going on would tell nothing new */
async function applyChunk(
  pass: Pass,
  chunk: readonly Planned[],
  making: Making,
  addresses: Addresses,
): Promise<boolean> {
  const { tx } = pass
  const ids = chunk.map(({ expanded }) => expanded.id)
  const owners = await readOwners(tx, tx.dialect, 'desktops', ids)
  // Held from here on: what a server changes in between must not be written over with what was read before.
  await lockDesktops(tx, ids)
  const known = new Map((await readDesktops(tx, tx.dialect, making.accountId, ids)).map(item => [item.id, item]))
  const written: { desktop: Omit<Desktop, 'sequence'>; before: ReadDesktop | undefined }[] = []
  const desktops: { planned: Planned; desktop: Omit<Desktop, 'sequence'> }[] = []
  let pattern: DesktopPattern | undefined
  for (const item of chunk) {
    const { share, expanded } = item
    const owner = owners.get(expanded.id)
    if (owner !== undefined && owner !== making.accountId) {
      pass.refuseForeign(expanded.path, 'desktop', expanded.id)
      continue
    }
    if (pattern?.entry !== expanded.entry || pattern.share !== share) pattern = patternOf(expanded.entry, share, making)
    const before = known.get(expanded.id)
    if (before !== undefined && !mayBecome(pass, before, pattern, expanded)) continue
    const pool = before === undefined ? await addresses.of(pattern.fixed.officeSiteId) : undefined
    const desktop = tryWanted(pass, expanded, pattern, before, pool)
    if (desktop === undefined) return false
    desktops.push({ planned: item, desktop })
    if (before === undefined) written.push({ desktop, before })
    else if (isSame(before, desktop)) pass.count('desktops', 'unchanged')
    else written.push({ desktop, before })
  }
  const fresh = written.filter(({ before }) => before === undefined).length
  let sequence = fresh === 0 ? 0 : await takeSequence(tx, making.accountId, fresh)
  pass.count('desktops', 'created', fresh)
  pass.count('desktops', 'changed', written.length - fresh)
  const changes = written.map(({ desktop, before }) => ({
    before,
    after: { ...desktop, sequence: before?.sequence ?? sequence++ },
    reason: 'FleetApplied',
  }))
  const [living, told] = [true, false].map(lives =>
    changes.filter(({ before }) => (before?.life !== undefined) === lives),
  )
  await putDesktops(tx, told?.map(({ after }) => after) ?? [])
  await changeDesktops(tx, making.accountId, living ?? [], pass.meters, false)
  for (const { after } of changes) if (isToBeLookedAt(after)) await nudge(tx, { kind: 'desktop', ...idsOf(after) })
  await applyBills(pass, desktops)
  return true
}

/** Those of shares are looked at with their share. */
const isToBeLookedAt = ({ shareId, status }: Desktop): boolean => shareId === undefined && status !== 'Deleted'

const idsOf = ({ id, accountId }: Desktop) => ({ id, accountId })

function tryWanted(
  pass: Pass,
  expanded: Expanded<DesktopEntry>,
  pattern: DesktopPattern,
  before: Desktop | undefined,
  pool: AddressPool | undefined,
): Omit<Desktop, 'sequence'> | undefined {
  try {
    return wantedDesktop(expanded, pattern, pass.tx.now, before, () => pool?.take() ?? '')
  } catch (error) {
    if (!(error instanceof NetworkFull)) throw error
    pass.faults.add(expanded.path, error.message)
    return undefined
  }
}

function isSame({ revision, sequence, ...before }: ReadDesktop, desktop: Omit<Desktop, 'sequence'>): boolean {
  // Databases sort text in ways of their own.
  const users = [...before.users].sort((a, b) => (a.endUserId < b.endUserId ? -1 : 1))
  return isDeepStrictEqual({ ...before, users }, desktop)
}

/** What a desktop cannot become: another's, of another region, or billed otherwise. */
function mayBecome(
  pass: Pass,
  before: Desktop,
  { share, fixed }: DesktopPattern,
  expanded: Expanded<DesktopEntry>,
): boolean {
  const { path } = expanded
  if (before.shareId !== share?.id) {
    const now = before.shareId === undefined ? 'no share' : `the share ${before.shareId}`
    pass.faults.add(
      path,
      `${pathText(path)} (${expanded.id}) is in ${now} in the store and cannot move: give it another id.`,
    )
    return false
  }
  if (before.payType !== fixed.payType) {
    pass.refuseChange(path, 'billing', before.payType, fixed.payType, 'give the desktop another id or name')
    return false
  }
  if (before.regionId !== fixed.regionId) {
    pass.refuseChange(path, 'region', before.regionId, fixed.regionId, 'give the desktop another id or name')
    return false
  }
  return true
}

async function applyBills(
  pass: Pass,
  desktops: readonly { readonly planned: Planned; readonly desktop: Omit<Desktop, 'sequence'> }[],
): Promise<void> {
  const { tx } = pass
  const billed = desktops.filter(({ planned }) => linesOf(planned.expanded.entry).length > 0)
  const first = billed[0]
  if (first === undefined) return
  const { accountId } = first.desktop
  const ids = billed.flatMap(({ planned, desktop }) =>
    linesOf(planned.expanded.entry).map(line => lineId(line, desktop)),
  )
  const owners = await readOwners(tx, tx.dialect, 'bill_lines', ids)
  const known = await readBillLinesById(tx, tx.dialect, accountId, ids)
  const fresh: BillLine[] = []
  for (const { planned, desktop } of billed) {
    for (const [index, written] of linesOf(planned.expanded.entry).entries()) {
      const path = [...planned.expanded.path, 'bill', index]
      const id = lineId(written, desktop)
      const before = known.get(id)
      if (owners.has(id) && before === undefined) {
        pass.refuseForeign(path, 'bill line', id)
        continue
      }
      const line = lineOf(written, id, desktop, tx.now, before)
      if (before === undefined) {
        if (line.fromAt >= line.toAt || line.fromAt < desktop.createdAt) {
          const message = `${pathText(path)} begins at ${shown(written.from)}: it must begin before it ends, and not before the desktop was created.`
          pass.faults.add([...path, 'from'], message)
          continue
        }
        fresh.push(line)
      } else if (isDeepStrictEqual(before, line)) pass.count('billLines', 'unchanged')
      else {
        pass.faults.add(
          path,
          `${pathText(path)} differs from the settled line ${id}, which stands: restore it, and add a further line.`,
        )
      }
    }
  }
  await settle(tx, fresh)
  pass.count('billLines', 'created', fresh.length)
}

type WrittenLine = NonNullable<Extract<DesktopEntry, { bill?: unknown }>['bill']>[number]

const linesOf = (entry: DesktopEntry): readonly WrittenLine[] => ('bill' in entry && entry.bill) || []

/** From the text of `from`, not from its instant: a time such as "3 hours ago" is the same line whenever it is applied. */
const lineId = (
  { id, item, from }: WrittenLine,
  desktop: { readonly accountId: string; readonly id: string },
): string => id ?? derivedResourceId('bill-', desktop.accountId, desktop.id, item, from)

function lineOf(
  { item, from, to, amount, settledAt }: WrittenLine,
  id: string,
  { accountId, id: desktopId, shareId = '' }: Omit<Desktop, 'sequence'>,
  now: number,
  before: BillLine | undefined,
): BillLine {
  const toAt = instantOf(to, now, before?.toAt, now) ?? now
  return {
    id,
    accountId,
    shareId,
    desktopId,
    item,
    fromAt: instantOf(from, now, before?.fromAt, now) ?? now,
    toAt,
    amountMicros: parseMoney(amount) ?? 0,
    settledAt: instantOf(settledAt, now, before?.settledAt, toAt) ?? toAt,
  }
}
