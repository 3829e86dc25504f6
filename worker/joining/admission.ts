// Which keys may enter a keyring or a policy here. The question costs half a millisecond of curve arithmetic, so keys
// that passed are remembered, within a bound; keys that failed are not, since there is no end of them.

import { hexToBytes } from '../core/codec/hex.ts'
import type { PublicKeyHex } from '../core/model/ids.ts'
import type { PolicyFault } from '../core/model/policy.ts'
import { admitPublicKey } from '../crypto/admit-key.ts'
import { MAX_ADMITTED_KEYS } from './limits.ts'

export class Admission {
  readonly #admitted = new Set<PublicKeyHex>()

  isAdmitted(key: PublicKeyHex): boolean {
    if (this.#admitted.has(key)) return true
    if (!admitPublicKey(hexToBytes(key)).ok) return false
    if (this.#admitted.size >= MAX_ADMITTED_KEYS) this.#admitted.clear()
    this.#admitted.add(key)
    return true
  }

  /** Stops at the first: a record with a bad key is refused anyway, and one look costs less than 287. */
  faultOf(keys: readonly { readonly path: string; readonly key: PublicKeyHex }[]): PolicyFault | undefined {
    const bad = keys.find(({ key }) => !this.isAdmitted(key))
    return bad && { path: bad.path, message: 'This is not a public key: nobody can hold the secret to it.' }
  }
}
