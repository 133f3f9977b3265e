/** A failure of one of several things, as operations on users answer it. */
export interface PartFailure {
  readonly name: string
  readonly code: string
  readonly message: string
}

/** The call succeeded; some of the things it named did not. */
export class PartlyRefused extends Error {
  readonly failures: readonly PartFailure[]

  constructor(failures: readonly PartFailure[]) {
    super(failures.map(({ name, code, message }) => `${name}: ${code} ${message}`).join('\n'))
    this.failures = failures
  }
}

type Fields = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textIn = (row: Fields, field: string): string => {
  const value = row[field]
  return value === undefined || value === null ? '' : String(value)
}

/** What an answer that succeeds as a whole says of things that failed one by one. */
export function failuresIn(body: unknown): PartFailure[] {
  if (!isRecord(body)) return []
  return Object.values(body)
    .filter(isRecord)
    .flatMap(({ FailedUsers }) => (Array.isArray(FailedUsers) ? FailedUsers.filter(isRecord) : []))
    .map(failed => ({
      name: textIn(failed, 'EndUserId'),
      code: textIn(failed, 'ErrorCode'),
      message: textIn(failed, 'ErrorMessage'),
    }))
}
