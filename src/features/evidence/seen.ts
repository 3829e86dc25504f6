// Which evidence the person at this browser has acknowledged: kept for each profile, so that a banner does not come back with
// every visit. Losing it costs a banner.

import { useSyncExternalStore } from 'react'
import { useEngineState } from '../../engine/context.ts'

const MAX_SEEN = 256
const EMPTY: readonly string[] = []
const kept = new Map<string, readonly string[]>()
const listeners = new Set<() => void>()
const storageKey = (profile: string): string => `sporedb-evidence-seen:${profile}`

/** Takes only what has the right shape. */
export function parseSeen(text: string | null): readonly string[] {
  try {
    const stored: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : EMPTY
  } catch {
    return EMPTY
  }
}

function read(profile: string): readonly string[] {
  const known = kept.get(profile)
  if (known !== undefined) return known
  let seen = EMPTY
  try {
    seen = parseSeen(localStorage.getItem(storageKey(profile)))
  } catch {
    // Refused by the browser: it is remembered until the tab closes.
  }
  kept.set(profile, seen)
  return seen
}

export function markSeen(profile: string, ids: readonly string[]): void {
  const before = read(profile)
  const fresh = ids.filter((id) => !before.includes(id))
  if (fresh.length === 0) return
  const next = [...before, ...fresh].slice(-MAX_SEEN)
  kept.set(profile, next)
  try {
    localStorage.setItem(storageKey(profile), JSON.stringify(next))
  } catch {
    // Full or refused: it stays in memory.
  }
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useSeen(): readonly string[] {
  const profile = useEngineState((state) => state.profile)
  return useSyncExternalStore(subscribe, () => read(profile))
}
