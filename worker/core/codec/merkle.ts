// Merkle root over a list of encoded items. Leaves and inner nodes carry different prefixes, so that an inner node can
// never be presented as an item. An odd node moves up unchanged. Hashes: RFC 6962, section 2.1.

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
  while (level.length > 1) {
    const above: Uint8Array[] = []
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i] as Uint8Array, level[i + 1]]
      above.push(right ? nodeHash(left, right) : left)
    }
    level = above
  }
  return level[0] ?? sha256(new Uint8Array())
}
