/** What it costs to put every call on record: the same server with the audit trail and without it. */

import type { Bench } from './bench.ts'
import { connections, firstPages, startOurs } from './bench.ts'
import { prepare } from './prepare.ts'
import { type Contender, inTurn, medianOf, ratioOf } from './rounds.ts'

export async function measureAudit(bench: Bench): Promise<void> {
  const prepared = await prepare(100_000, bench.databaseUrl, bench.say)
  const on = await startOurs(prepared.place)
  const off = await startOurs({ ...prepared.place, auditRetention: '0' })
  for (const rows of [100, 10]) {
    const load = { generation: 'V3', targets: firstPages(prepared, rows, connections), connections } as const
    const contenders: Contender[] = [
      { name: 'on', server: on, load },
      { name: 'off', server: off, load },
    ]
    // Many, since the last few hundred records of a round are written when it is over.
    const count = bench.quick ? 6000 : 12_000
    const samples = await inTurn(bench.generator, contenders, { rounds: bench.rounds, count })
    const [recorded = [], bare = []] = contenders.map(({ name }) => samples.get(name))
    const [one, other] = [medianOf(recorded, 'cpuMicros'), medianOf(bare, 'cpuMicros')]
    bench.report({
      what: `${rows} rows, unchanged, V3: with the audit trail`,
      value: ratioOf(bare, recorded, 'cpuMicros'),
      unit: 'times',
      remark: `${one.toFixed(0)} : ${other.toFixed(0)} µs CPU; ${ratioOf(bare, recorded, 'wallMicros').toFixed(2)} by wall time`,
      ...(rows === 100 ? { bar: { atMost: 1.1 } } : {}),
    })
  }
  await on.stop()
  await off.stop()
}
