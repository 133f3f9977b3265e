/**
 * By whose key the explorer calls: the session's, or another one that was typed in. That one is kept here, in the memory of
 * the page, and nowhere else; it goes when the session does.
 */
import { useSyncExternalStore } from 'react'
import { CallRefused } from '../../api/failures.ts'
import type { SigningKey } from '../../api/sign.ts'
import { client, session } from '../../services.ts'

export interface OtherCaller {
  readonly key: SigningKey
  /** Whose key it is; absent where the server does not say. */
  readonly arn?: string
  /** Why the server does not say. */
  readonly reason?: string
}

export interface Callers {
  readonly other: OtherCaller | undefined
  /** Whether calls are made by the other key. */
  readonly inUse: boolean
}

const nobody: Callers = { other: undefined, inUse: false }
const watchers = new Set<() => void>()
let callers = nobody

function become(next: Callers): void {
  callers = next
  for (const watcher of watchers) watcher()
}

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export const useCallers = (): Callers => useSyncExternalStore(watch, () => callers)

/** The other caller, if calls are made by it. */
export const useOtherCaller = (): OtherCaller | undefined => {
  const { other, inUse } = useCallers()
  return inUse ? other : undefined
}

export const callByOther = (inUse: boolean): void => become({ ...callers, inUse })
export const forgetOther = (): void => become(nobody)

// Whoever signs out, and whoever signs in after that, has nothing to do with a key that was typed before.
let owner = session.current?.principal.arn
session.watch(() => {
  const next = session.current?.principal.arn
  if (next !== owner) forgetOther()
  owner = next
})

/**
 * Takes a key into use. That the server does not say whose it is, or does not believe it, is no reason not to.
 *
 * @param isWanted whether it still is when the server has answered; who has left the form meanwhile has changed his mind
 */
export async function takeKey(key: SigningKey, isWanted: () => boolean): Promise<void> {
  const other = await withName(key)
  if (isWanted()) become({ other, inUse: true })
}

async function withName(key: SigningKey): Promise<OtherCaller> {
  try {
    const { body } = await client.callAs<{ readonly Arn: string }>(key, 'GetCallerIdentity', {})
    return { key, arn: body.Arn }
  } catch (error) {
    return { key, reason: error instanceof CallRefused ? error.code : error instanceof Error ? error.message : '' }
  }
}
