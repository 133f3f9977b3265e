/** Things for tests, with defaults that make sense together; a test names only what it is about. */
import type { Desktop } from '../domain/desktop.ts'
import { newAccountId, newResourceId } from '../domain/ids.ts'
import type { EndUser, OfficeSite, Resource } from '../domain/resources.ts'
import type { Share } from '../domain/share.ts'
import { allEnabledPolicyId } from '../domain/system-resources.ts'
import { type Account, putAccount } from '../store/accounts.ts'
import { putDesktops } from '../store/desktops.ts'
import { putEndUsers, putResource } from '../store/resources.ts'
import { authoriseUsers, putShares } from '../store/shares.ts'
import type { Store } from '../store/store.ts'

export const testRegion = 'cn-hangzhou'
/** 2026-11-24T08:00:00Z, a moment at which everything built here has long existed. */
export const testNow = Date.UTC(2026, 10, 24, 8)
const testCreation = Date.UTC(2026, 0, 5, 6, 34, 57)
const testOfficeSiteId = 'cn-hangzhou+os-c5cy7q578s8jc0001'
const testImageId = 'desktopimage-windows-server-2019-64-asp'
const testBundleId = 'bundle_eds_general_4c8g_s8d5_win2019'

let sequence = 0
/** Later things come later in lists, as in life. */
export const nextSequence = (): number => {
  sequence += 1
  return sequence
}

export const anAccount = (overrides: Partial<Account> = {}): Account => ({
  id: newAccountId(),
  name: 'test',
  currency: 'CNY',
  createdAt: testCreation,
  ...overrides,
})

/** A many-to-many pay-as-you-go share without timers. */
export function aShare({
  details,
  ...overrides
}: Partial<Omit<Share, 'details'>> & { accountId: string; details?: Partial<Share['details']> }): Share {
  return {
    regionId: testRegion,
    id: newResourceId('dg-'),
    sequence: nextSequence(),
    name: 'Pool',
    officeSiteId: testOfficeSiteId,
    payType: 'PostPaid',
    status: 1,
    multiResource: true,
    multiSession: false,
    policyGroupIds: [allEnabledPolicyId],
    bundleId: testBundleId,
    imageId: testImageId,
    desktopType: 'eds.general.4c8g',
    osType: 'Windows',
    protocolType: 'ASP',
    createdAt: testCreation,
    tags: {},
    ...overrides,
    details: {
      creator: overrides.accountId,
      loadPolicy: 0,
      buyDesktopsCount: 1,
      allowAutoSetup: false,
      allowBufferCount: 0,
      resetType: 0,
      systemDisk: { category: 'cloud_efficiency', sizeGib: 80 },
      profileFollow: false,
      timers: [],
      scalePhases: [],
      ...details,
    },
  }
}

/** A running pay-as-you-go desktop that nobody uses; of a share when `shareId` says so. */
export function aDesktop({
  details,
  ...overrides
}: Partial<Omit<Desktop, 'details'>> & { accountId: string; details?: Partial<Desktop['details']> }): Desktop {
  return {
    regionId: testRegion,
    id: newResourceId('ecd-'),
    sequence: nextSequence(),
    payType: 'PostPaid',
    status: 'Running',
    name: 'Desktop',
    officeSiteId: testOfficeSiteId,
    policyGroupIds: [allEnabledPolicyId],
    bundleId: testBundleId,
    imageId: testImageId,
    desktopType: 'eds.general.4c8g',
    osType: 'Windows',
    protocolType: 'ASP',
    createdAt: testCreation,
    users: [],
    tags: {},
    ...overrides,
    details: {
      disks: [{ kind: 'SYSTEM', category: 'cloud_efficiency', sizeGib: 80 }],
      sessionType: 'SINGLE_SESSION',
      ...details,
    },
  }
}

/** A released desktop: its mark of deletion is set, and it still stands in the store. */
export const aReleasedDesktop = (overrides: Parameters<typeof aDesktop>[0]): Desktop =>
  aDesktop({ status: 'Deleted', releasedAt: testNow - 3600_000, ...overrides })

export const anEndUser = (id: string, overrides: Partial<EndUser> = {}): EndUser => ({
  id,
  name: id,
  type: 'SIMPLE',
  ...overrides,
})

/** The office network that shares and desktops are in unless told otherwise. */
export const anOfficeSite = (overrides: Partial<OfficeSite> = {}): OfficeSite => ({
  kind: 'officeSite',
  id: testOfficeSiteId,
  name: 'Office',
  type: 'SIMPLE',
  cidrBlock: '192.168.0.0/16',
  vpcType: 'basic',
  desktopAccessType: 'Internet',
  ...overrides,
})

export interface Seed {
  readonly accounts?: readonly Account[]
  readonly shares?: readonly Share[]
  readonly desktops?: readonly Desktop[]
  /** By account. */
  readonly endUsers?: readonly { readonly accountId: string; readonly user: EndUser }[]
  /** By account. */
  readonly resources?: readonly { readonly accountId: string; readonly resource: Resource }[]
  /** Who may use a share, in this order. */
  readonly authorised?: readonly { readonly share: Share; readonly endUserIds: readonly string[] }[]
}

/** Writes things in one transaction, as the server itself would. */
export async function seed(store: Store, things: Seed, now = testNow): Promise<void> {
  const { accounts = [], shares = [], desktops = [], endUsers = [], resources = [], authorised = [] } = things
  await store.transaction(now, async tx => {
    for (const account of accounts) await putAccount(tx, account)
    for (const { accountId, resource } of resources) {
      await putResource(tx, {
        accountId,
        regionId: testRegion,
        sequence: nextSequence(),
        createdAt: testCreation,
        resource,
      })
    }
    await putEndUsers(
      tx,
      endUsers.map(({ accountId, user }) => ({
        accountId,
        sequence: nextSequence(),
        createdAt: testCreation,
        user,
      })),
    )
    await putShares(tx, shares)
    for (const { share, endUserIds } of authorised) {
      await authoriseUsers(
        tx,
        share,
        endUserIds.map(endUserId => ({ endUserId, sequence: nextSequence() })),
      )
    }
    await putDesktops(tx, desktops)
  })
}
