/** The calls made in this tab, without secrets and answers; gone with the tab. */
import { useSyncExternalStore } from 'react'
import type { Pair } from '../../api/flatten.ts'

export interface PastCall {
  readonly id: string
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

export const remember = (call: PastCall): void => become([call, ...calls].slice(0, limit))
export const forgetAll = (): void => become([])

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** The latest first. */
export const useHistory = (): readonly PastCall[] => useSyncExternalStore(watch, () => calls)
