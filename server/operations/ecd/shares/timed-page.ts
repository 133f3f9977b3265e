/**
 * A rendered page that still depends on the moment: it shows how old things are, in milliseconds.
 *
 * The bytes are made once with room for the ages; a reader gets them with the ages of its moment written in. Readers of
 * one millisecond share the bytes.
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

export class TimedPage {
  private readonly text: TimedText
  private template: Template | undefined
  private latest: { readonly now: number; readonly bytes: Buffer } | undefined

  constructor(text: TimedText) {
    this.text = text
  }

  /** About what the page takes in memory: its text, the template and the copy handed out last. */
  get bytes(): number {
    return this.text.texts.reduce((sum, text) => sum + text.length, 200) * 3 + this.text.instants.length * 64
  }

  /** The page as it reads at an instant. Must not be written to. */
  at(now: number): Buffer {
    if (this.latest?.now === now) return this.latest.bytes
    const bytes = this.latest === undefined ? plainAt(this.text, now) : this.fromTemplate(now)
    this.latest = { now, bytes }
    return bytes
  }

  /** A page of a share that changes all the time is read once; what pays only from the second time on waits for that. */
  private fromTemplate(now: number): Buffer {
    if (this.template === undefined || now >= this.template.until) this.template = templateAt(this.text, now)
    const { gaps } = this.template
    const bytes = gaps.length === 0 ? this.template.bytes : Buffer.from(this.template.bytes)
    for (const { from, digits, instant } of gaps) {
      // The clock of another server may be behind; nothing is younger than new.
      let age = Math.max(0, now - instant)
      if (digitsOf(age) !== digits) return plainAt(this.text, now)
      for (let place = from + digits - 1; place >= from; place -= 1) {
        const tenth = Math.floor(age / 10)
        bytes[place] = zero + age - tenth * 10
        age = tenth
      }
    }
    return bytes
  }
}

function plainAt({ texts, instants }: TimedText, now: number): Buffer {
  let json = texts[0] ?? ''
  for (let index = 0; index < instants.length; index += 1) {
    json += String(Math.max(0, now - (instants[index] ?? 0))) + (texts[index + 1] ?? '')
  }
  return Buffer.from(json)
}

const digitsOf = (age: number): number => String(age).length

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
