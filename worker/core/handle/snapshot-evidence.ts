// What is proven against whom, as the snapshot keeps it; the proofs themselves stay in the log.

import { hexToBytes } from '../codec/hex.ts'
import { hex, isArray, uint } from '../codec/shape.ts'
import type { HeldEvidence } from '../evidence-state.ts'
import { EVIDENCE_CODES } from '../model/evidence.ts'
import { invariant } from '../model/result.ts'
import type { PolicyState } from '../state.ts'
import { DAMAGED } from './snapshot-place.ts'

export const packHeld = ({ evidence }: PolicyState): unknown =>
  [...evidence.held.values()].map(({ code, accused, id, round, at }) => [
    EVIDENCE_CODES.indexOf(code),
    accused,
    hexToBytes(id),
    round,
    at,
  ])

export function unpackHeld(packed: unknown): HeldEvidence {
  invariant(isArray(packed, 5), DAMAGED)
  const code = EVIDENCE_CODES[uint(packed[0]) ?? -1]
  const [accused, id, round, at] = [uint(packed[1]), hex(packed[2], 32), uint(packed[3]), uint(packed[4])]
  invariant(code && accused !== undefined && id && round !== undefined && at !== undefined, DAMAGED)
  return { code, accused, id, round, at }
}
