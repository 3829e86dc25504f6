// A suspicion on its way to the host: raised once, never against ourselves, never where there is proof already.

import { MAX_RAISED } from '../limits.ts'
import type { StoredRef } from '../output.ts'
import type { Suspicion } from '../rules/evidence-assembly.ts'
import type { CoreState, Place, PolicyState } from '../state.ts'
import { isProven } from './evidence.ts'

export const at = (endorser: number, { seq, round }: Place): StoredRef => ({
  type: 'batch',
  endorser,
  seq,
  round,
})

/** During replay it waits: some of the log is still to come. */
export function raise(
  state: CoreState,
  policy: PolicyState,
  suspicion: Suspicion,
  refs: readonly StoredRef[],
): void {
  const { evidence } = policy
  if (suspicion.accused === policy.self && suspicion.code !== 'P11') return
  if (isProven(policy, suspicion)) return
  const mark = JSON.stringify([suspicion, refs])
  if (evidence.raised.has(mark)) return
  if (evidence.raised.size >= MAX_RAISED) evidence.raised.clear()
  evidence.raised.add(mark)
  if (!state.replaying) state.outputs.push({ type: 'convict', policy: policy.id, suspicion, refs })
  else if (evidence.waiting.length < MAX_RAISED) evidence.waiting.push({ ...suspicion, refs })
}

/** The log is replayed: what it showed is looked into now, unless that was done before. */
export function raiseWaiting(state: CoreState, policy: PolicyState): void {
  for (const { refs, ...suspicion } of policy.evidence.waiting.splice(0))
    if (!isProven(policy, suspicion))
      state.outputs.push({ type: 'convict', policy: policy.id, suspicion, refs })
}
