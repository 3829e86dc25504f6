// P5: a ballot that was promised is not kept. P6: a report that contradicts what its author had said.
//
// Sound: an honest endorser's promised ballot only grows, by each RECOVER and each ACCEPT above 0; it says RECOVER only
// above it, ACCEPT never below it, and no vote once it is above 0, since the vote was reported as it was (BA-3, BA-5, EN-1).
// A report gives its own vote and the highest ballot it accepted, both of which its chain holds from the moment they were
// chosen: a vote never changes, the highest accepted never falls. All of it comes back with the chain after a restart.

import type { Item } from '../model/batch.ts'
import { check, type Check, itemText, noBodies, orderCheck, type Shown, twoItems } from './evidence-shown.ts'

type ItemType<Type extends Item['type']> = Extract<Item, { type: Type }>

/** The ballot that an item promises: nothing below it, and no vote any more. */
export function promiseOf(item: Item): number {
  return item.type === 'RECOVER' || item.type === 'ACCEPT' ? item.ballot : 0
}

/** P5. */
export function breaksPromise(first: Item, second: Item): boolean {
  const promised = promiseOf(first)
  if (first.spore !== second.spore || promised === 0) return false
  if (second.type === 'ENDORSE' || second.type === 'REJECT') return true
  if (second.type === 'ACCEPT') return second.ballot < promised
  return second.type === 'RECOVER' && second.ballot <= promised
}

/** P6. */
export function contradicts(first: Item, report: ItemType<'RECOVER'>): boolean {
  if (first.spore !== report.spore) return false
  const accepted = report.accepted?.ballot ?? -1
  if (first.type === 'ENDORSE') return report.vote !== 'E'
  if (first.type === 'REJECT') return report.vote !== 'R'
  if (first.type === 'ACCEPT') return accepted < first.ballot
  if (first.type === 'RECOVER') return first.vote !== report.vote || accepted < (first.accepted?.ballot ?? -1)
  return false
}

export const regressionRule = (shown: Shown): Iterable<Check> =>
  twoItems(shown, function* (first, second) {
    yield noBodies(shown)
    yield orderCheck(shown, first, second)
    yield check(
      `after «${itemText(first.item)}» nobody may say «${itemText(second.item)}»`,
      breaksPromise(first.item, second.item),
    )
  })

export const falseReportRule = (shown: Shown): Iterable<Check> =>
  twoItems(shown, function* (first, second) {
    const report = second.item
    yield noBodies(shown)
    yield check('the second is a report (RECOVER)', report.type === 'RECOVER')
    if (report.type !== 'RECOVER') return
    yield orderCheck(shown, first, second)
    yield check(`it leaves out or changes «${itemText(first.item)}»`, contradicts(first.item, report))
  })
