// Looks for contradictions as messages come (protocol 8; rule PN-5). The state knows where votes stand, not their bytes: a
// suspicion names the places, the host reads them from the log, and only what the verifier accepts becomes evidence. So a
// wrong suspicion costs a read, and nothing here needs to be exact.

import { knownEntry } from '../known-entry.ts'
import { MAX_AT_BASE_SEARCHED, MAX_RELEASES, MAX_UNKNOWN_SEARCHED } from '../limits.ts'
import type { Batch, Item } from '../model/batch.ts'
import type { SporeId } from '../model/ids.ts'
import type { Mode } from '../model/operation.ts'
import type { Bundle } from '../model/spore.ts'
import { modesConflict } from '../rules/conflict.ts'
import { provingPlaces } from '../rules/decision.ts'
import { slotNeedingEnd } from '../rules/evidence-conflict.ts'
import { emitterIndex } from '../rules/evidence-emitter.ts'
import { baseKey, type FootprintEntry, isExclusive } from '../rules/footprint.ts'
import type { Chain, CoreState, Place, PolicyState, SporeEntry } from '../state.ts'
import { suspectBallot } from './suspect-ballot.ts'
import { at, raise } from './suspicion.ts'

/** P1: a batch came of which another branch, or another predecessor, is here. Before it joins its chain. */
export function suspectChain(
  state: CoreState,
  policy: PolicyState,
  chain: Chain,
  { header: { endorser, seq, previous }, digest }: Pick<Batch, 'header' | 'digest'>,
  round: number,
): void {
  const suspicion = { code: 'P1', accused: endorser, spores: [] } as const
  const [same, before] = [chain.batches.get(seq), chain.batches.get(seq - 1)]
  const here = at(endorser, { seq, round })
  if (same && same.digest !== digest)
    raise(state, policy, suspicion, [at(endorser, { seq, round: same.round }), here])
  else if (before && before.digest !== previous && !chain.forks.has(previous))
    raise(state, policy, suspicion, [at(endorser, { seq: seq - 1, round: before.round }), here])
}

/** P2 to P7: an item came. Before it is noted, so that what is noted came before or is the same. */
export function suspect(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  endorser: number,
  place: Place,
  item: Item,
): void {
  if (endorser === policy.self) return
  const note = entry.notes.get(endorser)
  const other = item.type === 'ENDORSE' ? note?.rejected : item.type === 'REJECT' ? note?.endorsed : undefined
  if (other) {
    const suspicion = { code: 'P2', accused: endorser, spores: [item.spore] } as const
    raise(state, policy, suspicion, [at(endorser, other), at(endorser, place)])
  }
  if (item.type === 'ENDORSE' && !note?.endorsed) {
    rememberReleases(policy, endorser, place, item)
    suspectReleased(state, policy, item.freed)
    suspectConflict(state, policy, entry, endorser, place, item.freed)
  }
  suspectBallot(state, policy, entry, endorser, place, item)
}

/** P2 on a spore whose body is not here, and may never come. Before the vote is remembered. */
export function suspectUnknown(
  state: CoreState,
  policy: PolicyState,
  endorser: number,
  place: Place,
  { type, spore }: Item,
): void {
  const opposite = type === 'ENDORSE' ? 'REJECT' : type === 'REJECT' ? 'ENDORSE' : undefined
  if (opposite === undefined) return
  const votes = policy.missing.get(spore)?.votes ?? []
  // Only liars say so much of what nobody has; it is compared when the body comes.
  if (votes.length > MAX_UNKNOWN_SEARCHED) return
  const other = votes.find((vote) => vote.endorser === endorser && vote.item.type === opposite)
  if (!other) return
  const suspicion = { code: 'P2', accused: endorser, spores: [spore] } as const
  raise(state, policy, suspicion, [at(endorser, other.place), at(endorser, place)])
}

/** P3: the endorser's other endorsements at the same bases. */
function suspectConflict(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  endorser: number,
  place: Place,
  freed: readonly SporeId[],
): void {
  for (const mine of entry.footprint.values()) {
    for (const rival of atBase(policy, mine)) {
      const there = rival === entry ? undefined : rival.notes.get(endorser)?.endorsed
      if (!there) continue
      const isFirst = there.seq <= place.seq
      const [first, second] = isFirst ? [rival, entry] : [entry, rival]
      if (slotNeedingEnd(first.footprint, second.footprint) === undefined) continue
      if (isFirst ? freed.includes(rival.spore.id) : hasReleased(policy, endorser, entry.spore.id, rival))
        continue
      const suspicion = { code: 'P3', accused: endorser, spores: [first.spore.id, second.spore.id] } as const
      const bodies = [first, second].map(
        ({ spore, round }) => ({ type: 'bundle', spore: spore.id, round }) as const,
      )
      raise(state, policy, suspicion, [at(endorser, there), at(endorser, place), ...bodies])
    }
  }
}

/** On a hot key many share a base; whoever forks often is found with any of them. */
function* atBase({ evidence }: PolicyState, access: FootprintEntry): Iterable<SporeEntry> {
  let left = MAX_AT_BASE_SEARCHED
  for (const entry of evidence.atBase.rivals(baseKey(access), access.mode, modesContradict)) {
    if (left-- === 0) return
    yield entry
  }
}

const modesContradict = (mode: Mode, other: Mode): boolean =>
  modesConflict(mode, other) && (isExclusive(mode) || isExclusive(other) || other.startsWith('C:'))

const hasReleased = (
  { evidence }: PolicyState,
  endorser: number,
  ended: SporeId,
  { spore }: SporeEntry,
): boolean =>
  evidence.releases.get(ended)?.some((each) => each.endorser === endorser && each.spore === spore.id) === true

function rememberReleases(
  { evidence: { releases } }: PolicyState,
  endorser: number,
  { seq, round }: Place,
  { spore, freed }: Extract<Item, { type: 'ENDORSE' }>,
): void {
  for (const ended of freed) {
    const there = releases.get(ended) ?? []
    releases.set(ended, [...there, { endorser, spore, seq, round }])
    const oldest = releases.keys().next().value
    if (releases.size > MAX_RELEASES && oldest !== undefined) releases.delete(oldest)
  }
}

function suspectReleased(state: CoreState, policy: PolicyState, freed: readonly SporeId[]): void {
  for (const id of freed) {
    const ended = knownEntry(policy, id)
    if (ended?.stage === 'committed') suspectReleases(state, policy, ended)
  }
}

/** P4: the spore is committed; who had said that it had ended otherwise? */
export function suspectReleases(state: CoreState, policy: PolicyState, entry: SporeEntry): void {
  const { id } = entry.spore
  for (const { endorser, seq, round } of policy.evidence.releases.get(id) ?? []) {
    const votes = [...provingPlaces(policy.parameters, entry)].map((place) => at(place.endorser, place))
    const suspicion = { code: 'P4', accused: endorser, spores: [id] } as const
    raise(state, policy, suspicion, [at(endorser, { seq, round }), ...votes])
  }
}

/** P11: another body of the same nonce, or two in one bundle that overwrite one version. Once they are open. */
export function suspectBundle(
  state: CoreState,
  policy: PolicyState,
  { spores, emitter }: Bundle,
  round: number,
): void {
  if (emitter === state.self) return
  const accused = emitterIndex(policy.record, emitter)
  const raiseFor = (one: SporeId, two: SporeId, where: number): void => {
    const refs = [
      { type: 'bundle', spore: one, round: where },
      { type: 'bundle', spore: two, round },
    ] as const
    raise(state, policy, { code: 'P11', accused, spores: [one, two] }, refs)
  }
  const seen = new Map<string, SporeId>()
  for (const spore of spores) {
    const other = policy.evidence.byNonce.get(nonceKey(spore))
    const known = other === undefined || other === spore.id ? undefined : knownEntry(policy, other)
    if (known) raiseFor(known.spore.id, spore.id, known.round)
    for (const { slot, mode, base } of policy.open.get(spore.id)?.footprint.values() ?? []) {
      if (!isExclusive(mode)) continue
      const key = baseKey({ slot, base })
      const first = seen.get(key)
      if (first === undefined) seen.set(key, spore.id)
      else raiseFor(first, spore.id, round)
    }
  }
}

const nonceKey = ({ emitter, nonce }: { readonly emitter: string; readonly nonce: string }): string =>
  `${emitter}/${nonce}`

/** A spore is open, or known again: it can be contradicted. Repeating it is harmless. */
export function indexForEvidence({ evidence }: PolicyState, entry: SporeEntry): void {
  const nonce = nonceKey(entry.spore)
  if (!evidence.byNonce.has(nonce)) evidence.byNonce.set(nonce, entry.spore.id)
  evidence.atBase.add(entry)
}

/** The spore is forgotten. */
export function unindexForEvidence({ evidence }: PolicyState, entry: SporeEntry): void {
  const nonce = nonceKey(entry.spore)
  if (evidence.byNonce.get(nonce) === entry.spore.id) evidence.byNonce.delete(nonce)
  evidence.atBase.remove(entry)
}
