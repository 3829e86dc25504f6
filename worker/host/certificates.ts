// Stored messages as certificates for replicas: as few as hold them, each within what gossip carries (rule CE-2).

import { encodeCertificate } from '../core/codec/certificate-codec.ts'
import {
  MAX_CERTIFICATE_BYTES,
  MAX_CERTIFIED_NAMES,
  MAX_WANTED_BATCHES,
  MAX_WANTED_SPORES,
} from '../core/limits.ts'
import type { Batch, Item } from '../core/model/batch.ts'
import type { PolicyId } from '../core/model/ids.ts'
import type { Bundle } from '../core/model/spore.ts'

/** Bodies come before the votes on them. What is too large by itself is left out: replicas ask for it (SY). */
export function certificatesOf(
  policy: PolicyId,
  bundles: readonly Bundle[],
  batches: readonly Batch[],
): readonly Uint8Array[] {
  if (bundles.length + batches.length === 0) return []
  if (fits(bundles, batches)) {
    const wire = encodeCertificate(policy, bundles, batches)
    if (wire.length <= MAX_CERTIFICATE_BYTES) return [wire]
  }
  const half = Math.ceil((bundles.length + batches.length) / 2)
  if (bundles.length + batches.length === 1) return []
  const [here, there] = [Math.min(half, bundles.length), Math.max(0, half - bundles.length)]
  return [
    ...certificatesOf(policy, bundles.slice(0, here), batches.slice(0, there)),
    ...certificatesOf(policy, bundles.slice(here), batches.slice(there)),
  ]
}

function fits(bundles: readonly Bundle[], batches: readonly Batch[]): boolean {
  if (bundles.length > MAX_WANTED_SPORES || batches.length > MAX_WANTED_BATCHES) return false
  const bodies = bundles.reduce((size, { wire }) => size + wire.length, 0)
  const names = batches.reduce(
    (sum, { items }) => sum + items.reduce((each, item) => each + namesIn(item), 0),
    0,
  )
  return bodies <= MAX_CERTIFICATE_BYTES && names <= MAX_CERTIFIED_NAMES
}

function namesIn(item: Item): number {
  if (item.type === 'ENDORSE') return 1 + item.freed.length
  return item.type === 'ACCEPT' || item.type === 'PROPOSE' ? 1 : 2
}
