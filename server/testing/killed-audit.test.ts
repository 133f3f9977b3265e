/** A server that is killed right after it has answered: what it wrote is on record. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { call, disconnect } from '../../conformance/client.ts'
import { openStore } from '../store/store.ts'
import { testRegion } from './builders.ts'
import { freshDatabase, withoutPostgres } from './fresh-database.ts'
import { livingKey } from './living-server.ts'

const program = new URL('./living-server.ts', import.meta.url).pathname
const kills = 6

async function started(where: readonly string[]): Promise<{ child: ChildProcess; endpoint: string }> {
  const child = spawn(process.execPath, [program, ...where], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const endpoint of createInterface({ input: child.stdout })) return { child, endpoint }
  assert.fail('The server ended before it answered.')
}

async function survives(databaseUrl?: string): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'deskfleet-killed-audit-'))
  try {
    const answered: string[] = []
    for (let kill = 0; kill < kills; kill += 1) {
      const { child, endpoint } = await started([data, databaseUrl ?? '-'])
      const write = async (place: number, turn: number): Promise<void> => {
        const { json, status } = await call({
          endpoint: `http://${endpoint}`,
          // What is refused is a call that writes, too.
          action: turn % 4 === 3 ? 'DeleteOfficeSites' : 'CreatePolicyGroup',
          version: '2020-09-30',
          params: { RegionId: testRegion, 'OfficeSiteId.1': 'cn-hangzhou+os-none', Name: `Policy ${place}` },
          key: { accessKeyId: livingKey.id, accessKeySecret: livingKey.secret },
        })
        assert.ok(status < 500)
        answered.push((json as { RequestId: string }).RequestId)
      }
      // Some are still under way when the server dies, which is with the answer that comes after so many.
      const enough = answered.length + 10 + 3 * kill
      const lanes = [0, 1, 2, 3].map(async lane => {
        for (let turn = 0; ; turn += 1) {
          await write(lane, turn)
          if (answered.length >= enough) child.kill('SIGKILL')
        }
      })
      const ends = await Promise.allSettled(lanes)
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      assert.equal(child.signalCode, 'SIGKILL', JSON.stringify(ends.map(String)))
      disconnect()
    }
    const place = databaseUrl === undefined ? {} : { databaseUrl }
    const store = await openStore({ dataDirectory: data, requestValidityMs: 900_000, ...place })
    const recorded = new Set((await store.all('select request_id from audit_records', [])).map(([id]) => String(id)))
    await store.close()
    assert.ok(answered.length >= 10 * kills)
    assert.deepEqual(
      answered.filter(id => !recorded.has(id)),
      [],
    )
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

it('A server with the embedded database that is killed has every write on record that it answered', () => survives())

it('A server on PostgreSQL that is killed has every write on record that it answered', {
  skip: withoutPostgres,
}, async () => {
  await using database = await freshDatabase()
  await survives(database.url)
})
