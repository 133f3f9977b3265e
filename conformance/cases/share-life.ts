/** The life cycle of a share as the vendor's Terraform provider drives it, from the network it needs to the last row of it. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { ask, type Case, doneOf, type Json, objectOf, refusalOf, type Target, version, withoutWrites } from '../case.ts'
import type { Params } from '../signer.ts'

const usersVersion = '2021-03-08'
/** Our own product; a server without it has no clock to turn. */
const clockVersion = '2026-11-24'
const bundle = 'bundle_eds_general_4c8g_s8d5_win2019'

const call = (target: Target, action: string, params: Params, of = version) =>
  ask(target, { action, version: of, params: { RegionId: target.region, ...params }, place: 'form' })

const done = async (target: Target, action: string, params: Params, of = version): Promise<Json> =>
  doneOf(await call(target, action, params, of))

/** Lets time go by: on a virtual clock at once, else as long as a client waits between two looks. */
async function pass(target: Target): Promise<void> {
  const advanced = await ask(target, { action: 'AdvanceClock', version: clockVersion, params: { By: 'PT5S' } })
  if (advanced.status !== 200) await pause(3000)
}

/** Ten minutes of looks, as the provider has patience for. */
const looks = 200

/** Waits until `look` gives something. */
async function until<Found>(target: Target, what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  for (let looked = 0; looked < looks; looked += 1) {
    const found = await look()
    if (found !== undefined) return found
    await pass(target)
  }
  assert.fail(`${what}: not within ${looks} looks.`)
}

/** Makes a call until it is no longer refused because the share is busy. */
const patiently = (target: Target, action: string, params: Params): Promise<Json> =>
  until(target, action, async () => {
    const answer = await call(target, action, params)
    return objectOf(answer).Code === 'NotAllowOperation' ? undefined : doneOf(answer)
  })

const listOf = (value: unknown): Json[] => (value === undefined ? [] : (value as Json[]))

async function rowsOf(target: Target, DesktopGroupId: string): Promise<Json[]> {
  const answer = await done(target, 'DescribeDesktopsInGroup', { DesktopGroupId, MaxResults: 100 })
  return [...listOf(answer.PaidDesktops), ...listOf(answer.PostPaidDesktops)]
}

async function usersOf(target: Target, DesktopGroupId: string): Promise<unknown[]> {
  const answer = await done(target, 'DescribeUsersInGroup', { DesktopGroupId })
  return listOf(answer.EndUsers).map(({ EndUserId }) => EndUserId)
}

const detailOf = async (target: Target, DesktopGroupId: string): Promise<Json | undefined> =>
  (await done(target, 'GetDesktopGroupDetail', { DesktopGroupId })).Desktops as Json | undefined

const holds = (thing: Json | undefined, wanted: Json): void =>
  assert.deepEqual(Object.fromEntries(Object.keys(wanted).map(name => [name, thing?.[name]])), wanted)

/** What a share needs, made for this run. */
interface Ground {
  readonly OfficeSiteId: string
  readonly PolicyGroupId: string
  readonly users: readonly [string, string]
}

async function prepare(target: Target): Promise<Ground> {
  const mark = randomBytes(4).toString('hex')
  const { OfficeSiteId } = await done(target, 'CreateSimpleOfficeSite', { OfficeSiteName: `conf-${mark}` })
  await until(target, 'the network is registered', async () => {
    const { OfficeSites } = await done(target, 'DescribeOfficeSites', { OfficeSiteId: [String(OfficeSiteId)] })
    return listOf(OfficeSites)[0]?.Status === 'REGISTERED' ? true : undefined
  })
  const { PolicyGroupId } = await done(target, 'CreatePolicyGroup', { Name: `conf-${mark}` })
  const users = [`conf-a-${mark}`, `conf-b-${mark}`] as const
  const Users = users.map(EndUserId => ({ EndUserId, Email: `${EndUserId}@example.com` }))
  await done(target, 'CreateUsers', { Users }, usersVersion)
  return { OfficeSiteId: String(OfficeSiteId), PolicyGroupId: String(PolicyGroupId), users }
}

async function tidyUp(target: Target, { OfficeSiteId, users }: Ground): Promise<void> {
  await done(target, 'RemoveUsers', { Users: [...users] }, usersVersion)
  await done(target, 'DeleteOfficeSites', { OfficeSiteId: [OfficeSiteId] })
}

async function liveThrough(target: Target, ground: Ground): Promise<void> {
  const { OfficeSiteId, PolicyGroupId, users } = ground
  const [first, second] = users
  const made = { DesktopGroupName: 'conf-share', Comments: 'made', MinDesktopsCount: 0, MaxDesktopsCount: 1 }
  const created = await done(target, 'CreateDesktopGroup', {
    OfficeSiteId,
    PolicyGroupId,
    BundleId: bundle,
    ChargeType: 'PostPaid',
    EndUserIds: [first],
    ...made,
  })
  const DesktopGroupId = String(created.DesktopGroupId)
  assert.match(DesktopGroupId, /^dg-[0-9a-z]+$/)
  assert.equal(created.OrderIds, undefined)

  const fixed = { OwnBundleId: bundle, PolicyGroupId, OfficeSiteId, PayType: 'PostPaid', Status: 1 }
  holds(await detailOf(target, DesktopGroupId), { ...fixed, ...made })
  assert.deepEqual(await usersOf(target, DesktopGroupId), [first])

  // Template and policy go out with every change, also when they stay.
  const changed = { DesktopGroupName: 'conf-renamed', Comments: 'changed', MinDesktopsCount: 1, MaxDesktopsCount: 2 }
  await done(target, 'ModifyDesktopGroup', { DesktopGroupId, OwnBundleId: bundle, PolicyGroupId, ...changed })
  holds(await detailOf(target, DesktopGroupId), { ...fixed, ...changed })

  await done(target, 'AddUserToDesktopGroup', { DesktopGroupId, EndUserIds: [second] })
  assert.deepEqual(await usersOf(target, DesktopGroupId), [first, second])
  await patiently(target, 'RemoveUserFromDesktopGroup', { DesktopGroupId, EndUserIds: [first] })
  assert.deepEqual(await usersOf(target, DesktopGroupId), [second])

  // While somebody is authorised it is refused for good, with a code at which nobody tries again.
  const refused = objectOf(await call(target, 'DeleteDesktopGroup', { DesktopGroupId }))
  assert.ok(refused.Code !== undefined && refused.Code !== 'NotAllowOperation', String(refused.Code))

  await patiently(target, 'RemoveUserFromDesktopGroup', { DesktopGroupId, EndUserIds: [second] })
  await patiently(target, 'DeleteDesktopGroup', { DesktopGroupId })
  assert.equal(await detailOf(target, DesktopGroupId), undefined)
  const { DesktopGroups } = await done(target, 'DescribeDesktopGroups', { DesktopGroupId })
  assert.deepEqual(DesktopGroups, [])

  const policy = { PolicyGroupId: [PolicyGroupId] }
  refusalOf(await call(target, 'DeletePolicyGroups', policy), 'DependencyViolation', 400)
  const rows = await until(target, 'all computers are Deleted', async () => {
    const found = await rowsOf(target, DesktopGroupId)
    return found.every(({ DesktopStatus }) => DesktopStatus === 'Deleted') ? found : undefined
  })
  assert.equal(rows.length, 1)
  await done(target, 'DeletePolicyGroups', policy)
  assert.deepEqual(await rowsOf(target, DesktopGroupId), rows)

  // What is gone counts as deleted for the provider when the status is 404 or the message says NotFound.
  const again = await call(target, 'DeleteDesktopGroup', { DesktopGroupId })
  assert.ok(again.status === 404 || String(objectOf(again).Message).includes('NotFound'), again.text)
}

export const cases: readonly Case[] = [
  {
    name: 'a share is made, read at once, changed, peopled, emptied and deleted, and its policy is free after the last row',
    profile: 'full',
    skip: withoutWrites,
    async run(target) {
      const ground = await prepare(target)
      await liveThrough(target, ground)
      await tidyUp(target, ground)
    },
  },
]
