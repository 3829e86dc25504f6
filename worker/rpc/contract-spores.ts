// What the screen of one spore shows besides its state: what it required, what it changed at this node, and its bytes.

import type { ScalarView, ValueView } from './contract-data.ts'
import type { SporeView } from './contract.ts'

/** A value as it was kept: long text and bytes are cut, and `sizeBytes` says how long they were. */
export type KeptValueView = ValueView & { readonly sizeBytes?: number }

/** What executing it did to one key, or to one element of it, at this node. */
export interface SporeEffect {
  readonly key: string
  readonly element?: ScalarView
  readonly before?: KeptValueView
  readonly after?: KeptValueView
}

export interface SporeDetails {
  readonly operations: SporeView['operations']
  readonly requirements: readonly { readonly key: string; readonly mode: string; readonly version: string }[]
  readonly intent?: string
  readonly era: number
  /** Undefined while it is not executed, and when this node no longer knows: it keeps them for recent spores only. */
  readonly effects?: readonly SporeEffect[]
  /** The signed body, from which the id follows. */
  readonly bytes: Uint8Array
}
