// The first look at a message from a peer, before any signature is checked: is it for us, from somebody who may say it,
// within bounds, and new? What passes names the one signature that the host must verify (AD-1 to AD-4).

import { hexToBytes } from '../codec/hex.ts'
import { bundleDigest } from '../codec/spore-codec.ts'
import { CHAIN_WINDOW, MAX_FORKED_BATCHES, MAX_KNOWN_PER_EMITTER } from '../limits.ts'
import type { PackedBatch } from '../model/batch.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { Bundle } from '../model/spore.ts'
import type { DropReason } from '../output.ts'
import type { CoreState } from '../state.ts'

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
  const fresh = spores.filter((spore) => !policy.open.has(spore.id) && !policy.decided.has(spore.id))
  if (fresh.length === 0) return { type: 'known' }
  // AD-3: beyond the budget only bodies that some endorser has voted on are taken.
  if (
    (policy.openByEmitter.get(emitter) ?? 0) >= MAX_KNOWN_PER_EMITTER &&
    !fresh.some(({ id }) => policy.missing.has(id))
  )
    return drop('rate')
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

export function admitBatch(state: CoreState, { header, digest, signature }: PackedBatch): Admission {
  const policy = state.policies.get(header.policy)
  if (!policy) return drop('unknown-policy')
  if (header.era !== 0 || header.incarnation !== 0) return drop('era')
  const chain = policy.chains[header.endorser]
  const endorser = policy.record.endorsers[header.endorser]
  if (!chain || !endorser) return drop('not-authorised')
  const known = chain.batches.get(header.seq)
  const had = known?.digest === digest || chain.forks.has(digest)
  if (had && !policy.recalled.has(digest)) return { type: 'known' }
  if (!had && known && chain.forks.size >= MAX_FORKED_BATCHES) return drop('fork')
  if (header.seq >= chain.next + CHAIN_WINDOW) return drop('window')
  return { type: 'verify', key: endorser.key, digest: hexToBytes(digest), signature }
}
