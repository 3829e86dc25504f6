// I7: what an honest endorser never says, judged by its own words in their order.

import { conflict, needsEnd } from '../reference/conflict.ts'
import type { Accesses } from '../reference/footprint.ts'
import type { Item } from '../../../worker/core/model/batch.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'

/** How a spore stands at the endorser itself, right after it said the last word. */
export type Standing = (spore: SporeId) => { readonly stage: string; readonly executed: boolean }

type Words = readonly Item[]

/** The fault of the last word, given all before it. */
export function misconduct(
  before: Words,
  word: Item,
  accessesOf: (spore: SporeId) => Accesses | undefined,
  standing: Standing,
): string | undefined {
  const own = before.filter(({ spore }) => spore === word.spore)
  const votes = own.filter(({ type }) => type === 'ENDORSE' || type === 'REJECT')
  const reports = own.flatMap((item) => (item.type === 'RECOVER' ? [item] : []))
  const promised = Math.max(0, ...reports.map(({ ballot }) => ballot))
  const accepted = own.flatMap((item) => (item.type === 'ACCEPT' ? [item.ballot] : []))
  const name = word.spore.slice(0, 8)
  switch (word.type) {
    case 'ENDORSE':
    case 'REJECT':
      if (votes.length > 0) return `I7: a second vote on ${name}`
      if (promised > 0) return `I7: a vote on ${name} after it was reported that there is none`
      return word.type === 'ENDORSE' ? brokenPromise(before, word, accessesOf, standing) : undefined
    case 'ACCEPT':
      if (word.ballot < promised) return `I7: ACCEPT ${word.ballot} of ${name} below its promise ${promised}`
      return accepted.includes(word.ballot) ? `I7: ACCEPT ${word.ballot} of ${name} twice` : undefined
    case 'RECOVER': {
      if (word.ballot <= promised) return `I7: RECOVER ${word.ballot} of ${name} after ${promised}`
      const vote = votes[0]?.type === 'ENDORSE' ? 'E' : votes[0]?.type === 'REJECT' ? 'R' : null
      if (word.vote !== vote) return `I7: RECOVER of ${name} reports the vote ${word.vote}, which was ${vote}`
      const highest = accepted.length === 0 ? undefined : Math.max(...accepted)
      return word.accepted?.ballot === highest
        ? undefined
        : `I7: RECOVER of ${name} reports ACCEPT ${word.accepted?.ballot}, which was ${highest}`
    }
    case 'PROPOSE':
      return own.some((item) => item.type === 'PROPOSE' && item.ballot === word.ballot)
        ? `I7: two PROPOSEs in ballot ${word.ballot} of ${name}`
        : undefined
    default:
      return undefined
  }
}

/** A lock ends only with its spore: executed here, aborted or dead. The latter two have to be named. */
function brokenPromise(
  before: Words,
  word: Extract<Item, { type: 'ENDORSE' }>,
  accessesOf: (spore: SporeId) => Accesses | undefined,
  standing: Standing,
): string | undefined {
  const mine = accessesOf(word.spore)
  for (const { type, spore } of before) {
    const theirs = type === 'ENDORSE' ? accessesOf(spore) : undefined
    if (!mine || !theirs || !conflict(mine, theirs)) continue
    const { stage, executed } = standing(spore)
    const names = `${word.spore.slice(0, 8)} while ${spore.slice(0, 8)}`
    if (stage === 'open' || stage === 'unknown') return `I7: ENDORSE of ${names} is promised and undecided`
    if (stage === 'committed' && !executed) return `I7: ENDORSE of ${names} is committed and not executed`
    if (stage !== 'committed' && needsEnd(theirs, mine) && !word.freed.includes(spore))
      return `I7: ENDORSE of ${names} is ${stage}, and does not name it`
  }
  return undefined
}
