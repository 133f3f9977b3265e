/** How a command ends. */
export const exitCodes = {
  done: 0,
  /** The server refused, or the work failed. */
  failed: 1,
  /** The command line, a setting or a file is wrong. */
  usage: 2,
} as const

/** Ends a command with one sentence for the person at the terminal: what, which value, and the repair. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number

  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message)
    this.exitCode = exitCode
  }
}
