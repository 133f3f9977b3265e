/** What desktops were made of can be deleted before they are; a file in which references lead nowhere could not be read. */
import type { ResourceKind } from '../domain/resources.ts'
import { systemResource } from '../domain/system-resources.ts'
import { defaultRegion, resourceKinds, sections } from './catalogue.ts'
import type { AccountEntry } from './schema.ts'

interface User {
  readonly region?: string
  readonly officeNetwork?: string
  readonly image?: string
  readonly bundle?: string
  readonly policyGroups?: readonly string[]
  readonly desktopType?: string
}

/** The account with a stand-in, named by its id, for everything that is referred to and not there. */
export function withMissing(account: AccountEntry): AccountEntry {
  const shares = account.shares ?? []
  const users: User[] = [
    ...(account.bundles ?? []).map(({ image, region }) => ({ image, ...(region === undefined ? {} : { region }) })),
    ...shares,
    ...shares.flatMap(({ region = defaultRegion, desktops = [] }) => desktops.map(desktop => ({ ...desktop, region }))),
    ...(account.desktops ?? []),
  ]
  const added: Record<string, object[]> = {}
  for (const kind of resourceKinds) {
    const there = new Set((account[sections[kind]] ?? []).map(({ id }) => id))
    const missing = users.flatMap(user =>
      referencesOf(kind, user)
        .filter(id => id !== '' && !there.has(id) && systemResource(kind, id) === undefined)
        .map(id => {
          there.add(id)
          return standIn(kind, id, user)
        }),
    )
    if (missing.length > 0) added[sections[kind]] = [...(account[sections[kind]] ?? []), ...missing]
  }
  return { ...account, ...added }
}

function referencesOf(kind: ResourceKind, user: User): readonly string[] {
  if (kind === 'policyGroup') return user.policyGroups ?? []
  const id = kind === 'officeSite' ? user.officeNetwork : user[kind]
  return id === undefined ? [] : [id]
}

function standIn(kind: ResourceKind, id: string, { region = defaultRegion, desktopType, image }: User): object {
  const common = { name: id, id, region }
  if (kind === 'image') return { ...common, osType: 'Windows' }
  if (kind === 'bundle') {
    const template = { desktopType: desktopType ?? 'eds.general.4c8g' }
    return { ...common, ...template, image: image ?? 'desktopimage-windows-server-2019-64-asp' }
  }
  return common
}
