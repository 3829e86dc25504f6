// Who showed wrong secrets or sent what nobody honest sends. After a few, a peer is answered "busy" without a look, until
// the window has passed. Bounded: keys cost nothing to make, so the oldest offender is forgotten for the newest.

import type { PublicKeyHex } from '../core/model/ids.ts'
import { MAX_OFFENCES, MAX_OFFENDERS, OFFENCE_WINDOW } from './limits.ts'

export class Offences {
  readonly #byKey = new Map<PublicKeyHex, { count: number; readonly since: number }>()
  #total = 0

  get total(): number {
    return this.#total
  }

  isBarred(key: PublicKeyHex, now: number): boolean {
    const offender = this.#byKey.get(key)
    if (offender === undefined) return false
    if (now - offender.since < OFFENCE_WINDOW) return offender.count >= MAX_OFFENCES
    this.#byKey.delete(key)
    return false
  }

  note(key: PublicKeyHex, now: number): void {
    this.#total++
    const offender = this.#byKey.get(key)
    if (offender !== undefined) {
      offender.count++
      return
    }
    const [oldest] = this.#byKey.keys()
    if (this.#byKey.size >= MAX_OFFENDERS && oldest !== undefined) this.#byKey.delete(oldest)
    this.#byKey.set(key, { count: 1, since: now })
  }
}
