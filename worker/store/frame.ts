// A stored value with its length and CRC-32 before it, so that a torn or rotten one is noticed instead of believed.
// No defence against people: whoever can write to this disk can write the checksum, too.

const HEADER_BYTES = 8

/** Slicing by four: TABLES[k][b] is what byte b does to the checksum k bytes later. Four times as fast as one table. */
const TABLES = ((): readonly [Int32Array, Int32Array, Int32Array, Int32Array] => {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    return value
  })
  const next = (table: Int32Array): Int32Array =>
    table.map((value) => (value >>> 8) ^ (first[value & 0xff] ?? 0))
  const second = next(first)
  const third = next(second)
  return [first, second, third, next(third)]
})()

/** A fresh array of exactly the frame's size: storing a view would store the whole buffer under it. */
export function sealFrame(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER_BYTES + bytes.length)
  const header = new DataView(frame.buffer)
  header.setUint32(0, bytes.length)
  header.setUint32(4, crc32(bytes))
  frame.set(bytes, HEADER_BYTES)
  return frame
}

/** The value inside, or undefined when this is not exactly what was sealed. */
export function openFrame(frame: unknown): Uint8Array | undefined {
  if (!(frame instanceof Uint8Array) || frame.length < HEADER_BYTES) return undefined
  const header = new DataView(frame.buffer, frame.byteOffset, HEADER_BYTES)
  const bytes = frame.subarray(HEADER_BYTES)
  const whole = header.getUint32(0) === bytes.length && header.getUint32(4) === crc32(bytes)
  return whole ? bytes : undefined
}

function crc32(bytes: Uint8Array): number {
  const [first, second, third, fourth] = TABLES
  let crc = -1
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    const word =
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)
    const mixed = crc ^ word
    crc =
      (fourth[mixed & 0xff] ?? 0) ^
      (third[(mixed >>> 8) & 0xff] ?? 0) ^
      (second[(mixed >>> 16) & 0xff] ?? 0) ^
      (first[mixed >>> 24] ?? 0)
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ (first[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0)
  return ~crc >>> 0
}
