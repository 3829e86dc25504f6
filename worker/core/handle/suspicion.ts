// A suspicion on its way to the host: raised once, never against ourselves, never where there is proof already.

import { MAX_RAISED, MAX_RAISED_KEPT } from '../limits.ts'
import { uint } from '../codec/shape.ts'
import type { StoredRef } from '../output.ts'
import { EVIDENCE_CODES } from '../model/evidence.ts'
import { isHex32 } from '../model/ids.ts'
import { invariant } from '../model/result.ts'
import type { Suspicion } from '../rules/evidence-assembly.ts'
import type { CoreState, Place, PolicyState } from '../state.ts'
import { isProven } from './evidence.ts'

type Raised = readonly [suspicion: Suspicion, refs: readonly StoredRef[]]

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

/** Of the suspicions that came to nothing yet, the latest: as text, for the snapshot. */
export const latestRaised = (policy: PolicyState): readonly string[] =>
  [...policy.evidence.raised]
    .filter((mark) => !isProven(policy, (JSON.parse(mark) as Raised)[0]))
    .slice(-MAX_RAISED_KEPT)

/** One of them, out of the snapshot: whether it was looked into before the node went down, nobody knows. */
export function raisedBefore({ evidence }: PolicyState, mark: string): void {
  const raised = parseRaised(mark)
  invariant(raised, 'the stored snapshot is damaged')
  const [suspicion, refs] = raised
  evidence.raised.add(mark)
  evidence.waiting.push({ ...suspicion, refs })
}

function parseRaised(mark: string): Raised | undefined {
  try {
    const parsed = JSON.parse(mark) as Raised
    const [{ code, accused, spores }, refs] = parsed
    const isKnown = EVIDENCE_CODES.includes(code) && uint(accused) !== undefined && spores.every(isHex32)
    return isKnown && refs.every(({ round }) => uint(round) !== undefined) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** The log is replayed: what it showed is looked into now, unless that was done before. */
export function raiseWaiting(state: CoreState, policy: PolicyState): void {
  for (const { refs, ...suspicion } of policy.evidence.waiting.splice(0))
    if (!isProven(policy, suspicion))
      state.outputs.push({ type: 'convict', policy: policy.id, suspicion, refs })
}
