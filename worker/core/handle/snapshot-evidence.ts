// What is proven against whom, and the latest suspicions, as the snapshot keeps them: a crash may come before the host has
// looked into one. Proofs and messages stay in the log.

import { DAMAGED } from '../codec/snapshot-rows.ts'
import { hexToBytes } from '../codec/hex.ts'
import { hex, isArray, uint } from '../codec/shape.ts'
import type { HeldEvidence } from '../evidence-state.ts'
import { EVIDENCE_CODES } from '../model/evidence.ts'
import { invariant } from '../model/result.ts'
import type { PolicyState } from '../state.ts'
import { hold } from './evidence.ts'
import { latestRaised, raisedBefore } from './suspicion.ts'

export const packEvidence = (policy: PolicyState): unknown => [
  [...policy.evidence.held.values()].map(({ code, accused, id, round, at }) => [
    EVIDENCE_CODES.indexOf(code),
    accused,
    hexToBytes(id),
    round,
    at,
  ]),
  latestRaised(policy),
]

export function unpackEvidence(policy: PolicyState, packed: unknown): void {
  invariant(isArray(packed, 2), DAMAGED)
  const [held, raised] = packed
  invariant(Array.isArray(held) && Array.isArray(raised), DAMAGED)
  for (const row of held as readonly unknown[]) hold(policy, unpackHeld(row))
  for (const mark of raised as readonly unknown[]) {
    invariant(typeof mark === 'string', DAMAGED)
    raisedBefore(policy, mark)
  }
}

function unpackHeld(packed: unknown): HeldEvidence {
  invariant(isArray(packed, 5), DAMAGED)
  const code = EVIDENCE_CODES[uint(packed[0]) ?? -1]
  const [accused, id, round, at] = [uint(packed[1]), hex(packed[2], 32), uint(packed[3]), uint(packed[4])]
  invariant(code && accused !== undefined && id && round !== undefined && at !== undefined, DAMAGED)
  return { code, accused, id, round, at }
}
