// What a byzantine endorser says in ballots: reports that hide or invent, and as coordinator proposals of the reports that
// suit it, of too few, of none, or twice; and ballots that are far ahead.

import { MAX_BALLOT, MAX_BALLOTS_PER_ENDORSER } from '../../worker/core/limits.ts'
import type { BatchRef, Item } from '../../worker/core/model/batch.ts'
import type { Dossier, Report } from './knowledge.ts'
import type { Random } from './random.ts'

export function lyingReport(random: Random, dossier: Dossier, ballot: number, isLie: boolean): Item {
  const proposals = [...dossier.proposals].filter(([at]) => at < ballot)
  const [at, refs] = proposals.length > 0 ? random.pick(proposals) : [0, [] as BatchRef[]]
  const just = refs.at(-1)
  const accepted = isLie
    ? random.pick([null, { ballot: 0, just: null }, just ? { ballot: at, just } : null])
    : dossier.accepted.size > 0 && random.chance(0.5)
      ? { ballot: 0, just: null }
      : null
  return {
    type: 'RECOVER',
    spore: dossier.id,
    ballot,
    vote: isLie ? random.pick(['E', 'R', null] as const) : 'E',
    accepted,
    by: null,
  }
}

/** Reports in ballots that nobody has reached: into the next ones, or far beyond all timers; at times more than are kept. */
export function leaps(random: Random, dossier: Dossier, from: number): readonly Item[] {
  const count = random.chance(0.1) ? MAX_BALLOTS_PER_ENDORSER + 6 : random.between(1, 4)
  const last = MAX_BALLOT + 1 - count
  const start = Math.min(last, random.chance(0.5) ? from + 1 : random.between(from + 1, last))
  return Array.from({ length: count }, (_, i) => lyingReport(random, dossier, start + i, false))
}

export function proposalItems(
  random: Random,
  dossier: Dossier,
  ballot: number,
  r: number,
  conduct: string,
): readonly Item[] {
  const reports = [...(dossier.reports.get(ballot)?.values() ?? [])]
  const propose = (chosen: readonly Report[]): Item => ({
    type: 'PROPOSE',
    spore: dossier.id,
    ballot,
    reports: chosen.map(({ ref }) => ref),
  })
  if (conduct === 'propose invalidly')
    return [
      random.pick([
        propose(reports.slice(0, Math.max(1, r - 1))),
        propose(reports.concat(reports)),
        { ...propose(reports), ballot: ballot + 2 } as Item,
      ]),
    ]
  if (reports.length < r) return []
  const worst = [...reports].sort((a, b) => weight(a, ballot) - weight(b, ballot)).slice(0, r)
  if (conduct === 'worst reports') return [propose(worst)]
  if (conduct === 'sign anything') return [propose(worst), propose(random.shuffle(reports).slice(0, r))]
  return [propose(random.shuffle(reports).slice(0, r))]
}

/** First whatever speaks for the outcome that it should not have: an abort without the endorsements seen. */
function weight({ item }: Report, ballot: number): number {
  const commits = item.vote === 'E' || item.accepted?.ballot === 0 ? 1 : 0
  return ballot % 2 === 1 ? commits : -commits
}
