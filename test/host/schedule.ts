// A cluster whose every step is chosen by a seed: when a frame arrives, is lost or doubled, when a round reaches the disk
// and when its writer hears of it, who crashes in between, who is cut off, what the clock says. The engine, the core and
// the memory store are the production ones; only signatures are replaced by a hash, which keeps everything in microtasks.

import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { encodeBatch, headerDigest } from '../../worker/core/codec/batch-codec.ts'
import { itemsRoot } from '../../worker/core/codec/item-codec.ts'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import type { Intended, IntendedRequirement } from '../../worker/core/input.ts'
import type { Batch, Item } from '../../worker/core/model/batch.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../../worker/core/model/ids.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import type { PolicyState } from '../../worker/core/state.ts'
import { Engine } from '../../worker/host/engine.ts'
import type { WriteBackLimits } from '../../worker/host/write-back.ts'
import { MemoryDisk, openMemoryStore } from '../../worker/store/memory.ts'
import type { Store } from '../../worker/store/port.ts'
import { fakeSignature, fakeSigning, keyOf, randomFrom } from './fakes.ts'
import { contentsOf, promisesOf } from './inspect.ts'
import { testPolicy, type TestPolicyOptions } from './test-policy.ts'
import { VirtualTime } from './virtual-time.ts'
import { Witness } from './witness.ts'

/** A write that waits for the schedule: first it reaches the disk, later its writer is told. */
interface PendingWrite {
  readonly write: () => Promise<void>
  readonly tell: () => void
  readonly fail: (error: unknown) => void
  written: boolean
}

export interface Node {
  readonly index: number
  readonly key: PublicKeyHex
  readonly disk: MemoryDisk
  readonly store: Store
  readonly engine: Engine
  readonly writes: PendingWrite[]
  readonly alarms: string[]
  stopped: unknown
  up: boolean
}

export interface ScheduleOptions extends TestPolicyOptions {
  readonly seed: number
  readonly replicas?: number
  /** The last so many endorsers are played by the schedule: they sign everything, towards whom they please. */
  readonly byzantine?: number
  /** Byzantine endorsers also make different batches under one number. */
  readonly forks?: boolean
  readonly writeBack?: WriteBackLimits
}

interface Frame {
  readonly from: number
  readonly to: number
  readonly bytes: Uint8Array
}

/** Every write-back at once; no page stays. */
export const EAGER: WriteBackLimits = { rounds: 1, logBytes: 1, idleMs: 1, cacheBytes: 0 }

export class Schedule {
  readonly nodes: Node[] = []
  readonly record: PolicyRecord
  readonly policy: PolicyId
  readonly witness: Witness
  readonly random: (below: number) => number
  /** Frames under way, oldest first. */
  readonly frames: Frame[] = []
  readonly #options: ScheduleOptions
  readonly #keys: readonly PublicKeyHex[]
  readonly #time = new VirtualTime()
  readonly #cut = new Set<string>()
  readonly #liars = new Map<
    number,
    { seq: number; head: string; said: { wire: Uint8Array; to: number[] }[] }
  >()
  #nonces = 0
  /** Writes are carried out and told at once. */
  calm = true
  /** Slots that a step may have written. */
  readonly slots = new Set<string>()
  readonly submitted: SporeId[] = []

  get now(): number {
    return this.#time.now
  }

  set now(now: number) {
    this.#time.now = now
  }

  private constructor(options: ScheduleOptions) {
    this.#options = options
    this.random = randomFrom(options.seed)
    const { n } = options
    const count = n + (options.replicas ?? 0) + (options.submitters ?? 0)
    this.#keys = Array.from({ length: count }, (_, i) => keyOf(i))
    this.record = testPolicy(this.#keys, options)
    this.policy = policyIdOf(this.record)
    this.witness = new Witness(this.record, n - (options.byzantine ?? 0))
  }

  static async create(options: ScheduleOptions): Promise<Schedule> {
    await loadHash()
    const made = new Schedule(options)
    for (const index of made.#keys.keys())
      if (made.isLiar(index)) made.#liars.set(index, { seq: 0, head: made.policy, said: [] })
    for (const index of made.#keys.keys()) if (!made.isLiar(index)) await made.boot(index, new MemoryDisk())
    made.connectAll()
    await made.settle()
    return made
  }

  isLiar(index: number): boolean {
    const { n, byzantine = 0 } = this.#options
    return index < n && index >= n - byzantine
  }

  get honest(): Node[] {
    return this.nodes.filter((node) => !this.isLiar(node.index))
  }

  /** Everything that can happen without the schedule's help happens. */
  async settle(): Promise<void> {
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setImmediate(resolve))
      if (!this.calm) continue
      for (const node of this.honest)
        while (node.up && node.writes.length > 0) await this.#advance(node, true)
    }
  }

  async boot(index: number, disk: MemoryDisk): Promise<Node> {
    const opened = openMemoryStore(disk)
    if (!opened.ok) throw new Error(opened.reason.sentence)
    const real = opened.value
    const writes: PendingWrite[] = []
    const queued = (write: () => Promise<void>): Promise<void> =>
      new Promise((resolve, reject) => {
        writes.push({ write, tell: resolve, fail: reject, written: false })
      })
    const store: Store = new Proxy(real, {
      get: (target, name: keyof Store) => {
        if (name === 'appendRound')
          return (round: number, bytes: Uint8Array) =>
            queued(async () => {
              await target.appendRound(round, bytes)
              this.witness.stored(index, bytes)
            })
        if (name === 'writeBack')
          return (write: Parameters<Store['writeBack']>[0]) => queued(() => target.writeBack(write))
        return target[name].bind(target)
      },
    })
    const key = this.#keys[index] as PublicKeyHex
    const alarms = this.nodes[index]?.alarms ?? []
    const engine = new Engine({
      store,
      clock: this.#time.clock(() => this.nodes[index]?.up === true),
      signing: fakeSigning(key, () => (++this.#nonces).toString(16).padStart(32, '0')),
      network: {
        send: (to, bytes) => this.#send(index, this.#keys.indexOf(to), bytes),
        publish: (_policy, bytes) => {
          for (const node of this.nodes)
            if (node && node.index >= this.#options.n) this.#send(index, node.index, bytes)
        },
      },
      listener: {
        onSpore: () => undefined,
        onChanged: () => undefined,
        onSilenced: () => void alarms.push('silenced'),
        onAlarm: (_policy, message) => void alarms.push(message),
        onStopped: (error) => {
          node.stopped = error
        },
      },
      ...(this.#options.writeBack ? { writeBack: this.#options.writeBack } : {}),
    })
    const node: Node = { index, key, disk, store, engine, writes, alarms, stopped: undefined, up: true }
    this.nodes[index] = node
    await engine.start([{ id: this.policy, record: this.record }])
    return node
  }

  async tickTo(now: number): Promise<void> {
    this.#time.set(now)
    await this.settle()
  }

  #send(from: number, to: number, bytes: Uint8Array): boolean {
    if (!this.isLiar(from)) this.witness.sees(from, bytes)
    if (to < 0 || this.isCut(from, to)) return false
    if (!this.isLiar(to) && this.nodes[to]?.up !== true) return false
    this.frames.push({ from, to, bytes })
    return true
  }

  async deliver(at = 0): Promise<void> {
    const [frame] = this.frames.splice(at, 1)
    if (!frame) return
    if (this.isLiar(frame.to)) this.#lie(frame.to, frame.bytes)
    else {
      const target = this.nodes[frame.to]
      const source = this.#keys[frame.from] as PublicKeyHex
      if (target?.up !== true || this.isCut(frame.from, frame.to)) return
      const message = decodeMessage(frame.bytes)
      if (message?.type === 'certificate') void target.engine.receiveCertificate(source, message)
      else target.engine.receive(source, frame.bytes)
    }
    await this.settle()
  }

  async deliverAll(): Promise<void> {
    for (let most = 200_000; this.frames.length > 0 && most > 0; most--) await this.deliver()
  }

  /** A byzantine endorser hears of spores and signs whatever the seed says about them. */
  #lie(index: number, wire: Uint8Array): void {
    const message = decodeMessage(wire)
    const liar = this.#liars.get(index)
    if (message?.type === 'want' && liar)
      for (const { wire: old, to } of liar.said)
        if (this.random(2) === 0) for (const each of to) this.#send(index, each, old)
    if (message?.type !== 'bundle' || !liar) return
    for (const { id } of message.bundle.spores) {
      const every: readonly Item[] = [
        { type: 'ENDORSE', spore: id, freed: [] },
        { type: 'REJECT', spore: id, why: 'LOCAL', ref: null },
        { type: 'ACCEPT', spore: id, ballot: 0, just: null },
      ]
      const branches = this.#options.forks === true && this.random(3) === 0 ? 2 : 1
      const before = { ...liar }
      for (let branch = 0; branch < branches; branch++) {
        const items = every.filter(() => this.random(3) > 0)
        if (items.length === 0) continue
        const said = this.batchOf(index, before.seq, before.head, items)
        const batch = encodeBatch(said, 'full')
        liar.seq = before.seq + 1
        liar.head = said.digest
        const to = this.honest.filter(() => this.random(2) === 0).map((node) => node.index)
        liar.said.push({ wire: batch, to })
        for (const each of to) this.#send(index, each, batch)
      }
    }
  }

  /** A batch with a valid signature, whatever it says. */
  batchOf(index: number, seq: number, previous: string, items: readonly Item[]): Batch {
    const of = { policy: this.policy, era: 0, endorser: index, incarnation: 0 }
    const header = { ...of, seq, previous, root: itemsRoot(items), count: items.length }
    const digest = headerDigest(header)
    const signature = fakeSignature(this.#keys[index] as PublicKeyHex, hexToBytes(digest))
    return { header, digest, signature, items }
  }

  /** A frame of anybody's arrives. */
  async receive(from: number, to: number, bytes: Uint8Array): Promise<void> {
    this.nodes[to]?.engine.receive(this.#keys[from] as PublicKeyHex, bytes)
    await this.settle()
  }

  isCut = (a: number, b: number): boolean => this.#cut.has(`${Math.min(a, b)}-${Math.max(a, b)}`)

  cut(a: number, b: number): void {
    this.#cut.add(`${Math.min(a, b)}-${Math.max(a, b)}`)
    this.#tell(a, b, false)
  }

  heal(a: number, b: number): void {
    this.#cut.delete(`${Math.min(a, b)}-${Math.max(a, b)}`)
    this.#tell(a, b, true)
  }

  #tell(a: number, b: number, up: boolean): void {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const node = this.nodes[one]
      const there = this.isLiar(other) || this.nodes[other]?.up === true
      if (node?.up === true && (there || !up)) node.engine.peer(this.#keys[other] as PublicKeyHex, up)
    }
  }

  connectAll(): void {
    this.#cut.clear()
    for (let a = 0; a < this.#keys.length; a++)
      for (let b = a + 1; b < this.#keys.length; b++) this.#tell(a, b, true)
  }

  /** One step of one write: it reaches the disk, or its writer is told. */
  async #advance(node: Node, both: boolean): Promise<void> {
    const write = node.writes[0]
    if (!write) return
    if (!write.written) {
      write.written = true
      try {
        await write.write()
      } catch (error) {
        node.writes.shift()
        write.fail(error)
        return
      }
      if (!both) return
    }
    node.writes.shift()
    write.tell()
    await new Promise((resolve) => setImmediate(resolve))
  }

  async advanceWrite(index: number): Promise<void> {
    const node = this.nodes[index]
    if (node?.up === true) await this.#advance(node, false)
    await this.settle()
  }

  /** The process is gone at this very point; the disk stays as it is. */
  crash(index: number): void {
    const node = this.nodes[index] as Node
    if (!node.up) return
    node.up = false
    for (const other of this.honest) if (other.up) other.engine.peer(node.key, false)
    node.engine.stop()
    node.store.close()
    // What it had handed to the network before is still under way; what it had not is lost.
  }

  async restart(index: number): Promise<Node> {
    const node = await this.boot(index, (this.nodes[index] as Node).disk.clone())
    for (const other of this.#keys.keys())
      if (other !== index && !this.isCut(index, other)) this.#tell(index, other, true)
    await this.settle()
    return node
  }

  async submit(
    index: number,
    operations: readonly Intended[],
    requirements: readonly IntendedRequirement[] = [],
    timeoutMs = 3_600_000,
  ): Promise<SporeId | undefined> {
    const node = this.nodes[index] as Node
    for (const { key, sub } of operations) {
      this.slots.add(key)
      if (sub?.type === 'string') this.slots.add(`${key}\u0001s${sub.text}`)
    }
    const deadline = this.now + timeoutMs
    const answer = node.engine.submit({ policy: this.policy, operations, requirements, deadline })
    await this.settle()
    if (!node.up) return undefined
    const result = await answer
    if (result.ok) this.submitted.push(result.value)
    return result.ok ? result.value : undefined
  }

  policyOf(index: number): PolicyState {
    const policy = this.nodes[index]?.engine.state.policies.get(this.policy)
    if (!policy) throw new Error(`node ${index} has no policy`)
    return policy
  }

  stageOf(index: number, id: SporeId): string {
    const policy = this.policyOf(index)
    return policy.decided.get(id)?.stage ?? policy.open.get(id)?.stage ?? 'unknown'
  }

  /** Faults end: everybody is up and connected, nothing is lost, and the clock goes on for a while. */
  async recoverAll(rounds = 40): Promise<void> {
    this.calm = true
    for (const { index, up } of this.honest) if (!up) await this.restart(index)
    this.connectAll()
    await this.settle()
    for (let i = 0; i < rounds; i++) {
      await this.deliverAll()
      await this.tickTo(this.now + 1_600)
    }
    await this.deliverAll()
  }

  contents(index: number): Promise<string> {
    const { store } = this.nodes[index] as Node
    return contentsOf(store, this.policyOf(index), [...this.slots].sort())
  }

  promises(index: number): string {
    return promisesOf(this.policyOf(index))
  }

  stop(): void {
    for (const node of this.honest) {
      if (!node.up) continue
      node.engine.stop()
      node.store.close()
    }
  }
}
