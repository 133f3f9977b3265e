/** The least policy that allows calls that were seen. Pure: what was called, in; policy documents, out. */
import { MAX_CUSTOM_DOCUMENT_LENGTH, takesIn } from '../../../policy/index.ts'

/** What RAM was asked about a call. */
export interface SeenCall {
  /** `ecd:StopDesktops` */
  readonly action: string
  /** The names it touched; `['*']` when it named none. */
  readonly resources: readonly string[]
}

export interface LeastPolicyLimits {
  /** More ids of one type than this, for one action in one region, become `type/*`. */
  readonly maxIds: number
  /** Most characters of a document. */
  readonly maxLength?: number
}

interface Grant {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

/** Every credential may call it, so no policy is needed. */
const needsNoPolicy = 'sts:getcalleridentity'

/**
 * Makes the documents: one, or several where one would be too long. They name no action by a wildcard, and allow all the
 * calls together; without any one of their statements some call would not be allowed. The same calls in any order give the
 * same text. No documents when nothing was seen.
 */
export function leastPolicy(calls: Iterable<SeenCall>, limits: LeastPolicyLimits): readonly string[] {
  const { maxIds, maxLength = MAX_CUSTOM_DOCUMENT_LENGTH } = limits
  const grants = grouped(resourcesByAction(calls, maxIds)).flatMap(grant => divided(grant, maxLength))
  return packed(grants, maxLength)
}

/** In the order of code units, which no locale changes. */
const inOrder = (values: Iterable<string>): string[] => [...new Set(values)].sort()

function resourcesByAction(calls: Iterable<SeenCall>, maxIds: number): ReadonlyMap<string, readonly string[]> {
  const seen = new Map<string, { action: string; resources: Set<string> }>()
  for (const { action, resources } of calls) {
    const key = action.toLowerCase()
    if (key === needsNoPolicy) continue
    const known = seen.get(key) ?? { action, resources: new Set() }
    // Of two spellings the same one is kept, whichever came first.
    if (action < known.action) known.action = action
    for (const name of resources) known.resources.add(patternOf(name))
    seen.set(key, known)
  }
  return new Map([...seen.values()].map(({ action, resources }) => [action, fewer(resources, maxIds)]))
}

/** A name as a pattern for itself. Ids are given by callers: a star in one must not become a wildcard. */
function patternOf(name: string): string {
  const at = name.indexOf('/')
  const id = name.slice(at + 1)
  // "type/*" is the name of all of a type, and "*" of no resource.
  if (at < 0 || id === '*') return name
  return name.slice(0, at + 1) + id.replaceAll('*', '?')
}

const allOf = (name: string): string => `${name.slice(0, name.indexOf('/') + 1)}*`

function fewer(resources: ReadonlySet<string>, maxIds: number): readonly string[] {
  // Only "*" grants a call that names nothing, and it grants the others as well.
  if (resources.has('*')) return ['*']
  const byType = Map.groupBy(resources, allOf)
  const names = [...byType].flatMap(([all, ofType]) => (ofType.length > maxIds ? [all] : ofType))
  const wide = names.filter(name => name.includes('*') || name.includes('?'))
  return inOrder(names.filter(name => !wide.some(other => other !== name && takesIn(other, name))))
}

/** Actions on the same resources together. */
function grouped(byAction: ReadonlyMap<string, readonly string[]>): readonly Grant[] {
  const groups = Map.groupBy(byAction.keys(), action => JSON.stringify(byAction.get(action)))
  const grants = [...groups].map(([resources, actions]) => ({
    actions: inOrder(actions),
    resources: JSON.parse(resources) as readonly string[],
  }))
  return grants.sort((a, b) => ((a.actions[0] ?? '') < (b.actions[0] ?? '') ? -1 : 1))
}

const bare = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? (values[0] ?? '') : values

const documentOf = (grants: readonly Grant[]): string =>
  JSON.stringify({
    Version: '1',
    Statement: grants.map(({ actions, resources }) => ({
      Effect: 'Allow',
      Action: bare(actions),
      Resource: bare(resources),
    })),
  })

const halves = (values: readonly string[]): readonly (readonly string[])[] => {
  const middle = Math.ceil(values.length / 2)
  return [values.slice(0, middle), values.slice(middle)]
}

/** Cuts a grant that fills more than a document by itself, until each piece fits. */
function divided(grant: Grant, maxLength: number): readonly Grant[] {
  const { actions, resources } = grant
  if (documentOf([grant]).length <= maxLength) return [grant]
  if (resources.length > 1) {
    return halves(resources).flatMap(half => divided({ actions, resources: half }, maxLength))
  }
  // Nothing is left to cut of one action on one resource: no name that was accepted is this long.
  if (actions.length === 1) return [grant]
  return halves(actions).flatMap(half => divided({ actions: half, resources }, maxLength))
}

function packed(grants: readonly Grant[], maxLength: number): readonly string[] {
  const documents: Grant[][] = []
  for (const grant of grants) {
    const open = documents.at(-1)
    if (open !== undefined && documentOf([...open, grant]).length <= maxLength) open.push(grant)
    else documents.push([grant])
  }
  return documents.map(documentOf)
}
