/** Whether one statement speaks about one question, and, when asked for, everything in it that did not fit. */

import type { ActualValue } from './conditions.ts'
import type { Condition, Statement, TrustedPrincipals } from './document.ts'
import type { Question } from './request.ts'

/** A part of a statement that did not fit the question: what the statement wants, and what the request has. */
export type Miss =
  | { readonly part: 'principal'; readonly wanted: readonly string[]; readonly actual: string }
  | {
      readonly part: 'action' | 'resource'
      /** The element's name: `Action`, `NotAction`, `Resource`, `NotResource`. */
      readonly element: string
      readonly wanted: readonly string[]
      readonly actual: string
    }
  | {
      readonly part: 'condition'
      readonly operator: string
      readonly key: string
      readonly wanted: readonly string[]
      /** The request's values; empty when it has none for this key. */
      readonly actual: readonly string[]
    }

const trusts = (principals: TrustedPrincipals, { principal, identity }: Question): boolean =>
  // An account's root in a trust policy stands for every identity of that account (ram.md 4.2).
  principals.ram.includes(identity) || principals.ram.includes(`acs:ram::${principal.accountId}:root`)

const listed = (actual: ActualValue): readonly string[] => {
  if (actual === undefined) return []
  return typeof actual === 'string' ? [actual] : actual
}

function conditionHolds(condition: Condition, question: Question, misses: Miss[] | undefined): boolean {
  const actual = condition.read(question)
  if (condition.holds(actual)) return true
  const { operator, key, wanted } = condition
  misses?.push({ part: 'condition', operator, key, wanted, actual: listed(actual) })
  return false
}

/**
 * Whether a statement's principal, action, resource and conditions all fit (ram.md 1.6).
 *
 * @param misses collects every part that doesn't fit; without it the first such part ends the work
 */
export function statementMatches(statement: Statement, question: Question, misses?: Miss[]): boolean {
  const { action, resource, principals, conditions } = statement
  let fits = true
  if (!action.matches(question.action)) {
    if (misses === undefined) return false
    fits = false
    misses.push({ part: 'action', element: action.element, wanted: action.written, actual: question.request.action })
  }
  if (resource !== undefined && !resource.matches(question.resource)) {
    if (misses === undefined) return false
    fits = false
    misses.push({ part: 'resource', element: resource.element, wanted: resource.written, actual: question.resource })
  }
  if (principals !== undefined && !trusts(principals, question)) {
    if (misses === undefined) return false
    fits = false
    const wanted = [...principals.ram, ...principals.service, ...principals.federated]
    misses.push({ part: 'principal', wanted, actual: question.identity })
  }
  for (const condition of conditions) {
    if (conditionHolds(condition, question, misses)) continue
    if (misses === undefined) return false
    fits = false
  }
  return fits
}
