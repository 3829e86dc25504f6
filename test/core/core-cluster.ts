// Cores that talk to each other without a host: every delivery, flush and disk write is a choice of the test. Messages go
// through their bytes; signatures are taken as verified. One node keeps what a store would keep, so that it can restart.

import { encodeBatch, unpackBatch } from '../../worker/core/codec/batch-codec.ts'
import { decodeBuried } from '../../worker/core/codec/buried-codec.ts'
import { decodeExecuted } from '../../worker/core/codec/executed-codec.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import { createState } from '../../worker/core/handle/policy-state.ts'
import { restore, takePending, takeSegment } from '../../worker/core/handle/snapshot.ts'
import type { Input, Intended } from '../../worker/core/input.ts'
import type { Batch } from '../../worker/core/model/batch.ts'
import type { PolicyId, PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import { step } from '../../worker/core/node.ts'
import type { Output, StoredRef } from '../../worker/core/output.ts'
import { admitBatch, admitBundle } from '../../worker/core/rules/admission.ts'
import type { CoreState, PolicyState } from '../../worker/core/state.ts'
import { bundleOf, NO_SIGNATURE, NOW } from './builders.ts'
import { policyOf } from './policy-samples.ts'

interface Waiting {
  readonly round: number
  readonly batches: readonly Batch[]
  readonly leaving: readonly Uint8Array[]
}

interface Node {
  readonly key: PublicKeyHex
  state: CoreState
  /** Messages under way to this node, in order per sender. */
  readonly inbox: Map<number, Uint8Array[]>
  readonly log: Map<number, readonly Uint8Array[]>
  /** The clock at the end of each round. */
  readonly times: Map<number, number>
  collected: Uint8Array[]
  leaving: Uint8Array[]
  waiting: Waiting[]
}

export interface ClusterOptions extends Partial<PolicyRecord> {
  /** Endorsers whose core does nothing: the test speaks for them (`inject`). */
  readonly liars?: readonly number[]
}

export class CoreCluster {
  readonly record: PolicyRecord
  readonly liars: ReadonlySet<number>
  readonly id: PolicyId
  readonly nodes: readonly Node[]
  now = NOW
  #tokens = 0

  constructor(n: number, f: number, { liars = [], ...changes }: ClusterOptions = {}) {
    this.record = policyOf(n, f, changes)
    this.liars = new Set(liars)
    this.id = policyIdOf(this.record)
    this.nodes = this.record.endorsers.map(({ key }) => {
      const state = createState(key)
      const empty = { inbox: new Map(), log: new Map(), times: new Map() }
      return { key, state, ...empty, collected: [], leaving: [], waiting: [] }
    })
    for (const [i, node] of this.nodes.entries()) {
      this.#step(i, { type: 'policy', id: this.id, record: this.record, pages: [] })
      this.#step(i, { type: 'go-live', now: this.now, round: 1 })
      for (const { key } of this.nodes)
        if (key !== node.key) this.#step(i, { type: 'peer', now: this.now, key, up: true })
    }
  }

  policy(i: number): PolicyState {
    return this.nodes[i]!.state.policies.get(this.id)!
  }

  /** Those whose core runs. */
  get honest(): number[] {
    return [...this.nodes.keys()].filter((i) => !this.liars.has(i))
  }

  submit(i: number, operations: readonly Intended[], deadline = NOW + 600_000): void {
    const nonce = (++this.#tokens).toString(16).padStart(32, '0')
    const submission = {
      token: this.#tokens,
      policy: this.id,
      operations,
      requirements: [],
      deadline,
      nonce,
    }
    for (const output of this.#step(i, { type: 'submit', now: this.now, submission }))
      if (output.type === 'sign-bundle')
        this.#step(i, {
          type: 'bundle',
          now: this.now,
          from: this.nodes[i]!.key,
          bundle: bundleOf(...output.spores),
        })
  }

  /** The next message from that sender. False when there is none. */
  deliver(to: number, from: number): boolean {
    const wire = this.nodes[to]!.inbox.get(from)?.shift()
    if (wire) this.#receive(to, this.nodes[from]!.key, wire)
    return wire !== undefined
  }

  /** The next message of the first sender, counted from `first` on, of whom one is under way. */
  deliverAny(to: number, first: number): void {
    const n = this.nodes.length
    for (let i = 0; i < n; i++) if (this.deliver(to, (first + i) % n)) return
  }

  /** Something that a liar signed, on its way to one node. */
  inject(to: number, from: number, wire: Uint8Array): void {
    this.#post(from, this.nodes[to]!.key, wire)
  }

  /** The next message from that sender is lost. */
  lose(to: number, from: number): void {
    this.nodes[to]!.inbox.get(from)?.shift()
  }

  /**
   * The process ends: what is not durable is lost, with everything under way to it. It comes up from what the store has,
   * and its links do, too.
   */
  crash(i: number, store: TestStore): void {
    const node = this.nodes[i]!
    for (const { round } of node.waiting) node.log.delete(round)
    Object.assign(node, { waiting: [], collected: [], leaving: [] })
    node.inbox.clear()
    node.state = store.restart(this, i)
    for (const each of this.honest)
      if (each !== i)
        for (const up of [false, true]) this.#step(each, { type: 'peer', now: this.now, key: node.key, up })
    for (const { key } of this.nodes)
      if (key !== node.key) this.#step(i, { type: 'peer', now: this.now, key, up: true })
  }

  flush(i: number): void {
    if (this.liars.has(i)) return
    const node = this.nodes[i]!
    const round = this.#step(i, { type: 'flush', now: this.now }).find((output) => output.type === 'round')
    if (!round) return
    const batches = round.batches.map((batch) => ({ ...batch, signature: NO_SIGNATURE }))
    node.log.set(round.round, [...node.collected, ...batches.map((batch) => encodeBatch(batch, 'full'))])
    node.times.set(round.round, this.now)
    node.waiting.push({
      round: round.round,
      batches,
      leaving: [...node.leaving, ...batches.map((batch) => encodeBatch(batch, 'short'))],
    })
    node.collected = []
    node.leaving = []
  }

  /** The oldest round that waits reaches the disk; only now does what rests on it leave. */
  durable(i: number): boolean {
    const done = this.nodes[i]!.waiting.shift()
    if (!done) return false
    for (const wire of done.leaving) this.#broadcast(i, wire)
    this.#step(i, { type: 'durable', now: this.now, batches: done.batches })
    return true
  }

  tick(i: number, milliseconds: number): void {
    this.now += milliseconds
    this.#step(i, { type: 'tick', now: this.now })
  }

  /** Everything under way arrives, everything said is written, again and again until nothing moves. */
  settle(): void {
    for (let moved = true; moved;) {
      moved = false
      for (const i of this.nodes.keys()) {
        for (const from of this.nodes.keys()) while (this.deliver(i, from)) moved = true
        this.flush(i)
        while (this.durable(i)) moved = true
      }
    }
  }

  /** Node i alone writes down what it has to say, until it has said everything. */
  quiet(i: number): void {
    do {
      this.flush(i)
      while (this.durable(i)) continue
    } while (this.policy(i).outbox.length > 0)
  }

  #step(i: number, input: Input): readonly Output[] {
    if (this.liars.has(i) && input.type !== 'policy' && input.type !== 'go-live') return []
    const node = this.nodes[i]!
    const outputs = step(node.state, input)
    for (const output of outputs) {
      if (output.type === 'log') node.collected.push(output.bytes)
      else if (output.type === 'broadcast') node.leaving.push(output.wire)
      else if (output.type === 'send') this.#post(i, output.to, output.wire)
      else if (output.type === 'serve') for (const ref of output.refs) this.#serve(i, output.to, ref)
    }
    return outputs
  }

  #broadcast(i: number, wire: Uint8Array): void {
    for (const { key } of this.nodes) if (key !== this.nodes[i]!.key) this.#post(i, key, wire)
  }

  #post(from: number, to: PublicKeyHex, wire: Uint8Array): void {
    const inbox = this.nodes.find(({ key }) => key === to)?.inbox
    if (inbox) inbox.set(from, [...(inbox.get(from) ?? []), wire])
  }

  /** From durable rounds only. */
  #serve(i: number, to: PublicKeyHex, ref: StoredRef): void {
    const node = this.nodes[i]!
    if (node.waiting.some(({ round }) => round === ref.round)) return
    for (const wire of node.log.get(ref.round) ?? []) {
      const message = decodeMessage(wire)
      const isIt =
        ref.type === 'bundle'
          ? message?.type === 'bundle' && message.bundle.spores.some(({ id }) => id === ref.spore)
          : ref.type === 'batch' &&
            message?.type === 'batch' &&
            message.batch.header.endorser === ref.endorser &&
            message.batch.header.seq === ref.seq
      if (isIt) this.#post(i, to, wire)
    }
  }

  #receive(to: number, from: PublicKeyHex, wire: Uint8Array): void {
    if (this.liars.has(to)) return
    const message = decodeMessage(wire)
    const { state } = this.nodes[to]!
    const { now } = this
    if (message?.type === 'frontier') this.#step(to, { type: 'frontier', now, from, frontier: message })
    else if (message?.type === 'want') this.#step(to, { type: 'want', now, from, want: message })
    else if (message?.type === 'bundle' && admitBundle(state, message.bundle).type === 'verify')
      this.#step(to, { type: 'bundle', now, from, bundle: message.bundle })
    else if (message?.type === 'batch' && admitBatch(state, message.batch).type === 'verify')
      this.#step(to, { type: 'batch', now, from, batch: message.batch })
  }
}

/** What a store keeps of one node besides its log. */
export class TestStore {
  readonly pages = new Map<string, Uint8Array>()
  readonly segments: Uint8Array[] = []
  pending: Uint8Array | undefined
  watermark = 0

  /** A write-back at the end of the round that was just closed; taken as stored when that round is durable. */
  cut(state: CoreState): void {
    for (const { records } of state.policies.values()) {
      const { puts, deletes } = records.takeDirty()
      for (const id of deletes) this.pages.delete(id)
      for (const [id, bytes] of puts) this.pages.set(id, bytes)
      records.writeBackDone()
    }
    this.pending = takePending(state)
    const segment = takeSegment(state)
    if (segment) this.segments.push(segment)
    this.watermark = state.round - 1
  }

  /** The node as it comes up again: the snapshot, then the rounds behind it. It does not vote before `go-live`. */
  recover({ key, log, times, id, record }: Recoverable): CoreState {
    const state = createState(key)
    const directory = [...this.pages.keys()].sort()
    step(state, { type: 'policy', id, record, pages: directory })
    const policy = state.policies.get(id)
    for (const [page, bytes] of this.pages) policy?.records.load(page, bytes)
    restore(state, this.pending, this.segments)
    for (const [round, wires] of [...log].sort(([x], [y]) => x - y))
      if (round > this.watermark) {
        step(state, { type: 'replay-time', now: times?.get(round) ?? state.now })
        for (const wire of wires) replay(state, round, wire)
      }
    return state
  }

  restart(cluster: CoreCluster, i: number): CoreState {
    const { key, log, times } = cluster.nodes[i]!
    const state = this.recover({ key, log, times, id: cluster.id, record: cluster.record })
    step(state, { type: 'go-live', now: cluster.now, round: Math.max(this.watermark, ...log.keys()) + 1 })
    return state
  }
}

export interface Recoverable {
  readonly key: PublicKeyHex
  readonly log: ReadonlyMap<number, readonly Uint8Array[]>
  readonly times?: ReadonlyMap<number, number>
  readonly id: PolicyId
  readonly record: PolicyRecord
}

function replay(state: CoreState, round: number, wire: Uint8Array): void {
  const message = decodeMessage(wire)
  const executed = message ? undefined : decodeExecuted(wire)
  const buried = message ? undefined : decodeBuried(wire)
  if (buried) step(state, { type: 'replay-buried', ...buried })
  if (executed) step(state, { type: 'replay-executed', ...executed })
  if (message?.type === 'bundle') step(state, { type: 'replay-bundle', round, bundle: message.bundle })
  const batch = message?.type === 'batch' ? unpackBatch(message.batch, () => undefined)?.batch : undefined
  if (batch) step(state, { type: 'replay-batch', round, batch })
}
