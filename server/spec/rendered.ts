/**
 * An answer whose JSON text stands already, all but the RequestId.
 *
 * For the hot read path only: the text is made from rows once and used for as long as the rows' revision stands. The same
 * answer can still be had as a value, so XML, tests and the answer check have nothing of their own to render.
 */
export class RenderedAnswer {
  /** JSON text of an object without RequestId, from `{` to `}`. */
  readonly json: string

  constructor(json: string) {
    this.json = json
  }

  /** The same answer as a value. */
  value(): Record<string, unknown> {
    return JSON.parse(this.json) as Record<string, unknown>
  }
}
