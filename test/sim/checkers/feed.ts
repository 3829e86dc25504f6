// I19: "the feed of each node, replayed over nothing, is the node's state": what is told comes once each, in order and without
// a gap, through crashes; what was told stays told, under the same number, with the same time and the same effects.

import { isSystemSlot } from '../../../worker/core/model/slot.ts'
import type { Change } from '../../../worker/host/journal-codec.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import { above } from '../reference/footprint.ts'
import type { Ledger } from './ledger.ts'
import { heldAt, policyIn, shownValue } from './records.ts'

type Effect = Change['effects'][number]

interface Told {
  readonly changes: { readonly number: number; readonly text: string }[]
  readonly spores: Map<string, number>
  readonly slots: Map<string, Effect>
}

export class FeedTruth implements Checker {
  readonly id = 'I19'
  readonly #ledger: Ledger
  readonly #told = new Map<number, Told>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  on(event: SimEvent, world: WorldView): void {
    this.#ledger.take(event, world)
    if (event.type === 'told' && !world.byzantine.has(event.node))
      this.#take(event.node, event.change, event.again)
    else if (event.type === 'quiet')
      for (const { index, state } of world.honest) {
        const policy = policyIn(state, world.policy)
        if (policy)
          for (const slot of this.#ledger.slots)
            if (!isSystemSlot(slot)) this.#compare(index, slot, heldAt(policy, slot))
      }
  }

  #take(node: number, change: Change, again: boolean): void {
    const told = this.#of(node)
    const { number, spore } = change
    const text = textOf(change)
    const before = told.changes[number - (told.changes[0]?.number ?? 0)]
    if (again) {
      if (before && before.text !== text)
        throw new Violation('I19', `node ${node} told ${before.text} as change ${number}, and later ${text}`)
      return
    }
    const last = told.changes.at(-1)?.number
    if (last !== undefined && number !== last + 1)
      throw new Violation('I19', `node ${node} told change ${number} after ${last}`)
    const earlier = told.spores.get(spore)
    if (earlier !== undefined)
      throw new Violation(
        'I19',
        `node ${node} told ${spore.slice(0, 16)} as change ${earlier} and as ${number}`,
      )
    told.changes.push({ number, text })
    told.spores.set(spore, number)
    for (const effect of change.effects) told.slots.set(effect.slot, effect)
  }

  #compare(node: number, slot: string, held: ReturnType<typeof heldAt>): void {
    if (held === 'unloaded') return
    const { slots } = this.#of(node)
    const effect = slots.get(slot)
    const key = above(slot)
    const inForce = key === undefined || (slots.get(key)?.x ?? 0) === effect?.parentX
    const isNothing = !effect || !inForce || (effect.x === 0 && effect.c === 0 && effect.value === undefined)
    const told = isNothing ? 'nothing' : shownEffect(effect)
    const record = held?.record
    const holds = record ? shownEffect({ ...record, slot, c: record.cs.length, large: false }) : 'nothing'
    if (told !== holds)
      throw new Violation(
        'I19',
        `node ${node} holds ${holds} at ${JSON.stringify(slot)}, its feed says ${told}`,
      )
  }

  #of(node: number): Told {
    let told = this.#told.get(node)
    if (!told) this.#told.set(node, (told = { changes: [], spores: new Map(), slots: new Map() }))
    return told
  }
}

const shownEffect = ({ x, c, value }: Effect): string => `${shownValue(value)} at ${x}+${c}`

const textOf = ({ spore, at, effects }: Change): string =>
  `${spore.slice(0, 16)} of ${at}: ${effects.map((effect) => `${effect.slot} ${shownEffect(effect)}`).join(', ')}`
