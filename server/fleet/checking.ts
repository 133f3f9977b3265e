/** What the checks of one account share: what is taken, and whether references lead anywhere. */
import { type Catalogue, kindNames, type resourceKinds } from './catalogue.ts'
import { type Faults, nearest, type Path, pathText, shown } from './faults.ts'
import type { AccountEntry } from './schema.ts'

/** Tells apart what must not stand twice. */
export class Taken {
  private readonly places = new Map<string, Path>()
  private readonly faults: Faults

  constructor(faults: Faults) {
    this.faults = faults
  }

  /** @param what `office network name`, as it is told */
  claim(what: string, value: string, path: Path, repair = 'give each its own'): boolean {
    const key = `${what} ${value}`
    const first = this.places.get(key)
    if (first === undefined) {
      this.places.set(key, path)
      return true
    }
    this.faults.add(path, `The ${what} ${shown(value)} is taken by ${pathText(first)}: ${repair}.`)
    return false
  }
}

/** What the checks of one account share. */
export interface Checking {
  readonly account: AccountEntry
  readonly catalogue: Catalogue
  readonly faults: Faults
  readonly taken: Taken
  readonly endUsers: ReadonlySet<string>
}

/** In the file the server's own account has no number yet. */
const placeholderAccount = '1000000000000000'

/** The text of a document with the account's id filled in. */
export const fillAccount = (document: object, accountId = placeholderAccount): string =>
  JSON.stringify(document).replaceAll('{account}', accountId)

/** Whether something of this name or id is there; else a fault that says what could have been meant. */
export function checkReference(
  catalogue: Catalogue,
  faults: Faults,
  kind: (typeof resourceKinds)[number],
  regionId: string,
  reference: string,
  path: Path,
): void {
  if (catalogue.find(kind, regionId, reference) !== undefined) {
    if (!catalogue.isAmbiguous(kind, regionId, reference)) return
    const message = `${pathText(path)} is ${shown(reference)}: more than one ${kindNames[kind]} has that name; write its id.`
    faults.add(path, message)
    return
  }
  const elsewhere = catalogue.regionOf(kind, reference)
  const where = `${pathText(path)} is ${shown(reference)}`
  if (elsewhere !== undefined && elsewhere !== regionId) {
    faults.add(
      path,
      `${where}: that ${kindNames[kind]} is in ${elsewhere}, and what uses it in ${regionId}; use one of ${regionId}.`,
    )
    return
  }
  const hint = nearest(reference, catalogue.namesOf(kind, regionId))
  faults.add(
    path,
    `${where}: there is no such ${kindNames[kind]} in ${regionId}; correct it, or describe it in the file${hint}.`,
  )
}

/** Whether an end user is described; else a fault. */
export function checkEndUser({ endUsers, faults }: Checking, id: string, path: Path): void {
  if (endUsers.has(id)) return
  const hint = nearest(id, endUsers)
  faults.add(path, `${pathText(path)} is ${shown(id)}: there is no such end user; add it to endUsers${hint}.`)
}

/** The references of a share or desktop to what it is made of. */
export function checkMaterials(
  { catalogue, faults }: Checking,
  entry: { readonly bundle?: string; readonly image?: string; readonly policyGroups?: readonly string[] },
  regionId: string,
  path: Path,
): void {
  for (const kind of ['bundle', 'image'] as const) {
    const reference = entry[kind]
    if (reference !== undefined && reference !== '') {
      checkReference(catalogue, faults, kind, regionId, reference, [...path, kind])
    }
  }
  for (const [index, reference] of (entry.policyGroups ?? []).entries()) {
    checkReference(catalogue, faults, 'policyGroup', regionId, reference, [...path, 'policyGroups', index])
  }
}

export function checkOfficeNetwork(
  { catalogue, faults }: Checking,
  reference: string | undefined,
  regionId: string,
  path: Path,
): void {
  if (reference !== undefined) {
    checkReference(catalogue, faults, 'officeSite', regionId, reference, [...path, 'officeNetwork'])
  } else if (catalogue.onlyNetwork(regionId) === undefined) {
    const message = `${pathText(path)} names no officeNetwork, and ${regionId} does not have exactly one: name it.`
    faults.add(path, message)
  }
}
