/** The small readers from which a policy document is taken apart; each complains about thing, value and place. */

/**
 * The document breaks the grammar of ram.md 1.1. The message names the thing, its value and its place; it is the detail
 * that RAM answers under the code `MalformedPolicyDocument` with HTTP 400.
 */
export class MalformedPolicyDocument extends Error {
  /** Where in the document, such as `Statement[0].Effect`; empty when it is the document as a whole. */
  readonly where: string

  constructor(message: string, where = '') {
    super(message)
    this.name = 'MalformedPolicyDocument'
    this.where = where
  }
}

const SHOWN_LENGTH = 80

/** A value as a person can read it in a message, cut when it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text
}

/** The error for a value that is not what it must be: `Statement[0].Effect is "allow": it must be "Allow" or "Deny".` */
export const wrong = (where: string, value: unknown, mustBe: string): MalformedPolicyDocument =>
  new MalformedPolicyDocument(
    value === undefined
      ? `${where} is missing: it must be ${mustBe}.`
      : `${where} is ${shown(value)}: it must be ${mustBe}.`,
    where,
  )

/** Reads an object, by its own entries. */
export function readObject(value: unknown, where: string, mustBe: string): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(where, value, mustBe)
  return new Map(Object.entries(value))
}

/** Refuses members the grammar doesn't have: a misspelt `Condition` must not silently widen a statement. */
export function refuseOthers(members: ReadonlyMap<string, unknown>, known: readonly string[], where: string): void {
  for (const name of members.keys()) {
    if (known.includes(name)) continue
    const place = where === '' ? name : `${where}.${name}`
    throw new MalformedPolicyDocument(`${place} is not an element of a policy: use ${known.join(', ')}.`, place)
  }
}

/** Reads one value or a list of at least one; both forms mean the same (ram.md 1.1). */
export function readList<Value>(
  value: unknown,
  where: string,
  mustBe: string,
  read: (item: unknown, where: string) => Value,
): readonly Value[] {
  if (!Array.isArray(value)) return [read(value, where)]
  if (value.length === 0) throw wrong(where, value, `${mustBe}, or a list of at least one`)
  return value.map((item: unknown, index) => read(item, `${where}[${index}]`))
}

/** Reads a text that isn't empty. */
export function readText(value: unknown, where: string, mustBe: string): string {
  if (typeof value !== 'string' || value === '') throw wrong(where, value, mustBe)
  return value
}
