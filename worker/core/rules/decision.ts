// When a spore is decided (protocol 3.2; rules DE-1, DE-2), and which votes prove it. Derived from votes alone.

import type { PolicyParameters } from '../model/policy-parameters.ts'
import type { Place, SporeEntry } from '../state.ts'
import { sizeOf } from './endorser-set.ts'
import { commits } from './safety.ts'

type Voted = Pick<SporeEntry, 'endorsed' | 'rejected' | 'accepted' | 'ballots'>

/** The votes that decide: ACCEPTs of one ballot, all ENDORSEs (fast), or REJECTs. */
export type Grounds =
  | { readonly type: 'accepts'; readonly ballot: number }
  | { readonly type: 'endorses' }
  | { readonly type: 'rejects' }

/** DE-1: q ACCEPTs of one even ballot, or with the fast path qF ENDORSEs. */
export function commitGrounds({ q, qF }: PolicyParameters, entry: Voted): Grounds | undefined {
  if (sizeOf(entry.accepted) >= q) return { type: 'accepts', ballot: 0 }
  if (qF !== undefined && sizeOf(entry.endorsed) >= qF) return { type: 'endorses' }
  return acceptedBallot(q, entry, true)
}

/** DE-2: α REJECTs, or q ACCEPTs of one odd ballot. */
export function abortGrounds({ q, alpha }: PolicyParameters, entry: Voted): Grounds | undefined {
  if (sizeOf(entry.rejected) >= alpha) return { type: 'rejects' }
  return acceptedBallot(q, entry, false)
}

function acceptedBallot(q: number, { ballots }: Voted, commit: boolean): Grounds | undefined {
  if (!ballots) return undefined
  for (const [ballot, by] of ballots.accepts)
    if (by.size >= q && commits(ballot) === commit) return { type: 'accepts', ballot }
  return undefined
}

/** Where the deciding votes stand: a certificate, together with the body. */
export function* provingPlaces(
  parameters: PolicyParameters,
  entry: SporeEntry,
): Iterable<{ readonly endorser: number } & Place> {
  const grounds =
    entry.stage === 'committed'
      ? commitGrounds(parameters, entry)
      : entry.stage === 'aborted'
        ? abortGrounds(parameters, entry)
        : undefined
  if (!grounds) return
  if (grounds.type === 'accepts' && grounds.ballot > 0) {
    for (const [endorser, place] of entry.ballots?.accepts.get(grounds.ballot) ?? [])
      yield { endorser, seq: place.seq, round: place.round }
    return
  }
  for (const [endorser, { endorsed, rejected, accepted }] of entry.notes) {
    const place = grounds.type === 'accepts' ? accepted : grounds.type === 'endorses' ? endorsed : rejected
    if (place) yield { endorser, seq: place.seq, round: place.round }
  }
}
