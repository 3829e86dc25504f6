// Which policy, timeout and level commands use: kept in this browser for each profile, so that a reload loses nothing. Kept in
// memory when the browser refuses.

import { useCallback, useSyncExternalStore } from 'react'
import type { PolicyId } from '../../../worker/rpc/contract.ts'
import { LEVELS } from '../../../worker/console/commands/parameter.ts'
import type { Context } from '../../../worker/console/port.ts'
import { MAX_TIMEOUT_MS, MIN_TIMEOUT_MS } from '../../../worker/core/model/policy-limits.ts'
import { parsePolicyId } from '../../../worker/core/model/ids.ts'
import { useEngineState } from '../../engine/context.ts'

const DEFAULT_TIMEOUT_MS = 600_000

const EMPTY: Context = { policy: undefined, timeoutMs: DEFAULT_TIMEOUT_MS, level: 'committed' }
const listeners = new Set<() => void>()
const kept = new Map<string, Context>()
const storageKey = (profile: string): string => `sporedb-console:${profile}`

/** Reads what was stored, taking only what has the right shape. */
export function parseKept(text: string | null): Context {
  let stored: unknown
  try {
    stored = JSON.parse(text ?? 'null')
  } catch {
    return EMPTY
  }
  const { policy, timeoutMs, level } = (stored ?? {}) as Partial<Record<keyof Context, unknown>>
  const isTimeout =
    typeof timeoutMs === 'number' && timeoutMs >= MIN_TIMEOUT_MS && timeoutMs <= MAX_TIMEOUT_MS
  return {
    policy: parsePolicyId(policy),
    timeoutMs: isTimeout ? timeoutMs : DEFAULT_TIMEOUT_MS,
    level: LEVELS.find((each) => each === level) ?? 'committed',
  }
}

export function keptOf(profile: string): Context {
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

function write(profile: string, change: Partial<Context>): void {
  const next = { ...keptOf(profile), ...change }
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

export function useKept(): readonly [Context, (change: Partial<Context>) => void] {
  const profile = useEngineState((state) => state.profile)
  const value = useSyncExternalStore(subscribe, () => keptOf(profile))
  const change = useCallback((next: Partial<Context>) => write(profile, next), [profile])
  return [value, change]
}

export function usePolicyChoice(): readonly [PolicyId | undefined, (policy: PolicyId) => void] {
  const [{ policy }, change] = useKept()
  const choose = useCallback((next: PolicyId) => change({ policy: next }), [change])
  return [policy, choose]
}
