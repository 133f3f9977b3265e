/** The calls made in this tab, without secrets and answers; gone with the tab, and shown to whoever made them. */
import { useSyncExternalStore } from 'react'
import type { Pair } from '../../api/flatten.ts'
import { session } from '../../services.ts'

export interface PastCall {
  readonly id: string
  /** Who was signed in: a tab may see several people come and go. */
  readonly owner: string
  readonly at: string
  readonly product: string
  readonly operation: string
  readonly pairs: readonly Pair[]
  readonly status: number
  readonly code?: string
  readonly durationMs: number
}

const place = 'deskfleet.calls'
const limit = 100
const watchers = new Set<() => void>()

function stored(): readonly PastCall[] {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(place) ?? '[]')
    return Array.isArray(list) ? list : []
  } catch {
    return []
  }
}

let calls: readonly PastCall[] = stored()

function become(next: readonly PastCall[]): void {
  calls = next
  try {
    sessionStorage.setItem(place, JSON.stringify(next))
  } catch {
    // Kept in this page only, then.
  }
  for (const watcher of watchers) watcher()
}

const ownerNow = (): string => session.current?.principal.arn ?? ''

export const remember = (call: Omit<PastCall, 'owner'>): void =>
  become([{ ...call, owner: ownerNow() }, ...calls].slice(0, limit))
export const forgetAll = (): void => become([])

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** The latest first. */
export const useHistory = (): readonly PastCall[] =>
  useSyncExternalStore(watch, () => calls).filter(({ owner }) => owner === ownerNow())
