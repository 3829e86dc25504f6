// P3: an endorsement although a promise forbade it. Only pairs where the second is legal solely if the first ended without
// a commit, and then the second names the first as freed (EN-8).
//
// Sound: say an honest X endorsed S and later T, which conflict on a slot at an equal path, S with an overwriting mode
// there (X, XD), or both with commutative modes of different classes. X's lock of S was gone by then (EN-7), so S was
// executed at X, or aborted, or dead. Executed: then X's path of the slot is beyond S's, or the slot's epoch has S's class;
// T would have been stale (EN-4). So S was aborted or dead and X had endorsed it: S is in X's list of freed rivals, and T
// names it, since the list is complete or else T is refused (EN-8). X forgets S there only when T would be stale, by its path
// or its class, or when it remembers 65 like S, which T would all have to name, and is refused. What order the two have is by
// their places in X's own chain. Pairs in the orders C-then-X and read-then-X are legal once the first commits, and prove nothing.

import type { FreedAccess } from '../freed-rivals.ts'
import { equalPath, modesConflict } from './conflict.ts'
import {
  check,
  type Check,
  bodyOf,
  itemText,
  orderCheck,
  shown8,
  type Shown,
  twoItems,
} from './evidence-shown.ts'
import { type Footprint, isExclusive, sporeFootprint } from './footprint.ts'
import type { Spore } from '../model/spore.ts'

/** On one slot: whether `second` may follow `first` only when `first` has ended without a commit. */
export function needsEnd(first: FreedAccess, second: FreedAccess): boolean {
  if (!equalPath(first.base, second.base) || !modesConflict(first.mode, second.mode)) return false
  return isExclusive(first.mode) || (first.mode.startsWith('C:') && second.mode.startsWith('C:'))
}

/** The slot on which that is so. */
export function slotNeedingEnd(first: Footprint, second: Footprint): string | undefined {
  for (const [slot, access] of first) {
    const other = second.get(slot)
    if (other && needsEnd(access, other)) return slot
  }
  return undefined
}

const footprintOrNone = (spore: Spore): Footprint => {
  const footprint = sporeFootprint(spore)
  return footprint.ok ? footprint.value : new Map()
}

export const conflictRule = (shown: Shown): Iterable<Check> =>
  twoItems(shown, function* (first, second) {
    const [one, two] = [first.item, second.item]
    yield check('both are ENDORSEs', one.type === 'ENDORSE' && two.type === 'ENDORSE')
    if (two.type !== 'ENDORSE') return
    yield orderCheck(shown, first, second)
    const { bodies } = shown.evidence
    const [s, t] = [bodyOf(shown, one.spore), bodyOf(shown, two.spore)]
    yield check(
      'the bodies of both spores are shown',
      bodies.length === 2 && bodies[0] === s && bodies[1] === t && one.spore !== two.spore,
    )
    if (!s || !t) return
    const slot = slotNeedingEnd(footprintOrNone(s), footprintOrNone(t))
    yield check(
      `on ${JSON.stringify(slot ?? 'some key')} the second may follow at this version only if the first never commits`,
      slot !== undefined,
    )
    yield check(
      `it did not say that ${shown8(one.spore)} had ended (${itemText(two)})`,
      !two.freed.includes(one.spore),
    )
  })
