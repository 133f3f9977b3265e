import type { Desktop } from '../../../domain/desktop.ts'
import { disconnected } from '../../../domain/sessions.ts'
import type { Share } from '../../../domain/share.ts'
import { flag, list, optional, record, text } from '../../../spec/shape.ts'
import { changeDesktops, type DesktopChange } from '../../../store/life.ts'
import { readShares } from '../../../store/shares.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { readKeptDesktops } from './changing-desktops.ts'

const named = record({
  EndUserId: optional(text('The user; needed.', { example: 'alice' })),
  DesktopId: optional(text('The computer, one of a share as well; needed.', { example: 'ecd-90g15fkhsxxxn****' })),
})

interface Named {
  readonly EndUserId?: string
  readonly DesktopId?: string
}

export const DisconnectDesktopSessions = operation({
  product: ecd,
  name: 'DisconnectDesktopSessions',
  summary: 'Disconnects users from computers.',
  description:
    'Who is connected to the computer named with her is disconnected, as if she had closed her client: a share that keeps ' +
    'sessions (KeepDuration) keeps hers. Everything else that is named is listed in the answer and keeps nobody else from ' +
    'being disconnected.',
  ram: {
    action: 'ecd:DisconnectDesktopSessions',
    level: 'update',
    resources: [{ type: 'ecddesktop', parameter: 'Sessions', field: 'DesktopId' }],
  },
  request: record({
    RegionId: regionId,
    Sessions: list(named, 'Who is to be disconnected from what; what is named twice counts once.', { max: 20 }),
    PreCheck: flag('true: nobody is disconnected, only the answer is given.', { fallback: false, example: true }),
  }),
  response: record({
    InvalidSessions: optional(
      list(
        record({
          EndUserId: optional(text('The user.', { example: 'alice' })),
          DesktopId: optional(text('The computer.', { example: 'ecd-2jv6wugbkp65p****' })),
        }),
        'Those that were named without being connected there.',
      ),
    ),
  }),
  problems: [regionNotFound],
  example: {
    request: { RegionId: 'cn-hangzhou', Sessions: [{ EndUserId: 'alice', DesktopId: 'ecd-90g15fkhsxxxn****' }] },
    response: { InvalidSessions: [] },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, PreCheck } = input
    const { accountId, meters } = context
    checkRegion(RegionId)
    return write(context, 'DisconnectDesktopSessions', input, async tx => {
      const ids = input.Sessions.flatMap(({ DesktopId }) => DesktopId ?? [])
      const desktops = await readKeptDesktops(tx, { accountId, regionId: RegionId, ids })
      const valid = (session: Named): boolean => isThere(desktops, session)
      const InvalidSessions = input.Sessions.filter(session => !valid(session))
      if (PreCheck) return { InvalidSessions }
      const shares = await sharesOf(tx, accountId, [...desktops.values()])
      const after = new Map<string, Desktop>(desktops)
      for (const { EndUserId = '', DesktopId = '' } of input.Sessions.filter(valid)) {
        const desktop = after.get(DesktopId)
        if (desktop === undefined) continue
        after.set(DesktopId, disconnected(desktop, EndUserId, shares.get(desktop.shareId ?? ''), tx.now))
      }
      const changes = [...desktops.values()].flatMap((before): DesktopChange[] => {
        const changed = after.get(before.id)
        if (changed === undefined || changed === before) return []
        return [{ before, after: changed, reason: 'DisconnectDesktopSessions' }]
      })
      await changeDesktops(tx, accountId, changes, meters)
      return { InvalidSessions }
    })
  },
})

const isThere = (desktops: ReadonlyMap<string, Desktop>, { EndUserId, DesktopId = '' }: Named): boolean =>
  (desktops.get(DesktopId)?.users ?? []).some(
    ({ endUserId, connectedAt }) => endUserId === EndUserId && connectedAt !== undefined,
  )

async function sharesOf(
  tx: Transaction,
  accountId: string,
  desktops: readonly Desktop[],
): Promise<ReadonlyMap<string, Share>> {
  const ids = [...new Set(desktops.flatMap(({ shareId }) => shareId ?? []))]
  const counted = ids.length === 0 ? [] : await readShares(tx, tx.dialect, accountId, ids)
  return new Map(counted.map(({ share }) => [share.id, share]))
}
