/** What is wrong with a fleet file, and where in the text. */
import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml'

/** Field names and list positions, from the top of the file: `['accounts', 0, 'shares', 1, 'name']`. */
export type Path = readonly (string | number)[]

export interface Fault {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The thing, its value and the repair, in one sentence. */
  readonly message: string
}

const mostShown = 50

/** The fleet file cannot be used. Nothing of it was applied. */
export class FleetFileError extends Error {
  override readonly name = 'FleetFileError'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    const shownFaults = faults.slice(0, mostShown)
    const lines = shownFaults.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`)
    if (faults.length > mostShown) lines.push(`… and ${faults.length - mostShown} more.`)
    super(lines.join('\n'))
    this.faults = faults
  }
}

/** Where things stand in a text. Kept with what was read, so that what goes wrong later is still told with its line. */
export class FleetSource {
  readonly file: string
  private readonly document: Document
  private readonly lines: LineCounter

  constructor(file: string, document: Document, lines: LineCounter) {
    this.file = file
    this.document = document
    this.lines = lines
  }

  /** A fault at a place. What is not in the text is told at what should hold it. */
  fault(path: Path, message: string, at: 'key' | 'value' = 'value'): Fault {
    return { ...this.position(this.offsetOf(path, at)), message }
  }

  faultAt(offset: number, message: string): Fault {
    return { ...this.position(offset), message }
  }

  private position(offset: number): Omit<Fault, 'message'> {
    const { line, col } = this.lines.linePos(offset)
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }

  private offsetOf(path: Path, at: 'key' | 'value'): number {
    let node = this.resolve(this.document.contents)
    let offset = node?.range?.[0] ?? 0
    for (const [depth, step] of path.entries()) {
      const key = at === 'key' && depth === path.length - 1
      if (isMap(node)) {
        const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === String(step))
        if (pair === undefined) return offset
        const keyNode = pair.key as Node
        const value = pair.value as Node | null
        offset = (key ? keyNode.range?.[0] : (value?.range?.[0] ?? keyNode.range?.[0])) ?? offset
        node = this.resolve(value)
      } else if (isSeq(node)) {
        const item = node.items[Number(step)] as Node | undefined
        if (item === undefined) return offset
        offset = item.range?.[0] ?? offset
        node = this.resolve(item)
      } else return offset
    }
    return offset
  }

  private resolve(node: Node | null): Node | null {
    return isAlias(node) ? (node.resolve(this.document) ?? null) : node
  }
}

/** Collects what is wrong, so that one reading tells everything. */
export class Faults {
  readonly found: Fault[] = []
  private readonly source: FleetSource
  private readonly told = new Set<string>()

  constructor(source: FleetSource) {
    this.source = source
  }

  add(path: Path, message: string, at: 'key' | 'value' = 'value'): void {
    const fault = this.source.fault(path, message, at)
    // One place can be come by many times: an anchor is used again, a count makes many desktops.
    const key = `${fault.line}:${fault.column}:${message}`
    if (this.told.has(key)) return
    this.told.add(key)
    this.found.push(fault)
  }

  /** @throws FleetFileError when anything was found */
  refuse(): void {
    if (this.found.length > 0) throw new FleetFileError(inOrder(this.found))
  }
}

const inOrder = (faults: readonly Fault[]): Fault[] =>
  [...faults].sort((a, b) => a.line - b.line || a.column - b.column)

const shownLength = 80

/** A value as a person can read it in a message, cut when it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text
}

/** A path as it is told: `accounts[0].shares[1].name`. */
export const pathText = (path: Path): string =>
  path.map((step, depth) => (typeof step === 'number' ? `[${step}]` : depth === 0 ? step : `.${step}`)).join('')

/** ` (did you mean "office"?)`, or nothing when no known name is near. */
export function nearest(name: string, known: Iterable<string>): string {
  let best: string | undefined
  let least = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue
    const distance = distanceOf(name.toLowerCase(), candidate.toLowerCase())
    if (distance < least) {
      best = candidate
      least = distance
    }
  }
  return best === undefined ? '' : ` (did you mean ${shown(best)}?)`
}

/** Letters to change, add or take away (Levenshtein). */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
