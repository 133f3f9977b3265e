/**
 * A process that writes until it is killed: changes desktops of shares, reads in between, and prints a line before every
 * transaction and another when its commit was acknowledged. `node server/testing/crash-writer.ts <data directory> <database url or -> <account>`
 */
import { randomInt } from 'node:crypto'
import { desktopStatuses } from '../domain/desktop.ts'
import { putAccount } from '../store/accounts.ts'
import { settle } from '../store/bills.ts'
import { forgetDesktops, putDesktops, readDesktops } from '../store/desktops.ts'
import { authoriseUsers, putShares, readShares } from '../store/shares.ts'
import { openStore, type Store } from '../store/store.ts'
import { aDesktop, anAccount, aShare } from './builders.ts'

/** What the writer says of a transaction: the desktops it changes, and the name it gives them; `gone` forgets them. */
export interface Told {
  readonly about: 'begun' | 'done'
  readonly lane: number
  readonly ids: readonly string[]
  readonly mark: string
}

const tell = (told: Told): void => void process.stdout.write(`${JSON.stringify(told)}\n`)

const sharesPerWriter = 3
const desktopsPerShare = 12

export const writerShareId = (accountId: string, index: number): string => `dg-${accountId}-${index}`

async function write(store: Store, accountId: string, run: string): Promise<void> {
  const shareIds = Array.from({ length: sharesPerWriter }, (_, index) => writerShareId(accountId, index))
  await store.transaction(Date.now(), async tx => {
    await putAccount(tx, anAccount({ id: accountId }))
    await putShares(
      tx,
      shareIds.map((id, sequence) => aShare({ accountId, id, sequence })),
    )
  })
  // Several at once, so that commits are shared and locks are waited for.
  await Promise.all([0, 1, 2, 3].map(lane => work(store, accountId, shareIds, `${run}-${lane}`, lane)))
}

async function work(
  store: Store,
  accountId: string,
  shareIds: readonly string[],
  name: string,
  lane: number,
): Promise<void> {
  for (let step = 0; ; step += 1) {
    const mark = `${name}-${step}`
    const changed = Array.from({ length: 1 + randomInt(4) }, () => {
      // Every lane has desktops of its own, so that what was acknowledged last is known.
      const number = randomInt(desktopsPerShare) * 4 + lane
      const shareId = shareIds[number % sharesPerWriter] ?? ''
      return { id: `ecd-${accountId}-${number}`, shareId, number }
    })
    const unique = [...new Map(changed.map(each => [each.id, each])).values()]
    const gone = randomInt(5) === 0
    const told = { lane, ids: unique.map(({ id }) => id), mark: gone ? 'gone' : mark }
    tell({ about: 'begun', ...told })
    await store.transaction(Date.now(), async tx => {
      if (gone) {
        await forgetDesktops(
          tx,
          unique.map(({ id }) => id),
        )
        return
      }
      await putDesktops(
        tx,
        unique.map(({ id, shareId, number }) => {
          const status = desktopStatuses[randomInt(desktopStatuses.length)] ?? 'Running'
          const payType = number % 2 === 0 ? 'PrePaid' : 'PostPaid'
          const users = randomInt(2) === 0 ? [{ endUserId: 'alice', assigned: true, connectedAt: tx.now }] : []
          return aDesktop({ accountId, id, shareId, sequence: number + 1, name: mark, status, payType, users })
        }),
      )
      for (const { id, shareId } of unique) {
        const use = { accountId, shareId, desktopId: id, item: 'compute', fromAt: tx.now, toAt: tx.now } as const
        await settle(tx, [{ ...use, id: `${mark}-${id}`, amountMicros: 1 + randomInt(1000), settledAt: tx.now }])
        await authoriseUsers(tx, { accountId, id: shareId }, [{ endUserId: mark, sequence: step }])
      }
    })
    tell({ about: 'done', ...told })
    await readShares(store, store.dialect, accountId, shareIds)
    await readDesktops(
      store,
      store.dialect,
      accountId,
      unique.map(({ id }) => id),
    )
  }
}

if (import.meta.main) {
  const [dataDirectory = '', url = '-', accountId = '', run = ''] = process.argv.slice(2)
  const store = await openStore({
    dataDirectory,
    requestValidityMs: 900_000,
    ...(url === '-' ? {} : { databaseUrl: url }),
  })
  await write(store, accountId, run)
}
