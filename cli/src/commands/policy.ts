/** `deskfleet policy`: policies tried, looked through, explained and made. */
import { CommandError } from '../exit.ts'
import { addExplain } from './policy-explain.ts'
import { collect } from './policy-files.ts'
import { addGenerate } from './policy-generate.ts'
import { runLint } from './policy-lint.ts'
import { runSimulation } from './policy-simulate.ts'
import type { Verbs } from './signed-verbs.ts'

interface SimulateOptions {
  readonly cases?: readonly string[]
  readonly json?: boolean
}

interface LintOptions {
  readonly strict?: boolean
  readonly json?: boolean
}

export function addPolicy(verbs: Verbs): void {
  const { io, program } = verbs
  const policy = program.command('policy').description('Policies: try, check, explain, make.')

  policy
    .command('simulate')
    .description('Decide made-up requests, and say of each whether it comes out as expected. Needs no server.')
    .option(
      '--cases <file>',
      'JSON file with a list of cases, - for standard input; may be given several times',
      collect,
    )
    .option('--json', 'print JSON')
    .action(({ cases = [], json = false }: SimulateOptions) => {
      if (cases.length === 0) throw new CommandError('No cases are given; name a file with --cases FILE.')
      runSimulation(io, cases, json)
    })

  policy
    .command('lint')
    .description('Look through policy documents, files of cases and fleet files. Needs no server.')
    .argument('<file...>', 'the files, - for standard input')
    .option('--strict', 'fail on warnings too')
    .option('--json', 'print JSON')
    .action((files: readonly string[], { strict = false, json = false }: LintOptions) => {
      runLint(io, files, { strict, asJson: json })
    })

  addExplain(verbs, policy)
  addGenerate(verbs, policy)
}
