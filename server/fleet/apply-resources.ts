/** Applying what shares and desktops are made of, and the end users. */
import { isDeepStrictEqual } from 'node:util'
import type { EndUser, Resource } from '../domain/resources.ts'
import { takeSequence } from '../store/accounts.ts'
import { putEndUsers, putResource, readEndUsers, readResources, type StoredEndUser } from '../store/resources.ts'
import { type Catalogue, resourceKinds, sections } from './catalogue.ts'
import { instantOf } from './instants.ts'
import type { Pass, Place } from './pass.ts'
import type { EndUserEntry } from './schema.ts'

export async function applyResources(pass: Pass, catalogue: Catalogue, { accountId }: Place): Promise<void> {
  for (const kind of resourceKinds) {
    const listed = catalogue.listed.filter(({ resource }) => resource.kind === kind)
    if (listed.length === 0) continue
    const known = new Map((await readResources(pass.tx, accountId, kind)).map(item => [item.resource.id, item]))
    const fresh = listed.filter(({ resource }) => !known.has(resource.id)).length
    let sequence = fresh === 0 ? 0 : await takeSequence(pass.tx, accountId, fresh)
    for (const { resource, regionId, createdAt, path } of listed) {
      const before = known.get(resource.id)
      if (before !== undefined && before.regionId !== regionId) {
        pass.refuseChange(path, 'region', before.regionId, regionId, 'give the thing another id')
        continue
      }
      const after = {
        accountId,
        regionId,
        sequence: before?.sequence ?? sequence++,
        createdAt: pass.createdAt(createdAt, before),
        resource: withProgress(resource, before?.resource),
      }
      const same = before !== undefined && isDeepStrictEqual(before, after)
      pass.count(sections[kind], before === undefined ? 'created' : same ? 'unchanged' : 'changed')
      if (!same) await putResource(pass.tx, after)
    }
  }
}

/** The file does not say how far an image or a network is: a new one is there at once, one that is being made goes on. */
function withProgress(resource: Resource, before: Resource | undefined): Resource {
  if (resource.kind !== 'image' && resource.kind !== 'officeSite') return resource
  if (before?.kind !== resource.kind || before.readyAt === undefined) return resource
  return { ...resource, readyAt: before.readyAt }
}

export async function applyEndUsers(pass: Pass, entries: readonly EndUserEntry[], { accountId }: Place): Promise<void> {
  if (entries.length === 0) return
  const known = new Map((await readEndUsers(pass.tx, pass.tx.dialect, accountId)).map(item => [item.user.id, item]))
  const fresh = entries.filter(({ id }) => !known.has(id)).length
  let sequence = fresh === 0 ? 0 : await takeSequence(pass.tx, accountId, fresh)
  const written: StoredEndUser[] = []
  for (const entry of entries) {
    const before = known.get(entry.id)
    const after = {
      accountId,
      sequence: before?.sequence ?? sequence++,
      createdAt: pass.createdAt(entry.createdAt, before),
      user: endUserOf(entry, before?.user, pass.tx.now),
    }
    const same = before !== undefined && isDeepStrictEqual(before, after)
    pass.count('endUsers', before === undefined ? 'created' : same ? 'unchanged' : 'changed')
    if (!same) written.push(after)
  }
  await putEndUsers(pass.tx, written)
}

/** A password is in no file, so the one that is kept stays. */
const keptOf = (before: EndUser | undefined, autoLockAt: number | undefined): Partial<EndUser> => ({
  ...(before?.password === undefined ? {} : { password: before.password }),
  ...(autoLockAt === undefined ? {} : { autoLockAt }),
})

const endUserOf = (entry: EndUserEntry, before: EndUser | undefined, now: number): EndUser => ({
  id: entry.id,
  name: entry.name ?? entry.id,
  type: entry.type === 'adConnector' ? 'AD_CONNECTOR' : 'SIMPLE',
  ...(entry.email === undefined ? {} : { email: entry.email }),
  ...(entry.phone === undefined ? {} : { phone: entry.phone }),
  ...(entry.remark === undefined ? {} : { remark: entry.remark }),
  ...(entry.organization === undefined ? {} : { orgId: entry.organization }),
  ...(entry.externalName === undefined ? {} : { externalName: entry.externalName }),
  ...(entry.jobNumber === undefined ? {} : { jobNumber: entry.jobNumber }),
  ...(entry.locked === undefined ? {} : { locked: entry.locked }),
  ...(entry.nickname === undefined ? {} : { realNickName: entry.nickname }),
  ...(entry.groups === undefined ? {} : { groupIds: entry.groups }),
  ...(entry.ownerType === undefined
    ? {}
    : { ownerType: entry.ownerType === 'manager' ? 'CreateFromManager' : 'Normal' }),
  ...(entry.localAdmin === undefined ? {} : { localAdmin: entry.localAdmin }),
  ...(entry.passwordExpireDays === undefined ? {} : { passwordExpireDays: entry.passwordExpireDays }),
  ...keptOf(before, instantOf(entry.autoLockAt, now, before?.autoLockAt)),
})
