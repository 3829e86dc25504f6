// The order and the filters of the list of spores. Pure.

import type { BallotView, KeptValueView, SporeId, SporeView } from '../../../worker/rpc/contract.ts'
import { keyToText } from '../../../worker/console/scalar.ts'
import { isDecided } from '../../engine/store.ts'
import { listNames, type NameOf } from '../../engine/names.ts'
import { operationText } from '../../ui/spore-words.ts'
import type { ChipKind } from '../../ui/chip.tsx'
import { glimpse } from '../data/view-model.ts'
import { BALLOTS, DETAILS, FILTERS, type Filter } from './strings.ts'

export function matches(spore: SporeView, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'undecided':
      return !isDecided(spore)
    case 'committed':
      return spore.stage === 'committed'
    case 'refused':
      return spore.stage === 'aborted' || spore.stage === 'dead'
  }
}

/** Undecided first, because they wait for somebody; newest first in both parts. Ties by id, so that rows stand still. */
export function orderSpores(spores: Iterable<SporeView>, filter: Filter): readonly SporeView[] {
  return [...spores]
    .filter((spore) => matches(spore, filter))
    .sort(
      (a, b) =>
        Number(isDecided(a)) - Number(isDecided(b)) || b.receivedAt - a.receivedAt || (a.id < b.id ? -1 : 1),
    )
}

export const parseFilter = (text: string | null): Filter =>
  FILTERS.find((filter) => filter.value === text)?.value ?? 'all'

/** "SET foo "bar"", "ADD a 1 and 2 more". */
export function summary(spore: SporeView): string {
  const [first, ...others] = spore.operations
  if (first === undefined) return 'no operations'
  const more = (spore.operationCount ?? others.length + 1) - 1
  const text = operationText(first)
  return more === 0 ? text : `${text} and ${more} more`
}

export interface BallotWords {
  /** What happened in it, one sentence a step. */
  readonly steps: readonly string[]
  readonly state: string
  readonly kind: ChipKind
}

export function ballotWords(ballot: BallotView, nameOf: NameOf): BallotWords {
  const { coordinator, reported, proposed, accepted, decided } = ballot
  const names = (keys: BallotView['reported']): string => listNames(keys.map(nameOf), 8)
  const steps = [
    reported.length === 0 ? BALLOTS.nobodyReported : BALLOTS.reported(names(reported)),
    proposed || accepted.length > 0
      ? BALLOTS.proposed(nameOf(coordinator))
      : BALLOTS.awaitsProposal(nameOf(coordinator)),
    ...(accepted.length === 0 ? [] : [BALLOTS.accepted(names(accepted))]),
  ]
  if (decided) return { steps, state: BALLOTS.decided, kind: 'settled' }
  return proposed
    ? { steps, state: BALLOTS.open, kind: 'underway' }
    : { steps, state: BALLOTS.started, kind: 'none' }
}

export const lockText = (spore: SporeView): string => listNames(spore.locks.map(keyToText), 6)

export interface Conflict {
  readonly words: string
  readonly id: SporeId
}

/** Each other spore once for each thing said of it. */
export function conflictsOf({ waitsBehind, votes }: SporeView, nameOf: NameOf): readonly Conflict[] {
  const said = votes.flatMap(({ endorser, vote, ref }): readonly Conflict[] => {
    if (ref === undefined) return []
    if (vote === 'rejected') return [{ words: DETAILS.staleBy(nameOf(endorser)), id: ref }]
    return vote === 'holding' ? [{ words: DETAILS.heldBy(nameOf(endorser)), id: ref }] : []
  })
  return [...waitsBehind.map((id) => ({ words: DETAILS.behind, id })), ...said]
}

/** A value before or after; of an element without a value of its own, whether it is there. */
export function effectText(value: KeptValueView | undefined, isElement: boolean): string {
  if (value === undefined) return isElement ? DETAILS.noMember : DETAILS.nothing
  if (isElement && value.type === 'string' && value.text === '') return DETAILS.member
  const text = glimpse(value, 400)
  return value.sizeBytes === undefined ? text : `${text} ${DETAILS.cut(value.sizeBytes)}`
}
