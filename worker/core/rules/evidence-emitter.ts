// P11: an emitter that signs two things as one. It costs the emitter budget and nothing else: two tabs or a restored backup
// do it too, and nobody who emits decides.
//
// Shown are two different spores under its signature with one nonce, or two under the *same* signature that both overwrite
// one slot at one path. In one bundle no abort can lie between the two. Two bundles prove nothing of that kind: whether the
// first had ended before the second was made does not show in either. So an honest emitter, whose nonces are random and
// whose later spores build on its earlier ones (PI-1), is not found here.

import { bytesToHex, hexToBytes } from '../codec/hex.ts'
import { merkleClimb } from '../codec/merkle.ts'
import type { EmitterEvidence } from '../model/evidence.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { PolicyRecord } from '../model/policy.ts'
import type { Spore } from '../model/spore.ts'
import { equalPath } from './conflict.ts'
import { check, type Check, shown8 } from './evidence-shown.ts'
import { isExclusive, sporeFootprint } from './footprint.ts'

export interface Emitter {
  readonly key: PublicKeyHex
  readonly name: string
}

/** Who may emit, in the order of evidence: the endorsers, then the others. */
export const emitterAt = ({ endorsers, submitters }: PolicyRecord, index: number): Emitter | undefined =>
  endorsers[index] ?? submitters[index - endorsers.length]

export function emitterIndex({ endorsers, submitters }: PolicyRecord, key: PublicKeyHex): number {
  const endorser = endorsers.findIndex((each) => each.key === key)
  if (endorser >= 0) return endorser
  const submitter = submitters.findIndex((each) => each.key === key)
  return submitter < 0 ? -1 : endorsers.length + submitter
}

/** A slot that both overwrite, at the same path. */
export function overwrittenTwice(one: Spore, two: Spore): string | undefined {
  const [a, b] = [sporeFootprint(one), sporeFootprint(two)]
  if (!a.ok || !b.ok) return undefined
  for (const [slot, { mode, base }] of a.value) {
    const other = b.value.get(slot)
    if (other && isExclusive(mode) && isExclusive(other.mode) && equalPath(base, other.base)) return slot
  }
  return undefined
}

export function* emitterRule(evidence: EmitterEvidence, emitter: Emitter): Iterable<Check> {
  const { seals, places, bodies, policy } = evidence
  const [one, two] = bodies
  yield check('two spores and where they were signed are shown', bodies.length === 2 && places.length === 2)
  if (!one || !two) return
  yield check('they are different', one.id !== two.id)
  for (const [i, body] of bodies.entries()) {
    const id = shown8(body.id)
    yield check(
      `spore ${id} is one of ${emitter.name} for this policy`,
      body.emitter === emitter.key && body.policy === policy && body.era === 0,
    )
    const place = places[i]
    const root = place && seals[place.seal]?.root
    const climbed = place && merkleClimb(hexToBytes(body.id), place.sides, place.path)
    yield check(
      `spore ${id} is under the root of its bundle`,
      root !== undefined && climbed !== undefined && bytesToHex(climbed) === bytesToHex(root),
    )
  }
  const used = new Set(places.map(({ seal }) => seal)).size
  yield check('no other signature is shown', used === seals.length)
  if (one.nonce === two.nonce) {
    yield check('both have the same nonce', true)
    return
  }
  const slot = overwrittenTwice(one, two)
  yield check(
    `one signature covers two spores that overwrite ${JSON.stringify(slot ?? 'one key')} at the same version`,
    seals.length === 1 && slot !== undefined,
  )
}
