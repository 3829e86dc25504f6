// The reference executor: one thread, plain maps, whole sets in memory. Spores are given to it one at a time; each is
// executed at once, waits, or finds its write overtaken by a later epoch and absorbed (protocol 3.8, 5.1). It shares no
// rule with the product: what it holds after the serial order is what every replica must hold.

import { createHash } from 'node:crypto'
import { bytesToHex } from '../../../worker/core/codec/hex.ts'
import type { Mode, Operation } from '../../../worker/core/model/operation.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import type { Scalar } from '../../../worker/core/model/value.ts'
import { type Amount, plus, textOf, times } from './amount.ts'
import {
  above,
  type Access,
  type Accesses,
  isCommutative,
  isExclusive,
  isRead,
  slotName,
} from './footprint.ts'

type Content =
  | { readonly type: 'number'; readonly amount: Amount }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'bytes'; readonly hex: string }
  /** Members stand in the cells below. */
  | { readonly type: 'set' }
  | { readonly type: 'member' }

interface Cell {
  x: number
  w: string
  cs: Set<string>
  cls: Mode | null
  content: Content | undefined
}

const NOBODY = '0'.repeat(16)
const fresh = (): Cell => ({ x: 0, w: NOBODY, cs: new Set(), cls: null, content: undefined })

export interface Executed {
  readonly id: Spore['id']
  readonly operations: readonly Operation[]
}

export class ReferenceStore {
  readonly #keys = new Map<string, { readonly cell: Cell; readonly elements: Map<string, Cell> }>()

  #look(slot: string): Cell {
    const key = above(slot)
    const there = this.#keys.get(key ?? slot)
    return (key === undefined ? there?.cell : there?.elements.get(slot)) ?? fresh()
  }

  #open(slot: string): Cell {
    const key = above(slot) ?? slot
    let there = this.#keys.get(key)
    if (!there) this.#keys.set(key, (there = { cell: fresh(), elements: new Map() }))
    if (key === slot) return there.cell
    let element = there.elements.get(slot)
    if (!element) there.elements.set(slot, (element = fresh()))
    return element
  }

  #pathOf(slot: string): number[] {
    const key = above(slot)
    return key === undefined ? [this.#look(slot).x] : [this.#look(key).x, this.#look(slot).x]
  }

  /** Why this access would not be what its spore says, were the spore next in the serial order; undefined when it is. */
  untruth({ slot, mode, base }: Access): string | undefined {
    const { w, cs, cls } = this.#look(slot)
    const path = this.#pathOf(slot)
    if (path.join() !== base.path.join()) return `path ${base.path.join()} is ${path.join()} in serial order`
    if (base.w !== null && base.w !== w) return `its last writer ${base.w} is ${w} in serial order`
    if (isCommutative(mode)) return cls === null || cls === mode ? undefined : `the epoch is of class ${cls}`
    if (mode !== 'XD' && mode !== 'RD') return undefined
    return base.c === cs.size && base.h === digestOf(cs)
      ? undefined
      : `it names ${base.c} of ${cs.size} writes`
  }

  /** Which operation does not fit the value that it would meet; in serial order none may be. */
  misfit(operations: readonly Operation[]): string | undefined {
    const contents = new Map<string, Content | undefined>()
    for (const { op, key, argument } of operations) {
      const before = contents.has(key) ? contents.get(key) : this.#look(key).content
      const operand = argument ? contentOf(argument) : undefined
      const wanted = op === 'ADD' || op === 'MUL' ? 'number' : op === 'CONCAT' ? operand?.type : 'set'
      if (op !== 'SET' && op !== 'DELETE' && before !== undefined && before.type !== wanted)
        return `${op} of ${JSON.stringify(key)} meets ${shownContent(before)}`
      if (op === 'SET' || op === 'DELETE') contents.set(key, op === 'SET' ? operand : undefined)
      else contents.set(key, wanted === 'set' ? { type: 'set' } : operand && combined(op, before, operand))
    }
    return undefined
  }

  /** Executes as soon as every written slot is ready; 'wait' has changed nothing. */
  execute({ id, operations }: Executed, accesses: Accesses): 'done' | 'wait' {
    const absorbed = new Set<string>()
    for (const access of accesses.values()) {
      if (isRead(access.mode)) continue
      const state = this.#readiness(access)
      if (state === 'wait') return 'wait'
      if (state === 'absorbed') absorbed.add(access.slot)
    }
    const written = [...accesses.values()].filter(({ slot, mode }) => !isRead(mode) && !absorbed.has(slot))
    for (const { slot, mode } of written.sort((a, b) => (a.slot < b.slot ? -1 : 1)))
      this.#version(id, slot, mode)
    for (const operation of operations) {
      const slot = slotName(operation.key, operation.sub)
      if (!absorbed.has(slot) && !absorbed.has(operation.key)) this.#operate(slot, operation)
    }
    return 'done'
  }

  #readiness({ slot, mode, base }: Access): 'ready' | 'wait' | 'absorbed' {
    const path = this.#pathOf(slot)
    for (const [level, x] of path.entries()) {
      const wanted = base.path[level] ?? 0
      if (x < wanted) return 'wait'
      if (x === wanted) continue
      // An overwrite above took this one's place; on its own level only a commutative write can come late.
      return level < path.length - 1 || isCommutative(mode) ? 'absorbed' : 'wait'
    }
    const { cs } = this.#look(slot)
    if (mode === 'XD' && (base.c !== cs.size || base.h !== digestOf(cs))) return 'wait'
    return 'ready'
  }

  #version(id: string, slot: string, mode: Mode): void {
    const cell = this.#open(slot)
    if (isExclusive(mode)) {
      Object.assign(cell, { x: cell.x + 1, w: id.slice(0, 16), cs: new Set(), cls: null })
      if (above(slot) === undefined) this.#keys.get(slot)?.elements.clear()
    } else {
      cell.cs.add(id)
      cell.cls = mode
    }
    if (mode === 'C:set') cell.content ??= { type: 'set' }
  }

  #operate(slot: string, { op, key, sub, argument }: Operation): void {
    const cell = this.#open(slot)
    if (sub !== null) {
      cell.content = op === 'SADD' ? { type: 'member' } : undefined
      const set = this.#open(key)
      set.content ??= { type: 'set' }
    } else if (op === 'SET' || op === 'DELETE') {
      cell.content = op === 'SET' && argument ? contentOf(argument) : undefined
      // What the same spore put into the set before it overwrote the key goes with it.
      this.#keys.get(key)?.elements.clear()
    } else if (argument) cell.content = combined(op, cell.content, contentOf(argument))
  }

  /** Value and version of a slot as one text, equal exactly where two stores agree; undefined where nothing ever was. */
  show(slot: string): string | undefined {
    const { w, cs, cls, content, x } = this.#look(slot)
    if (x === 0 && cs.size === 0 && content === undefined) return undefined
    const value = content?.type === 'set' ? `set of ${this.#sizeOf(slot)}` : shownContent(content)
    return shown({ path: this.#pathOf(slot), w, cs, cls, value })
  }

  #sizeOf(key: string): number {
    const elements = this.#keys.get(key)?.elements ?? new Map<string, Cell>()
    return [...elements.values()].filter(({ content }) => content !== undefined).length
  }
}

export interface Shown {
  readonly path: readonly number[]
  readonly w: string
  readonly cs: Iterable<string>
  readonly cls: Mode | null
  readonly value: string
}

export const shown = ({ path, w, cs, cls, value }: Shown): string =>
  `${value} at ${path.join('.')} by ${w}, ${cls ?? 'no class'} of ${[...cs].sort().join(' ')}`

const digestOf = (ids: ReadonlySet<string>): string => {
  if (ids.size === 0) return '0'.repeat(64)
  const hash = createHash('sha256')
  for (const id of [...ids].sort()) hash.update(Buffer.from(id, 'hex'))
  return hash.digest('hex')
}

function contentOf(scalar: Scalar): Content {
  if (scalar.type === 'number') return { type: 'number', amount: scalar.number }
  return scalar.type === 'string' ? scalar : { type: 'bytes', hex: bytesToHex(scalar.bytes) }
}

/** Total: what does not fit stays as it is. */
function combined(op: Operation['op'], before: Content | undefined, operand: Content): Content | undefined {
  if (op === 'CONCAT') {
    if (before === undefined) return operand
    if (before.type === 'string' && operand.type === 'string')
      return { type: 'string', text: before.text + operand.text }
    if (before.type === 'bytes' && operand.type === 'bytes')
      return { type: 'bytes', hex: before.hex + operand.hex }
    return before
  }
  const amount = before === undefined ? { m: 0n, s: 0 } : before.type === 'number' ? before.amount : undefined
  if (!amount || operand.type !== 'number') return before
  return {
    type: 'number',
    amount: op === 'ADD' ? plus(amount, operand.amount) : times(amount, operand.amount),
  }
}

export const shownContent = (content: Content | undefined): string => {
  if (content === undefined) return 'nothing'
  if (content.type === 'number') return `number ${textOf(content.amount)}`
  if (content.type === 'string') return `text ${JSON.stringify(content.text)}`
  return content.type === 'bytes' ? `bytes ${content.hex}` : content.type
}
