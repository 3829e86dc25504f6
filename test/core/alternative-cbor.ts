// Other ways to write what canonical CBOR says: each must be refused (CO-1). Walks the heads of an encoding made of
// integers, strings, arrays and null, and rewrites one of them.

interface Head {
  readonly at: number
  readonly end: number
  readonly major: number
  readonly argument: number
}

const WIDTH = [1, 2, 4, 8] as const

function headAt(wire: Uint8Array, at: number): Head {
  const first = wire[at] ?? 0
  const short = first & 0x1f
  if (short < 24) return { at, end: at + 1, major: first >> 5, argument: short }
  const width = WIDTH[short - 24] ?? 1
  let argument = 0
  for (let i = 1; i <= width; i++) argument = argument * 256 + (wire[at + i] ?? 0)
  return { at, end: at + 1 + width, major: first >> 5, argument }
}

/** Every head of the outer structure; strings are stepped over. */
export function headsOf(wire: Uint8Array): readonly Head[] {
  const heads: Head[] = []
  for (let at = 0; at < wire.length;) {
    const head = headAt(wire, at)
    heads.push(head)
    at = head.end + (head.major === 2 || head.major === 3 ? head.argument : 0)
  }
  return heads
}

/** The same structure with one head written in eight bytes instead of the shortest form. */
export function widenHead(wire: Uint8Array, { at, end, major, argument }: Head): Uint8Array | undefined {
  if (end - at === 9) return undefined
  const wide = new Uint8Array(9)
  wide[0] = (major << 5) | 27
  new DataView(wide.buffer).setBigUint64(1, BigInt(argument))
  return join(wire.subarray(0, at), wide, wire.subarray(end))
}

/** The same structure with one array or string in indefinite form. */
export function looseHead(wire: Uint8Array, { at, end, major, argument }: Head): Uint8Array | undefined {
  const open = new Uint8Array([(major << 5) | 31])
  const stop = new Uint8Array([0xff])
  if (major === 2 || major === 3) {
    const stringEnd = end + argument
    return join(wire.subarray(0, at), open, wire.subarray(at, stringEnd), stop, wire.subarray(stringEnd))
  }
  if (major !== 4) return undefined
  // The array's elements end where as many items as it has were read.
  let left = argument
  let position = end
  while (left > 0) {
    const head = headAt(wire, position)
    left += head.major === 4 ? head.argument - 1 : -1
    position = head.end + (head.major === 2 || head.major === 3 ? head.argument : 0)
  }
  return join(wire.subarray(0, at), open, wire.subarray(end, position), stop, wire.subarray(position))
}

/** The same structure with one integer as a double. */
export function floatHead(wire: Uint8Array, { at, end, major, argument }: Head): Uint8Array | undefined {
  if (major !== 0) return undefined
  const float = new Uint8Array(9)
  float[0] = 0xfb
  new DataView(float.buffer).setFloat64(1, argument)
  return join(wire.subarray(0, at), float, wire.subarray(end))
}

/** The same structure with one item tagged (tag 24, "encoded CBOR"). */
export const taggedHead = (wire: Uint8Array, { at }: Head): Uint8Array =>
  join(wire.subarray(0, at), new Uint8Array([0xd8, 24]), wire.subarray(at))

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
