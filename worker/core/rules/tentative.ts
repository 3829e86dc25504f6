// What a key will probably hold (RL-2): the committed state with the spores applied that ω endorsers have endorsed and nobody
// has decided yet. A guess for screens: any of them may still be aborted, and no rule rests on it.

import type { SporeId } from '../model/ids.ts'
import type { SlotRecord } from '../model/slot-record.ts'
import type { PolicyState, SporeEntry } from '../state.ts'
import { executeSpore, gateOf } from './apply.ts'
import { sizeOf } from './endorser-set.ts'
import { isWrite } from './footprint.ts'
import { recordAt, type Records } from './version.ts'

export interface Tentative {
  readonly record: SlotRecord
  /** What it rests on besides the committed state, in the order in which it was applied. */
  readonly spores: readonly SporeId[]
}

/** The key's page must be loaded; those of open spores are. */
export function tentativeAt(policy: PolicyState, key: string): Tentative {
  const written = new Map<string, SlotRecord>()
  const records: Records = { get: (slot) => written.get(slot) ?? policy.records.get(slot) }
  const spores: SporeId[] = []
  // By id: two nodes that know of the same spores show the same.
  let waiting = [...expectedFor(policy, key)].sort((a, b) => (a.spore.id < b.spore.id ? -1 : 1))
  for (let before = Infinity; waiting.length < before;) {
    before = waiting.length
    waiting = waiting.filter(({ spore, footprint }) => {
      const gate = gateOf(records, footprint)
      if ('waitsAt' in gate) return true
      for (const [slot, record] of executeSpore(records, spore, footprint, gate.absorbed).written)
        written.set(slot, record)
      spores.push(spore.id)
      return false
    })
  }
  return { record: recordAt(records, key), spores }
}

/** Those that write the key, and those that write what these build on. */
function expectedFor(policy: PolicyState, key: string): ReadonlySet<SporeEntry> {
  const found = new Set<SporeEntry>()
  const slots = [key]
  const seen = new Set(slots)
  for (let slot = slots.pop(); slot !== undefined; slot = slots.pop())
    for (const entry of policy.openBySlot.at(slot)) {
      if (found.has(entry) || !isExpected(policy, entry)) continue
      const written = [...entry.footprint.values()].filter(({ mode }) => isWrite(mode))
      if (!written.some((each) => each.slot === slot)) continue
      found.add(entry)
      for (const each of written) {
        if (seen.has(each.slot)) continue
        seen.add(each.slot)
        slots.push(each.slot)
      }
    }
  return found
}

/** Approved, or committed and not executed here yet. */
const isExpected = ({ parameters }: PolicyState, { stage, endorsed, fault }: SporeEntry): boolean =>
  !fault && (stage === 'committed' || (stage === 'open' && sizeOf(endorsed) >= parameters.omega))
