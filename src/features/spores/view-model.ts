// The order and the filters of the list of spores. Pure.

import type { BallotView, SporeView } from '../../../worker/rpc/contract.ts'
import { keyToText } from '../../../worker/console/scalar.ts'
import { isDecided } from '../../engine/store.ts'
import { listNames, type NameOf } from '../../engine/names.ts'
import { operationText } from '../../ui/spore-words.ts'
import type { ChipKind } from '../../ui/chip.tsx'
import { BALLOTS, FILTERS, type Filter } from './strings.ts'

export const PAGE_SIZE = 50

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
  const text = operationText(first)
  return others.length === 0 ? text : `${text} and ${others.length} more`
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
