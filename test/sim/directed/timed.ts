// Production cores in virtual time: each with a disk and the same delay to every other. For questions of time (who waits how
// long for whom), told as a trace. Silent endorsers are simply not there.

import { encodeBatch } from '../../../worker/core/codec/batch-codec.ts'
import { decodeMessage } from '../../../worker/core/codec/message-codec.ts'
import { policyIdOf } from '../../../worker/core/codec/policy-codec.ts'
import { createState } from '../../../worker/core/handle/policy-state.ts'
import type { Input } from '../../../worker/core/input.ts'
import type { Batch, Item } from '../../../worker/core/model/batch.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../../../worker/core/model/ids.ts'
import type { PolicyRecord } from '../../../worker/core/model/policy.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import { step } from '../../../worker/core/node.ts'
import type { Output, StoredRef } from '../../../worker/core/output.ts'
import { admitBatch, admitBundle } from '../../../worker/core/rules/admission.ts'
import type { CoreState, PolicyState } from '../../../worker/core/state.ts'
import { bundleOf, NO_SIGNATURE } from '../../core/builders.ts'
import { keyOf, policyOf } from '../../core/policy-samples.ts'

export const START = 1_700_000_000_000
const MESSAGE_MS = 20
const DISK_MS = 5

interface Seat {
  readonly index: number
  readonly key: PublicKeyHex
  readonly state: CoreState
  readonly policy: PolicyState
  readonly log: Map<number, readonly Uint8Array[]>
  collected: Uint8Array[]
  leaving: Uint8Array[]
  isWriting: boolean
  wakeAt: number
}

export class Timed {
  readonly record: PolicyRecord
  readonly id: PolicyId
  /** Line by line: when, who, what. */
  readonly trace: string[] = []
  now = START
  readonly #seats: readonly Seat[]
  readonly #queue: { readonly at: number; readonly order: number; readonly act: () => void }[] = []
  readonly #names = new Map<SporeId, string>()
  readonly #stages = new Map<string, string>()
  #order = 0

  constructor({
    n,
    f,
    silent,
    clients,
  }: {
    n: number
    f: number
    silent: readonly number[]
    clients: number
  }) {
    const submitters = Array.from({ length: clients }, (_, i) => ({
      key: keyOf(0x100 + i),
      name: `client ${i}`,
    }))
    this.record = policyOf(n, f, { submitters })
    this.id = policyIdOf(this.record)
    const present = Array.from({ length: n }, (_, i) => i).filter((i) => !silent.includes(i))
    this.#seats = present.map((index) => this.#seat(index))
    for (const seat of this.#seats)
      for (const { key } of this.#seats)
        if (key !== seat.key) this.#give(seat, { type: 'peer', now: this.now, key, up: true })
  }

  #seat(index: number): Seat {
    const key = keyOf(index + 1)
    const state = createState(key)
    step(state, { type: 'policy', id: this.id, record: this.record, pages: [] })
    const policy = state.policies.get(this.id)
    if (!policy) throw new Error('the policy was not taken')
    step(state, { type: 'go-live', now: this.now, round: 1 })
    const empty = { collected: [], leaving: [], isWriting: false, wakeAt: Infinity }
    return { index, key, state, policy, log: new Map(), ...empty }
  }

  /** The spore reaches these nodes after so many milliseconds. */
  bring(spore: Spore, name: string, arrivals: Readonly<Record<number, number>>): void {
    this.#names.set(spore.id, name)
    for (const seat of this.#seats) {
      const after = arrivals[seat.index]
      if (after === undefined) continue
      const bundle = bundleOf(spore)
      this.#later(after, () => {
        this.#give(seat, { type: 'bundle', now: this.now, from: keyOf(0xbeef), bundle })
      })
    }
  }

  /** A node's policy, to look into. */
  policy(index: number): PolicyState {
    const seat = this.#seats.find((each) => each.index === index)
    if (!seat) throw new Error('nobody sits there')
    return seat.policy
  }

  stage(index: number, { id }: Pick<Spore, 'id'>): string {
    const { decided, open } = this.policy(index)
    return decided.get(id)?.stage ?? open.get(id)?.stage ?? 'unknown'
  }

  /** Everything that happens within so many milliseconds from the start. */
  run(milliseconds: number): void {
    const end = START + milliseconds
    for (;;) {
      this.#queue.sort((a, b) => a.at - b.at || a.order - b.order)
      const next = this.#queue[0]
      if (!next || next.at > end) break
      this.#queue.shift()
      this.now = Math.max(this.now, next.at)
      next.act()
    }
    this.now = end
  }

  #later(milliseconds: number, act: () => void): void {
    this.#queue.push({ at: this.now + milliseconds, order: this.#order++, act })
  }

  #give(seat: Seat, input: Input): void {
    for (const output of step(seat.state, input)) this.#carryOut(seat, output)
    this.#note(seat)
    if (!seat.isWriting && (seat.policy.outbox.length > 0 || seat.state.roundOpen)) this.#flush(seat)
  }

  #carryOut(seat: Seat, output: Output): void {
    if (output.type === 'log') seat.collected.push(output.bytes)
    else if (output.type === 'broadcast') seat.leaving.push(output.wire)
    else if (output.type === 'send') this.#post(seat, output.to, output.wire)
    else if (output.type === 'serve') for (const ref of output.refs) this.#serve(seat, output.to, ref)
    else if (output.type === 'wake' && output.at < seat.wakeAt) {
      seat.wakeAt = output.at
      this.#later(Math.max(1, output.at - this.now), () => {
        seat.wakeAt = Infinity
        this.#give(seat, { type: 'tick', now: this.now })
      })
    }
  }

  #flush(seat: Seat): void {
    const outputs = step(seat.state, { type: 'flush', now: this.now })
    for (const output of outputs) this.#carryOut(seat, output)
    const round = outputs.find((output) => output.type === 'round')
    if (!round) return
    const batches = round.batches.map((batch): Batch => ({ ...batch, signature: NO_SIGNATURE }))
    const wires = batches.map((batch) => encodeBatch(batch, 'full'))
    const entries = [...seat.collected, ...wires]
    const leaving = [...seat.leaving, ...wires]
    seat.collected = []
    seat.leaving = []
    seat.isWriting = true
    for (const { items } of batches) for (const item of items) this.#say(seat, item)
    this.#later(DISK_MS, () => {
      seat.isWriting = false
      seat.log.set(round.round, entries)
      for (const wire of leaving)
        for (const { key } of this.#seats) if (key !== seat.key) this.#post(seat, key, wire)
      this.#give(seat, { type: 'durable', now: this.now, batches })
    })
  }

  #post(from: Seat, to: PublicKeyHex, wire: Uint8Array): void {
    const seat = this.#seats.find(({ key }) => key === to)
    if (seat) this.#later(MESSAGE_MS, () => this.#receive(seat, from.key, wire))
  }

  #receive(seat: Seat, from: PublicKeyHex, wire: Uint8Array): void {
    const message = decodeMessage(wire)
    const { state } = seat
    const { now } = this
    if (message?.type === 'frontier') this.#give(seat, { type: 'frontier', now, from, frontier: message })
    else if (message?.type === 'want') this.#give(seat, { type: 'want', now, from, want: message })
    else if (message?.type === 'bundle' && admitBundle(state, message.bundle).type === 'verify')
      this.#give(seat, { type: 'bundle', now, from, bundle: message.bundle })
    else if (message?.type === 'batch' && admitBatch(state, message.batch).type === 'verify')
      this.#give(seat, { type: 'batch', now, from, batch: message.batch })
  }

  #serve(seat: Seat, to: PublicKeyHex, ref: StoredRef): void {
    for (const wire of seat.log.get(ref.round) ?? []) {
      const message = decodeMessage(wire)
      const isBundle = ref.type === 'bundle' && message?.type === 'bundle'
      if (isBundle && message.bundle.spores.some(({ id }) => id === ref.spore)) this.#post(seat, to, wire)
      if (ref.type === 'batch' && message?.type === 'batch') {
        const { endorser, seq } = message.batch.header
        if (endorser === ref.endorser && seq === ref.seq) this.#post(seat, to, wire)
      }
    }
  }

  #say({ index }: Seat, item: Item): void {
    const name = (id: SporeId): string => this.#names.get(id) ?? id.slice(0, 6)
    const about = name(item.spore)
    const words: Record<Item['type'], () => string> = {
      ENDORSE: () => `ENDORSE ${about}`,
      REJECT: () => `REJECT ${about}${item.type === 'REJECT' ? ` ${item.why}` : ''}`,
      HOLD: () => `HOLD ${about}${item.type === 'HOLD' ? ` behind ${name(item.by)}` : ''}`,
      ACCEPT: () => `ACCEPT ${about}${item.type === 'ACCEPT' ? ` in ballot ${item.ballot}` : ''}`,
      PROPOSE: () => `PROPOSE ${about}${item.type === 'PROPOSE' ? ` in ballot ${item.ballot}` : ''}`,
      RECOVER: () =>
        item.type === 'RECOVER'
          ? `RECOVER ${about} to ballot ${item.ballot}${item.by === null ? '' : ` for ${name(item.by)}`}`
          : '',
    }
    this.#write(index, words[item.type]())
  }

  /** Decisions, as they become known. */
  #note({ index, policy }: Seat): void {
    for (const [id, name] of this.#names) {
      const stage = policy.decided.get(id)?.stage
      const key = `${index} ${name}`
      if (stage === undefined || this.#stages.get(key) === stage) continue
      this.#stages.set(key, stage)
      this.#write(index, `${name} is ${stage}`)
    }
  }

  #write(index: number, words: string): void {
    this.trace.push(`${String(this.now - START).padStart(6)} ms  endorser ${index}: ${words}`)
  }
}
