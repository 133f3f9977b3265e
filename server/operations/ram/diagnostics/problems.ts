/** The codes are the vendor's, its texts are not known (ram.md 3.3). */
import { problem } from '../../../spec/problem.ts'

export const notAMessage = problem('NotSupport', 400, 'The specified EncodedDiagnosticMessage is not supported.')
export const messageExpired = problem(
  'EncodedMessageExpire',
  400,
  'The specified EncodedDiagnosticMessage has expired.',
)
export const messageNotFound = problem('EntityNotExist', 404, 'The specified EncodedDiagnosticMessage does not exist.')
