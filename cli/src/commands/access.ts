/** `deskfleet access`: whether the policies of an account bind, or only warn. */
import { renderAnswer } from '../tables.ts'
import { addTarget, askerOf, type Options, type Verbs } from './signed-verbs.ts'

export function addAccess({ io, program, command, show }: Verbs): void {
  const access = program.command('access').description('Whether the policies of an account bind, or only warn.')
  for (const [verb, operation, about, input] of [
    ['show', 'GetAccessMode', 'Which of the two it is.', {}],
    ['warn', 'SetAccessMode', 'Do what policies would refuse, and say so in the answer.', { Mode: 'Warn' }],
    ['enforce', 'SetAccessMode', 'Refuse what policies refuse.', { Mode: 'Enforce' }],
  ] as const) {
    addTarget(command(verb, about, access))
      .option('--account <id>', "the account; the caller's own when absent")
      .action(async (options: Options) => {
        const value = await (await askerOf(options))(operation, { ...input, AccountId: options.account })
        show(value, options, () => renderAnswer(value, io.width))
      })
  }
}
