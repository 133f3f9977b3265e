/**
 * An answer whose JSON text stands already, all but the RequestId.
 *
 * For the hot read path only: the text is made from rows once and used for as long as the rows' revision stands. The same
 * answer can still be had as a value, so XML, tests and the answer check have nothing of their own to render.
 */
export class RenderedAnswer {
  /** UTF-8 JSON of an object without RequestId and without its opening brace. Shared by many answers: never written to. */
  readonly rest: Buffer

  /** To be called once the bytes have left: they may change after that. */
  readonly release: () => void

  constructor(rest: Buffer, release: () => void = () => undefined) {
    this.rest = rest
    this.release = release
  }

  /** The same answer as a value. */
  value(): Record<string, unknown> {
    return JSON.parse(`{${this.rest.toString('utf8')}`) as Record<string, unknown>
  }
}
