// Between a libp2p peer id and the hex of its Ed25519 key. Other kinds of key have no place here and yield undefined.
import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import type { PeerId } from '@libp2p/interface'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import { bytesToHex, hexToBytes } from '../core/codec/hex.ts'
import { parsePublicKey } from '../core/model/ids.ts'
import type { PeerKey } from './port.ts'

export function peerIdToKey(peer: PeerId): PeerKey | undefined {
  return peer.type === 'Ed25519' ? parsePublicKey(bytesToHex(peer.publicKey.raw)) : undefined
}

/** Undefined when the 32 bytes are no Ed25519 key. */
export function keyToPeerId(key: PeerKey): PeerId | undefined {
  try {
    return peerIdFromPublicKey(publicKeyFromRaw(hexToBytes(key)))
  } catch {
    return undefined
  }
}
