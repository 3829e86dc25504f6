// Watches the endorsers from outside: how fast each answers, how far behind it is, when it was last heard, and whether a
// quorum is there (rules RE-1 to RE-5). Looks at what comes in and changes nothing but its own readings; none of them is
// kept across a restart, and nothing of it grows with what peers send.

import { AnswerTimes } from '../answer-times.ts'
import { shortId } from '../codec/item-codec.ts'
import type { Input } from '../input.ts'
import { HEARD_MS, MAX_PACE_MS, MAX_PROBES, PROBE_MS, REACH_SETTLE_MS } from '../limits.ts'
import type { Batch, PackedBatch } from '../model/batch.ts'
import type { PolicyId, PublicKeyHex } from '../model/ids.ts'
import type { Frontier } from '../model/message.ts'
import { bit, has } from '../rules/endorser-set.ts'
import { reachability } from '../rules/reach.ts'
import type { CoreState, PolicyState, Probe, Watch } from '../state.ts'

/** Of a new answer time; the rest is what was known. */
const WEIGHT = 1 / 4

export const newWatch = (): Watch => ({
  pace: new AnswerTimes(),
  probes: new Map(),
  changedAt: new Map(),
  heardAt: new Map(),
  behind: new Map(),
  told: undefined,
  otherSince: undefined,
})

/** After every input that was taken live. */
export function watch(state: CoreState, input: Input): void {
  switch (input.type) {
    case 'peer':
      for (const policy of state.policies.values()) seePeer(state, policy, input.key, input.up)
      return
    case 'frontier':
      return seeFrontier(state, input.from, input.frontier)
    case 'batch':
      return seeBatch(state, input.batch)
    case 'bundle':
      if (input.from === state.self)
        for (const { id } of input.bundle.spores)
          addProbe(state, input.bundle.policy, id, { leftAt: undefined, awaits: 'vote', answered: 0 })
      return
    case 'durable':
      return seeDurable(state, input.batches)
    case 'go-live':
    case 'policy':
      for (const policy of state.policies.values()) begin(state, policy)
      return
    case 'evidence':
    case 'tick':
      for (const policy of state.policies.values()) judge(state, policy)
      return
    default:
  }
}

function begin(state: CoreState, policy: PolicyState): void {
  const { changedAt } = policy.watch
  for (let e = 0; e < policy.chains.length; e++) if (!changedAt.has(e)) changedAt.set(e, state.now)
  judge(state, policy)
}

function seePeer(state: CoreState, policy: PolicyState, key: PublicKeyHex, up: boolean): void {
  const endorser = policy.endorserByKey.get(key)
  if (endorser === undefined) return
  policy.watch.changedAt.set(endorser, state.now)
  if (!up) policy.watch.behind.delete(endorser)
  judge(state, policy)
}

/** What it lacks of all chains, measured by what we have. Its frontier is a hint: nobody signs it, and it may be old. */
function seeFrontier(state: CoreState, from: PublicKeyHex, { policy: id, next }: Frontier): void {
  const policy = state.policies.get(id)
  const endorser = policy?.endorserByKey.get(from)
  if (!policy || endorser === undefined || next.length !== policy.chains.length) return
  const lacks = policy.chains.map((chain, e) => Math.max(0, chain.next - (next[e] ?? 0)))
  policy.watch.behind.set(
    endorser,
    lacks.reduce((sum, each) => sum + each, 0),
  )
}

function seeBatch(state: CoreState, { header, items }: PackedBatch): void {
  const policy = state.policies.get(header.policy)
  const { endorser } = header
  if (!policy || endorser === policy.self || !policy.chains[endorser]) return
  policy.watch.heardAt.set(endorser, state.now)
  for (const { spore, type } of items) {
    const probe = policy.watch.probes.get(shortId(spore))
    if (probe?.leftAt === undefined || has(probe.answered, endorser)) continue
    if (probe.awaits === 'accept' && type !== 'ACCEPT') continue
    probe.answered |= bit(endorser)
    // What waited for a link to come back tells nothing of the endorser.
    if ((policy.watch.changedAt.get(endorser) ?? 0) <= probe.leftAt)
      measure(policy, endorser, state.now - probe.leftAt)
  }
  // Only of one without a link it says that it is there.
  if (!isConnected(state, policy, endorser)) judge(state, policy)
}

/** A new answer time of the endorser, smoothed. */
function measure({ watch: { pace } }: PolicyState, endorser: number, sample: number): void {
  const before = pace.get(endorser)
  const capped = Math.min(sample, MAX_PACE_MS)
  pace.set(endorser, before === undefined ? capped : before + (capped - before) * WEIGHT)
}

/** The round is on disk: what it holds leaves now. */
function seeDurable(state: CoreState, batches: readonly Batch[]): void {
  for (const {
    watch: { probes },
  } of state.policies.values())
    for (const probe of probes.values()) probe.leftAt ??= state.now
  for (const { header, items } of batches)
    for (const item of items)
      if (item.type === 'ENDORSE')
        addProbe(state, header.policy, item.spore, { leftAt: state.now, awaits: 'accept', answered: 0 })
}

/** RE-3: one of our words whose answers are timed. A few at a time are enough. */
function addProbe(state: CoreState, id: PolicyId, spore: string, probe: Probe): void {
  const probes = state.policies.get(id)?.watch.probes
  if (!probes) return
  const oldest = probes.entries().next().value
  if (oldest && (oldest[1].leftAt ?? state.now) + PROBE_MS < state.now) probes.delete(oldest[0])
  if (probes.size >= MAX_PROBES || probes.has(shortId(spore))) return
  probes.set(shortId(spore), probe)
}

/** RE-5: what holds for a while is told; a link that comes and goes is not news. */
function judge(state: CoreState, policy: PolicyState): void {
  if (state.replaying) return
  const { watch: seen } = policy
  const reach = reachability(policy, state.peers, state.now)
  const same =
    seen.told !== undefined &&
    seen.told.reachable === reach.reachable &&
    seen.told.canCommit === reach.canCommit &&
    seen.told.canDecide === reach.canDecide
  if (seen.told === undefined || same) {
    seen.told ??= reach
    seen.otherSince = undefined
    return
  }
  seen.otherSince ??= state.now
  if (Math.abs(state.now - seen.otherSince) < REACH_SETTLE_MS) return
  const change =
    seen.told.canCommit === reach.canCommit ? 'changed' : reach.canCommit ? 'healed' : 'partition'
  state.outputs.push({
    type: 'reach',
    policy: policy.id,
    change,
    from: seen.told.sentence,
    to: reach.sentence,
  })
  seen.told = reach
  seen.otherSince = undefined
}

/** When the clock is needed for this: something is to be told, or somebody heard of through others falls silent. */
export function watchWake(state: CoreState): number {
  let at = Infinity
  for (const policy of state.policies.values()) {
    const { otherSince, heardAt, changedAt } = policy.watch
    if (otherSince !== undefined) at = Math.min(at, Math.max(otherSince + REACH_SETTLE_MS, state.now + 1))
    for (const [endorser, heard] of heardAt) {
      if (heard <= (changedAt.get(endorser) ?? heard) || isConnected(state, policy, endorser)) continue
      if (heard + HEARD_MS > state.now) at = Math.min(at, heard + HEARD_MS)
    }
  }
  return at
}

const isConnected = (state: CoreState, policy: PolicyState, endorser: number): boolean => {
  const key = policy.record.endorsers[endorser]?.key
  return key !== undefined && state.peers.has(key)
}
