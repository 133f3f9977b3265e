/** The outer world as commands see it: where results and remarks go, and whether a person looks. */
export interface Io {
  /** Results: what a script reads. */
  out(text: string): void
  /** Remarks: what a person reads. */
  remark(text: string): void
  /** A terminal gets tables, a pipe gets JSON. */
  readonly terminal: boolean
  /** Columns of the terminal. */
  readonly width: number
}

export const standardIo: Io = {
  out: text => void process.stdout.write(`${text}\n`),
  remark: text => void process.stderr.write(`${text}\n`),
  terminal: process.stdout.isTTY === true,
  width: process.stdout.columns ?? 120,
}
