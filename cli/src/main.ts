import { CommandError, exitCodes } from './exit.ts'
import { standardIo } from './io.ts'
import { makeProgram } from './program.ts'

/** Errors that say themselves what to do. By name: their rooms are loaded only by the commands that need them. */
const plainErrors = new Set([
  'CommandError',
  'SettingsError',
  'KeyFileError',
  'FleetFileError',
  'PriceListError',
  'SchemaTooNew',
])

try {
  await makeProgram(standardIo).parseAsync(process.argv)
} catch (error) {
  const plain = error instanceof Error && plainErrors.has(error.name)
  // For anything else a person needs the whole story.
  standardIo.remark(plain ? error.message : String(error instanceof Error ? error.stack : error))
  process.exitCode = error instanceof CommandError ? error.exitCode : plain ? exitCodes.usage : exitCodes.failed
}
