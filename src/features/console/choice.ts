// Which policy and timeout commands use, and what was typed before: kept in this browser for each profile, so that a reload
// loses nothing. Kept in memory when the browser refuses.

import { useCallback, useSyncExternalStore } from 'react'
import type { PolicyId } from '../../../worker/rpc/contract.ts'
import { MAX_TIMEOUT_MS, MIN_TIMEOUT_MS } from '../../../worker/console/limits.ts'
import { parsePolicyId } from '../../../worker/core/model/ids.ts'
import { useEngineState } from '../../engine/context.ts'

const DEFAULT_TIMEOUT_MS = 600_000
export const MAX_HISTORY = 500
/** Lines longer than this are not remembered: they would crowd out all others. */
const MAX_REMEMBERED_LINE = 2_000

export interface Kept {
  readonly policy: PolicyId | undefined
  readonly timeoutMs: number
  readonly history: readonly string[]
}

const EMPTY: Kept = { policy: undefined, timeoutMs: DEFAULT_TIMEOUT_MS, history: [] }
const listeners = new Set<() => void>()
const kept = new Map<string, Kept>()
const storageKey = (profile: string): string => `sporedb-console:${profile}`

/** Reads what was stored, taking only what has the right shape. */
export function parseKept(text: string | null): Kept {
  let stored: unknown
  try {
    stored = JSON.parse(text ?? 'null')
  } catch {
    return EMPTY
  }
  const { policy, timeoutMs, history } = (stored ?? {}) as Partial<Record<keyof Kept, unknown>>
  const isTimeout =
    typeof timeoutMs === 'number' && timeoutMs >= MIN_TIMEOUT_MS && timeoutMs <= MAX_TIMEOUT_MS
  const lines = Array.isArray(history)
    ? history.filter((line): line is string => typeof line === 'string')
    : []
  return {
    policy: parsePolicyId(policy),
    timeoutMs: isTimeout ? timeoutMs : DEFAULT_TIMEOUT_MS,
    history: lines.slice(-MAX_HISTORY),
  }
}

/** The same line twice in a row is remembered once. */
export function remember(history: readonly string[], line: string): readonly string[] {
  if (line.trim() === '' || line.length > MAX_REMEMBERED_LINE || history.at(-1) === line) return history
  return [...history, line].slice(-MAX_HISTORY)
}

function read(profile: string): Kept {
  let value = kept.get(profile)
  if (value === undefined) {
    value = parseKept(fromStorage(profile))
    kept.set(profile, value)
  }
  return value
}

function fromStorage(profile: string): string | null {
  try {
    return localStorage.getItem(storageKey(profile))
  } catch {
    return null
  }
}

function write(profile: string, change: Partial<Kept>): void {
  const next = { ...read(profile), ...change }
  kept.set(profile, next)
  try {
    localStorage.setItem(storageKey(profile), JSON.stringify(next))
  } catch {
    // Storage is full or refused: it stays in memory until the tab closes.
  }
  for (const listener of listeners) listener()
}

export function forgetKept(profile: string): void {
  kept.delete(profile)
  localStorage.removeItem(storageKey(profile))
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useKept(): readonly [Kept, (change: Partial<Kept>) => void] {
  const profile = useEngineState((state) => state.profile)
  const value = useSyncExternalStore(subscribe, () => read(profile))
  const change = useCallback((next: Partial<Kept>) => write(profile, next), [profile])
  return [value, change]
}

export function usePolicyChoice(): readonly [PolicyId | undefined, (policy: PolicyId) => void] {
  const [{ policy }, change] = useKept()
  const choose = useCallback((next: PolicyId) => change({ policy: next }), [change])
  return [policy, choose]
}
