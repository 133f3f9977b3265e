/** `npm run bench`: how fast Deskfleet is, beside the bars it has to clear. What is measured: README.md. */
import { parseArgs } from 'node:util'
import { measureAudit } from './audit-scenario.ts'
import type { Bench } from './bench.ts'
import { Child } from './ipc.ts'
import { measureMonth } from './month-scenario.ts'
import { measureLatency, measureStart } from './process-scenarios.ts'
import { type Figure, lineOf, tableOf, writeJson } from './report.ts'
import { measureShares } from './share-scenario.ts'
import { measureSizes } from './size-scenario.ts'

const scenarios = {
  share: measureShares,
  sizes: measureSizes,
  latency: measureLatency,
  audit: measureAudit,
  start: measureStart,
  month: measureMonth,
}
const names = Object.keys(scenarios) as (keyof typeof scenarios)[]

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'string' },
    'database-url': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const say = (text: string): void => void process.stdout.write(`${text}\n`)

async function run(): Promise<void> {
  const { quick, only, json, 'database-url': databaseUrl } = values
  const figures: Figure[] = []
  const generator = await Child.start<null>('./load.ts', null)
  const bench: Bench = {
    quick,
    rounds: quick ? 5 : 7,
    databaseUrl,
    sizes: quick ? [1000, 100_000] : [1000, 100_000, 1_000_000],
    generator,
    say,
    report: figure => {
      figures.push(figure)
      say(`  ${lineOf(figure)}`)
    },
  }
  for (const name of names.filter(each => only === undefined || each === only)) {
    say(`${name} …`)
    const from = figures.length
    await scenarios[name](bench)
    say(tableOf(figures.slice(from)))
  }
  await generator.stop()
  const date = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const file = json ?? new URL(`results/${date}.json`, import.meta.url).pathname
  writeJson(file, { date, quick, database: databaseUrl === undefined ? 'SQLite' : 'PostgreSQL' }, figures)
  say(`Written to ${file}`)
}

if (values.help || (values.only !== undefined && !names.some(name => name === values.only))) {
  say(`node bench/main.ts [--quick] [--only ${names.join('|')}] [--json <file>] [--database-url postgres://…]`)
} else {
  await run()
}
