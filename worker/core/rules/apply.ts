// Executing a committed spore (protocol 3.8; rules EX-1 to EX-5): atomic, total, and equal on every replica whatever the
// order in which commutative spores arrive.

import { IdList } from '../model/id-list.ts'
import type { SporeId } from '../model/ids.ts'
import type { CommutativeMode, Operation } from '../model/operation.ts'
import { addDecimals, multiplyDecimals, ZERO } from '../model/number.ts'
import { assertNever } from '../model/result.ts'
import { absentRecord, type SlotRecord } from '../model/slot-record.ts'
import { parentOf, slotOf, SUB_SEPARATOR } from '../model/slot.ts'
import type { Value } from '../model/value.ts'
import { type Footprint, isExclusive, isWrite } from './footprint.ts'
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

/** EX-2: the value after one operation. Total: with at most f faults types always fit, and otherwise nothing changes. */
export function applyOperation(before: Value | undefined, { op, argument }: Operation): Value | undefined {
  switch (op) {
    case 'SET':
      return argument ?? before
    case 'DELETE':
    case 'SREM':
      return undefined
    case 'SADD':
      return { type: 'member' }
    case 'CONCAT':
      return concat(before, argument ?? undefined)
    case 'ADD':
    case 'MUL': {
      if (argument?.type !== 'number' || (before !== undefined && before.type !== 'number')) return before
      const number = before?.number ?? ZERO
      return {
        type: 'number',
        number:
          op === 'ADD' ? addDecimals(number, argument.number) : multiplyDecimals(number, argument.number),
      }
    }
    default:
      return assertNever(op)
  }
}

function concat(before: Value | undefined, more: Value | undefined): Value | undefined {
  if (before === undefined) return more
  if (before.type === 'string' && more?.type === 'string')
    return { type: 'string', text: before.text + more.text }
  if (before.type !== 'bytes' || more?.type !== 'bytes') return before
  const bytes = new Uint8Array(before.bytes.length + more.bytes.length)
  bytes.set(before.bytes)
  bytes.set(more.bytes, before.bytes.length)
  return { type: 'bytes', bytes }
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

/** EX-3 to EX-5: the records to store. The caller has found every slot ready (`gateOf`). */
export function executeSpore(
  records: Records,
  { id, operations }: Executable,
  footprint: Footprint,
  absorbed: ReadonlySet<string>,
): ReadonlyMap<string, SlotRecord> {
  const draft = new Draft(records)
  // EX-3: versions first, slots above before slots below. A new epoch above ends every record below it [V2].
  for (const { slot, mode } of footprint.values()) {
    if (!isWrite(mode) || absorbed.has(slot)) continue
    const before = recordAt(draft, slot)
    // EX-4: a write below a key makes the key a set, even if that write itself is absorbed or a removal [V5].
    const value: Value | undefined =
      mode === 'C:set' && before.value === undefined ? { type: 'set', size: 0 } : before.value
    draft.written.set(
      slot,
      isExclusive(mode)
        ? { ...before, x: before.x + 1, w: id.slice(0, 16), cs: IdList.EMPTY, cls: null, value, last: id }
        : { ...before, cs: before.cs.append(id), cls: mode as CommutativeMode, value, last: id },
    )
  }
  for (const operation of operations) {
    const slot = slotOf(operation.key, operation.sub)
    const parent = parentOf(slot)
    if (absorbed.has(slot) || (parent !== undefined && absorbed.has(parent))) continue
    write(draft, slot, parent, operation, id)
  }
  return draft.written
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
  if (parent !== undefined) count(draft, parent, before.value, value)
  // Overwriting a key also takes back what the same spore wrote below it.
  else if (operation.op === 'SET' || operation.op === 'DELETE')
    for (const [other, record] of draft.written)
      if (other.startsWith(slot + SUB_SEPARATOR))
        draft.written.set(other, { ...absentRecord(record.parentX) })
}

/** EX-5: a set knows its size, so that reading it needs no scan. */
function count(draft: Draft, parent: string, before: Value | undefined, after: Value | undefined): void {
  const change = Number(after !== undefined) - Number(before !== undefined)
  const set = recordAt(draft, parent)
  const value = set.value ?? { type: 'set', size: 0 }
  if (value.type === 'set')
    draft.written.set(parent, { ...set, value: { type: 'set', size: value.size + change } })
}
