/** `deskfleet snapshot` and `deskfleet reset`: the whole state, saved under a name, put back, or emptied. */
import { CommandError } from '../exit.ts'
import { renderAnswer } from '../tables.ts'
import { type Answer, addTarget, askerOf, type Options, type Verbs } from './signed-verbs.ts'

export function addSnapshots({ io, program, command, show }: Verbs): void {
  const snapshot = program.command('snapshot').description('The whole state, saved under a name and put back.')
  const answer = (value: Answer, options: Options): void => show(value, options, () => renderAnswer(value, io.width))
  const onName = (verb: string, operation: string, about: string): void => {
    addTarget(command(`${verb} <name>`, about, snapshot)).action(async (name: string, options: Options) => {
      answer(await (await askerOf(options))(operation, { Name: name }), options)
    })
  }
  onName('save', 'SaveSnapshot', 'Save the state of all accounts; a snapshot of this name is replaced.')
  onName('restore', 'RestoreSnapshot', 'Replace the state of all accounts by a snapshot.')
  onName('delete', 'DeleteSnapshot', 'Delete a snapshot; the state stays.')
  addTarget(command('list', 'All snapshots.', snapshot)).action(async (options: Options) => {
    answer(await (await askerOf(options))('ListSnapshots', {}), options)
  })

  addTarget(command('reset', 'Empty the state of all accounts; identities, keys and snapshots stay.'))
    .option('--yes', 'do it')
    .action(async (options: Options) => {
      if (options.yes !== true) {
        throw new CommandError('This deletes the shares, computers and bills of all accounts; add --yes to do it.')
      }
      answer(await (await askerOf(options))('ResetState', {}), options)
    })
}
