// A run as text: one line an event, with its time, who, and what. Spores get short names in the order of their appearance.

import type { Item } from '../../worker/core/model/batch.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import { formatDecimal } from '../../worker/core/model/number.ts'
import type { Scalar } from '../../worker/core/model/value.ts'
import type { PackedItem } from '../../worker/core/model/batch.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import type { SimEvent, WorldView } from './events.ts'
import { START } from './world.ts'

/** What a reader wants to see; frames are many. */
export interface TraceOptions {
  readonly frames: boolean
}

export class Trace {
  readonly lines: string[] = []
  readonly #options: TraceOptions
  readonly #names = new Map<string, string>()

  constructor(options: TraceOptions = { frames: false }) {
    this.#options = options
  }

  on(event: SimEvent, world: WorldView): void {
    const said = this.#inWords(event, world)
    if (said === undefined) return
    const time = ((event.at - START) / 1_000).toFixed(3).padStart(8)
    this.lines.push(`${time} s  ${said}`)
  }

  note(at: number, words: string): void {
    this.lines.push(`${((at - START) / 1_000).toFixed(3).padStart(8)} s  ${words}`)
  }

  /** `s1`, `s2` … */
  nameOf(id: string): string {
    const short = id.slice(0, 16)
    let name = this.#names.get(short)
    if (name === undefined) this.#names.set(short, (name = `s${this.#names.size + 1}`))
    return name
  }

  #inWords(event: SimEvent, world: WorldView): string | undefined {
    switch (event.type) {
      case 'submitted':
        return `${who(event.node, world)} submits ${this.nameOf(event.spore.id)}: ${sporeInWords(event.spore)}  (${event.spore.id.slice(0, 8)})`
      case 'stored': {
        const own = event.batches.filter(({ header }) => header.endorser === event.node)
        if (own.length === 0) return undefined
        return own
          .map((batch) => `${who(event.node, world)} says ${this.#items(batch)}`)
          .join('\n            ')
      }
      case 'signed':
        return `${who(event.endorser, world)} signs ${this.#items(event.batch)}`
      case 'sent':
        return this.#options.frames ? this.#frame(event, world) : undefined
      case 'decided':
        return `${who(event.node, world)} sees ${this.nameOf(event.spore)} ${event.stage}`
      case 'executed':
        return `${who(event.node, world)} has executed ${this.nameOf(event.spore)}`
      case 'told':
        return undefined
      case 'evidence':
        return `${who(event.node, world)} holds evidence ${event.code} against ${who(event.accused, world)}`
      case 'alarm':
        return `${who(event.node, world)}: ${event.message}`
      case 'crashed':
        return `${who(event.node, world)} crashes`
      case 'restarted':
        return `${who(event.node, world)} is back`
      case 'fault':
        return `fault: ${event.detail}`
      case 'healed':
        return 'faults are over, the network is whole'
      case 'quiet':
        return 'all should be at rest'
    }
  }

  #frame(event: Extract<SimEvent, { type: 'sent' }>, world: WorldView): string | undefined {
    const { message } = event
    const link = `${who(event.from, world)} → ${who(event.to, world)}:`
    if (message === undefined) return `${link} garbage`
    switch (message.type) {
      case 'bundle':
        return `${link} body of ${message.bundle.spores.map(({ id }) => this.nameOf(id)).join(', ')}`
      case 'batch':
        return `${link} batch of ${who(message.batch.header.endorser, world)}: ${this.#items(message.batch)}`
      default:
        return `${link} ${message.type}`
    }
  }

  #items({
    header,
    items,
  }: {
    readonly header: { readonly seq: number }
    readonly items: readonly (Item | PackedItem)[]
  }): string {
    return `#${header.seq} ${items.map((item) => this.itemInWords(item)).join(', ')}`
  }

  itemInWords(item: Item | PackedItem): string {
    const name = this.nameOf(item.spore)
    const just = (ref: { readonly endorser: number; readonly seq: number } | null): string =>
      ref ? ` by ${ref.endorser}#${ref.seq}` : ''
    switch (item.type) {
      case 'ENDORSE': {
        const freed = item.freed.map((id) => this.nameOf(id)).join(' ')
        return `ENDORSE ${name}${freed ? ` (freed ${freed})` : ''}`
      }
      case 'REJECT':
        return `REJECT ${name} ${item.why}${item.ref ? ` ${this.nameOf(item.ref)}` : ''}`
      case 'HOLD':
        return `HOLD ${name} behind ${this.nameOf(item.by)}`
      case 'ACCEPT':
        return `ACCEPT ${name} ${item.ballot}${just(item.just)}`
      case 'RECOVER': {
        const accepted = item.accepted ? `, accepted ${item.accepted.ballot}${just(item.accepted.just)}` : ''
        const by = item.by ? `, for ${this.nameOf(item.by)}` : ''
        return `RECOVER ${name} ${item.ballot} (vote ${item.vote ?? 'none'}${accepted}${by})`
      }
      case 'PROPOSE':
        return `PROPOSE ${name} ${item.ballot} (${item.reports.map(({ endorser, seq }) => `${endorser}#${seq}`).join(' ')})`
    }
  }
}

const who = (index: number, { n, byzantine }: WorldView): string =>
  index >= n ? `node ${index}` : `${byzantine.has(index) ? 'liar' : 'endorser'} ${index}`

export function sporeInWords({ operations, requirements }: Spore): string {
  const parts = [
    ...requirements.map(({ key, mode, base }) => `${mode} ${key}@${base.path.join('.')}`),
    ...operations.map(operationInWords),
  ]
  return parts.slice(0, 6).join(', ') + (parts.length > 6 ? `, … ${parts.length}` : '')
}

function operationInWords({ op, key, sub, argument, base }: Operation): string {
  const what = sub ?? argument
  return `${op} ${key}${what ? ` ${scalarInWords(what)}` : ''}@${base.path.join('.')}${base.c === null ? '' : '!'}`
}

function scalarInWords(scalar: Scalar): string {
  if (scalar.type === 'number') return formatDecimal(scalar.number)
  return scalar.type === 'string' ? JSON.stringify(scalar.text) : `${scalar.bytes.length} bytes`
}
