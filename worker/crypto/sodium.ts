// libsodium, loaded only where the browser lacks Ed25519: it is a large download and a third as fast.

import type Sodium from 'libsodium-wrappers'

/** undefined when its WebAssembly cannot run here. */
export async function loadSodium(): Promise<typeof Sodium | undefined> {
  try {
    const { default: sodium } = await import('libsodium-wrappers')
    await sodium.ready
    return sodium
  } catch {
    return undefined
  }
}
