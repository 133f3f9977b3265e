/** Commands that ask a running server with one signed call or more. */
import type { Command } from 'commander'
import { operationNamed } from '../../../server/operations/registry.ts'
import { send } from '../client.ts'
import { CommandError, exitCodes } from '../exit.ts'
import type { Io } from '../io.ts'
import { findTarget, type TargetOptions } from '../target.ts'
import { settingsFrom } from './settings-options.ts'

export type Options = Readonly<Record<string, string | boolean | undefined>>
export type Answer = Readonly<Record<string, unknown>>
/** Asks one operation; its parameters are plain values. @throws CommandError when it refuses */
export type Ask = (operation: string, input: Readonly<Record<string, unknown>>) => Promise<Answer>

/** What the program offers to those who add commands to it. */
export interface Verbs {
  readonly io: Io
  readonly program: Command
  command(name: string, about: string, parent?: Command): Command
  show(value: unknown, options: Options, human: () => string): void
}

export const addTarget = (command: Command): Command =>
  command
    .option('--endpoint <host:port>', 'the server; this one by default')
    .option('--access-key-id <id>', 'or ALIBABA_CLOUD_ACCESS_KEY_ID; the local root key by default')
    .option('--access-key-secret <secret>', 'or ALIBABA_CLOUD_ACCESS_KEY_SECRET')
    .option('--security-token <token>', 'or ALIBABA_CLOUD_SECURITY_TOKEN')
    .option('--secure', 'use HTTPS')

/** Finds server and key once, for as many calls as a command makes. */
export async function askerOf(options: Options): Promise<Ask> {
  const target = await findTarget(options as TargetOptions, settingsFrom(options).settings)
  return async (name, input) => {
    const operation = operationNamed(name)
    if (operation === undefined) throw new Error(`There is no operation ${name}.`)
    const given = Object.entries(input).filter(([, value]) => value !== undefined)
    const pairs = given.map(([parameter, value]) => [parameter, String(value)] as const)
    const { status, body } = await send(target, name, operation.product.version, pairs)
    if (status >= 400) {
      throw new CommandError(`${name} was refused with ${body.Code}: ${body.Message}`, exitCodes.failed)
    }
    return body
  }
}

/** The options that were given, under the names of parameters. */
export function inputFrom(options: Options, names: Readonly<Record<string, string>>): Record<string, unknown> {
  const given = Object.entries(names).map(([option, parameter]) => [parameter, options[option]] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}
