/** Our server as a process of its own, on a prepared store, with a few questions the bench may ask it. */
import type { Profiler, Session } from 'node:inspector/promises'
import type { Desktop } from '../server/domain/desktop.ts'
import { serveDeskfleet } from '../server/main.ts'
import { putDesktops, readDesktops } from '../server/store/desktops.ts'
import { type Cursor, PageTokens } from '../server/store/paging.ts'
import { answerParent, givenAtStart, processorTime } from './ipc.ts'
import { type Place, settingsOf } from './place.ts'
import { region } from './signing.ts'

export interface Ready {
  readonly port: number
  readonly pageCacheBytes: number
}

const settings = settingsOf(givenAtStart<Place>())
const running = await serveDeskfleet(settings)
const { store, keyring, provisioned } = running
const accountId = provisioned.rootAccountId
const tokens = new PageTokens(keyring.paging)

/** What each target's share is changed by, before every call. */
let changing: Desktop[] = []
const change = async (desktop: Desktop): Promise<void> => {
  const name = `Computer ${String(Date.now()).padStart(15, '0')}`
  await store.transaction(Date.now(), tx => putDesktops(tx, [{ ...desktop, name }]))
}

// A nonce is burnt between the check of the signature and the reading of the share: the place for "changed before every
// call" that needs nothing built into the server. The nonce says which share is meant (signing.ts).
const burn = store.nonces.burn.bind(store.nonces)
store.nonces.burn = async (keyId, nonce, nowMs) => {
  const desktop = changing.length === 0 ? undefined : changing[Number.parseInt(nonce, 10)]
  if (desktop !== undefined) await change(desktop)
  return burn(keyId, nonce, nowMs)
}

// Only on demand: the inspector takes memory, and memory is measured, too.
let session: Session | undefined

answerParent(
  {
    cpu: processorTime,
    rss: () => process.memoryUsage.rss(),
    token: ({ shareId, after }: { shareId: string; after: Cursor }) =>
      tokens.issue(
        {
          accountId,
          operation: 'DescribeDesktopsInGroup',
          query: { RegionId: region, DesktopGroupId: shareId, IgnoreDeleted: true },
        },
        after,
      ),
    changing: async (desktopIds: readonly string[]) => {
      const desktops = await readDesktops(store, store.dialect, accountId, desktopIds)
      changing = desktopIds.flatMap(id => desktops.filter(desktop => desktop.id === id))
    },
    // The writes alone, as many at once as the calls would have made: what "changed" costs before anything is read.
    write: async ({ count, atOnce }: { count: number; atOnce: number }) => {
      let left = count
      const worker = async (index: number): Promise<void> => {
        for (; left > 0; left -= 1) {
          const desktop = changing[index % changing.length]
          if (desktop !== undefined) await change(desktop)
        }
      }
      await Promise.all(Array.from({ length: atOnce }, (_, index) => worker(index)))
    },
    profileStart: async () => {
      session = new (await import('node:inspector/promises')).Session()
      session.connect()
      await session.post('Profiler.enable')
      await session.post('Profiler.setSamplingInterval', { interval: 200 })
      await session.post('Profiler.start')
    },
    profileStop: async (): Promise<Profiler.Profile | undefined> => (await session?.post('Profiler.stop'))?.profile,
  },
  { port: Number(running.endpoint.split(':').at(-1)), pageCacheBytes: settings.pageCache } satisfies Ready,
)
