/** What a schema cannot say of a fleet: names that are unique, references that resolve, states that can be. */
import ipaddr from 'ipaddr.js'
import { Catalogue, kindNames } from './catalogue.ts'
import { type Checking, checkEndUser, checkMaterials, checkOfficeNetwork, checkReference, Taken } from './checking.ts'
import { checkDesktops } from './checks-desktops.ts'
import { checkIdentities, checkKeys } from './checks-identity.ts'
import { shareIdOf } from './expand.ts'
import { type Faults, type Path, pathText, shown } from './faults.ts'
import { readDuration, readTime } from './instants.ts'
import type { Fleet } from './schema.ts'
import type { ShareEntry } from './schema-desktops.ts'

export function checkAccounts(fleet: Fleet, faults: Faults): void {
  const taken = new Taken(faults)
  checkTimes(fleet, [], faults)
  for (const [index, account] of fleet.accounts.entries()) {
    const path: Path = ['accounts', index]
    taken.claim('account', account.id, [...path, 'id'], 'describe an account once')
    const catalogue = new Catalogue(account, account.id, path)
    const endUsers = new Set((account.endUsers ?? []).map(({ id }) => id))
    const checking: Checking = { account, catalogue, faults, taken, endUsers }
    for (const [place, { id }] of (account.endUsers ?? []).entries()) {
      taken.claim(`end user of account ${account.id}`, id, [...path, 'endUsers', place])
    }
    checkIdentities(checking, path)
    checkKeys(account.accessKeys, [...path, 'accessKeys'], 'the root', checking)
    checkResources(checking, path)
    for (const [place, share] of (account.shares ?? []).entries()) {
      checkShare(checking, share, [...path, 'shares', place])
    }
    checkDesktops(checking, undefined, account.desktops ?? [], [...path, 'desktops'])
  }
}

const timeFields = new Set([
  'createdAt',
  'expiredAt',
  'releasedAt',
  'startedAt',
  'resetAt',
  'deletedAt',
  'settledAt',
  'connectedSince',
  'from',
  'to',
])
const durationFields = new Set(['keepDuration', 'connectDuration', 'idleDisconnectDuration', 'stopDuration'])
const canBeNever = new Set(['expiredAt', 'startedAt', 'resetAt'])

/** The schema has seen the form; a day that no calendar has gets through it. */
function checkTimes(value: object, path: Path, faults: Faults): void {
  for (const [key, item] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key]
    if (typeof item === 'object' && item !== null) {
      // Documents, settings and tags have names of their own.
      if (!['document', 'trustPolicy', 'settings', 'lists', 'tags'].includes(key)) checkTimes(item, place, faults)
    } else if (typeof item === 'string' && timeFields.has(key)) {
      const time = readTime(item)
      if (time === undefined)
        faults.add(place, `${pathText(place)} is ${shown(item)}: there is no such day; correct it.`)
      else if (time.kind === 'never' && !canBeNever.has(key)) {
        faults.add(place, `${pathText(place)} is "never": leave the field out, or write a time.`)
      }
    } else if (typeof item === 'string' && durationFields.has(key) && readDuration(item) === undefined) {
      faults.add(place, `${pathText(place)} is ${shown(item)}: write a duration such as "15 minutes".`)
    }
  }
}

function checkResources({ account, catalogue, faults, taken }: Checking, path: Path): void {
  for (const { resource, regionId, path: place, hasId } of catalogue.listed) {
    const { kind, name, id } = resource
    if (!hasId) taken.claim(`${kindNames[kind]} name in ${regionId} of account ${account.id}`, name, [...place, 'name'])
    taken.claim(`${kindNames[kind]} id of account ${account.id}`, id, [...place, 'id'])
    if (resource.kind === 'officeSite') checkNetwork(resource.cidrBlock, [...place, 'cidrBlock'], faults)
  }
  for (const [index, { image, region }] of (account.bundles ?? []).entries()) {
    checkReference(catalogue, faults, 'image', region ?? catalogue.region, image, [...path, 'bundles', index, 'image'])
  }
}

function checkNetwork(block: string, path: Path, faults: Faults): void {
  const prefix = Number(block.split('/')[1])
  if (ipaddr.IPv4.isValidFourPartDecimal(block.split('/')[0] ?? '') && prefix >= 8 && prefix <= 28) return
  faults.add(path, `${pathText(path)} is ${shown(block)}: write an IPv4 block of length 8 to 28 such as 172.16.0.0/12.`)
}

function checkShare(checking: Checking, share: ShareEntry, path: Path): void {
  const { catalogue, faults, taken, account } = checking
  const regionId = share.region ?? catalogue.region
  taken.claim(`share name in ${regionId} of account ${account.id}`, share.name, [...path, 'name'])
  const accountKey = account.id
  taken.claim('share id', shareIdOf(accountKey, regionId, share), [...path, 'id'])
  checkOfficeNetwork(checking, share.officeNetwork, regionId, path)
  checkMaterials(checking, share, regionId, path)
  const users = new Taken(faults)
  for (const [index, id] of (share.users ?? []).entries()) {
    checkEndUser(checking, id, [...path, 'users', index])
    users.claim('user of this share', id, [...path, 'users', index], 'name each once')
  }
  const timers = new Taken(faults)
  for (const [index, { type, cron }] of (share.timers ?? []).entries()) {
    const place = [...path, 'timers', index]
    timers.claim('type of timer in this share', type, [...place, 'type'], 'keep one of each type')
    if (cron !== undefined) checkCron(cron, [...place, 'cron'], faults)
  }
  for (const [index, { cron }] of (share.scalePhases ?? []).entries()) {
    checkCron(cron, [...path, 'scalePhases', index, 'cron'], faults)
  }
  if (share.billing === 'postPaid' && share.expiredAt !== undefined && share.expiredAt !== 'never') {
    faults.add([...path, 'expiredAt'], `${pathText(path)} is postPaid and does not expire: remove expiredAt.`)
  }
  checkDesktops(checking, { share, path, regionId }, share.desktops ?? [], [...path, 'desktops'])
}

function checkCron(cron: string, path: Path, faults: Faults): void {
  const fields = cron.trim().split(/\s+/).length
  if (fields === 6) return
  faults.add(path, `${pathText(path)} is ${shown(cron)}: write six fields, seconds first, such as "0 0 8 * * ?".`)
}
