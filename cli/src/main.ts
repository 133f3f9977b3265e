import { FleetFileError } from '../../server/fleet/read.ts'
import { KeyFileError } from '../../server/identity/keyring.ts'
import { SettingsError } from '../../server/settings/settings.ts'
import { CommandError, exitCodes } from './exit.ts'
import { standardIo } from './io.ts'
import { makeProgram } from './program.ts'

try {
  await makeProgram(standardIo).parseAsync(process.argv)
} catch (error) {
  // These say themselves what to do; for anything else a person needs the whole story.
  const plain = [CommandError, SettingsError, KeyFileError, FleetFileError].some(kind => error instanceof kind)
  standardIo.remark(plain ? (error as Error).message : String(error instanceof Error ? error.stack : error))
  process.exitCode = error instanceof CommandError ? error.exitCode : plain ? exitCodes.usage : exitCodes.failed
}
