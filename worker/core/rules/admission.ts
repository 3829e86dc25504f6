// The first look at a message from a peer, before any signature is checked: is it for us, from somebody who may say it,
// within bounds, and new? What passes names the one signature that the host must verify (AD-1 to AD-4).

import { cancelDigest } from '../codec/cancel-codec.ts'
import { hexToBytes } from '../codec/hex.ts'
import { bundleDigest } from '../codec/spore-codec.ts'
import { CHAIN_WINDOW, MAX_FORKED_BATCHES, MAX_SEQ, MAX_KNOWN_PER_EMITTER } from '../limits.ts'
import type { PackedBatch, PackedItem } from '../model/batch.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { Cancel } from '../model/message.ts'
import type { Bundle, Spore } from '../model/spore.ts'
import type { DropReason } from '../output.ts'
import type { CoreState, PolicyState } from '../state.ts'
import { killedByKnown } from './dead.ts'
import { has } from './endorser-set.ts'

export type Admission =
  | {
      readonly type: 'verify'
      readonly key: PublicKeyHex
      readonly digest: Uint8Array
      readonly signature: Uint8Array
    }
  | { readonly type: 'known' }
  | { readonly type: 'drop'; readonly why: DropReason }

const drop = (why: DropReason): Admission => ({ type: 'drop', why })

export function admitBundle(state: CoreState, { policy: id, emitter, spores, signature }: Bundle): Admission {
  const policy = state.policies.get(id)
  if (!policy) return drop('unknown-policy')
  if (!policy.emitters.has(emitter)) return drop('not-authorised')
  if (spores.some(({ era }) => era !== 0)) return drop('era')
  // DE-6: what is known is looked at again where it shows that something open is dead.
  if (toOpen(policy, { emitter, spores }).length === 0 && !spores.some((spore) => killsAny(policy, spore)))
    return unknown(policy, { spores }).length === 0 ? { type: 'known' } : drop('rate')
  return {
    type: 'verify',
    key: emitter,
    digest: bundleDigest(
      emitter,
      spores.map(({ id }) => id),
    ),
    signature,
  }
}

/** What is new in a bundle. */
export const unknown = (
  { open, decided }: PolicyState,
  { spores }: Pick<Bundle, 'spores'>,
): readonly Spore[] => spores.filter(({ id }) => !open.has(id) && !decided.has(id))

/** The same, as far as it is taken. AD-3: beyond the budget only if some endorser has voted on any of it. */
export function toOpen(
  policy: PolicyState,
  { emitter, spores }: Pick<Bundle, 'emitter' | 'spores'>,
): readonly Spore[] {
  const fresh = unknown(policy, { spores })
  const isFull = (policy.openByEmitter.get(emitter) ?? 0) >= MAX_KNOWN_PER_EMITTER
  return isFull && !fresh.some(({ id }) => policy.missing.has(id)) ? [] : fresh
}

const killsAny = (policy: PolicyState, spore: Spore): boolean =>
  killedByKnown(policy, spore).next().done === false

/** CA-2: who signed is known from the spores, so one of them must be; all that are known must be of one emitter. */
export function admitCancel(state: CoreState, { policy: id, spores, signature }: Cancel): Admission {
  const policy = state.policies.get(id)
  if (!policy) return drop('unknown-policy')
  const open = spores.flatMap((spore) => policy.open.get(spore) ?? [])
  const emitter = open[0]?.spore.emitter
  if (emitter === undefined || open.every(({ cancelled, stage }) => cancelled || stage !== 'open'))
    return { type: 'known' }
  if (open.some(({ spore }) => spore.emitter !== emitter)) return drop('not-authorised')
  return { type: 'verify', key: emitter, digest: cancelDigest(id, emitter, spores), signature }
}

export function admitBatch(state: CoreState, { header, digest, signature, items }: PackedBatch): Admission {
  const policy = state.policies.get(header.policy)
  if (!policy) return drop('unknown-policy')
  if (header.era !== 0 || header.incarnation !== 0) return drop('era')
  const chain = policy.chains[header.endorser]
  const endorser = policy.record.endorsers[header.endorser]
  if (!chain || !endorser) return drop('not-authorised')
  if (header.seq >= MAX_SEQ) return drop('window')
  const known = chain.batches.get(header.seq)
  const had = known?.digest === digest || chain.forks.has(digest)
  if (had && !policy.recalled.has(digest)) return { type: 'known' }
  const isFar = header.seq >= chain.next + CHAIN_WINDOW
  const isOneMore = !had && known !== undefined && chain.forks.size >= MAX_FORKED_BATCHES
  if ((isFar || isOneMore) && !isNeeded(policy, { header, digest, items }))
    return drop(isFar ? 'window' : 'fork')
  return { type: 'verify', key: endorser.key, digest: hexToBytes(digest), signature }
}

/**
 * Beyond the bounds a batch is taken if it was asked for by its digest, or says something new of an open spore: a liar who
 * filled its bounds here could otherwise withhold from us alone the vote that decided for others.
 */
const isNeeded = (
  policy: PolicyState,
  { header, digest, items }: Pick<PackedBatch, 'header' | 'digest' | 'items'>,
): boolean => policy.recalled.has(digest) || items.some((item) => isNews(policy, header.endorser, item))

function isNews(policy: PolicyState, endorser: number, item: PackedItem): boolean {
  const id = policy.idByPrefix.get(item.spore.slice(0, 16))
  const entry = id ? policy.open.get(id) : undefined
  if (entry?.stage !== 'open') return false
  if (item.type === 'ENDORSE') return !has(entry.endorsed, endorser)
  if (item.type === 'REJECT') return !has(entry.rejected, endorser)
  if (item.type !== 'ACCEPT') return false
  if (item.ballot === 0) return !has(entry.accepted, endorser)
  // Only where somebody else has accepted, too: a ballot of one decides nothing.
  const accepts = entry.ballots?.accepts.get(item.ballot)
  return accepts !== undefined && !accepts.has(endorser)
}
