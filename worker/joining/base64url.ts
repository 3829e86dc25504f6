// Bytes as text that survives links and messengers (RFC 4648, section 5, without padding). Strict: one text for each
// byte string, so bits that would be lost must be zero.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export function toBase64Url(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let heldBits = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0x3fff
    for (heldBits += 8; heldBits >= 6;) {
      heldBits -= 6
      text += ALPHABET.charAt((held >> heldBits) & 63)
    }
  }
  return heldBits > 0 ? text + ALPHABET.charAt((held << (6 - heldBits)) & 63) : text
}

export function fromBase64Url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array((text.length * 6) >> 3)
  let held = 0
  let heldBits = 0
  let at = 0
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return undefined
    held = ((held << 6) | value) & 0x3fff
    heldBits += 6
    if (heldBits < 8) continue
    heldBits -= 8
    bytes[at++] = (held >> heldBits) & 0xff
  }
  const lost = held & ((1 << heldBits) - 1)
  return heldBits < 6 && lost === 0 ? bytes : undefined
}
