// I9 escrow: "bounded counter: never below min or above max in any serial order; Σ committed debits ≤ B + C − min". The serial
// order is that in which COMMITs become formable, with the help of all who are faulty. For each epoch of a bounded number, base
// and sums are kept here, apart from what the executor says of the value; at rest, every honest node must hold a value within.

import type { Operation } from '../../../worker/core/model/operation.ts'
import { type Checker, type SimEvent, Violation, type WorldView } from '../events.ts'
import { type Amount, difference, minus, plus, textOf } from '../reference/amount.ts'
import { type Bounded, outside } from '../reference/content.ts'
import { ReferenceStore } from '../reference/store.ts'
import type { Body, Ledger } from './ledger.ts'
import { boundedIn, heldAt, policyIn } from './records.ts'

interface Epoch {
  readonly x: number
  readonly base: Amount
  readonly bounds: Bounded
  credits: Amount
  debits: Amount
}

const ZERO: Amount = { m: 0n, s: 0 }

export class Escrow implements Checker {
  readonly id = 'I9'
  readonly #ledger: Ledger
  readonly #store = new ReferenceStore()
  readonly #epochs = new Map<string, Epoch>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  on(event: SimEvent, world: WorldView): void {
    this.#ledger.take(event, world)
    for (const id of this.#ledger.committable) {
      const body = this.#ledger.bodies.get(id)
      if (body?.accesses) this.#append(body)
    }
    if (event.type !== 'quiet') return
    for (const { index, state } of world.honest) {
      const policy = policyIn(state, world.policy)
      for (const slot of this.#epochs.keys()) {
        const held = policy && heldAt(policy, slot)
        const bounded = held && held !== 'unloaded' ? boundedIn(held.record.value) : undefined
        const fault = outside(bounded)
        if (fault !== undefined)
          throw new Violation('I9', `node ${index}: at ${JSON.stringify(slot)} ${fault}`)
      }
    }
  }

  #append({ spore, accesses = new Map() }: Body): void {
    // Out of order is for I4 to say.
    if (this.#store.execute(spore, accesses) === 'wait') return
    for (const { slot, mode, base } of accesses.values()) {
      const bounded = this.#store.boundedAt(slot)
      const x = this.#store.epochOf(slot)
      const before = this.#epochs.get(slot)
      if (!bounded) this.#epochs.delete(slot)
      else if (before?.x !== x)
        this.#epochs.set(slot, { x, base: bounded.amount, bounds: bounded, credits: ZERO, debits: ZERO })
      // What comes after its epoch is absorbed, and takes nothing.
      else if (mode === 'C:num' && base.path[0] === x) this.#move(spore.id, slot, before, spore.operations)
      const fault = outside(bounded)
      if (fault !== undefined)
        throw new Violation('I9', `with ${spore.id.slice(0, 16)}, at ${JSON.stringify(slot)} ${fault}`)
    }
  }

  #move(id: string, slot: string, epoch: Epoch, operations: readonly Operation[]): void {
    for (const { op, key, argument } of operations) {
      if (op !== 'ADD' || key !== slot || argument?.type !== 'number') continue
      const { number } = argument
      if (number.m < 0n) epoch.debits = plus(epoch.debits, { m: -number.m, s: number.s })
      else epoch.credits = plus(epoch.credits, number)
    }
    const { base, bounds, credits, debits } = epoch
    const most = bounds.min && minus(plus(base, credits), bounds.min)
    if (most && difference(debits, most) > 0n)
      throw new Violation(
        'I9',
        `with ${id.slice(0, 16)}, ${textOf(debits)} are taken of ${textOf(most)} at ${JSON.stringify(slot)}`,
      )
    const room = bounds.max && minus(plus(bounds.max, debits), base)
    if (room && difference(credits, room) > 0n)
      throw new Violation(
        'I9',
        `with ${id.slice(0, 16)}, ${textOf(credits)} come where ${textOf(room)} fit at ${JSON.stringify(slot)}`,
      )
  }
}
