// What joining needs of the rest of the node. Small structural interfaces, so that a test can stand in for each.

import type { Signer } from '../crypto/signer.ts'
import type { Verifier } from '../crypto/verifier.ts'
import type { Requester } from './errands.ts'
import type { DocumentStore } from './ledger.ts'
import type { PolicyLiveness } from './policy-view.ts'

export interface Surroundings {
  readonly store: DocumentStore
  readonly transport: Requester
  readonly signer: Signer
  readonly verifier: Verifier
  readonly liveness: PolicyLiveness
  /** The user's own name and the relays where this node can be found, as the settings say at this moment. */
  selfName(): string
  selfRelays(): readonly string[]
  /** Milliseconds since the epoch. */
  now(): number
  random(bytes: number): Uint8Array
}
