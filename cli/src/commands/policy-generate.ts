/** `deskfleet policy generate`: the least policy for what somebody was seen to call. */
import { CommandError } from '../exit.ts'
import { whoOptions } from './policy-explain.ts'
import { addTarget, askerOf, inputFrom, type Options, type Verbs } from './signed-verbs.ts'

const dayMs = 24 * 3600_000

const generateOptions = { ...whoOptions, until: 'EndTime', maxIds: 'MaxIds', includeRefused: 'IncludeRefused' } as const

/** @param now in milliseconds, from which days are counted back. @throws CommandError */
export function generateInput(options: Options, now: number): Record<string, unknown> {
  const days = Number(options.days)
  if (!(days > 0)) throw new CommandError(`--days is "${options.days}"; write a number above 0.`)
  const end = typeof options.until === 'string' ? Date.parse(options.until) : now
  if (Number.isNaN(end))
    throw new CommandError(`--until is "${options.until}"; write an instant such as 2026-11-24T00:00:00Z.`)
  const StartTime = `${new Date(end - days * dayMs).toISOString().slice(0, 19)}Z`
  return { ...inputFrom(options, generateOptions), StartTime }
}

export function addGenerate({ io, command }: Verbs, policy: ReturnType<Verbs['command']>): void {
  addTarget(command('generate', 'The least policy for what somebody was seen to call, from the audit trail.', policy))
    .option('--user <name>', 'a RAM user; the caller when nobody is named')
    .option('--role <name>', 'a role')
    .option('--key <id>', 'what this access key was used for')
    .option('--days <n>', 'how far back', '30')
    .option('--until <instant>', 'counted back from here; now when absent')
    .option('--max-ids <n>', 'more ids of one type than this become all of the type; 20 when absent')
    .option('--include-refused', 'also what RAM refused')
    .option('--json', 'the whole answer, as --output json')
    .action(async (options: Options) => {
      const input = generateInput(options, Date.now())
      const answer = await (await askerOf(options))('GeneratePolicy', input)
      if (options.json === true || options.output === 'json') {
        io.out(JSON.stringify(answer, null, 2))
        return
      }
      // The documents alone, so that they can be written to a file.
      const documents = answer.Documents as readonly string[]
      for (const document of documents) io.out(JSON.stringify(JSON.parse(document), null, 2))
      const from = `${answer.Calls} calls of ${answer.Principal}, ${answer.StartTime} to ${answer.EndTime}`
      if (documents.length === 0) io.remark(`Nothing to grant: ${from}.`)
      else if (documents.length === 1) io.remark(`Made from ${from}.`)
      else io.remark(`Made from ${from}: ${documents.length} documents, as one policy could not hold it all.`)
    })
}
