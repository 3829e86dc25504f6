// Whether this platform signs and verifies with Ed25519 natively. Asked by import, not by a version number: the
// algorithm came to the engines years apart, and a page that is no secure context has no WebCrypto at all.

export async function hasWebCryptoEd25519(): Promise<boolean> {
  if (typeof crypto === 'undefined' || !('subtle' in crypto)) return false
  try {
    await crypto.subtle.importKey('raw', BASE_POINT, 'Ed25519', false, ['verify'])
    return true
  } catch {
    return false
  }
}

/** The generator: a key that every implementation must be able to import. */
const BASE_POINT = new Uint8Array(32).fill(0x66)
BASE_POINT[0] = 0x58
