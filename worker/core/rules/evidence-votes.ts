// P1: two histories. P2: both votes on one spore.
//
// Sound, since an honest endorser (up to a storage that was rolled back, hence "faulty") seals one batch under each number,
// linked to the one before (WA-2), and a batch leaves only when it is on disk, so that no crash makes it seal another (rule
// W). And it votes once per spore, ever (EN-1): the choice binds from the moment it is made, and its chain gives it back
// after a restart.

import { accusedName, check, type Check, itemText, noBodies, type Shown, twoItems } from './evidence-shown.ts'

export function* forkRule(shown: Shown): Iterable<Check> {
  const { headers, items, wholes, accused } = shown.evidence
  const [one, two] = headers
  yield check('two signed messages are shown', headers.length === 2 && items.length + wholes.length === 0)
  yield noBodies(shown)
  if (!one || !two) return
  const name = accusedName(shown)
  yield check(
    `both are messages of ${name}`,
    one.header.endorser === accused && two.header.endorser === accused,
  )
  const [a, b] = [one.header.seq, two.header.seq]
  if (a === b)
    yield check(`both are number ${a} of the chain, with different content`, one.digest !== two.digest)
  else {
    yield check(`number ${b} follows number ${a}`, b === a + 1)
    yield check(
      `number ${b} follows another message than the number ${a} that is shown`,
      two.header.previous !== one.digest,
    )
  }
}

export const bothVotesRule = (shown: Shown): Iterable<Check> =>
  twoItems(shown, function* (first, second) {
    yield noBodies(shown)
    yield check('one is an ENDORSE', first.item.type === 'ENDORSE')
    yield check('the other is a REJECT', second.item.type === 'REJECT')
    yield check(`both speak of one spore (${itemText(first.item)})`, first.item.spore === second.item.spore)
  })
