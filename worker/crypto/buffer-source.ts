// WebCrypto takes only views of a plain ArrayBuffer. Ours always are; memory shared with another thread could change
// between the check of a signature and its verification, so a view of shared memory is copied here, never passed on.

export function bufferSource(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return isUnshared(bytes) ? bytes : new Uint8Array(bytes)
}

const isUnshared = (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer
