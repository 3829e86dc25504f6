// Ids of decided spores, as the snapshot keeps them: all in one byte string, since there are as many as spores ever were, and
// every start reads them.

import { DECIDED_BYTES, writeDecided } from '../codec/decided-codec.ts'
import type { SporeId } from '../model/ids.ts'
import type { PolicyState } from '../state.ts'

export function packDecided(policy: PolicyState, ids: readonly SporeId[]): Uint8Array {
  const packed = new Uint8Array(ids.length * DECIDED_BYTES)
  ids.forEach((id, row) =>
    writeDecided(packed, row, id, policy.decided.get(id) ?? { stage: 'dead', round: 0 }),
  )
  return packed
}
