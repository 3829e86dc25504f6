// Merkle root over a list of encoded items, and proofs that one of them is under it. Leaves and inner nodes carry
// different prefixes, so that an inner node can never be presented as an item. An odd node moves up unchanged. Hashes:
// RFC 6962, section 2.1.

import { bytesEqual } from './cbor.ts'
import { sha256 } from './hash.ts'

const HASH_BYTES = 32

/** Reused for every hash: this runs several times for every vote, and fresh arrays were a third of its cost. */
let scratch = new Uint8Array(1_024)

export function leafHash(item: Uint8Array): Uint8Array {
  if (item.length >= scratch.length) scratch = new Uint8Array(2 * item.length)
  scratch[0] = 0
  scratch.set(item, 1)
  return sha256(scratch.subarray(0, 1 + item.length))
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  scratch[0] = 1
  scratch.set(left, 1)
  scratch.set(right, 1 + HASH_BYTES)
  return sha256(scratch.subarray(0, 1 + 2 * HASH_BYTES))
}

/** Root of the items' encodings: 32 bytes. An empty list has the hash of nothing. */
export function merkleRoot(items: readonly Uint8Array[]): Uint8Array {
  let level = items.map(leafHash)
  while (level.length > 1) level = levelAbove(level)
  return level[0] ?? sha256(new Uint8Array())
}

function levelAbove(level: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = []
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = [level[i] as Uint8Array, level[i + 1]]
    above.push(right ? nodeHash(left, right) : left)
  }
  return above
}

/** What `merkleVerify` needs besides the item: the siblings on the way from item `index` up to the root, lowest first. */
export function merklePath(items: readonly Uint8Array[], index: number): readonly Uint8Array[] {
  const path: Uint8Array[] = []
  let at = index
  for (let level = items.map(leafHash); level.length > 1; level = levelAbove(level)) {
    const sibling = level[at ^ 1]
    if (sibling) path.push(sibling)
    at >>= 1
  }
  return path
}

/** Whether `item` is number `index` of the `count` items under this root. Never throws, whatever is given. */
export function merkleVerify(
  root: Uint8Array,
  item: Uint8Array,
  {
    index,
    count,
    path,
  }: { readonly index: number; readonly count: number; readonly path: readonly Uint8Array[] },
): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || index >= count) return false
  let hash = leafHash(item)
  let used = 0
  for (let at = index, width = count; width > 1; at = Math.floor(at / 2), width = Math.ceil(width / 2)) {
    // The last of an odd number has no sibling and moves up unchanged.
    if (at % 2 === 0 && at + 1 === width) continue
    const sibling = path[used++]
    if (sibling?.length !== HASH_BYTES) return false
    hash = at % 2 === 0 ? nodeHash(hash, sibling) : nodeHash(sibling, hash)
  }
  return used === path.length && bytesEqual(hash, root)
}

/** On which side the way up from an item lies: bit i is set where its hash is the right one of step i of `merklePath`. */
export function merkleSides(index: number, count: number): number {
  let sides = 0
  let step = 0
  for (let at = index, width = count; width > 1; at >>= 1, width = (width + 1) >> 1) {
    if (at % 2 === 0 && at + 1 === width) continue
    sides |= (at & 1) << step++
  }
  return sides
}

/**
 * The one root that has `item` at the end of this path. Unlike index and count, sides describe a path in one way only,
 * also where the count is not signed. The caller has checked that there are at most 30 siblings, of 32 bytes each.
 */
export function merkleClimb(item: Uint8Array, sides: number, siblings: readonly Uint8Array[]): Uint8Array {
  let hash = leafHash(item)
  siblings.forEach((sibling, step) => {
    hash = (sides >> step) & 1 ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
  })
  return hash
}
