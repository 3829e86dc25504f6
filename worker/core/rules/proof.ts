// What a light proof proves, and on which signatures it rests (rules PF-1 to PF-5). Pure, and works from the policy alone:
// whoever has the policy's record, or its id and a proof that brings the record, comes to the same answer as its endorsers.
// Nothing is proven until every signature named here was verified; the caller does that, for it takes time.

import { headerDigest } from '../codec/batch-codec.ts'
import { taggedHash } from '../codec/hash.ts'
import { bytesToHex, hexToBytes } from '../codec/hex.ts'
import { encodeItem } from '../codec/item-codec.ts'
import { merkleClimb } from '../codec/merkle.ts'
import { policyIdOf } from '../codec/policy-codec.ts'
import { decodeProof, MAX_PROOF_BYTES } from '../codec/proof-codec.ts'
import type { Item } from '../model/batch.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../model/ids.ts'
import { policyParameters } from '../model/policy-parameters.ts'
import type { PolicyRecord } from '../model/policy.ts'
import type { Proof, ShownSpore, ShownVote, ShownVotes } from '../model/proof.ts'
import { fail, ok, type Result } from '../model/result.ts'
import type { Spore } from '../model/spore.ts'
import { isDeadBy } from './conflict.ts'
import { type Footprint, footprintOf } from './footprint.ts'
import { commits } from './safety.ts'

/** What holds for ever once all signatures are verified, as long as at most f endorsers of the policy are faulty. */
export interface Proven {
  readonly policy: PolicyId
  readonly record: PolicyRecord
  readonly spore: Spore
  readonly decision: 'committed' | 'aborted' | 'dead'
  /** Which votes decided: of `dead` those that committed the other spore. */
  readonly grounds: ShownVotes['type']
  /** Ballot of the ACCEPTs; 0 is the normal case. */
  readonly ballot: number
  /** Of a dead spore the one that was committed in its place. */
  readonly by: Spore | null
  /** Indices of those whose votes are shown, ascending. */
  readonly endorsers: readonly number[]
}

export interface SignatureCheck {
  readonly what: 'emitter' | 'endorser'
  readonly key: PublicKeyHex
  /** 32 bytes, what was signed. */
  readonly digest: Uint8Array
  readonly signature: Uint8Array
}

export interface ProofFault {
  readonly code:
    | 'too-large'
    | 'malformed'
    | 'no-policy'
    | 'other-policy'
    | 'era'
    | 'emitter'
    | 'order'
    | 'votes'
    | 'item'
    | 'ballot'
    | 'not-fast'
    | 'not-dead'
    | 'signature'
  readonly message: string
}

type Checked<Value> = Result<Value, ProofFault>

const refuse = (code: ProofFault['code'], message: string): { ok: false; reason: ProofFault } =>
  fail({ code, message })

export const badSignature = ({ what, key }: SignatureCheck): ProofFault => ({
  code: 'signature',
  message: `The signature of ${what} ${key.slice(0, 16)}… is not valid.`,
})

/** `policy`: the record, or its id where the proof is expected to bring the record. */
export function checkProof(
  wire: Uint8Array,
  policy: PolicyRecord | PolicyId,
): Checked<{ readonly proven: Proven; readonly signatures: readonly SignatureCheck[] }> {
  if (wire.length > MAX_PROOF_BYTES) return refuse('too-large', 'These bytes are too many for a proof.')
  const proof = decodeProof(wire)
  if (!proof)
    return refuse('malformed', 'These bytes are not a proof of this version, or not in its canonical form.')
  const id = typeof policy === 'string' ? policy : policyIdOf(policy)
  if (proof.policy !== id) return refuse('other-policy', 'This proof is about another policy.')
  const record = typeof policy === 'string' ? proof.record : policy
  if (!record)
    return refuse(
      'no-policy',
      'This proof does not bring its policy: the record is needed to check it, not only the id.',
    )
  const { shown, outcome } = proof
  const votes = outcome.type === 'dead' ? outcome.votes : outcome
  const decided = outcome.type === 'dead' ? outcome.by : shown
  const fault = firstFault(record, proof, votes, decided.spore.id)
  if (fault) return fail(fault)
  const signatures = [shown, ...(outcome.type === 'dead' ? [outcome.by] : [])].map(emitterSignature)
  for (const vote of votes.votes) {
    const key = record.endorsers[vote.endorser]?.key
    if (key) signatures.push(endorserSignature(id, key, vote))
  }
  const proven: Proven = {
    policy: id,
    record,
    spore: shown.spore,
    decision: outcome.type === 'dead' ? 'dead' : endOf(votes),
    grounds: votes.type,
    ballot: votes.type === 'accepts' ? votes.ballot : 0,
    by: outcome.type === 'dead' ? outcome.by.spore : null,
    endorsers: votes.votes.map(({ endorser }) => endorser),
  }
  return ok({ proven, signatures })
}

function firstFault(
  record: PolicyRecord,
  { policy, shown, outcome }: Proof,
  votes: ShownVotes,
  decided: SporeId,
): ProofFault | undefined {
  return (
    sporeFault(record, policy, shown) ??
    (outcome.type === 'dead' ? sporeFault(record, policy, outcome.by) : undefined) ??
    votesFault(record, votes, decided) ??
    (outcome.type === 'dead' ? deathFault(shown.spore, outcome.by.spore, votes) : undefined)
  )
}

const because = (code: ProofFault['code'], message: string): ProofFault => ({ code, message })

/** PF-2: a spore of this policy and era, by somebody who may write. */
function sporeFault(record: PolicyRecord, policy: PolicyId, { spore }: ShownSpore): ProofFault | undefined {
  if (spore.policy !== policy) return because('other-policy', 'The spore belongs to another policy.')
  if (spore.era !== 0) return because('era', 'The spore belongs to an era that this version does not know.')
  const mayWrite = [...record.endorsers, ...record.submitters].some(({ key }) => key === spore.emitter)
  return mayWrite ? undefined : because('emitter', 'The policy does not let the emitter write.')
}

/** PF-3: exactly as many votes as decide, of different endorsers in ascending order, all of the kind that they are said to be. */
function votesFault(record: PolicyRecord, votes: ShownVotes, spore: SporeId): ProofFault | undefined {
  const { n, q, qF, alpha } = policyParameters(record)
  if (votes.type === 'endorses' && qF === undefined)
    return because('not-fast', 'Endorsements do not commit by themselves in this policy.')
  const needed = votes.type === 'accepts' ? q : votes.type === 'rejects' ? alpha : (qF ?? n)
  if (votes.votes.length !== needed)
    return because('votes', `It shows ${votes.votes.length} votes where exactly ${needed} decide.`)
  let last = -1
  for (const { endorser, item } of votes.votes) {
    if (endorser <= last || endorser >= n)
      return because('order', 'Its votes are not of different endorsers of the policy, in ascending order.')
    last = endorser
    if (item.spore !== spore || item.type !== TYPES[votes.type])
      return because('item', `Endorser ${endorser} said something else than what is claimed.`)
    if (votes.type === 'accepts' && item.type === 'ACCEPT' && item.ballot !== votes.ballot)
      return because('ballot', `Endorser ${endorser} accepted in another ballot.`)
  }
  return undefined
}

const TYPES = { accepts: 'ACCEPT', rejects: 'REJECT', endorses: 'ENDORSE' } as const satisfies Record<
  ShownVotes['type'],
  Item['type']
>

const endOf = (votes: ShownVotes): 'committed' | 'aborted' =>
  votes.type === 'endorses' || (votes.type === 'accepts' && commits(votes.ballot)) ? 'committed' : 'aborted'

/** PF-4: the other spore was committed and leaves no room for this one (CF-2). */
function deathFault(spore: Spore, by: Spore, votes: ShownVotes): ProofFault | undefined {
  const [rival, winner] = [footprint(spore), footprint(by)]
  if (endOf(votes) !== 'committed')
    return because('not-dead', 'The other spore was not committed, so this one may still be.')
  return rival && winner && spore.id !== by.id && isDeadBy(rival, winner)
    ? undefined
    : because('not-dead', 'The other spore was committed, but does not exclude this one.')
}

function footprint({ operations, requirements }: Spore): Footprint | undefined {
  const found = footprintOf(operations, requirements)
  return found.ok ? found.value : undefined
}

function emitterSignature({ spore, signature, path }: ShownSpore): SignatureCheck {
  const root = merkleClimb(hexToBytes(spore.id), path.sides, path.siblings)
  return {
    what: 'emitter',
    key: spore.emitter,
    digest: taggedHash('bundle/1', hexToBytes(spore.emitter), root),
    signature,
  }
}

function endorserSignature(policy: PolicyId, key: PublicKeyHex, vote: ShownVote): SignatureCheck {
  const { endorser, seq, previous, count, signature, item, path } = vote
  const root = bytesToHex(merkleClimb(encodeItem(item), path.sides, path.siblings))
  const header = { policy, era: 0, endorser, incarnation: 0, seq, previous, root, count }
  return { what: 'endorser', key, digest: hexToBytes(headerDigest(header)), signature }
}
