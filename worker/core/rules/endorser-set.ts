// Sets of endorsers as bit masks: counting votes is the innermost loop of the node.

import type { EndorserSet } from '../state.ts'

export const bit = (endorser: number): EndorserSet => 1 << endorser
export const has = (set: EndorserSet, endorser: number): boolean => (set & bit(endorser)) !== 0

/** Number of members. */
export function sizeOf(set: EndorserSet): number {
  let count = 0
  for (let rest = set; rest !== 0; rest &= rest - 1) count++
  return count
}
