// Who keeps the turns of a key (TU-1): of the endorsers at hand the one that a hash picks, so that all who see the same
// endorsers ask the same one, every key has another, and one that leaves moves its own keys only (rendezvous hashing).

import { bytesToHex, hexToBytes } from '../codec/hex.ts'
import { taggedHash } from '../codec/hash.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { PolicyState } from '../state.ts'

export function gatekeeperOf(
  { id, endorserByKey }: Pick<PolicyState, 'id' | 'endorserByKey'>,
  key: string,
  isAtHand: (endorser: PublicKeyHex) => boolean,
): PublicKeyHex | undefined {
  let best: PublicKeyHex | undefined
  let highest = ''
  for (const endorser of endorserByKey.keys()) {
    if (!isAtHand(endorser)) continue
    const weight = bytesToHex(taggedHash('turn', hexToBytes(id), key, hexToBytes(endorser)))
    if (weight <= highest) continue
    best = endorser
    highest = weight
  }
  return best
}
