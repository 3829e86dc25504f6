// The identity as libp2p wants it, without its secret. libp2p, noise, identify and peer records only ever call `sign`
// and read `publicKey` of a private key (seen in their sources); whatever asks for the secret bytes gets an error that
// says so, never a key that looks right.

import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import type { Signer } from './signer.ts'

export function libp2pPrivateKey(signer: Signer): Ed25519PrivateKey {
  const publicKey = publicKeyFromRaw(signer.publicKey.slice())
  if (publicKey.type !== 'Ed25519') throw new TypeError('an identity has an Ed25519 key')
  return {
    type: 'Ed25519',
    publicKey,
    get raw(): Uint8Array {
      throw new Error('the secret of this identity cannot be read')
    },
    equals: (other?: { readonly publicKey?: unknown }) => publicKey.equals(other?.publicKey),
    sign: (data) => signer.sign(data.subarray()),
  }
}
