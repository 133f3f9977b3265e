/** Remarks about the statements of a document, each with the place where the document says it. */

import type { PolicyDocument, Statement } from './document.ts'

export interface Remark {
  readonly severity: 'warning' | 'note'
  readonly rule: string
  readonly where: string
  readonly message: string
}

/** An element, or a value of it by its place in the list. */
type Place = string | readonly [element: string, index: number]

/** A statement, and the way to say something about it. */
export interface Looked {
  readonly statement: Statement
  /** All statements of the document. */
  readonly all: () => readonly Looked[]
  say(severity: Remark['severity'], rule: string, place: Place, message: string): void
}

/** @param source the JSON value the document was parsed from; a list of one is told apart there from a bare value */
export function sayAbout(
  document: PolicyDocument,
  source: unknown,
): { readonly statements: readonly Looked[]; readonly remarks: readonly Remark[] } {
  const remarks: Remark[] = []
  const statements: readonly Looked[] = document.statements.map((statement, index) => ({
    statement,
    all: () => statements,
    say: (severity, rule, place, message) => {
      const where = [`Statement[${index}]`, placeIn(member(member(source, 'Statement'), String(index)), place)]
      remarks.push({ severity, rule, where: where.filter(part => part !== '').join('.'), message })
    },
  }))
  return { statements, remarks }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined

function placeIn(statement: unknown, place: Place): string {
  if (typeof place === 'string') return place
  const [element, index] = place
  return Array.isArray(member(statement, element)) ? `${element}[${index}]` : element
}
