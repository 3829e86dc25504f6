// Spores that somebody spoke of and whose body has not come: the words are kept until it does.

import type { PublicKeyHex, SporeId } from '../model/ids.ts'
import type { MissingBody, PolicyState } from '../state.ts'

export function rememberVote(
  policy: PolicyState,
  spore: SporeId,
  vote: MissingBody['votes'][number],
  from: PublicKeyHex | undefined,
): void {
  if (vote.item.type === 'HOLD') return
  const chain = policy.chains[vote.endorser]
  const missing = policy.missing.get(spore) ?? {
    votes: [],
    askedAt: 0,
    sources: new Set<PublicKeyHex>(),
    asks: 0,
  }
  policy.missing.set(spore, missing)
  missing.votes.push(vote)
  if (chain) chain.missing++
  if (from !== undefined) missing.sources.add(from)
}

/** Bodies that somebody voted on and that nobody was asked for yet. */
export function* unaskedBodies(policy: PolicyState): Iterable<SporeId> {
  for (const [id, { askedAt }] of policy.missing) if (askedAt === 0) yield id
}
