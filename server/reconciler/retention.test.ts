import assert from 'node:assert/strict'
import { it } from 'node:test'
import { newAccountId } from '../domain/ids.ts'
import { findKeptAnswer, keepAnswer } from '../store/client-tokens.ts'
import { readShares } from '../store/shares.ts'
import { aDesktop, anAccount, aReleasedDesktop, aShare, seed } from '../testing/builders.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { forgetOld } from './retention.ts'

const dayMs = 24 * 3600_000
const now = Date.UTC(2026, 6, 1)

forEachDatabase('Retention', open => {
  it('forgets computers that were released longer ago than they are kept, and nothing else', async () => {
    await using store = await open()
    const accountId = newAccountId()
    const share = aShare({ accountId })
    const place = { accountId, shareId: share.id }
    const released = (releasedAt: number) => aReleasedDesktop({ ...place, releasedAt })
    const [old, older, edge, young] = [
      released(now - 30 * dayMs - 1),
      released(now - 300 * dayMs),
      released(now - 30 * dayMs),
      released(now - 1),
    ]
    const living = aDesktop(place)
    await seed(
      store,
      {
        accounts: [anAccount({ id: accountId })],
        shares: [share],
        desktops: [old, older, edge, young, living],
      },
      now - 301 * dayMs,
    )
    assert.deepEqual(await forgetOld(store, now, 30), { found: 2, changed: 2 })
    const kept = (await store.all('select id from desktops order by id', [])).map(([id]) => String(id))
    assert.deepEqual(kept, [edge.id, young.id, living.id].sort())
    const [counted] = await readShares(store, store.dialect, accountId, [share.id])
    assert.equal(counted?.counters.byStatus.Deleted, 2)
    assert.equal(counted?.counters.postPaid, 1)
    assert.deepEqual(await forgetOld(store, now, 30), { found: 0, changed: 0 })
  })

  it('forgets more than one batch in a pass', async () => {
    await using store = await open()
    const accountId = newAccountId()
    const desktops = Array.from({ length: 1100 }, () => aReleasedDesktop({ accountId, releasedAt: now - 40 * dayMs }))
    await seed(store, { accounts: [anAccount({ id: accountId })], desktops }, now - 41 * dayMs)
    assert.deepEqual(await forgetOld(store, now, 30), { found: 1100, changed: 1100 })
    assert.deepEqual(await store.all('select id from desktops', []), [])
  })

  it('keeps the answer to a client token for a day', async () => {
    await using store = await open()
    const accountId = newAccountId()
    await seed(store, { accounts: [anAccount({ id: accountId })] }, now)
    const find = () => store.transaction(now, tx => findKeptAnswer(tx, accountId, 'CreateDesktopGroup', 'token'))
    await store.transaction(now, tx =>
      keepAnswer(tx, accountId, 'CreateDesktopGroup', 'token', { fingerprint: 'x', answer: '{}' }),
    )
    await forgetOld(store, now + dayMs, 30)
    assert.deepEqual(await find(), { fingerprint: 'x', answer: '{}' })
    await forgetOld(store, now + dayMs + 1, 30)
    assert.equal(await find(), undefined)
  })
})
