/** Applying what shares and desktops are made of, and the end users. */
import { isDeepStrictEqual } from 'node:util'
import type { EndUser } from '../domain/resources.ts'
import { takeSequence } from '../store/accounts.ts'
import { putEndUsers, putResource, readEndUsers, readResources, type StoredEndUser } from '../store/resources.ts'
import { type Catalogue, resourceKinds, sections } from './catalogue.ts'
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
        resource,
      }
      const same = before !== undefined && isDeepStrictEqual(before, after)
      pass.count(sections[kind], before === undefined ? 'created' : same ? 'unchanged' : 'changed')
      if (!same) await putResource(pass.tx, after)
    }
  }
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
      user: endUserOf(entry),
    }
    const same = before !== undefined && isDeepStrictEqual(before, after)
    pass.count('endUsers', before === undefined ? 'created' : same ? 'unchanged' : 'changed')
    if (!same) written.push(after)
  }
  await putEndUsers(pass.tx, written)
}

const endUserOf = (entry: EndUserEntry): EndUser => ({
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
})
