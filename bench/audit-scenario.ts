/** What it costs to put every call on record: the same server with the audit trail and without it. */
import { type Bench, connections, firstPages, startOurs } from './bench.ts'
import { prepare } from './prepare.ts'
import { type Contender, inTurn, medianOf, ratioOf, type Sample } from './rounds.ts'

const roundsPerPair = 2

export async function measureAudit(bench: Bench): Promise<void> {
  const prepared = await prepare(100_000, bench.databaseUrl, bench.say)
  for (const rows of [100, 10]) {
    const load = { generation: 'V3', targets: firstPages(prepared, rows, connections), connections } as const
    // Many, since the last records of a round are written when it is over.
    const count = bench.quick ? 3000 : 6000
    const recorded: Sample[] = []
    const bare: Sample[] = []
    // What is measured is less than what one process differs from another, by how its heap has grown: so several of each.
    for (let pair = 0; pair < bench.rounds; pair += 1) {
      const on = await startOurs(prepared.place)
      const off = await startOurs({ ...prepared.place, auditRetention: '0' })
      const contenders: Contender[] = [
        { name: 'on', server: on, load },
        { name: 'off', server: off, load },
      ]
      const samples = await inTurn(bench.generator, pair % 2 === 0 ? contenders : contenders.toReversed(), {
        rounds: roundsPerPair,
        count,
      })
      recorded.push(...(samples.get('on') ?? []))
      bare.push(...(samples.get('off') ?? []))
      await on.stop()
      await off.stop()
    }
    const [one, other] = [medianOf(recorded, 'cpuMicros'), medianOf(bare, 'cpuMicros')]
    bench.report({
      what: `${rows} rows, unchanged, V3: with the audit trail`,
      value: ratioOf(bare, recorded, 'cpuMicros'),
      unit: 'times',
      remark: `${one.toFixed(0)} : ${other.toFixed(0)} µs CPU; ${ratioOf(bare, recorded, 'wallMicros').toFixed(2)} by wall time`,
      ...(rows === 100 ? { bar: { atMost: 1.1 } } : {}),
    })
  }
}
