/** The store → a fleet file that, applied to an empty store, gives the same answers. Secrets stay where they are. */
import { Document, isMap, isSeq, type Node, visit } from 'yaml'
import type { Image, ResourceKind } from '../domain/resources.ts'
import { systemResource } from '../domain/system-resources.ts'
import { readRootAccountId } from '../identity/provision.ts'
import { type Account, readAccessMode, readAccounts } from '../store/accounts.ts'
import { type BillLine, readBillLines } from '../store/bills.ts'
import { readDesktops } from '../store/desktops.ts'
import { readDesktopIds, readShareIds, readSize } from '../store/fleet.ts'
import { readEndUsers, readResources } from '../store/resources.ts'
import { chunksOf } from '../store/rows.ts'
import { readShares, readShareUsers } from '../store/shares.ts'
import type { Store } from '../store/store.ts'
import { resourceKinds, sections } from './catalogue.ts'
import { exportControl } from './export-control.ts'
import { compact, ordinaryDesktopEntry, shareDesktopEntry, shareEntry, unlessEmpty } from './export-desktops.ts'
import { exportIdentities } from './export-identity.ts'
import { withMissing } from './export-missing.ts'
import { exportEndUser, exportResource } from './export-resources.ts'
import type { AccountEntry, Fleet } from './schema.ts'
import type { ShareEntry } from './schema-desktops.ts'

export interface ExportOptions {
  /** Only these accounts; all when absent. */
  readonly accountIds?: readonly string[]
  /** The account that is written as `root`; by default the server's own, where it has one. */
  readonly rootAccountId?: string
}

const header = ` A fleet file, written by Deskfleet.
 The secrets of access keys are not in it: where a key is new, a secret is made and told once.`

/**
 * Writes the store, or some of its accounts, as a fleet file.
 *
 * @returns YAML with all ids, and times as fixed ones
 * @throws Error when there is no such account
 */
export async function exportFleet(store: Store, options: ExportOptions = {}): Promise<string> {
  const rootAccountId = options.rootAccountId ?? (await readRootAccountId(store))
  const known = await readAccounts(store)
  const missing = options.accountIds?.find(id => !known.some(account => account.id === id))
  if (missing !== undefined) {
    throw new Error(`There is no account ${missing}; there are ${known.map(({ id }) => id).join(', ')}.`)
  }
  const wanted = known.filter(({ id }) => options.accountIds?.includes(id) ?? true)
  const accounts: AccountEntry[] = []
  // The tree is of all accounts: with some of them only, what is attached above them would bind others elsewhere.
  const tree = options.accountIds === undefined ? await exportControl(store) : undefined
  for (const account of wanted) {
    const entry = await exportAccount(store, account, account.id === rootAccountId)
    accounts.push(account.id === rootAccountId ? entry : { ...entry, ...tree?.placeOf(account.id) })
  }
  return render(compact<Fleet>({ deskfleet: 1, accounts, control: tree?.control }))
}

async function exportAccount(store: Store, account: Account, root: boolean): Promise<AccountEntry> {
  const { id, name, currency } = account
  const resources: Pick<AccountEntry, (typeof sections)[ResourceKind]> = {}
  const images = new Map<string, Image>()
  for (const kind of resourceKinds) {
    const stored = await readResources(store, id, kind)
    for (const { resource } of stored) if (resource.kind === 'image') images.set(resource.id, resource)
    const entries = stored.map(exportResource)
    if (entries.length > 0) Object.assign(resources, { [sections[kind]]: entries })
  }
  const endUsers = (await readEndUsers(store, store.dialect, id)).map(exportEndUser)
  const desktopIds = await readDesktopIds(store, id)
  const entry = compact<AccountEntry>({
    id: root ? 'root' : id,
    name,
    currency,
    // What binds is not worth a word; a fleet file says what is out of the ordinary.
    accessMode: (await readAccessMode(store, id)) === 'warn' ? 'warn' : undefined,
    ...(await exportIdentities(store, id, root)),
    ...resources,
    endUsers: unlessEmpty(endUsers),
    shares: unlessEmpty(await exportShares(store, id, desktopIds, images)),
    desktops: unlessEmpty(await exportOrdinary(store, id, desktopIds.get('') ?? [])),
  })
  return withMissing(entry)
}

async function exportShares(
  store: Store,
  accountId: string,
  desktopIds: ReadonlyMap<string, readonly string[]>,
  images: ReadonlyMap<string, Image>,
): Promise<ShareEntry[]> {
  const entries: ShareEntry[] = []
  for (const chunk of chunksOf(await readShareIds(store, accountId), readSize)) {
    const shares = new Map(
      (await readShares(store, store.dialect, accountId, chunk)).map(({ share }) => [share.id, share]),
    )
    for (const id of chunk) {
      const share = shares.get(id)
      if (share === undefined) continue
      const lines = Map.groupBy(await readBillLines(store, id), ({ desktopId }) => desktopId)
      const desktops = []
      for (const desktop of await readInOrder(store, accountId, desktopIds.get(id) ?? [])) {
        const image = images.get(desktop.imageId) ?? systemResource('image', desktop.imageId)
        desktops.push(shareDesktopEntry(desktop, share, image, linesOf(lines, desktop.id)))
      }
      entries.push(shareEntry(share, await readShareUsers(store, id), desktops))
    }
  }
  return entries
}

const linesOf = (lines: ReadonlyMap<string, BillLine[]>, desktopId: string): BillLine[] => lines.get(desktopId) ?? []

async function exportOrdinary(store: Store, accountId: string, ids: readonly string[]) {
  return (await readInOrder(store, accountId, ids)).map(ordinaryDesktopEntry)
}

async function readInOrder(store: Store, accountId: string, ids: readonly string[]) {
  const desktops = []
  for (const chunk of chunksOf(ids, readSize)) {
    desktops.push(...(await readDesktops(store, store.dialect, accountId, chunk)))
  }
  return desktops.sort((a, b) => a.sequence - b.sequence)
}

/** Desktops stand one to a line, so that a large pool can be read and searched. */
function render(fleet: Fleet): string {
  const document = new Document(fleet, { aliasDuplicateObjects: false })
  document.commentBefore = header
  visit(document, {
    Pair(_key, pair) {
      const { value } = pair as { value: Node | null }
      const key = String((pair.key as { value?: unknown }).value)
      if (!isSeq(value)) return
      if (key === 'accessKeys') value.commentBefore = ' without secrets'
      if (key !== 'desktops') return
      for (const item of value.items) if (isMap(item)) item.flow = true
      return visit.SKIP
    },
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}
