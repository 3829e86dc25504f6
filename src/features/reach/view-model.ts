// Who of a policy's endorsers can be reached, in words: for the rows of a policy, and for the banner when a partition begins or
// ends. Pure. What it allows is the node's word; here it is only told.

import type { PublicKeyHex, ReachEndorser } from '../../../worker/rpc/contract.ts'
import type { ReachNews } from '../../engine/store.ts'
import type { ChipKind } from '../../ui/chip.tsx'
import { REACH } from './strings.ts'

export interface ReachWords {
  readonly text: string
  readonly kind: ChipKind
  /** "answers in 45 ms, 3 messages behind"; '' when nothing is known. */
  readonly note: string
}

export function endorserWords(each: ReachEndorser, faulty: ReadonlySet<PublicKeyHex>): ReachWords {
  const note = [
    ...(each.answerMs === null || each.isSelf ? [] : [REACH.answers(each.answerMs)]),
    ...(each.behind === null || each.isSelf ? [] : [REACH.behind(each.behind)]),
  ].join(', ')
  if (faulty.has(each.key)) return { text: REACH.notCountedFaulty, kind: 'bad', note }
  if (!each.counted) return { text: REACH.notCounted, kind: 'bad', note }
  if (each.isSelf) return { text: REACH.self, kind: 'settled', note }
  if (each.connected) return { text: REACH.connected, kind: 'settled', note }
  return each.reachable
    ? { text: REACH.heard, kind: 'underway', note }
    : { text: REACH.away, kind: 'none', note }
}

/** Good news goes away by itself. */
export const HEALED_SHOWN_MS = 30_000

/** What the banner tells: the newest change of each policy, unless it is old good news or only another count. */
export function reachBanners(news: readonly ReachNews[], now: number): readonly ReachNews[] {
  const told = new Set<string>()
  return news.filter(({ policy, change, at }) => {
    if (change === 'changed' || told.has(policy)) return false
    told.add(policy)
    return change === 'partition' || now - at < HEALED_SHOWN_MS
  })
}
