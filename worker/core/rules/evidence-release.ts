// P4: an ENDORSE that names a spore as ended without a commit, and the certificate that this spore committed.
//
// Sound: an honest endorser lists in `freed` only what it knows to be aborted or dead (EN-8), by a certificate of the abort
// or of the winner that killed it. With at most f faulty, none of these exists beside a commit certificate (Lemmas 1 and 2).

import type { Item } from '../model/batch.ts'
import {
  accusedName,
  check,
  type Check,
  headerOf,
  itemText,
  noBodies,
  shown8,
  type Shown,
} from './evidence-shown.ts'
import { commits } from './safety.ts'

export function* releaseRule(shown: Shown): Iterable<Check> {
  const { items, wholes, accused } = shown.evidence
  const [claim, ...votes] = items
  yield check('single items are shown', claim !== undefined && wholes.length === 0)
  yield noBodies(shown)
  const spore = votes[0]?.item.spore
  yield check('a commit certificate is shown', spore !== undefined)
  if (!claim || spore === undefined) return
  const { item } = claim
  const name = accusedName(shown)
  yield check(`${name} said: ${itemText(item)}`, headerOf(shown, claim)?.header.endorser === accused)
  yield check(
    `it names ${shown8(spore)} as ended without a commit`,
    item.type === 'ENDORSE' && item.freed.includes(spore),
  )
  yield* certificate(
    shown,
    spore,
    votes.map((vote) => [headerOf(shown, vote)?.header.endorser ?? -1, vote.item]),
  )
}

/** DE-1: q ACCEPTs of one even ballot, or where the policy is fast qF ENDORSEs; nothing else, and from as many endorsers. */
function* certificate(
  { parameters: { q, qF } }: Shown,
  spore: string,
  votes: readonly (readonly [endorser: number, item: Item])[],
): Iterable<Check> {
  const first = votes[0]?.[1]
  yield check(
    `all votes are on ${shown8(spore)}`,
    votes.every(([, item]) => item.spore === spore),
  )
  const voters = new Set(votes.map(([endorser]) => endorser)).size
  yield check('they are of different endorsers', voters === votes.length)
  if (first?.type === 'ENDORSE') {
    yield check('the policy has a fast path', qF !== undefined)
    yield check(
      'all are ENDORSEs',
      votes.every(([, item]) => item.type === 'ENDORSE'),
    )
    yield check(`there are ${qF ?? 0}, which commit by themselves`, voters === qF)
    return
  }
  const ballot = first?.type === 'ACCEPT' ? first.ballot : -1
  yield check(
    `all are ACCEPTs of ballot ${ballot}`,
    votes.every(([, item]) => item.type === 'ACCEPT' && item.ballot === ballot),
  )
  yield check('that is a ballot that commits', ballot >= 0 && commits(ballot))
  yield check(`there are ${q}, which is a commit certificate`, voters === q)
}
