// A stored value with its length and CRC-32 before it, so that a torn or rotten one is noticed instead of believed.
// No defence against people: whoever can write to this disk can write the checksum, too.

const HEADER_BYTES = 8

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

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
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0)
  return ~crc >>> 0
}
