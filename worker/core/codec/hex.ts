// Hex and bytes, both ways. Tables make this cheap enough for the hot path (ids of spores key every map).

const TEXT_BY_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function bytesToHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += TEXT_BY_BYTE[byte] ?? ''
  return text
}

const nibble = (code: number): number => (code <= 57 ? code - 48 : code - 87)

/** Of lower-case hex, the byte that two characters from `at` on stand for. */
export const hexByte = (text: string, at: number): number =>
  (nibble(text.charCodeAt(at)) << 4) | nibble(text.charCodeAt(at + 1))

/** The text must be lower-case hex of even length; ids are checked where they are parsed. */
export function hexToBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1)
  writeHex(text, text.length, bytes, 0)
  return bytes
}

/** The bytes of the first `characters` of the text, written into `target` from `at` on. */
export function writeHex(text: string, characters: number, target: Uint8Array, at: number): void {
  for (let i = 0; i < characters; i += 2) target[at++] = hexByte(text, i)
}
