// Messages that are almost right: bytes of a real frame changed, or its decoded structure changed and encoded again
// canonically, so that the damage gets past the codec and as deep into the node as possible.

import { decode, encode } from 'cborg'

type Random = (below: number) => number

/** Any bytes: cut, joined, flipped, or nothing like a message. */
export function mutateBytes(frame: Uint8Array, random: Random): Uint8Array {
  const bytes = new Uint8Array(frame)
  switch (random(5)) {
    case 0:
      return bytes.subarray(0, random(bytes.length + 1))
    case 1:
      return new Uint8Array([...bytes, ...Array.from({ length: random(40) }, () => random(256))])
    case 2:
      return Uint8Array.from({ length: random(300) }, () => random(256))
    default:
      for (let i = random(4); i >= 0; i--) bytes[random(bytes.length)] = random(256)
      return bytes
  }
}

/** The kind stays; one to three places in the structure change. */
export function mutateStructure(frame: Uint8Array, random: Random): Uint8Array {
  const tree: unknown = decode(frame)
  if (!Array.isArray(tree)) return frame
  for (let i = random(3); i >= 0; i--) mutateAt(tree, random)
  return encode(tree)
}

function mutateAt(tree: unknown[], random: Random): void {
  // Into the structure, until a place is chosen; the kind of message stays.
  let at: unknown[] = tree
  let least = 1
  for (;;) {
    if (at.length <= least) break
    const next = at[least + random(at.length - least)]
    if (!Array.isArray(next) || random(3) === 0) break
    at = next as unknown[]
    least = 0
  }
  if (at.length <= least) {
    at.push(oddValue(undefined, random))
    return
  }
  const index = least + random(at.length - least)
  switch (random(5)) {
    case 0:
      at.splice(index, 1)
      return
    case 1:
      at.splice(index, 0, at[index])
      return
    case 2:
      at.push(...at.slice(least))
      return
    default:
      at[index] = oddValue(at[index], random)
  }
}

const NUMBERS = [
  0,
  1,
  2,
  23,
  24,
  255,
  1_023,
  1_024,
  65_536,
  2 ** 31,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  -1,
  0.5,
]

function oddValue(value: unknown, random: Random): unknown {
  if (typeof value === 'number' && random(2) === 0) return Math.max(0, value + random(3) - 1)
  if (value instanceof Uint8Array && value.length > 0 && random(2) === 0) {
    const other = new Uint8Array(value)
    other[random(other.length)] = random(256)
    return other
  }
  switch (random(8)) {
    case 0:
      return null
    case 1:
      return []
    case 2:
      return [value]
    case 3:
      return new Uint8Array(random(3) === 0 ? 32 : random(70)).fill(random(256))
    case 4:
      return 'text \u0000 \u{1f344}'.repeat(random(20))
    case 5:
      return random(2) === 0
    default:
      return NUMBERS[random(NUMBERS.length)]
  }
}
