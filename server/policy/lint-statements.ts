/** What is most likely not meant in the statements of a well-formed document (ram.md 1.2 to 1.5, 2). */

import type { PolicyDocument, Statement } from './document.ts'
import { type Looked, type Remark, sayAbout } from './lint-places.ts'
import { fitsSomeName, takesIn } from './pattern-sets.ts'
import { isFilledKey, isResourceTag } from './request.ts'
import { RULINGS } from './rulings.ts'
import { fitsEverything, hasWildcard, matchesWildcard } from './wildcard.ts'

/** One kind of resource that calls of an operation name. */
export interface TouchedKind {
  readonly service: string
  readonly type: string
  /** The call names all of the type, `type/*`, as when one is made; otherwise those it gives the ids of. */
  readonly whole: boolean
}

/** What is known of an action. */
export interface ActionFacts {
  /** As policies write it. */
  readonly action: string
  /** What its calls name; nothing: only `*` grants it. Absent: known by name, and not served. */
  readonly touches?: readonly TouchedKind[]
  /** Whether a call may leave the ids out, and then only `*` grants it. */
  readonly mayNameNone?: boolean
  /** Whether it reads many things at once. */
  readonly lists?: boolean
}

type Facts = readonly ActionFacts[]

/** Looks at each statement, and at all of them together. */
export function lintStatements(document: PolicyDocument, source: unknown, facts: Facts): readonly Remark[] {
  const looked = sayAbout(document, source)
  for (const each of looked.statements) {
    actionsThatDoNothing(each, facts)
    resourcesNeverNamed(each, facts, looked.statements)
    tagsNeverCarried(each, facts, looked.statements)
    conditionsNotAsTheySeem(each)
    tooWide(each, facts)
  }
  withoutEffect(looked.statements)
  return looked.remarks
}

const matchedBy = (pattern: string, facts: Facts): Facts =>
  facts.filter(({ action }) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase()))

const serviceOf = (action: string): string => action.slice(0, action.indexOf(':')).toLowerCase()

function actionsThatDoNothing({ statement, say }: Looked, facts: Facts): void {
  const services = new Set(facts.map(({ action }) => serviceOf(action)))
  const { element, written } = statement.action
  for (const [index, pattern] of written.entries()) {
    if (fitsEverything(pattern)) continue
    const service = serviceOf(pattern)
    const matched = matchedBy(pattern, facts)
    if (!hasWildcard(service) && !services.has(service)) {
      say('note', 'foreign-service', [element, index], `${pattern}: the service ${service} is not one of this server.`)
    } else if (matched.length === 0) {
      const near = hasWildcard(pattern) ? undefined : nearest(pattern, facts)
      const what = hasWildcard(pattern) ? 'matches no operation' : 'is no operation'
      const hint = near === undefined ? '' : `; did you mean ${near}?`
      say('warning', 'unknown-action', [element, index], `${pattern} ${what}${hint === '' ? '.' : hint}`)
    } else if (matched.every(({ touches }) => touches === undefined)) {
      say('note', 'not-served', [element, index], `${pattern}: this server does not serve it yet.`)
    }
  }
}

const fewestAlike = 3

/** The same name in another service, or one in the same that differs in few letters. */
function nearest(pattern: string, facts: Facts): string | undefined {
  const [, name] = pattern.toLowerCase().split(':')
  const elsewhere = facts.find(({ action }) => action.toLowerCase().split(':')[1] === name)
  if (elsewhere !== undefined) return elsewhere.action
  let best: { readonly action: string; readonly distance: number } | undefined
  for (const { action } of facts) {
    if (serviceOf(action) !== serviceOf(pattern)) continue
    const distance = changesBetween(action.toLowerCase(), pattern.toLowerCase())
    if (distance <= fewestAlike && (best === undefined || distance < best.distance)) best = { action, distance }
  }
  return best?.action
}

/** How many letters have to be put in, taken out or replaced to make one text of the other. */
function changesBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(same, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    above = row
  }
  return above[b.length] ?? 0
}

/** Stands for the star in the name `type/*` itself: in a pattern only a wildcard can mean it. */
const literalStar = '\u0000'

const nameOf = ({ service, type, whole }: TouchedKind): string =>
  `acs:${service}:*:*:${type}/${whole ? literalStar : '*'}`

const names = ({ touches = [] }: ActionFacts, resource: string): boolean =>
  fitsEverything(resource) || touches.some(kind => fitsSomeName(resource, nameOf(kind)))

const typesOf = (facts: Facts): string =>
  [
    ...new Set(facts.flatMap(({ touches = [] }) => touches.map(kind => `${kind.type}/${kind.whole ? '*' : '<id>'}`))),
  ].join(', ')

/** Whether another Allow grants the action on everything, so that what this statement leaves out is not missing. */
const isGrantedElsewhere = ({ statement }: Looked, { action }: ActionFacts, all: readonly Looked[]): boolean =>
  all.some(
    ({ statement: other }) =>
      other !== statement &&
      other.effect === 'Allow' &&
      other.action.matches(action.toLowerCase()) &&
      other.resource?.written.some(fitsEverything) === true &&
      !other.conditions.some(({ key }) => isResourceTag(key)),
  )

function resourcesNeverNamed(looked: Looked, facts: Facts, all: readonly Looked[]): void {
  const { statement, say } = looked
  const resources = statement.resource?.written ?? []
  if (statement.action.element !== 'Action' || resources.length === 0 || resources.some(fitsEverything)) return
  const served = facts.filter(({ touches }) => touches !== undefined)
  const meant = served.filter(({ action }) => statement.action.matches(action.toLowerCase()))
  if (meant.length === 0) return
  const services = new Set(facts.map(({ action }) => serviceOf(action)))
  // An action of another service may name anything, and so may one that is not served.
  const isElsewhere = (pattern: string): boolean =>
    !services.has(serviceOf(pattern)) || matchedBy(pattern, facts).some(({ touches }) => touches === undefined)
  const open = statement.action.written.some(isElsewhere)
  for (const [index, resource] of resources.entries()) {
    if (open || meant.some(each => names(each, resource))) continue
    const types = typesOf(meant)
    const reason = types === '' ? 'they name no resource, and only "*" speaks of them' : `they name ${types}`
    say(
      'warning',
      'resource-never-named',
      ['Resource', index],
      `No call of these actions names ${resource}: ${reason}.`,
    )
  }
  for (const [index, pattern] of statement.action.written.entries()) {
    const here = matchedBy(pattern, served)
    const left = here.filter(
      each => !resources.some(resource => names(each, resource)) && !isGrantedElsewhere(looked, each, all),
    )
    const verb = statement.effect === 'Allow' ? 'grants' : 'denies'
    const [first] = left
    if (first !== undefined && hasWildcard(pattern)) {
      if (left.length === here.length) continue
      const text = `Of the ${here.length} operations ${pattern} matches, this ${verb} ${here.length - left.length}: the others, such as ${first.action}, name other resources or none.`
      say('note', 'resource-and-action', ['Action', index], text)
    } else if (first !== undefined) {
      const types = typesOf([first])
      const need = types === '' ? 'it names no resource, so write "*" in a statement of its own' : `it names ${types}`
      say('warning', 'resource-and-action', ['Action', index], `This statement never ${verb} ${first.action}: ${need}.`)
    } else if (here.some(each => each.mayNameNone === true && !isGrantedElsewhere(looked, each, all))) {
      const [some] = here.filter(({ mayNameNone }) => mayNameNone)
      const text = `A call of ${some?.action} that gives no ids names no resource: only "*" ${verb} that.`
      say('note', 'ids-left-out', ['Action', index], text)
    }
  }
}

/** Tags of computers named by their ids are the only ones that reach a decision (ram.md 1.3). */
const carries = ({ touches = [] }: ActionFacts): boolean =>
  touches.some(({ type, whole }) => type === 'ecddesktop' && !whole)

const alwaysCarries = (each: ActionFacts): boolean => carries(each) && each.lists !== true

function tagsNeverCarried(looked: Looked, facts: Facts, all: readonly Looked[]): void {
  const { statement, say } = looked
  const tagged = statement.conditions.filter(({ key }) => isResourceTag(key))
  const [condition] = tagged
  if (condition === undefined || statement.action.element !== 'Action') return
  const served = facts.filter(({ touches }) => touches !== undefined)
  const outcome = condition.holds(undefined) ? 'always' : 'never'
  for (const [index, pattern] of statement.action.written.entries()) {
    const here = matchedBy(pattern, served)
    const bare = here.filter(each => !alwaysCarries(each) && !isGrantedElsewhere(looked, each, all))
    const [first] = bare
    if (first === undefined) continue
    const severity = hasWildcard(pattern) && bare.length < here.length ? 'note' : 'warning'
    const which = carries(first)
      ? `A call of ${first.action} that gives no ids carries`
      : `Calls of ${first.action} carry`
    const text =
      `${which} no resource tags, so the condition on ${condition.key} ${outcome} holds` +
      `${statement.effect === 'Allow' ? ': give it a statement without the condition' : ''}.`
    say(severity, 'tags-not-carried', ['Action', index], text)
  }
}

function conditionsNotAsTheySeem({ statement, say }: Looked): void {
  for (const { operator, key, wanted } of statement.conditions) {
    const place = `Condition.${operator}[${JSON.stringify(key)}]`
    if (!isFilledKey(key, RULINGS)) {
      say(
        'warning',
        'unknown-key',
        place,
        `No request has a value for ${key}: a condition on it compares with nothing.`,
      )
    }
    if (key !== 'acs:MFAPresent' || operator !== 'Bool') continue
    const wantsNone = wanted.some(value => value.toLowerCase() === 'false')
    if (statement.effect === 'Deny' && wantsNone) {
      const text =
        'This does not stop access keys: their calls say nothing of a second factor, and Bool is false without a value. ' +
        `Write {"StringNotEquals": {"acs:MFAPresent": "true"}}, which also holds for them.`
      say('warning', 'mfa-and-keys', place, text)
    } else if (statement.effect === 'Allow' && !wantsNone) {
      say('note', 'mfa-and-keys', place, 'Access keys never get this: their calls say nothing of a second factor.')
    }
  }
}

/** Their names begin like those of reads, and they hand out secrets (ram.md 2). */
const secretReads = ['ecd:GetConnectionTicket', 'ecd:DescribeUsersPassword']

function tooWide({ statement, say, all }: Looked, facts: Facts): void {
  if (statement.effect !== 'Allow') return
  const { element, written } = statement.action
  if (element === 'NotAction') {
    const text = 'Allow with NotAction grants every action of every service that is not named, those to come included.'
    say('warning', 'allow-not-action', 'NotAction', text)
    return
  }
  const everything = statement.resource?.written.some(fitsEverything) === true
  if (everything && statement.conditions.length === 0 && written.some(fitsEverything)) {
    say('warning', 'allow-everything', '', 'This allows everything on everything, as AdministratorAccess does.')
  }
  for (const [index, pattern] of written.entries()) {
    if (!/^[^:]*:\*?(get|describe|list)/i.test(pattern) || !hasWildcard(pattern)) continue
    const opened = secretReads.filter(
      action =>
        matchesWildcard(pattern.toLowerCase(), action.toLowerCase()) &&
        !all().some(({ statement: other }) => deniesAlways(other, action)),
    )
    if (opened.length === 0) continue
    const isServed = opened.some(action => facts.some(each => each.action === action && each.touches !== undefined))
    const severity = isServed ? 'warning' : 'note'
    const text = `${pattern} reads, and ${opened.join(' and ')} with it, which hand out a way in: name the reads, or deny them.`
    say(severity, 'opens-secrets', [element, index], text)
  }
}

const deniesAlways = ({ effect, action, resource, conditions }: Statement, asked: string): boolean =>
  effect === 'Deny' &&
  conditions.length === 0 &&
  action.matches(asked.toLowerCase()) &&
  resource?.written.some(fitsEverything) === true

const allTakenIn = (wide: readonly string[], narrow: readonly string[]): boolean =>
  narrow.every(pattern => wide.some(other => takesIn(other, pattern)))

/** Whether whatever one statement matches, the other matches as well. */
function covers(wide: Statement, narrow: Statement): boolean {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
  const plain = [wide, narrow].every(({ action }) => action.element === 'Action')
  const actions = plain
    ? allTakenIn(fold(wide.action.written), fold(narrow.action.written))
    : same(wide.action, narrow.action)
  if (!actions || !same(wide.principals, narrow.principals)) return false
  if (wide.conditions.length > 0 && !same(wide.conditions, narrow.conditions)) return false
  return wide.resource === undefined || allTakenIn(wide.resource.written, narrow.resource?.written ?? [])
}

const fold = (patterns: readonly string[]): readonly string[] => patterns.map(pattern => pattern.toLowerCase())

function withoutEffect(all: readonly Looked[]): void {
  for (const [index, { statement, say }] of all.entries()) {
    const by = all.findIndex(({ statement: other }, place) => {
      if (place === index || (other.effect === 'Allow' && statement.effect === 'Deny')) return false
      if (!covers(other, statement)) return false
      // Of two that say the same, the later one is too much.
      return place < index || other.effect !== statement.effect || !covers(statement, other)
    })
    const other = all[by]?.statement
    if (other === undefined) continue
    const reason =
      other.effect !== statement.effect
        ? `Statement[${by}] denies all it allows`
        : `Statement[${by}] ${other.effect === 'Allow' ? 'allows' : 'denies'} all of it already`
    say('warning', 'without-effect', '', `This statement never matters: ${reason}.`)
  }
}
