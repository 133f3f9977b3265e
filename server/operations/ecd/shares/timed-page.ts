/**
 * A rendered page that still depends on the moment: it shows how old things are, in milliseconds.
 *
 * The bytes are made once with room for the ages; a reader gets them with the ages of its moment written in. Readers of
 * one millisecond share the bytes, and once they are sent the next moment is written into the same ones.
 */

/** JSON text with gaps: between text i and i + 1 stands the age, in ms, of what was created at instants[i]. */
export interface TimedText {
  readonly texts: readonly string[]
  readonly instants: readonly number[]
}

/** Joins texts until a gap comes, so that a page has as few pieces as it has gaps. */
export class TextBuilder {
  private readonly texts: string[] = ['']
  private readonly instants: number[] = []

  add(text: string): void {
    this.texts[this.texts.length - 1] += text
  }

  addTimed({ texts, instants }: TimedText): void {
    this.add(texts[0] ?? '')
    for (let index = 0; index < instants.length; index += 1) {
      this.instants.push(instants[index] ?? 0)
      this.texts.push(texts[index + 1] ?? '')
    }
  }

  done(): TimedText {
    return { texts: this.texts, instants: this.instants }
  }
}

interface Template {
  readonly bytes: Buffer
  /** Where each age begins, how many digits it has room for, and until when these suffice. */
  readonly gaps: readonly { readonly from: number; readonly digits: number; readonly instant: number }[]
  readonly until: number
}

const zero = 48

/** Bytes on their way to readers: nobody may write to them until all have been sent. */
class Copy {
  readonly bytes: Buffer
  now: number
  private readers = 0
  private readonly release = (): void => {
    this.readers -= 1
  }

  constructor(bytes: Buffer, now: number) {
    this.bytes = bytes
    this.now = now
  }

  get idle(): boolean {
    return this.readers === 0
  }

  lend(): Lent {
    this.readers += 1
    return { bytes: this.bytes, release: this.release }
  }
}

/** Bytes that must not be written to, and not be read any more once they were given back. */
export interface Lent {
  readonly bytes: Buffer
  release(): void
}

/** Copies a page keeps; more readers at a time, at different moments, get bytes of their own. */
const mostCopies = 2

const nothing = (): void => undefined

export class TimedPage {
  private readonly text: TimedText
  private template: Template | undefined
  private copies: Copy[] = []
  private readBefore = false

  constructor(text: TimedText) {
    this.text = text
  }

  /** About what the page takes in memory: its text and its copies. */
  get bytes(): number {
    return (
      this.text.texts.reduce((sum, text) => sum + text.length, 200) * (2 + mostCopies) + this.text.instants.length * 64
    )
  }

  /** The page as it reads at an instant. */
  at(now: number): Lent {
    // A page of a share that changes all the time is read once; what pays from the second time on waits for that.
    if (!this.readBefore) {
      this.readBefore = true
      return { bytes: plainAt(this.text, now), release: nothing }
    }
    const same = this.copies.find(copy => copy.now === now)
    if (same !== undefined) return same.lend()
    if (this.template === undefined || now >= this.template.until) {
      this.template = templateAt(this.text, now)
      this.copies = [new Copy(this.template.bytes, now)]
    }
    return this.written(this.template, now)
  }

  private written({ bytes, gaps }: Template, now: number): Lent {
    // The clock of another server may be behind; then an age may have fewer digits than there is room for.
    if (gaps.some(({ instant, digits }) => digitsOf(Math.max(0, now - instant)) !== digits)) {
      return { bytes: plainAt(this.text, now), release: nothing }
    }
    let copy = gaps.length === 0 ? this.copies[0] : this.copies.find(each => each.idle)
    if (copy === undefined) {
      copy = new Copy(Buffer.from(bytes), now)
      if (this.copies.length < mostCopies) this.copies.push(copy)
    }
    copy.now = now
    for (const { from, digits, instant } of gaps) writeAge(copy.bytes, from, digits, Math.max(0, now - instant))
    return copy.lend()
  }
}

function writeAge(bytes: Buffer, from: number, digits: number, age: number): void {
  let rest = age
  for (let place = from + digits - 1; place >= from; place -= 1) {
    const tenth = Math.floor(rest / 10)
    bytes[place] = zero + rest - tenth * 10
    rest = tenth
  }
}

function plainAt({ texts, instants }: TimedText, now: number): Buffer {
  let json = texts[0] ?? ''
  for (let index = 0; index < instants.length; index += 1) {
    json += String(Math.max(0, now - (instants[index] ?? 0))) + (texts[index + 1] ?? '')
  }
  return Buffer.from(json)
}

/** How many digits a whole number has, below 10^16. */
function digitsOf(age: number): number {
  let digits = 1
  for (let limit = 10; age >= limit; limit *= 10) digits += 1
  return digits
}

function templateAt({ texts, instants }: TimedText, now: number): Template {
  const gaps: { from: number; digits: number; instant: number }[] = []
  let json = texts[0] ?? ''
  let length = Buffer.byteLength(json)
  let until = Number.POSITIVE_INFINITY
  instants.forEach((instant, index) => {
    const age = String(Math.max(0, now - instant))
    const next = texts[index + 1] ?? ''
    gaps.push({ from: length, digits: age.length, instant })
    until = Math.min(until, instant + 10 ** age.length)
    json += age + next
    length += age.length + Buffer.byteLength(next)
  })
  return { bytes: Buffer.from(json), gaps, until }
}
