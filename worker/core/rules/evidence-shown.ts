// What a piece of evidence shows, for the rules of the single codes: the accused by name, items in the order of the
// chain, bodies with their footprints. Every fact a rule rests on becomes one check in words, so that a person can read
// why somebody is called faulty.

import type { Item } from '../model/batch.ts'
import type { EndorserEvidence, ProvenItem, SignedHeader } from '../model/evidence.ts'
import type { PolicyParameters } from '../model/policy-parameters.ts'
import type { PolicyRecord } from '../model/policy.ts'
import type { Spore } from '../model/spore.ts'

export interface Check {
  readonly label: string
  readonly passed: boolean
}

export interface Shown {
  readonly evidence: EndorserEvidence
  readonly record: PolicyRecord
  readonly parameters: PolicyParameters
}

/** The rule of one code: checks in their order; the evidence holds when there are some and all pass. */
export type Rule = (shown: Shown) => Iterable<Check>

export const check = (label: string, passed: boolean): Check => ({ label, passed })

export const nameOfEndorser = ({ record }: Pick<Shown, 'record'>, endorser: number): string =>
  record.endorsers[endorser]?.name ?? `endorser ${endorser}`

export const accusedName = (shown: Shown): string => nameOfEndorser(shown, shown.evidence.accused)

/** Enough of an id for people to tell two apart. */
export const shown8 = (id: string): string => id.slice(0, 8)

export function itemText(item: Item): string {
  const id = shown8(item.spore)
  switch (item.type) {
    case 'ENDORSE': {
      const freed = item.freed.map(shown8).join(', ')
      return freed === '' ? `ENDORSE ${id}` : `ENDORSE ${id}, since ${freed} ended without a commit`
    }
    case 'REJECT':
      return `REJECT ${id} (${item.why})`
    case 'HOLD':
      return `HOLD ${id} behind ${shown8(item.by)}`
    case 'ACCEPT':
      return `ACCEPT ${id} in ballot ${item.ballot}`
    case 'RECOVER':
      return `RECOVER ${id} in ballot ${item.ballot}, reporting ${reportText(item)}`
    case 'PROPOSE':
      return `PROPOSE ${id} in ballot ${item.ballot} on ${item.reports.length} reports`
  }
}

function reportText({ vote, accepted }: Extract<Item, { type: 'RECOVER' }>): string {
  const voted = vote === 'E' ? 'an endorsement' : vote === 'R' ? 'a rejection' : 'no vote'
  return accepted ? `${voted} and ACCEPT in ballot ${accepted.ballot}` : `${voted} and no ACCEPT`
}

export const headerOf = (
  { evidence }: Shown,
  { header }: Pick<ProvenItem, 'header'>,
): SignedHeader | undefined => evidence.headers[header]

/** Whether the accused said `first` before `second`: by number in its chain, never by when they came. */
export function isBefore(shown: Shown, first: ProvenItem, second: ProvenItem): boolean {
  if (first.header === second.header) return first.index < second.index
  const [one, two] = [headerOf(shown, first), headerOf(shown, second)]
  return one !== undefined && two !== undefined && one.header.seq < two.header.seq
}

export const orderCheck = (shown: Shown, first: ProvenItem, second: ProvenItem): Check =>
  check(
    `${accusedName(shown)} said the one before the other, by their places in the chain`,
    isBefore(shown, first, second),
  )

/** Exactly two items of the accused, and what a rule finds in them. */
export function* twoItems(
  shown: Shown,
  find: (first: ProvenItem, second: ProvenItem) => Iterable<Check>,
): Iterable<Check> {
  const { items, wholes, accused, bodies } = shown.evidence
  const [first, second] = items
  yield check('two items are shown', items.length === 2 && wholes.length === 0 && bodies.length <= 2)
  if (!first || !second) return
  const name = accusedName(shown)
  for (const each of [first, second])
    yield check(`${name} said: ${itemText(each.item)}`, headerOf(shown, each)?.header.endorser === accused)
  yield* find(first, second)
}

/** Bodies that a rule does not need would be ballast that anybody could vary. */
export const noBodies = ({ evidence }: Shown): Check =>
  check('no spore bodies are needed', evidence.bodies.length === 0)

export const bodyOf = ({ evidence }: Shown, id: string): Spore | undefined =>
  evidence.bodies.find((body) => body.id === id)
