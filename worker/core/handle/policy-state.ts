// A new policy begins: empty chains, and a state tree over the pages that the store has of it.

import { slotRecordCodec } from '../codec/record-codec.ts'
import { BATCH_ROWS, DECIDED_ROWS, WINNER_ROWS } from '../codec/snapshot-rows.ts'
import { createEvidenceState } from '../evidence-state.ts'
import { FreedRivals } from '../freed-rivals.ts'
import type { PolicyId, PublicKeyHex } from '../model/ids.ts'
import { policyParameters } from '../model/policy-parameters.ts'
import type { PolicyRecord } from '../model/policy.ts'
import { baseKey } from '../rules/footprint.ts'
import type { CoreState, PolicyState } from '../state.ts'
import { newWatch } from './pace.ts'
import { PackedIndex } from '../packed-index.ts'
import { SlotIndex } from '../slot-index.ts'
import { StateTree } from '../sync/state-tree.ts'

export function createState(self: PublicKeyHex): CoreState {
  return {
    self,
    policies: new Map(),
    peers: new Set(),
    now: 0,
    round: 1,
    roundOpen: false,
    replaying: true,
    outputs: [],
  }
}

export function addPolicy(
  state: CoreState,
  id: PolicyId,
  record: PolicyRecord,
  pages: readonly string[],
): PolicyState {
  const endorserByKey = new Map(record.endorsers.map(({ key }, index) => [key, index]))
  const policy: PolicyState = {
    id,
    record,
    parameters: policyParameters(record),
    self: endorserByKey.get(state.self) ?? -1,
    endorserByKey,
    emitters: new Set([...endorserByKey.keys(), ...record.submitters.map(({ key }) => key)]),
    records: new StateTree(pages, slotRecordCodec),
    chains: record.endorsers.map(() => ({
      next: 0,
      head: id,
      batches: new PackedIndex(BATCH_ROWS),
      forks: new Map(),
      missing: 0,
      asked: new Map(),
      lateTo: 0,
      compared: new Map(),
    })),
    open: new Map(),
    openBySlot: new SlotIndex(),
    openAtBase: new SlotIndex(baseKey),
    openByEmitter: new Map(),
    contendedByEmitter: new Map(),
    own: new Set(),
    ownBySlot: new Map(),
    cancels: new Map(),
    turns: new Map(),
    queueHeads: new Map(),
    drafts: new Set(),
    decided: new PackedIndex(DECIDED_ROWS),
    winners: new PackedIndex(WINNER_ROWS),
    recent: new Map(),
    provable: new Map(),
    idByPrefix: new Map(),
    missing: new Map(),
    recalled: new Set(),
    freed: new FreedRivals(),
    outbox: [],
    silenced: false,
    evidence: createEvidenceState(),
    uncertified: [],
    executed: [],
    unsaved: { decided: [], batches: [] },
    frontiers: new Map(),
    told: new Map(),
    frontierDue: 0,
    repairs: 0,
    frontierDirty: true,
    watch: newWatch(),
    examineAt: Infinity,
  }
  state.policies.set(id, policy)
  return policy
}
