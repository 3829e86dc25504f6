// Merkle root over a list of encoded items. Leaves and inner nodes carry different prefixes, so that an inner node can
// never be presented as an item. An odd node moves up unchanged. Formula: RFC 6962 section 2.1.

import { sha256 } from './hash.ts'

const prefixed = (prefix: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const out = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0))
  out[0] = prefix
  let at = 1
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

export const leafHash = (item: Uint8Array): Uint8Array => sha256(prefixed(0, item))

/** Root of the items' encodings: 32 bytes. An empty list has the hash of nothing. */
export function merkleRoot(items: readonly Uint8Array[]): Uint8Array {
  let level = items.map(leafHash)
  if (level.length === 0) return sha256(new Uint8Array())
  while (level.length > 1) {
    const next: Uint8Array[] = []
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i] as Uint8Array
      const right = level[i + 1]
      next.push(right ? sha256(prefixed(1, left, right)) : left)
    }
    level = next
  }
  return level[0] as Uint8Array
}
