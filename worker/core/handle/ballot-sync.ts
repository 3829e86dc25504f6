// What proposals and reports refer to and this node lacks (BA-8): asked of who said it, then of others by turns, and then by
// the clock, less and less often. Whoever makes up a reference must not set everybody asking for it without end.

import { ASK_AGAIN_MS, MAX_RECALLED, MAX_WANTED_REFS } from '../limits.ts'
import type { BatchRef } from '../model/batch.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { Asked, Ballots, CoreState, PolicyState, Proposal, Report, SporeEntry } from '../state.ts'
import { findProposal, findReport } from './ballot-items.ts'
import { ask } from './ask.ts'

/** The pause between two questions doubles so often. */
const MAX_DOUBLINGS = 3

/** For a proposal that cannot be judged yet. */
export function askForProof(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  ballots: Ballots,
  proposal: Proposal,
): void {
  const { ballot, reports, coordinator, asked } = proposal
  const absent = reports.filter((ref) => !findReport(ballots, ballot, ref)).length
  // What honest endorsers report comes with their chains. Only that of f others may stand where no frontier leads.
  if (absent > policy.parameters.f) return
  if (ballot < ballots.promised && !isClaimed(ballots, proposal)) return
  const accepters = [...(ballots.accepts.get(ballot)?.keys() ?? [])]
  inquire(state, policy, entry, ballots, asked, [coordinator, ...accepters], () =>
    lackingRefs(ballots, proposal),
  )
}

/** For the coordinator: votes that reports speak of, and the proposals that these say were accepted. */
export function askForClaims(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  ballots: Ballots,
  doubtful: readonly Report[],
): void {
  const reporters = doubtful.map(({ endorser }) => endorser)
  inquire(state, policy, entry, ballots, ballots.asked, reporters, () =>
    doubtful.flatMap(({ accepted }) => {
      if (!accepted?.just) return []
      return findProposal(ballots, accepted.ballot, accepted.just) ? [] : [accepted.just]
    }),
  )
}

const isClaimed = ({ reports }: Ballots, { ballot, place }: Proposal): boolean =>
  [...reports].some(
    ([above, there]) =>
      above > ballot && there.some(({ accepted }) => accepted?.just?.digest === place.digest),
  )

/** The reports, and the proposals that justify what they claim, that are not here or were dropped. Each once. */
function lackingRefs(ballots: Ballots, proposal: Proposal): readonly BatchRef[] {
  const lacking = new Map<string, BatchRef>()
  const seen = new Set<Proposal>()
  // Proposals are made to refer to each other: walked, not recursed into, and each once.
  const open = [proposal]
  for (let next = open.pop(); next; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    for (const ref of next.reports) {
      const report = findReport(ballots, next.ballot, ref)
      if (!report) lacking.set(ref.digest, ref)
      const accepted = report?.accepted
      if (!accepted?.just) continue
      const basis = findProposal(ballots, accepted.ballot, accepted.just)
      if (!basis) lacking.set(accepted.just.digest, accepted.just)
      else if (!basis.valid && basis.ballot < next.ballot) open.push(basis)
    }
  }
  return [...lacking.values()]
}

/** Asks now, if it is time, and says when the next time is. */
function inquire(
  state: CoreState,
  policy: PolicyState,
  entry: SporeEntry,
  ballots: Ballots,
  asked: Asked,
  first: readonly number[],
  lacking: () => readonly BatchRef[],
): void {
  if (state.replaying) return
  const due = asked.times === 0 ? state.now : asked.at + pause(asked.times)
  if (due > state.now) {
    ballots.askAt = Math.min(ballots.askAt, due)
    return
  }
  const to = nextToAsk(state, policy, first, asked.times)
  asked.times++
  asked.at = state.now
  ballots.askAt = Math.min(ballots.askAt, state.now + pause(asked.times))
  if (to !== undefined) request(state, policy, entry, to, lacking())
}

const pause = (times: number): number => ASK_AGAIN_MS * 2 ** Math.min(times - 1, MAX_DOUBLINGS)

/** First whoever must have it, then everybody by turns, since any of them may be silent. */
function nextToAsk(
  { peers }: CoreState,
  { record, endorserByKey }: PolicyState,
  first: readonly number[],
  times: number,
): PublicKeyHex | undefined {
  const sources = new Set<PublicKeyHex>()
  for (const endorser of first) {
    const key = record.endorsers[endorser]?.key
    if (key !== undefined && peers.has(key)) sources.add(key)
  }
  for (const key of peers) if (endorserByKey.has(key)) sources.add(key)
  return [...sources][times % Math.max(1, sources.size)]
}

function request(
  state: CoreState,
  policy: PolicyState,
  { spore, endorsed, rejected, accepted }: SporeEntry,
  to: PublicKeyHex,
  lacking: readonly BatchRef[],
): void {
  const refs = lacking.slice(0, MAX_WANTED_REFS)
  for (const { digest } of refs) expect(policy, digest)
  // The approval may be what lacks, too.
  ask(state, policy, to, { refs, votes: [{ spore: spore.id, endorsed, rejected, accepted }] })
}

/** AD-4: it is taken although we had it, and although its chain has too many branches. */
function expect({ recalled }: PolicyState, digest: string): void {
  recalled.delete(digest)
  recalled.add(digest)
  if (recalled.size <= MAX_RECALLED) return
  const [oldest] = recalled
  if (oldest !== undefined) recalled.delete(oldest)
}
