/** The checks of desktops: states that can be, users who may, bills that add up. */
import ipaddr from 'ipaddr.js'
import { parseMoney } from '../billing/amounts.ts'
import { type Checking, checkEndUser, checkMaterials, checkOfficeNetwork, Taken } from './checking.ts'
import { expandDesktops } from './expand.ts'
import { type Path, pathText, shown } from './faults.ts'
import type { OrdinaryDesktopEntry, ShareDesktopEntry, ShareEntry } from './schema-desktops.ts'
import { usersOf } from './users.ts'

interface Around {
  readonly share: ShareEntry
  readonly path: Path
  readonly regionId: string
}

type Entry = ShareDesktopEntry | OrdinaryDesktopEntry

export function checkDesktops(
  checking: Checking,
  around: Around | undefined,
  entries: readonly Entry[],
  path: Path,
): void {
  const { taken, catalogue } = checking
  const authorised = new Set(around?.share.users ?? [])
  const names = new Taken(checking.faults)
  for (const [index, entry] of entries.entries()) {
    const place = [...path, index]
    const regionId = around?.regionId ?? ('region' in entry ? entry.region : undefined) ?? catalogue.region
    if (around === undefined) {
      checkOfficeNetwork(checking, 'officeNetwork' in entry ? entry.officeNetwork : undefined, regionId, place)
    }
    checkMaterials(checking, entry, regionId, place)
    if (entry.policyGroups?.length === 0) {
      checking.faults.add(
        [...place, 'policyGroups'],
        `${pathText(place)} has no policy: name one, or remove policyGroups.`,
      )
    }
    checkBilling(checking, around?.share, entry, place)
    checkState(checking, entry, place)
    checkUsers(checking, around?.share, authorised, entry, place)
    checkAddresses(checking, entry, networkOf(checking, around?.share ?? entry, regionId), place)
    if ('bill' in entry) checkBill(checking, around?.share, entry, place)
    // Of those that have neither, derived ids cannot meet.
    if (entry.id === undefined && entry.name === undefined) continue
    for (const { id, name } of expandDesktops([entry], { accountId: '', key: '', fallbackName: '' }, path)) {
      if (entry.id !== undefined && !taken.claim('desktop id', id, [...place, 'id'])) break
      if (entry.id !== undefined) continue
      if (!names.claim(`desktop name in ${regionId}`, name, [...place, 'name'], 'give each its own, or an id')) break
    }
  }
}

function networkOf({ account, catalogue }: Checking, entry: ShareEntry | Entry, regionId: string): string {
  const reference = 'officeNetwork' in entry ? entry.officeNetwork : undefined
  const found = reference === undefined ? undefined : catalogue.find('officeSite', regionId, reference)
  return `${account.id} ${(found ?? catalogue.onlyNetwork(regionId))?.id ?? ''}`
}

function checkBilling({ faults }: Checking, share: ShareEntry | undefined, entry: Entry, path: Path): void {
  if (share?.billing === 'postPaid' && entry.billing === 'prePaid') {
    faults.add(
      [...path, 'billing'],
      `${pathText(path)}.billing is "prePaid", and its share is postPaid: remove it, or make the share prePaid.`,
    )
  }
}

function checkState({ faults }: Checking, entry: Entry, path: Path): void {
  if (entry.releasedAt !== undefined && entry.status !== undefined && entry.status !== 'Deleted') {
    faults.add(
      [...path, 'status'],
      `${pathText(path)}.status is ${shown(entry.status)}, but it has been released: write Deleted, or remove releasedAt.`,
    )
  }
}

function checkUsers(
  checking: Checking,
  share: ShareEntry | undefined,
  authorised: ReadonlySet<string>,
  entry: Entry,
  path: Path,
): void {
  const { faults } = checking
  if (entry.users !== undefined && (entry.boundTo !== undefined || entry.connected !== undefined)) {
    faults.add([...path, 'users'], `${pathText(path)} has users beside boundTo or connected: say it one way.`)
    return
  }
  const status = entry.status ?? (entry.releasedAt === undefined ? 'Running' : 'Deleted')
  const seen = new Taken(faults)
  const users = usersOf(entry)
  for (const { id, place } of users) {
    const where = [...path, ...place]
    seen.claim('user on this desktop', id, where, 'name each once')
    // Who had a desktop that is released may be gone since then.
    if (status === 'Deleted') continue
    checkEndUser(checking, id, where)
    if (share !== undefined && checking.endUsers.has(id) && !authorised.has(id)) {
      faults.add(
        where,
        `${pathText(where)} is ${shown(id)}, who is not authorised on the share: add ${id} to its users.`,
      )
    }
  }
  const connected = users.filter(({ connectedSince }) => connectedSince !== undefined)
  const first = connected[0]
  if (first === undefined) return
  const where = [...path, ...first.place]
  if (status !== 'Running') {
    faults.add(
      where,
      `${pathText(where)}: ${shown(first.id)} is connected, but the desktop is ${status}: write status: Running, or nobody connected.`,
    )
  }
  const multiple = (entry.sessions ?? share?.sessions) === 'multiple'
  if (!multiple && connected.length > 1) {
    faults.add(
      where,
      `${pathText(where)}: ${connected.length} users are connected to a desktop for one at a time: keep one, or write sessions: multiple.`,
    )
  }
  if (multiple) return
  const bound = users.find(user => user.bound && !connected.includes(user))
  if (share !== undefined && bound !== undefined) {
    const other = [...path, ...bound.place]
    faults.add(
      other,
      `${pathText(other)}: bound to ${shown(bound.id)} while ${shown(first.id)} is connected: a single-session desktop is bound to who is connected.`,
    )
  }
}

function checkAddresses({ faults, taken }: Checking, entry: Entry, network: string, path: Path): void {
  for (const field of ['primaryAddress', 'memberAddress'] as const) {
    const address = entry[field]
    if (address === undefined || address === '') continue
    const place = [...path, field]
    if (!ipaddr.IPv4.isValidFourPartDecimal(address)) {
      faults.add(place, `${pathText(place)} is ${shown(address)}: write an IPv4 address such as 172.16.0.10.`)
    } else if ((entry.count ?? 1) > 1) {
      faults.add(
        place,
        `${pathText(place)} is one address for ${entry.count} desktops: remove it, or describe them one by one.`,
      )
    } else if (entry.status !== 'Deleted' && entry.releasedAt === undefined) {
      // Released desktops have given their address back.
      taken.claim(`address in network ${network.trim()}`, address, place)
    }
  }
}

function checkBill({ faults }: Checking, share: ShareEntry | undefined, entry: ShareDesktopEntry, path: Path): void {
  if ((entry.billing ?? share?.billing) === 'prePaid' && entry.bill?.length) {
    faults.add(
      [...path, 'bill'],
      `${pathText(path)} is prePaid, and only pay-as-you-go desktops have a bill: remove it.`,
    )
  }
  const lines = new Taken(faults)
  for (const [index, { id, item, from, amount }] of (entry.bill ?? []).entries()) {
    const place = [...path, 'bill', index]
    if (parseMoney(amount) === undefined) {
      faults.add(
        [...place, 'amount'],
        `${pathText(place)}.amount is ${shown(amount)}: write an amount such as "0.148".`,
      )
    }
    if (id === undefined) lines.claim('interval in this bill', `${item} ${from}`, [...place, 'from'], 'bill it once')
    else if ((entry.count ?? 1) > 1) {
      faults.add([...place, 'id'], `${pathText(place)}.id is one id for ${entry.count} desktops: remove it.`)
    } else lines.claim('line of this bill', id, [...place, 'id'])
  }
}
