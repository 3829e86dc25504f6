// What recent spores changed, as the snapshot keeps it for the screens: [id, [[key, element, before, after], …]] of the newest
// ones that fit. A value before cannot be found again: the log has what was asked for, and the journal what came of it.

import { DAMAGED } from '../codec/snapshot-rows.ts'
import { encode } from '../codec/cbor.ts'
import { packValue, unpackValue } from '../codec/record-codec.ts'
import { hexToBytes } from '../codec/hex.ts'
import { packScalar, unpackScalar } from '../codec/scalar-codec.ts'
import { hex, isArray, list, optional, uint } from '../codec/shape.ts'
import { EFFECT_BYTES_KEPT } from '../limits.ts'
import type { SporeId } from '../model/ids.ts'
import { invariant } from '../model/result.ts'
import type { Effect, KeptValue } from '../rules/effects.ts'
import type { SporeEntry } from '../state.ts'

/** `entries`: oldest first. */
export function packEffects(entries: readonly SporeEntry[]): unknown {
  const packed: unknown[] = []
  let left = EFFECT_BYTES_KEPT
  for (const { spore, effects } of entries.toReversed()) {
    if (effects === undefined) continue
    const each = [hexToBytes(spore.id), effects.map(packEffect)]
    const size = encode(each).length
    if (size > left) continue
    left -= size
    packed.push(each)
  }
  return packed
}

export function unpackEffects(recent: ReadonlyMap<SporeId, SporeEntry>, packed: unknown): void {
  invariant(Array.isArray(packed), DAMAGED)
  for (const each of packed as readonly unknown[]) {
    invariant(isArray(each, 2), DAMAGED)
    const [id, effects] = [hex(each[0], 32), list(each[1], Infinity, unpackEffect)]
    invariant(id !== undefined && effects, DAMAGED)
    const entry = recent.get(id as SporeId)
    if (entry) entry.effects = effects
  }
}

const packEffect = ({ key, element, before, after }: Effect): unknown => [
  key,
  element && packScalar(element),
  packKept(before),
  packKept(after),
]

function unpackEffect(packed: unknown): Effect | undefined {
  if (!isArray(packed, 4)) return undefined
  const [key, element] = [packed[0], optional(packed[1], unpackScalar)]
  const [before, after] = [optional(packed[2], unpackKept), optional(packed[3], unpackKept)]
  if (typeof key !== 'string' || element === undefined || before === undefined || after === undefined)
    return undefined
  return { key, element, before: before ?? undefined, after: after ?? undefined }
}

const packKept = (kept: KeptValue | undefined): unknown =>
  kept ? [packValue(kept.value), kept.cutFrom ?? null] : null

function unpackKept(packed: unknown): KeptValue | undefined {
  if (!isArray(packed, 2)) return undefined
  const [value, cutFrom] = [unpackValue(packed[0]), uint(packed[1])]
  return value && (cutFrom === undefined ? { value } : { value, cutFrom })
}
