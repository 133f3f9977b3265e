/** Files that commands about policies read. */
import { readFileSync } from 'node:fs'
import { CommandError } from '../exit.ts'

/** A text, and the name it goes by in messages. */
export interface PolicyFile {
  readonly name: string
  readonly text: string
}

/** @param path of a file, or `-` for standard input. @throws CommandError when it cannot be read */
export function readPolicyFile(path: string): PolicyFile {
  try {
    return path === '-'
      ? { name: 'stdin', text: readFileSync(0, 'utf8') }
      : { name: path, text: readFileSync(path, 'utf8') }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError(`${path} cannot be read: ${reason}.`)
  }
}

/** @param mustBe what is wanted, for the message. @throws CommandError when it is not JSON */
export function jsonOf({ name, text }: PolicyFile, mustBe: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError(`${name} is not JSON: ${reason}. It must be ${mustBe}.`)
  }
}

/** For an option that may be given several times. */
export const collect = (value: string, given: readonly string[] | undefined): readonly string[] => [
  ...(given ?? []),
  value,
]
