// What an endorser said, put together from the frames that its peers received, and every way in which it contradicts itself.
// Works on the wire alone: it would notice a node that forgot a vote whatever that node believes.

import { unpackBatch } from '../../worker/core/codec/batch-codec.ts'
import { shortId } from '../../worker/core/codec/item-codec.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import type { Batch, Item, PackedBatch } from '../../worker/core/model/batch.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../../worker/core/model/ids.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { slotNeedingEnd } from '../../worker/core/rules/evidence-conflict.ts'
import { breaksPromise, contradicts } from '../../worker/core/rules/evidence-ballots.ts'
import { type Footprint, sporeFootprint } from '../../worker/core/rules/footprint.ts'
import type { Verifier } from '../../worker/crypto/verifier.ts'

export interface Testimony {
  /** Digests of its headers by sequence number. */
  readonly digests: ReadonlyMap<number, ReadonlySet<string>>
  readonly endorsed: number
  readonly contradictions: readonly string[]
}

interface Witness {
  readonly policy: PolicyId
  readonly endorser: number
  readonly key: PublicKeyHex
}

/** `frames` as hex, in the order of arrival, of all peers one after the other. */
export async function hear(
  { policy, endorser, key }: Witness,
  frames: readonly string[],
  verifier: Verifier,
): Promise<Testimony> {
  const spores = new Map<SporeId, Spore>()
  const packed: PackedBatch[] = []
  for (const frame of new Set(frames)) {
    const message = decodeMessage(hexToBytes(frame))
    if (message?.type === 'bundle') for (const spore of message.bundle.spores) spores.set(spore.id, spore)
    else if (message?.type === 'batch' && isBy(message.batch)) packed.push(message.batch)
  }
  function isBy({ header }: PackedBatch): boolean {
    return header.policy === policy && header.endorser === endorser
  }

  const byShortId = new Map([...spores.keys()].map((id) => [shortId(id), id]))
  const digests = new Map<number, Set<string>>()
  const batches = new Map<string, Batch>()
  const contradictions: string[] = []
  for (const each of packed) {
    if (!(await verifier.verify(hexToBytes(key), hexToBytes(each.digest), each.signature))) continue
    const { seq } = each.header
    digests.set(seq, (digests.get(seq) ?? new Set()).add(each.digest))
    const batch = unpackBatch(each, (short) => byShortId.get(short))?.batch
    if (batch !== undefined) batches.set(batch.digest, batch)
  }
  for (const [seq, all] of digests) {
    if (all.size > 1) contradictions.push(`${all.size} different batches say to be number ${seq}`)
    for (const digest of all) {
      const previous = batches.get(digest)?.header.previous
      const before = seq === 0 ? new Set<string>([policy]) : digests.get(seq - 1)
      if (previous === undefined) contradictions.push(`nobody could read batch ${seq}`)
      else if (before === undefined) contradictions.push(`batch ${seq - 1} is missing`)
      else if (!before.has(previous)) contradictions.push(`batch ${seq} follows another one than ${seq - 1}`)
    }
  }
  const votes = contradictingVotes(
    [...batches.values()].sort((a, b) => a.header.seq - b.header.seq),
    spores,
  )
  return { digests, endorsed: votes.endorsed, contradictions: [...contradictions, ...votes.contradictions] }
}

function contradictingVotes(
  batches: readonly Batch[],
  spores: ReadonlyMap<SporeId, Spore>,
): { readonly endorsed: number; readonly contradictions: readonly string[] } {
  const contradictions: string[] = []
  const endorsed = new Map<SporeId, Footprint>()
  const said = new Set<string>()
  const bySpore = new Map<SporeId, Item[]>()
  /** Each kind of word once, those of ballots once a ballot; and none against an earlier one (BA-3, BA-5). */
  const compare = (item: Item): void => {
    const { type, spore } = item
    const word = 'ballot' in item ? `${type} ${item.ballot} ${spore}` : `${type} ${spore}`
    if (said.has(word)) contradictions.push(`${type} twice for ${spore.slice(0, 8)}`)
    said.add(word)
    const before = bySpore.get(spore) ?? []
    for (const earlier of before)
      if (breaksPromise(earlier, item) || (type === 'RECOVER' && contradicts(earlier, item)))
        contradictions.push(`${type} for ${spore.slice(0, 8)} against an earlier ${earlier.type}`)
    bySpore.set(spore, [...before, item])
  }
  for (const { items } of batches)
    for (const item of items) {
      if (item.type === 'HOLD') continue
      compare(item)
      if (item.type !== 'ENDORSE') continue
      const spore = spores.get(item.spore)
      const footprint = spore && sporeFootprint(spore)
      if (!footprint?.ok) {
        contradictions.push(`endorsed ${item.spore.slice(0, 8)}, which nobody received`)
        continue
      }
      for (const [rival, other] of endorsed)
        if (!item.freed.includes(rival) && slotNeedingEnd(other, footprint.value) !== undefined)
          contradictions.push(
            `endorsed both ${rival.slice(0, 8)} and ${item.spore.slice(0, 8)}, which conflict`,
          )
      endorsed.set(item.spore, footprint.value)
    }
  for (const spore of endorsed.keys())
    if (said.has(`REJECT ${spore}`)) contradictions.push(`endorsed and rejected ${spore.slice(0, 8)}`)
  return { endorsed: endorsed.size, contradictions }
}
