// A time in words that keeps itself fresh, exact on hover and for screen readers. All share one slow clock, which stands
// still while the page is hidden.

import { useSyncExternalStore } from 'react'
import { exactTime, relativeTime } from './time.ts'

const TICK_MS = 5_000
const watchers = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  if (document.hidden) return
  now = Date.now()
  for (const watcher of watchers) watcher()
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  now = Date.now()
  timer ??= setInterval(tick, TICK_MS)
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** This device's clock, to the nearest five seconds. */
export const useNow = (): number => useSyncExternalStore(watch, () => now)

export function When({ at }: { readonly at: number }) {
  // The shared clock may lag behind what just happened; what just happened is not "in 2 seconds".
  const lagging = useNow()
  const now = at <= Date.now() ? Math.max(lagging, at) : lagging
  const exact = exactTime(at)
  return (
    <time dateTime={new Date(at).toISOString()} title={exact}>
      {relativeTime(at, now)}
    </time>
  )
}
