// What this device calls a key, everywhere the same: the keyring's name, one's own, a policy's label, else the start of it.

import { useMemo } from 'react'
import type { PublicKeyHex } from '../../worker/rpc/contract.ts'
import { useEngineState } from './context.ts'
import type { EngineState } from './store.ts'

type Known = Pick<EngineState, 'identity' | 'keyring' | 'policies'>
export type NameOf = (key: PublicKeyHex) => string

export function nameOf(state: Known, key: PublicKeyHex): string {
  if (state.identity?.key === key) return state.identity.name ?? 'you'
  const entry = state.keyring?.find((known) => known.key === key)
  if (entry !== undefined) return entry.name
  for (const policy of state.policies ?? []) {
    const endorser = policy.record.endorsers.find((each) => each.key === key)
    if (endorser !== undefined && endorser.name !== '') return endorser.name
  }
  return `${key.slice(0, 8)}…`
}

export function useNames(): NameOf {
  const identity = useEngineState((state) => state.identity)
  const keyring = useEngineState((state) => state.keyring)
  const policies = useEngineState((state) => state.policies)
  return useMemo(() => (key) => nameOf({ identity, keyring, policies }, key), [identity, keyring, policies])
}

/** "alice", "alice and bob", "alice, bob and carol"; with a bound, "alice, bob and 5 others". */
export function listNames(names: readonly string[], atMost = 4): string {
  if (names.length === 0) return 'nobody'
  const shown = names.length > atMost ? names.slice(0, atMost - 1) : names
  const hidden = names.length - shown.length
  const parts = hidden > 0 ? [...shown, `${hidden} others`] : [...shown]
  const last = parts.pop() ?? ''
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`
}
