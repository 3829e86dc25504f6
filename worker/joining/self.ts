// How this node presents itself in invites and answers, read anew each time: names and relays change in the settings.

import type { PublicKeyHex } from '../core/model/ids.ts'
import { hexToBytes } from '../core/codec/hex.ts'
import { shortFingerprint } from '../crypto/fingerprint.ts'
import { presentableSelf } from './presentation.ts'
import type { Presentation } from './state.ts'

export class SelfPortrait {
  readonly key: PublicKeyHex
  readonly #name: () => string
  readonly #relays: () => readonly string[]

  constructor(key: PublicKeyHex, name: () => string, relays: () => readonly string[]) {
    this.key = key
    this.#name = name
    this.#relays = relays
  }

  presentation(): Presentation {
    return presentableSelf(this.#name(), this.#relays(), shortFingerprint(hexToBytes(this.key)))
  }
}
