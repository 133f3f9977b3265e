/** The two general rules of a share's listing, as properties. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { desktopStatuses } from '../../../domain/desktop.ts'
import { forgetDesktops, putDesktops } from '../../../store/desktops.ts'
import { putShares } from '../../../store/shares.ts'
import { aDesktop, anAccount, aShare, seed, testNow } from '../../../testing/builders.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { aMixedShare, listedIds, listShare } from '../../../testing/mixed-share.ts'

forEachDatabase('DescribeDesktopsInGroup', open => {
  test('joined pages of any size hold every lasting row exactly once while rows come, change and go', async () => {
    await using store = await open()
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          prePaid: fc.nat(6),
          postPaid: fc.nat(6),
          size: fc.integer({ min: 1, max: 7 }),
          withDeleted: fc.boolean(),
          changes: fc.array(fc.record({ kind: fc.constantFrom('come', 'change', 'release', 'go'), at: fc.nat(20) }), {
            maxLength: 12,
          }),
        }),
        async ({ prePaid, postPaid, size, withDeleted, changes }) => {
          const { share, bought, created, account } = await aMixedShare(store, prePaid, postPaid)
          const original = [...bought, ...created]
          const living = new Map(original.map(desktop => [desktop.id, desktop]))
          const left = new Set<string>()
          const pending = [...changes]
          const seen: string[] = []
          let NextToken: string | undefined
          do {
            const answer = await listShare(store, share, { MaxResults: size, NextToken, IgnoreDeleted: withDeleted })
            assert.ok(listedIds(answer).length <= size)
            seen.push(...listedIds(answer))
            NextToken = answer.NextToken
            const change = pending.shift()
            if (change === undefined) continue
            const victim = [...living.values()][change.at % Math.max(1, living.size)]
            await store.transaction(testNow, async tx => {
              if (change.kind === 'come') {
                const payType = change.at % 2 === 0 ? 'PrePaid' : 'PostPaid'
                const fresh = aDesktop({ accountId: account.id, shareId: share.id, payType })
                living.set(fresh.id, fresh)
                await putDesktops(tx, [fresh])
              } else if (victim === undefined) return
              else if (change.kind === 'change')
                await putDesktops(tx, [{ ...victim, name: 'renamed', status: 'Stopped' }])
              else if (change.kind === 'release') {
                if (!withDeleted) left.add(victim.id)
                await putDesktops(tx, [{ ...victim, status: 'Deleted', releasedAt: testNow }])
              } else {
                left.add(victim.id)
                living.delete(victim.id)
                await forgetDesktops(tx, [victim.id])
              }
            })
          } while (NextToken !== undefined)
          assert.equal(new Set(seen).size, seen.length, 'no row twice')
          const lasting = original.map(({ id }) => id).filter(id => !left.has(id))
          const originals = new Set(original.map(({ id }) => id))
          assert.deepEqual(
            seen.filter(id => originals.has(id) && !left.has(id)),
            lasting,
            'every row that stayed once, in order',
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  test('counters always equal the rows, whatever is written', async () => {
    await using store = await open()
    const write = fc.record({
      desktop: fc.nat(7),
      payType: fc.constantFrom('PrePaid' as const, 'PostPaid' as const),
      status: fc.constantFrom(...desktopStatuses),
      connected: fc.boolean(),
      forget: fc.boolean(),
      moved: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(write, { maxLength: 4 }), { maxLength: 5 }), async transactions => {
        const account = anAccount()
        const shares = [aShare({ accountId: account.id }), aShare({ accountId: account.id })] as const
        await seed(store, { accounts: [account], shares })
        const slots = Array.from({ length: 8 }, () => aDesktop({ accountId: account.id }))
        for (const writes of transactions) {
          await store.transaction(testNow, async tx => {
            for (const { desktop, payType, status, connected, forget, moved } of writes) {
              const slot = slots[desktop]
              if (slot === undefined) continue
              if (forget) await forgetDesktops(tx, [slot.id])
              else {
                const users = connected ? [{ endUserId: 'alice', assigned: true, connectedAt: testNow }] : []
                await putDesktops(tx, [{ ...slot, payType, status, users, shareId: shares[moved ? 1 : 0].id }])
              }
            }
            // A share written whole keeps its counters.
            await putShares(tx, [shares[0]])
          })
        }
        for (const share of shares) {
          const answer = await listShare(store, share, { MaxResults: 100, IgnoreDeleted: false })
          const { PaidDesktops = [], PostPaidDesktops = [] } = answer
          const paidThat = (holds: (row: (typeof PaidDesktops)[number]) => boolean) => PaidDesktops.filter(holds).length
          assert.equal(answer.PaidDesktopsCount, PaidDesktops.length)
          assert.equal(answer.PostPaidDesktopsCount, PostPaidDesktops.length)
          assert.equal(
            answer.OnlinePrePaidDesktopsCount,
            paidThat(row => row.ConnectionStatus === 'Connected'),
          )
          assert.equal(
            answer.RunningPrePaidDesktopsCount,
            paidThat(row => row.DesktopStatus === 'Running'),
          )
          assert.equal(
            answer.StoppedPrePaidDesktopsCount,
            paidThat(row => row.DesktopStatus === 'Stopped'),
          )
        }
      }),
      { numRuns: 40 },
    )
  })
})
