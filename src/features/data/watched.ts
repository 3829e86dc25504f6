// Keys that somebody watches, of all policies: for as long as the tab is open.

import { useCallback, useSyncExternalStore } from 'react'
import type { PolicyId } from '../../../worker/rpc/contract.ts'

export interface Watched {
  readonly policy: PolicyId
  readonly key: string
}

const MAX_WATCHED = 32
const listeners = new Set<() => void>()
let watched: readonly Watched[] = []

const isSame = (a: Watched, b: Watched): boolean => a.policy === b.policy && a.key === b.key

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function toggleWatched(each: Watched): void {
  watched = watched.some((known) => isSame(known, each))
    ? watched.filter((known) => !isSame(known, each))
    : [each, ...watched].slice(0, MAX_WATCHED)
  for (const listener of listeners) listener()
}

export function useWatched(): {
  readonly watched: readonly Watched[]
  readonly isWatched: (each: Watched) => boolean
} {
  const all = useSyncExternalStore(subscribe, () => watched)
  const isWatched = useCallback((each: Watched) => all.some((known) => isSame(known, each)), [all])
  return { watched: all, isWatched }
}
