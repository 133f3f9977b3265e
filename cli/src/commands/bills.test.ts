import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Share } from '../../../server/domain/share.ts'
import { forgetDesktops } from '../../../server/store/desktops.ts'
import { aUsedDesktop, settleAt } from '../../../server/testing/billed-share.ts'
import { aShare, seed } from '../../../server/testing/builders.ts'
import { startTestServer, type TestServer } from '../../../server/testing/server.ts'
import type { Io } from '../io.ts'
import { makeProgram } from '../program.ts'

/** A time in UTC+8. */
const at = (time: string): number => Date.parse(`2026-11-24T${time}+08:00`)
const day = ['--from', '2026-11-23T16:00:00Z', '--until', '2026-11-24T16:00:00Z']

let server: TestServer
let share: Share

before(async () => {
  server = await startTestServer({ clock: 'virtual@2026-11-24T04:10:00Z' })
  const accountId = server.provisioned.rootAccountId
  share = aShare({ accountId, name: 'Support', createdAt: at('08:00:00') })
  await seed(server.store, { shares: [share] }, at('08:00:00'))
  const of = { accountId, shareId: share.id }
  const createdAt = at('08:00:00')
  const times = { createdAt, ranFrom: at('08:45:30'), ranUntil: at('10:20:30') }
  await aUsedDesktop(server.store, { ...of, name: 'First' }, times)
  const gone = await aUsedDesktop(server.store, { ...of, name: 'Gone' }, { ...times, releasedAt: at('10:30:00') })
  const elsewhere = { accountId, name: 'Own', regionId: 'cn-shanghai' }
  await aUsedDesktop(server.store, elsewhere, { createdAt, ranFrom: createdAt, ranUntil: at('10:00:00') })
  await settleAt(server.store, at('12:10:00'))
  await server.store.transaction(at('12:10:00'), tx => forgetDesktops(tx, [gone.id]))
})
after(() => server.close())

async function run(words: readonly string[], { terminal = false } = {}): Promise<string> {
  const out: string[] = []
  const io: Io = { out: text => out.push(text), remark: () => undefined, terminal, width: 200 }
  const target = ['--endpoint', server.endpoint, '--access-key-id', server.rootKey.id]
  const secret = ['--access-key-secret', server.rootKey.secret]
  await makeProgram(io).parseAsync(['node', 'deskfleet', ...words, ...target, ...secret])
  return out.join('\n')
}

describe('deskfleet bill', () => {
  it('shows a cost owner the total, each computer, its stretches of use with their rate, and a subscription beside it', async () => {
    const shown = await run(['bill', share.id], { terminal: true })
    assert.match(
      shown,
      /^Support: \d\.\d{4} CNY settled for pay-as-you-go computers, 0\.\d{4} more used by 2026-11-24T04:10/,
    )
    assert.match(shown, /as monthly subscriptions: \d+\.\d\d CNY; a subscription is cheaper from \d+(\.\d+)? hours/)
    assert.match(shown, /First +Stopped +\d\.\d{4}/)
    assert.match(shown, /– +Deleted +\d\.\d{4}/)
    assert.match(shown, /Compute +2026-11-24T00:45:30\.000Z +2026-11-24T02:20:30\.000Z +1\.58 h +1\.0360 +1\.6403/)
  })

  it('cuts use at full hours with --hours, and is the answer of the server in a pipe', async () => {
    const seconds = async (words: readonly string[]): Promise<number[]> => {
      const bill = JSON.parse(await run(['bill', share.id, ...words])) as {
        Desktops: { Lines: { Kind: string; Seconds: number }[] }[]
      }
      return bill.Desktops[0]?.Lines.filter(({ Kind }) => Kind === 'Compute').map(line => line.Seconds) ?? []
    }
    assert.deepEqual(await seconds([]), [5700])
    assert.deepEqual(await seconds(['--hours']), [870, 3600, 1230])
  })

  it('says in one sentence why there is no bill', async () => {
    await assert.rejects(run(['bill', 'dg-0123456789abcdefg']), /InvalidDesktopGroupId\.NotFound|no share/i)
    await assert.rejects(run(['bill']), /Name a share/)
  })
})

describe('deskfleet bill export', () => {
  it('writes one file, plain or as FOCUS, by hours or by days', async () => {
    const plain = await run(['bill', 'export', ...day])
    assert.match(plain, /^From,To,Kind,/)
    assert.equal(plain.match(/^From,/gm)?.length, 1)
    assert.doesNotMatch(plain, /\n\n|\n$/)
    const focus = await run(['bill', 'export', '--format', 'focus', ...day])
    assert.match(focus, /^AvailabilityZone,BilledCost,BillingAccountId,/)
    assert.equal(focus.split('\n').length, plain.split('\n').length)
    const days = await run(['bill', 'export', '--days', ...day])
    // Compute and storage of three computers, and the head.
    assert.equal(days.split('\n').length, 7)
  })

  it('keeps to one share or one region, and to all where none is named', async () => {
    const all = await run(['bill', 'export', ...day])
    assert.match(all, /,Own,/)
    assert.match(all, /,First,/)
    assert.doesNotMatch(await run(['bill', 'export', ...day, '--share', share.id]), /,Own,/)
    const shanghai = await run(['bill', 'export', ...day, '--region', 'cn-shanghai'])
    assert.match(shanghai, /,Own,/)
    assert.doesNotMatch(shanghai, /,First,/)
  })

  it('refuses a format there is not', async () => {
    await assert.rejects(run(['bill', 'export', '--format', 'xlsx', ...day]), /write csv or focus/)
  })
})
