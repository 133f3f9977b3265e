/** A failure of one of several things. */
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

/** Operations on users list those that failed. */
const usersIn = (body: Fields): PartFailure[] =>
  Object.values(body)
    .filter(isRecord)
    .flatMap(({ FailedUsers }) => (Array.isArray(FailedUsers) ? FailedUsers.filter(isRecord) : []))
    .map(failed => ({
      name: textIn(failed, 'EndUserId'),
      code: textIn(failed, 'ErrorCode'),
      message: textIn(failed, 'ErrorMessage'),
    }))

/** Operations on computers tell of each with a code. */
const computersIn = (body: Fields): PartFailure[] =>
  ['RebuildResults', 'ModifyResults']
    .flatMap(field => (Array.isArray(body[field]) ? body[field].filter(isRecord) : []))
    .filter(({ Code }) => Code !== 'success')
    .map(failed => ({
      name: textIn(failed, 'DesktopId'),
      code: textIn(failed, 'Code'),
      message: textIn(failed, 'Message'),
    }))

/** Disconnecting lists whom it did not find connected, without a code of its own. */
const sessionsIn = (body: Fields): PartFailure[] =>
  (Array.isArray(body.InvalidSessions) ? body.InvalidSessions.filter(isRecord) : []).map(failed => ({
    name: `${textIn(failed, 'EndUserId')} · ${textIn(failed, 'DesktopId')}`,
    code: 'InvalidSessions',
    message: '',
  }))

/** What an answer that succeeds as a whole says of things that failed one by one. */
export const failuresIn = (body: unknown): PartFailure[] =>
  isRecord(body) ? [...usersIn(body), ...computersIn(body), ...sessionsIn(body)] : []
