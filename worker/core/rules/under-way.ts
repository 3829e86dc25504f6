// What a node that submits reckons with (QU-3, ES-5). Anybody who may write can send spores whose bases this node has not come
// to yet, perhaps never: nobody votes on them, so they take nothing. No vote rests on any of this.

import type { PolicyState, SporeEntry } from '../state.ts'
import { compareBase } from './version.ts'

/** EN-4: no base lies behind this node, or ahead of it. */
export function isInPlace({ records }: PolicyState, { footprint }: SporeEntry): boolean {
  for (const each of footprint.values()) if (compareBase(records, each) !== 'equal') return false
  return true
}

/** Whether it may still come: voted for here, decided, our own, or one that endorsers who are where this node is can judge. */
export function isUnderWay(policy: PolicyState, entry: SporeEntry, now: number): boolean {
  if (entry.ownVote === 'E' || entry.stage === 'committed' || policy.own.has(entry)) return true
  return entry.spore.deadline - policy.record.maxTimeoutMs <= now && isInPlace(policy, entry)
}
