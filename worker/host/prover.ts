// Light proofs on request: finds the signed messages of a decided spore in the log. Where the votes of recent spores stand is
// remembered; for older ones the log is read on from where the body came, for a while.

import { encodeProof } from '../core/codec/proof-codec.ts'
import { provableEntry } from '../core/known-entry.ts'
import type { SporeId } from '../core/model/ids.ts'
import type { ShownSpore, ShownVotes } from '../core/model/proof.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import { isDeadBy } from '../core/rules/conflict.ts'
import { showSpore, VoteGathering } from '../core/rules/proof-making.ts'
import type { CoreState, PolicyState, SporeEntry } from '../core/state.ts'
import type { Archive } from './archive.ts'
import { PROOF_ROUNDS_AFTER, PROOF_ROUNDS_BEFORE } from './limits.ts'

export type Unprovable =
  /** Not known here, or of a policy that is not active here. */
  | 'unknown'
  | 'undecided'
  /** Decided here by what the values show, or the messages are too far back in the log. */
  | 'not-at-hand'

interface Found {
  readonly shown: ShownSpore
  readonly votes: ShownVotes
}

export class Prover {
  readonly #state: CoreState
  readonly #archive: Archive

  constructor(state: CoreState, archive: Archive) {
    this.#state = state
    this.#archive = archive
  }

  /** The proof's bytes. `withPolicy` brings the policy's record along, for whoever knows its id only. */
  async prove(id: SporeId, withPolicy: boolean): Promise<Result<Uint8Array, Unprovable>> {
    for (const policy of this.#state.policies.values()) {
      const stage = provableEntry(policy, id)?.stage ?? policy.decided.get(id)?.stage
      if (stage === undefined) continue
      if (stage === 'open') return fail('undecided')
      const decided = stage === 'dead' ? undefined : await this.#find(policy, id, stage)
      const proof = decided ? { ...decided, outcome: decided.votes } : await this.#proveDead(policy, id)
      if (!proof) return fail('not-at-hand')
      const record = withPolicy ? policy.record : undefined
      return ok(encodeProof({ policy: policy.id, record, shown: proof.shown, outcome: proof.outcome }))
    }
    return fail('unknown')
  }

  /** PF-4: by the commit of the spore that took its place, or by the refusals that such a spore gets. */
  async #proveDead(
    policy: PolicyState,
    id: SporeId,
  ): Promise<{ shown: ShownSpore; outcome: Parameters<typeof encodeProof>[0]['outcome'] } | undefined> {
    const entry = provableEntry(policy, id)
    const killer = entry && killerOf(policy, entry)
    const winner = killer && (await this.#find(policy, killer.spore.id, 'committed'))
    const shown = entry && (await this.#shown(policy, id, entry.round))
    if (winner && shown) return { shown, outcome: { type: 'dead', by: winner.shown, votes: winner.votes } }
    const refused = await this.#find(policy, id, 'aborted')
    return refused && { shown: refused.shown, outcome: refused.votes }
  }

  async #find(
    policy: PolicyState,
    id: SporeId,
    decision: 'committed' | 'aborted',
  ): Promise<Found | undefined> {
    const entry = provableEntry(policy, id)
    const start = entry?.round ?? policy.decided.get(id)?.round
    if (start === undefined) return undefined
    const shown = await this.#shown(policy, id, start)
    const rounds = entry ? roundsOf(entry) : around(start, this.#state.round)
    const votes = shown && (await this.#votes(policy, id, decision, rounds))
    return shown && votes && { shown, votes }
  }

  async #shown(policy: PolicyState, id: SporeId, round: number): Promise<ShownSpore | undefined> {
    for (const message of await this.#archive.round(round)) {
      const shown =
        message.type === 'bundle' && message.bundle.policy === policy.id && showSpore(message.bundle, id)
      if (shown) return shown
    }
    return undefined
  }

  async #votes(
    policy: PolicyState,
    id: SporeId,
    decision: 'committed' | 'aborted',
    rounds: Iterable<number>,
  ): Promise<ShownVotes | undefined> {
    const gathering = new VoteGathering(id, policy.parameters)
    for (const round of rounds) {
      for (const message of await this.#archive.round(round))
        if (message.type === 'batch' && message.batch.header.policy === policy.id)
          gathering.add(message.batch)
      const votes = gathering.deciding(decision)
      if (votes) return votes
    }
    return undefined
  }
}

/** The rounds of our log in which votes on it stand. */
function roundsOf({ notes, ballots }: SporeEntry): ReadonlySet<number> {
  const rounds = new Set<number>()
  for (const { endorsed, rejected, accepted } of notes.values())
    for (const place of [endorsed, rejected, accepted]) if (place) rounds.add(place.round)
  for (const places of ballots?.accepts.values() ?? [])
    for (const place of places.values()) rounds.add(place.round)
  return rounds
}

/** Votes mostly come soon after the body, and now and then before it. */
function* around(start: number, next: number): Iterable<number> {
  for (let round = start; round < next && round <= start + PROOF_ROUNDS_AFTER; round++) yield round
  for (let round = start - 1; round > 0 && round >= start - PROOF_ROUNDS_BEFORE; round--) yield round
}

/** A committed spore that this node still knows and that took the place of this one (CF-2); first the one that was named. */
function killerOf(policy: PolicyState, dead: SporeEntry): SporeEntry | undefined {
  const named = [...dead.notes.values()].flatMap(({ ref }) =>
    ref === undefined ? [] : [provableEntry(policy, ref)],
  )
  for (const entries of [named, policy.recent.values(), policy.open.values(), policy.provable.values()])
    for (const entry of entries)
      if (entry?.stage === 'committed' && isDeadBy(dead.footprint, entry.footprint)) return entry
  return undefined
}
