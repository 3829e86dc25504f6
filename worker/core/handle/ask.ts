// Questions to peers. Asking is harmless, so nothing here waits for the disk.

import { encodeWant } from '../codec/message-codec.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import type { Want } from '../model/message.ts'
import type { CoreState, PolicyState } from '../state.ts'

export type Range = Want['batches'][number]

export const send = (state: CoreState, to: PublicKeyHex, wire: Uint8Array): void =>
  void state.outputs.push({ type: 'send', to, wire })

export const ask = (state: CoreState, policy: PolicyState, to: PublicKeyHex, want: Partial<Want>): void =>
  send(
    state,
    to,
    encodeWant({ type: 'want', policy: policy.id, batches: [], spores: [], votes: [], refs: [], ...want }),
  )

export function askForBatches(
  state: CoreState,
  policy: PolicyState,
  from: PublicKeyHex,
  batches: readonly Range[],
): void {
  if (batches.length > 0) ask(state, policy, from, { batches })
}
