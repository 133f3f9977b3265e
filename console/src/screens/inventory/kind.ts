/** What the inventory has to know of a kind of thing to list it. */
import type { Input } from '../../api/flatten.ts'
import type { Messages } from '../../language/en.ts'

type Texts = Messages['inventory']

/** A row as it stands in the answer; which fields there are, the catalogue tells. */
export type Row = Readonly<Record<string, unknown>>

export interface Column {
  readonly title: keyof Texts['fields']
  /** The field of the answer. */
  readonly field: string
  readonly show?: 'text' | 'code' | 'state' | 'choice' | 'instant' | 'list' | 'userState' | 'share'
  readonly width?: number
}

export type ChoiceText = keyof Texts['choices']

export interface Choice {
  /** Stands in the address; empty for what is chosen at first. */
  readonly key: string
  readonly label: ChoiceText | 'all' | { readonly state: string }
  readonly input: Input
}

export interface Filter {
  readonly name: keyof Texts['filters']
  readonly choices: readonly [Choice, ...Choice[]]
}

export interface Action {
  readonly key: keyof Texts['actions']
  readonly operation: string
  readonly input: (row: Row, region: string) => Input
  readonly destroys?: true
  /** Why the state of the row forbids it. */
  readonly forbidden?: (row: Row) => keyof Texts['forbidden'] | undefined
}

type FormText = Exclude<keyof Texts['create'], 'created'>

export interface NewField {
  /** The parameter, or the field of the record, that is filled in. */
  readonly name: string
  readonly label: FormText
  readonly hint?: FormText
  readonly required?: true
  readonly secret?: true
  readonly choices?: readonly (readonly [value: string, label: FormText])[]
}

export interface Creation {
  readonly title: 'user' | 'network'
  readonly operation: string
  readonly fields: readonly NewField[]
  readonly input: (filled: Readonly<Record<string, string>>, region: string) => Input
}

export interface Kind {
  /** In the address. */
  readonly path: string
  readonly title: keyof Texts['kinds']
  readonly operation: string
  /** The field of the answer that holds the rows. */
  readonly rows: string
  readonly id: (row: Row) => string
  readonly name: (row: Row) => string
  /** End users belong to no region. */
  readonly regional: boolean
  /** Pages by token, or by number where the operation has no tokens. */
  readonly pages: 'token' | 'number'
  readonly largestPage: number
  /** The parameter that searches; without one all pages are read and searched here. */
  readonly search?: { readonly parameter: string; readonly hint: 'searchUsers' | 'searchSessions' }
  readonly columns: readonly Column[]
  readonly filters: readonly Filter[]
  readonly actions: readonly Action[]
  /** Its rows are computers: what can be done with them is done as in a share. */
  readonly areComputers?: true
  readonly create?: Creation
}

export const textIn = (row: Row, field: string): string => {
  const value = row[field]
  return value === undefined || value === null ? '' : String(value)
}

/** Whether any text of a row holds what is searched, in upper or lower case. */
export function holds(row: unknown, query: string): boolean {
  const wanted = query.toLowerCase()
  const within = (value: unknown): boolean => {
    if (typeof value === 'string' || typeof value === 'number') return String(value).toLowerCase().includes(wanted)
    return typeof value === 'object' && value !== null && Object.values(value).some(within)
  }
  return within(row)
}

/** What the filters in the address ask for, with the first choice where the address names none. */
export const filtersIn = (kind: Kind, params: URLSearchParams): Input =>
  Object.assign(
    {},
    ...kind.filters.map(({ name, choices }) => {
      const key = params.get(name) ?? ''
      return (choices.find(choice => choice.key === key) ?? choices[0]).input
    }),
  )

/** How a page of a listing is asked for: the first one without a mark. */
export function pageInput(kind: Kind, size: number, mark: string | undefined): Input {
  if (kind.pages === 'number') return { PageSize: size, ...(mark === undefined ? {} : { PageNumber: Number(mark) }) }
  return { MaxResults: size, ...(mark === undefined ? {} : { NextToken: mark }) }
}

/** The mark of the page behind this one; undefined on the last. */
export function nextMark(kind: Kind, body: Row, size: number, mark: string | undefined): string | undefined {
  if (kind.pages === 'token') return textIn(body, 'NextToken') || undefined
  const page = mark === undefined ? 1 : Number(mark)
  return Number(body.TotalCount ?? 0) > page * size ? String(page + 1) : undefined
}
