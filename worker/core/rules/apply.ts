// Executing a committed spore (protocol 3.8; rules EX-1 to EX-6): atomic, total, and equal on every replica whatever the
// order in which commutative spores arrive.

import { IdList } from '../model/id-list.ts'
import type { SporeId } from '../model/ids.ts'
import type { CommutativeMode, Operation } from '../model/operation.ts'
import { ZERO } from '../model/number.ts'
import type { SlotRecord } from '../model/slot-record.ts'
import { parentOf, slotOf } from '../model/slot.ts'
import { type Container, isContainer, type Scalar, type Value } from '../model/value.ts'
import { applyOperation, resultOf } from './effect.ts'
import { type Footprint, isExclusive, isWrite } from './footprint.ts'
import { type CONTAINER, containerOf } from './operations.ts'
import { positionOf } from './queue-item.ts'
import { readiness, recordAt, type Records } from './version.ts'

export interface Executable {
  readonly id: SporeId
  readonly operations: readonly Operation[]
}

/** EX-1: the absorbed slots, or 'wait' with the slots that other decisions must reach first. */
export type Gate = { readonly absorbed: ReadonlySet<string> } | { readonly waitsAt: readonly string[] }

export function gateOf(records: Records, footprint: Footprint): Gate {
  const absorbed = new Set<string>()
  const waitsAt: string[] = []
  for (const entry of footprint.values()) {
    if (!isWrite(entry.mode)) continue
    const state = readiness(records, entry)
    if (state === 'absorbed') absorbed.add(entry.slot)
    if (state === 'wait') waitsAt.push(entry.slot)
  }
  return waitsAt.length > 0 ? { waitsAt } : { absorbed }
}

/** What a spore is about to write: reads see it, the tree does not yet. */
class Draft implements Records {
  readonly written = new Map<string, SlotRecord>()
  readonly #below: Records

  constructor(below: Records) {
    this.#below = below
  }

  get(slot: string): SlotRecord | undefined {
    return this.written.get(slot) ?? this.#below.get(slot)
  }
}

export interface Executed {
  /** The records to store. */
  readonly written: ReadonlyMap<string, SlotRecord>
  /** EX-6: what each operation gave back. */
  readonly results: readonly (Scalar | null)[]
}

const EMPTY: Readonly<Record<(typeof CONTAINER)[keyof typeof CONTAINER], Container>> = {
  'C:set': { type: 'set', size: 0 },
  'C:map': { type: 'map', size: 0 },
  'C:queue': { type: 'queue', size: 0, tail: 0 },
}

/** EX-3 to EX-6. The caller has found every slot ready (`gateOf`). */
export function executeSpore(
  records: Records,
  { id, operations }: Executable,
  footprint: Footprint,
  absorbed: ReadonlySet<string>,
): Executed {
  const draft = new Draft(records)
  // EX-3: versions first, slots above before slots below. A new epoch above ends every record below it [V2].
  for (const { slot, mode } of footprint.values()) {
    if (!isWrite(mode) || absorbed.has(slot)) continue
    const before = recordAt(draft, slot)
    // EX-4: a write below a key makes the key what holds it, even if that write itself is absorbed or a removal [V5].
    const value = before.value ?? (mode in EMPTY ? EMPTY[mode as keyof typeof EMPTY] : undefined)
    draft.written.set(
      slot,
      isExclusive(mode)
        ? { ...before, x: before.x + 1, w: id.slice(0, 16), cs: IdList.EMPTY, cls: null, value, last: id }
        : { ...before, cs: before.cs.append(id), cls: mode as CommutativeMode, value, last: id },
    )
  }
  const results = operations.map((operation) => {
    const slot = slotOf(operation.key, operation.sub)
    const parent = parentOf(slot)
    if (absorbed.has(slot) || (parent !== undefined && absorbed.has(parent)))
      return resultOf(operation, absorbedValue(records, slot, operation), undefined, false)
    const before = recordAt(draft, slot).value
    write(draft, slot, parent, operation, id)
    const mode = footprint.get(slot)?.mode ?? (parent === undefined ? undefined : footprint.get(parent)?.mode)
    const isExact = mode !== undefined && isExclusive(mode)
    return resultOf(operation, before, recordAt(draft, slot).value, isExact)
  })
  beginEpochs(draft, footprint)
  return { written: draft.written, results }
}

/** EX-6: what an absorbed operation met. The record below an overwritten key is still there until somebody writes it anew. */
function absorbedValue(records: Records, slot: string, { base }: Operation): Value | undefined {
  const record = records.get(slot)
  const isThatEpoch = record?.parentX === base.path[0] && record?.x === base.path[1]
  return isThatEpoch ? record?.value : undefined
}

function write(
  draft: Draft,
  slot: string,
  parent: string | undefined,
  operation: Operation,
  id: SporeId,
): void {
  const before = recordAt(draft, slot)
  const value = applyOperation(before.value, operation)
  draft.written.set(slot, { ...before, value, last: id })
  if (parent !== undefined) count(draft, parent, operation, before.value, value)
}

/** EX-5: a container knows its size, so that reading it needs no scan, and a queue its furthest position (QU-2). */
function count(
  draft: Draft,
  parent: string,
  { op, sub }: Operation,
  before: Value | undefined,
  after: Value | undefined,
): void {
  const change = Number(after !== undefined) - Number(before !== undefined)
  const container = containerOf(op)
  const record = recordAt(draft, parent)
  const value = record.value ?? (container && EMPTY[container])
  if (!value || !isContainer(value)) return
  const size = value.size + change
  draft.written.set(parent, {
    ...record,
    value:
      value.type === 'queue'
        ? { ...value, size, tail: op === 'QADD' ? Math.max(value.tail, positionOf(sub)) : value.tail }
        : { ...value, size },
  })
}

/** ES-2: what an exclusive write leaves in a counter is what its new epoch begins with. */
function beginEpochs(draft: Draft, footprint: Footprint): void {
  for (const [slot, record] of draft.written) {
    const mode = footprint.get(slot)?.mode
    if (record.value?.type !== 'counter' || mode === undefined || !isExclusive(mode)) continue
    draft.written.set(slot, { ...record, value: { ...record.value, credits: ZERO, debits: ZERO } })
  }
}
