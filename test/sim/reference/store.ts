// The reference executor: one thread, plain maps, whole sets in memory. Spores are given to it one at a time; each is
// executed at once, waits, or finds its write overtaken by a later epoch and absorbed (protocol 3.8, 5.1). It shares no
// rule with the product: what it holds after the serial order is what every replica must hold.

import { createHash } from 'node:crypto'
import { bytesToHex } from '../../../worker/core/codec/hex.ts'
import type { Mode, Operation } from '../../../worker/core/model/operation.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import { after, type Bounded, type Content, mayMeet, outside, shownContent } from './content.ts'
import {
  above,
  type Access,
  type Accesses,
  HOLDERS,
  isCommutative,
  isExclusive,
  isRead,
  slotName,
} from './footprint.ts'

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

  /**
   * Which operation does not fit the value that it would meet, or leaves a bounded number outside its bounds; in serial order
   * none may, in whatever form.
   */
  misfit(operations: readonly Operation[]): string | undefined {
    const contents = new Map<string, Content | undefined>()
    const at = (slot: string): Content | undefined => {
      if (contents.has(slot)) return contents.get(slot)
      // Nothing is left below a key that the same spore replaced.
      return replaced.has(above(slot) ?? '') ? undefined : this.#look(slot).content
    }
    const replaced = new Set<string>()
    for (const operation of operations) {
      const { op, key, sub } = operation
      const slot = slotName(key, sub)
      const holder = HOLDERS[op]
      const [before, held] = [at(slot), at(key)]
      if ((holder && held && held.type !== holder) || !mayMeet(operation, before))
        return `${op} of ${JSON.stringify(key)} meets ${shownContent(holder && held?.type !== holder ? held : before)}`
      if (replaces(op)) {
        replaced.add(key)
        for (const each of [...contents.keys()]) if (above(each) === key) contents.delete(each)
      }
      contents.set(slot, after(before, operation))
      if (holder) contents.set(key, held ?? emptyOf(holder))
    }
    for (const [slot, content] of contents) {
      const fault = outside(content)
      if (fault !== undefined) return `it leaves ${JSON.stringify(slot)} at what ${fault}`
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
    if (mode === 'C:set' || mode === 'C:map' || mode === 'C:queue')
      cell.content ??= emptyOf(mode.slice(2) as 'set' | 'map' | 'queue')
  }

  #operate(slot: string, operation: Operation): void {
    const { op, key, sub } = operation
    const cell = this.#open(slot)
    cell.content = after(cell.content, operation)
    const holder = HOLDERS[op]
    if (holder) {
      const held = this.#open(key)
      held.content ??= emptyOf(holder)
      if (op === 'QADD' && held.content.type === 'queue' && sub?.type === 'bytes') {
        const position = Number.parseInt(bytesToHex(sub.bytes).slice(0, 12), 16)
        held.content = { type: 'queue', tail: Math.max(held.content.tail, position) }
      }
    }
    // What the same spore put below the key before it replaced it goes with it.
    if (replaces(op)) this.#keys.get(key)?.elements.clear()
  }

  /** Value and version of a slot as one text, equal exactly where two stores agree; undefined where nothing ever was. */
  show(slot: string): string | undefined {
    const { w, cs, cls, content, x } = this.#look(slot)
    if (x === 0 && cs.size === 0 && content === undefined) return undefined
    const value = holds(content) ? shownHolder(content, this.#sizeOf(slot)) : shownContent(content)
    return shown({ path: this.#pathOf(slot), w, cs, cls, value })
  }

  boundedAt(slot: string): Bounded | undefined {
    const { content } = this.#look(slot)
    return content?.type === 'counter' ? content : undefined
  }

  /** How often the slot was overwritten. */
  epochOf(slot: string): number {
    return this.#look(slot).x
  }

  #sizeOf(key: string): number {
    const elements = this.#keys.get(key)?.elements ?? new Map<string, Cell>()
    return [...elements.values()].filter(({ content }) => content !== undefined).length
  }
}

/** All of these take the key, whatever it held. */
const replaces = (op: Operation['op']): boolean =>
  op === 'SET' || op === 'DELETE' || op === 'COUNTER' || op === 'RESET'

type Holder = Extract<Content, { readonly type: 'set' | 'map' | 'queue' }>

const emptyOf = (holder: 'set' | 'map' | 'queue'): Holder =>
  holder === 'queue' ? { type: holder, tail: 0 } : { type: holder }

const holds = (content: Content | undefined): content is Holder =>
  content?.type === 'set' || content?.type === 'map' || content?.type === 'queue'

export const shownHolder = (holder: Holder, size: number): string =>
  `${holder.type} of ${size}${holder.type === 'queue' ? `, last at ${holder.tail}` : ''}`

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
