/** A fleet → the store, in one transaction. What is there already and exactly so is not written. */
import { isDeepStrictEqual } from 'node:util'
import { makeMeters } from '../billing/meter.ts'
import type { Prices } from '../billing/price-list.ts'
import type { Share } from '../domain/share.ts'
import type { Keyring } from '../identity/keyring.ts'
import {
  type Account,
  holdAccount,
  putAccessMode,
  putAccount,
  readAccessMode,
  readAccounts,
  takeSequence,
} from '../store/accounts.ts'
import { nudge } from '../store/due-work.ts'
import { readOwners, readSize } from '../store/fleet.ts'
import { chunksOf } from '../store/rows.ts'
import { authoriseUsers, putShares, readShares, readShareUsers } from '../store/shares.ts'
import type { Store } from '../store/store.ts'
import { applyControl, saysControl } from './apply-control.ts'
import { applyDesktops, type Planned } from './apply-desktops.ts'
import { applyIdentities } from './apply-identity.ts'
import { applyEndUsers, applyResources } from './apply-resources.ts'
import { Catalogue } from './catalogue.ts'
import { expandDesktops, shareIdOf } from './expand.ts'
import { Faults, type Path, pathText, shown } from './faults.ts'
import { type FleetReport, Pass, type Place } from './pass.ts'
import type { FleetModel } from './read.ts'
import type { AccountEntry } from './schema.ts'
import type { ShareEntry } from './schema-desktops.ts'
import { type Making, wantedShare } from './wanted-share.ts'

export type { Counts, FleetReport, NewKey } from './pass.ts'

export interface ApplyOptions {
  /** Milliseconds since 1970 UTC: what relative times count from. */
  readonly now: number
  /** The account that the file calls `root`. */
  readonly rootAccountId: string
  /** What things cost. Without prices an account may have any currency, and no desktop may live already. */
  readonly prices?: Prices
}

/**
 * Makes the store hold what a fleet says. What the fleet does not name is left alone; applying again changes nothing.
 * Its shares and computers live from then on: the reconciler of a server on this store has been asked to look at them.
 *
 * @throws FleetFileError when something is another account's or cannot be changed so; then nothing was written
 */
export function applyFleet(
  store: Store,
  keyring: Keyring,
  model: FleetModel,
  { now, rootAccountId, prices }: ApplyOptions,
): Promise<FleetReport> {
  return store.transaction(now, async tx => {
    const pass = new Pass(tx, keyring, new Faults(model.source), prices === undefined ? noMeters : makeMeters(prices))
    if (saysControl(model.fleet)) await holdAccount(tx, rootAccountId)
    const seen = new Set<string>()
    for (const [index, account] of model.fleet.accounts.entries()) {
      const path: Path = ['accounts', index]
      const accountId = account.id === 'root' ? rootAccountId : account.id
      if (seen.has(accountId))
        pass.faults.add([...path, 'id'], `The account ${accountId} is described twice: once as root.`)
      seen.add(accountId)
      checkCurrency(pass, account, path, prices?.currencies)
      await applyAccount(pass, account, { accountId, path }, account.id === 'root')
    }
    await applyControl(pass, model.fleet, rootAccountId)
    pass.faults.refuse()
    return pass.report()
  })
}

function noMeters(): never {
  throw new Error('A fleet with living desktops is applied with prices only.')
}

/** An account could be kept in any currency, but not billed in one without prices. */
function checkCurrency(
  pass: Pass,
  { currency }: AccountEntry,
  path: Path,
  priced: readonly string[] | undefined,
): void {
  if (currency === undefined || priced === undefined || priced.includes(currency)) return
  const place = [...path, 'currency']
  pass.faults.add(
    place,
    `${pathText(place)} is ${shown(currency)}, and there is no price list in it: write ${priced.join(' or ')}, or name a price file in DESKFLEET_PRICES.`,
  )
}

async function applyAccount(pass: Pass, entry: AccountEntry, place: Place, root: boolean): Promise<void> {
  const { accountId, path } = place
  const before = (await readAccounts(pass.tx)).find(({ id }) => id === accountId)
  const account: Account = {
    id: accountId,
    name: entry.name ?? before?.name ?? (root ? 'root' : accountId),
    currency: entry.currency ?? before?.currency ?? 'CNY',
    createdAt: before?.createdAt ?? pass.tx.now,
  }
  const same = isDeepStrictEqual(before, account)
  const modeBefore = await readAccessMode(pass.tx, accountId)
  const { accessMode = modeBefore } = entry
  const unchanged = same && accessMode === modeBefore
  pass.count('accounts', before === undefined ? 'created' : unchanged ? 'unchanged' : 'changed')
  if (!same) await putAccount(pass.tx, account)
  // Before anything of the account, as every writer does: a server at work on it must not be waited for crosswise.
  await holdAccount(pass.tx, accountId)
  if (accessMode !== modeBefore) await putAccessMode(pass.tx, accountId, accessMode)
  const catalogue = new Catalogue(entry, accountId, path)
  await applyIdentities(pass, entry, place)
  await applyResources(pass, catalogue, place)
  await applyEndUsers(pass, entry.endUsers ?? [], place)
  const making: Making = { accountId, now: pass.tx.now, catalogue }
  const shares = await applyShares(pass, entry.shares ?? [], making, path)
  await authorise(pass, entry.shares ?? [], shares)
  await applyDesktops(pass, plan(entry, shares, making, path), making)
  for (const share of shares) {
    if (share === undefined || share.deletedAt !== undefined) continue
    await nudge(pass.tx, { kind: 'share', id: share.id, accountId })
  }
}

/** The shares of the file, in its order; undefined where one was refused. */
async function applyShares(
  pass: Pass,
  entries: readonly ShareEntry[],
  making: Making,
  path: Path,
): Promise<(Share | undefined)[]> {
  const { tx } = pass
  const { accountId, catalogue } = making
  const planned = entries.map((entry, index) => {
    const regionId = entry.region ?? catalogue.region
    const id = shareIdOf(accountId, regionId, entry)
    return { entry, regionId, id, place: [...path, 'shares', index] }
  })
  const ids = planned.map(({ id }) => id)
  const owners = await readOwners(tx, tx.dialect, 'shares', ids)
  const known = new Map<string, Share>()
  for (const chunk of chunksOf(ids, readSize)) {
    for (const { share } of await readShares(tx, tx.dialect, accountId, chunk)) known.set(share.id, share)
  }
  const fresh = planned.filter(({ id }) => !owners.has(id)).length
  let sequence = fresh === 0 ? 0 : await takeSequence(tx, accountId, fresh)
  const shares: (Share | undefined)[] = []
  const written: Share[] = []
  for (const { entry, regionId, id, place } of planned) {
    const before = known.get(id)
    if (owners.has(id) && before === undefined) {
      pass.refuseForeign(place, 'share', id)
      shares.push(undefined)
      continue
    }
    const plan = { id, regionId, listedPrePaid: countPrePaid(entry) }
    const wanted = wantedShare(entry, plan, making, before)
    const share: Share = { ...wanted, sequence: before?.sequence ?? sequence++ }
    const allowed = before === undefined || mayBecome(pass, before, share, place)
    shares.push(allowed ? share : undefined)
    if (!allowed) continue
    const same = before !== undefined && isDeepStrictEqual(before, share)
    pass.count('shares', before === undefined ? 'created' : same ? 'unchanged' : 'changed')
    if (!same) written.push(share)
  }
  await putShares(tx, written)
  return shares
}

const countPrePaid = ({ desktops = [] }: ShareEntry): number =>
  desktops
    .filter(
      ({ billing, status, releasedAt }) => billing !== 'postPaid' && status !== 'Deleted' && releasedAt === undefined,
    )
    .reduce((sum, { count }) => sum + (count ?? 1), 0)

/** What a share is from its creation on (share-family.md 2.1). */
function mayBecome(pass: Pass, before: Share, after: Share, path: Path): boolean {
  const fixed = [
    ['billing', before.payType, after.payType],
    ['region', before.regionId, after.regionId],
    ['officeNetwork', before.officeSiteId, after.officeSiteId],
    ['kind', before.multiResource ? 'manyToMany' : 'oneToMany', after.multiResource ? 'manyToMany' : 'oneToMany'],
    ['sessions', before.multiSession ? 'multiple' : 'single', after.multiSession ? 'multiple' : 'single'],
  ] as const
  const broken = fixed.filter(([, stored, wanted]) => stored !== wanted)
  for (const [field, stored, wanted] of broken) {
    pass.refuseChange(path, field, stored, wanted, 'restore it, or describe a share of another name and id')
  }
  return broken.length === 0
}

async function authorise(
  pass: Pass,
  entries: readonly ShareEntry[],
  shares: readonly (Share | undefined)[],
): Promise<void> {
  for (const [index, { users = [] }] of entries.entries()) {
    const share = shares[index]
    if (share === undefined || users.length === 0) continue
    const known = new Set(await readShareUsers(pass.tx, share.id))
    const fresh = users.filter(id => !known.has(id))
    pass.count('shareUsers', 'created', fresh.length)
    pass.count('shareUsers', 'unchanged', users.length - fresh.length)
    if (fresh.length === 0) continue
    const first = await takeSequence(pass.tx, share.accountId, fresh.length)
    await authoriseUsers(
      pass.tx,
      share,
      fresh.map((endUserId, offset) => ({ endUserId, sequence: first + offset })),
    )
  }
}

/** All desktops of the account, in the order of the file: those of shares, then the ordinary ones. */
function* plan(
  entry: AccountEntry,
  shares: readonly (Share | undefined)[],
  { accountId, catalogue }: Making,
  path: Path,
): Generator<Planned> {
  for (const [index, { name, desktops = [] }] of (entry.shares ?? []).entries()) {
    const share = shares[index]
    if (share === undefined) continue
    const owner = { accountId, key: share.id, fallbackName: name }
    for (const expanded of expandDesktops(desktops, owner, [...path, 'shares', index, 'desktops'])) {
      yield { share, expanded }
    }
  }
  for (const [index, desktop] of (entry.desktops ?? []).entries()) {
    const owner = { accountId, key: desktop.region ?? catalogue.region, fallbackName: desktop.name }
    for (const expanded of expandDesktops([desktop], owner, [...path, 'desktops'])) {
      yield { share: undefined, expanded: { ...expanded, path: [...path, 'desktops', index] } }
    }
  }
}
