/**
 * A company at work, and every screen of the console with something on it: what is walked through by a test, and what pictures are
 * taken of.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { call } from '../../conformance/client.ts'
import { applyFleet } from '../fleet/apply.ts'
import { readFleet } from '../fleet/read.ts'
import { Keyring } from '../identity/keyring.ts'
import { addUser, allow, deny } from './callers.ts'
import { type Called, callProduct } from './console-client.ts'
import type { TestServer } from './server.ts'

/** The clock with which the server of the company is to be started. */
export const companyClock = 'virtual@2026-11-23T22:00:00Z'

const fleetFile = join(import.meta.dirname, '../../examples/fleet.yaml')
const front = { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-0lively0frontdesk1' }

async function done(answer: Promise<Called>): Promise<Called> {
  const { status, json } = await answer
  assert.equal(status, 200, JSON.stringify(json))
  return answer
}

/** Fills a server from the example's fleet, and lets people work for two days. @returns an id of a refused call */
export async function fillCompany(server: TestServer): Promise<{ readonly refusedCall: string }> {
  const ask = (product: 'ecd' | 'ram' | 'deskfleet', action: string, params: Record<string, string>) =>
    done(callProduct(server, product, action, params))
  const text = readFileSync(fleetFile, 'utf8')
  await applyFleet(server.store, new Keyring(Buffer.alloc(32, 7)), readFleet(text, fleetFile), {
    now: Date.parse(companyClock.slice(companyClock.indexOf('@') + 1)),
    rootAccountId: server.provisioned.rootAccountId,
  })
  for (const [user, hours] of [
    ['dora', 3],
    ['gregor', 2],
    ['chen.wei', 4],
    ['fatima', 3],
  ] as const) {
    await ask('deskfleet', 'ConnectEndUser', { ...front, EndUserId: user })
    await ask('deskfleet', 'AdvanceClock', { By: `PT${hours}H` })
  }
  await ask('deskfleet', 'AdvanceClock', { By: 'PT40M' })
  await ask('deskfleet', 'SaveSnapshot', { Name: 'after-the-first-day' })
  await ask('deskfleet', 'InjectFault', {
    Kind: 'Error',
    Operation: 'StopDesktops',
    Every: '5',
    Code: 'Throttling.User',
  })
  const statements = [allow('ecd:*'), allow('deskfleet:*'), deny('ecd:DeleteDesktopGroup')]
  const key = await addUser(server, 'nora', { statements })
  await callProduct(server, 'ecd', 'DescribeDesktopsInGroup', front, { key })
  const answer = await call({
    endpoint: `http://${server.endpoint}`,
    action: 'DeleteDesktopGroup',
    version: '2020-09-30',
    params: front,
    key,
  })
  assert.equal(answer.status, 403, answer.text)
  return { refusedCall: String((answer.json as { RequestId?: unknown }).RequestId) }
}

export interface Screen {
  /** In a test's message, and the name of its picture. */
  readonly name: string
  readonly path: string
  /** What has to be there before the screen is looked at. */
  readonly ready?: string
  /** What is done before; clicked in this order. */
  readonly clicks?: readonly string[]
  /** Why no call stands beside what it shows. */
  readonly withoutCode?: string
  readonly pictured?: 'light' | 'dark' | 'chinese'
}

const share = `/shares/${front.RegionId}/${front.DesktopGroupId}`

/** Every screen, in the order of the navigation. */
export const screensOf = ({ refusedCall }: { readonly refusedCall: string }): readonly Screen[] => [
  { name: 'shares', path: '/shares', ready: 'td a', pictured: 'light' },
  { name: 'share', path: share, ready: '.computers .ant-tag', pictured: 'light' },
  { name: 'share-expiring', path: `${share}?view=expiring&days=30`, ready: '.lane' },
  { name: 'share-released', path: `${share}?view=released`, ready: '.lane' },
  { name: 'why', path: `${share}?why=true`, ready: '.timeline', pictured: 'light' },
  { name: 'usage', path: `${share}?usage=true&by=hour&range=day`, ready: '.cost-plot canvas', pictured: 'light' },
  { name: 'share-settings', path: `${share}/settings/general`, ready: '.field', pictured: 'light' },
  { name: 'share-renewal', path: `${share}/settings/renewal` },
  { name: 'share-timers', path: `${share}/settings/timers`, pictured: 'light' },
  { name: 'share-scaling', path: `${share}/settings/scaling` },
  { name: 'share-deletion', path: `${share}/settings/delete` },
  { name: 'new-share', path: '/new-share', ready: 'select[name=BundleId]', pictured: 'light' },
  { name: 'inventory-start', path: '/inventory', ready: '.opens' },
  {
    name: 'inventory',
    path: '/inventory/desktops?where=everywhere',
    ready: '.opens',
    pictured: 'dark',
  },
  { name: 'computer', path: '/inventory/desktops', ready: '.row-fields', clicks: ['.opens'] },
  { name: 'sessions', path: '/inventory/sessions', ready: 'td:visible, .no-rows' },
  { name: 'end-users', path: '/inventory/users', ready: '.opens' },
  { name: 'office-networks', path: '/inventory/office-networks', ready: '.opens' },
  { name: 'images', path: '/inventory/images', ready: '.opens' },
  { name: 'templates', path: '/inventory/templates', ready: '.opens' },
  { name: 'computer-policies', path: '/inventory/policies', ready: '.opens' },
  { name: 'access-start', path: '/access', ready: '.plain-table a' },
  { name: 'access-users', path: '/access/users', ready: '.plain-table a' },
  { name: 'access-user', path: '/access/users/nora', ready: '.lane' },
  { name: 'access-groups', path: '/access/groups', ready: '.plain-table a' },
  { name: 'access-group', path: '/access/groups/helpdesk' },
  { name: 'access-roles', path: '/access/roles', ready: '.plain-table a' },
  { name: 'access-role', path: '/access/roles/night-shift', ready: '.cm-content' },
  { name: 'access-policies', path: '/access/policies', ready: '.plain-table a' },
  { name: 'policy', path: '/access/policies/NoDeletions', ready: '.cm-content', pictured: 'light' },
  { name: 'access-generate', path: '/access/generate?user=nora' },
  {
    name: 'explain',
    path: `/access/explain?request=${refusedCall}`,
    pictured: 'light',
  },
  { name: 'security', path: '/access/security', ready: '.lane, .facts, form' },
  { name: 'accounts', path: '/access/accounts', pictured: 'light' },
  { name: 'account-tree-root', path: '/access/accounts/r-root' },
  { name: 'control-policies', path: '/access/control-policies' },
  { name: 'control-policy', path: '/access/control-policies/FullAliyunAccess', ready: '.cm-content' },
  { name: 'audit', path: '/audit', ready: 'td:visible', pictured: 'light' },
  { name: 'explorer-start', path: '/explorer', withoutCode: 'no operation is chosen' },
  {
    name: 'explorer',
    path: `/explorer/ecd/DescribeDesktopsInGroup?p.RegionId=${front.RegionId}&p.DesktopGroupId=${front.DesktopGroupId}&p.MaxResults=2`,
    ready: '.call-line',
    clicks: ['form button[type=submit]'],
    withoutCode: 'the programs have a tab of their own',
    pictured: 'light',
  },
  {
    name: 'program',
    path: `/explorer/ecd/DescribeDesktopsInGroup?p.RegionId=${front.RegionId}&p.DesktopGroupId=${front.DesktopGroupId}`,
    ready: '.results .code-text',
    clicks: ['.results > .tabs button:nth-child(5)'],
    withoutCode: 'the programs have a tab of their own',
    pictured: 'chinese',
  },
  { name: 'reference-start', path: '/reference', withoutCode: 'it asks the server for nothing' },
  { name: 'reference', path: '/reference/ecd/DescribeDesktopsInGroup', ready: '.shape-table', pictured: 'light' },
  { name: 'laboratory-start', path: '/laboratory' },
  { name: 'clock', path: '/laboratory/clock' },
  {
    name: 'laboratory',
    path: `/laboratory/end-users?region=${front.RegionId}&share=${front.DesktopGroupId}`,
    pictured: 'light',
  },
  { name: 'events', path: '/laboratory/events', ready: 'table td' },
  { name: 'faults', path: '/laboratory/faults', ready: 'table td' },
  { name: 'snapshots', path: '/laboratory/snapshots', ready: 'table td' },
  { name: 'loops', path: '/laboratory/loops', ready: '.counters, table td' },
]
