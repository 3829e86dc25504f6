// Nodes on links of a fixed delay, in virtual time: events happen in the order of their times, and between two of them
// everything that needs no time happens. The engine, the core and the memory store are the production ones; signatures are
// hashes. Equal seeds give equal runs.

import { loadHash } from '../../worker/core/codec/hash.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import type { Message } from '../../worker/core/model/message.ts'
import type { PolicyId, PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import type { PolicyState } from '../../worker/core/state.ts'
import { Engine } from '../../worker/host/engine.ts'
import type { Clock } from '../../worker/host/ports.ts'
import type { Write, WriteRequest } from '../../worker/host/write.ts'
import { MemoryDisk, openMemoryStore } from '../../worker/store/memory.ts'
import type { Store } from '../../worker/store/port.ts'
import { fakeSigning, keyOf } from './fakes.ts'
import { testPolicy, type TestPolicyOptions } from './test-policy.ts'

interface Event {
  readonly at: number
  readonly order: number
  readonly call: () => void
}

export interface WorldNode {
  readonly index: number
  readonly key: PublicKeyHex
  readonly disk: MemoryDisk
  readonly store: Store
  readonly engine: Engine
  up: boolean
  stopped: unknown
}

export interface WorldOptions extends TestPolicyOptions {
  readonly linkMs?: number
  readonly seed?: number
}

const START = 1_700_000_000_000

export class EventWorld {
  now = START
  readonly nodes: WorldNode[] = []
  readonly record: PolicyRecord
  readonly policy: PolicyId
  /** Of each kind, messages that have been sent. */
  readonly sent = new Map<string, number>()
  /** Every state that a write was told in, by its id. */
  readonly told = new Map<string, Write[]>()
  onWrite: (node: number, write: Write) => void = () => undefined
  /** Messages for which it says no are lost. */
  passes: (from: number, to: number, message: Message) => boolean = () => true
  readonly #options: WorldOptions
  readonly #keys: readonly PublicKeyHex[]
  /** A binary heap, earliest first. */
  readonly #events: Event[] = []
  #order = 0
  #nonces: number

  private constructor(options: WorldOptions) {
    this.#options = options
    this.#nonces = (options.seed ?? 1) * 1_000_000
    const count = options.n + (options.submitters ?? 0)
    this.#keys = Array.from({ length: count }, (_, i) => keyOf(i))
    this.record = testPolicy(this.#keys, options)
    this.policy = policyIdOf(this.record)
  }

  static async create(options: WorldOptions): Promise<EventWorld> {
    await loadHash()
    const world = new EventWorld(options)
    for (const index of world.#keys.keys()) await world.boot(index, new MemoryDisk())
    await world.run(10)
    return world
  }

  async boot(index: number, disk: MemoryDisk): Promise<void> {
    const opened = openMemoryStore(disk)
    if (!opened.ok) throw new Error(opened.reason.sentence)
    const key = this.#keys[index] as PublicKeyHex
    const engine: Engine = new Engine({
      store: opened.value,
      clock: this.#clock(() => node.up),
      signing: fakeSigning(key, () => (++this.#nonces).toString(16).padStart(32, '0')),
      network: {
        send: (to, bytes) => this.#send(index, this.#keys.indexOf(to), bytes),
        publish: () => undefined,
      },
      listener: {
        onSpore: () => undefined,
        onChanged: () => undefined,
        onSilenced: () => undefined,
        onAlarm: (_policy, message) => {
          throw new Error(message)
        },
        onStopped: (error) => {
          node.stopped = error
        },
        onWrite: (write) => {
          this.told.set(write.id, [...(this.told.get(write.id) ?? []), write])
          this.onWrite(index, write)
        },
      },
    })
    const node: WorldNode = { index, key, disk, store: opened.value, engine, up: true, stopped: undefined }
    this.nodes[index] = node
    await engine.start([{ id: this.policy, record: this.record }])
    for (const other of this.nodes)
      if (other.up && other !== node) {
        node.engine.peer(other.key, true)
        other.engine.peer(key, true)
      }
  }

  /** The process is gone; the disk stays. */
  crash(index: number): MemoryDisk {
    const node = this.node(index)
    node.up = false
    node.engine.stop()
    node.store.close()
    for (const other of this.nodes) if (other.up) other.engine.peer(node.key, false)
    return node.disk
  }

  node(index: number): WorldNode {
    const node = this.nodes[index]
    if (!node) throw new Error(`there is no node ${index}`)
    return node
  }

  policyOf(index: number): PolicyState {
    const policy = this.node(index).engine.state.policies.get(this.policy)
    if (!policy) throw new Error('the policy is not active')
    return policy
  }

  write(
    index: number,
    request: Omit<WriteRequest, 'policy' | 'requirements'> & Partial<WriteRequest>,
  ): Write {
    const begun = this.node(index).engine.writes.begin({ policy: this.policy, requirements: [], ...request })
    if (!begun.ok) throw new Error(begun.reason.message)
    return begun.value
  }

  writeOf(index: number, { id }: Pick<Write, 'id'>): Write {
    const write = this.node(index).engine.writes.get(id)
    if (!write) throw new Error('the write is forgotten')
    return write
  }

  /** So much virtual time passes. */
  async run(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds
    await quiet()
    for (let next = this.#events[0]; next && next.at <= end; next = this.#events[0]) {
      this.now = Math.max(this.now, next.at)
      // What happens at one time is concurrent.
      for (; next && next.at <= this.now; next = this.#events[0]) this.#take()?.call()
      await quiet()
    }
    this.now = end
  }

  #send(from: number, to: number, bytes: Uint8Array): boolean {
    const target = this.nodes[to]
    const message = decodeMessage(bytes)
    if (target?.up !== true || !message) return false
    this.sent.set(message.type, (this.sent.get(message.type) ?? 0) + 1)
    if (!this.passes(from, to, message)) return true
    this.at(this.now + (this.#options.linkMs ?? 1), () => {
      if (target.up) target.engine.receive(this.#keys[from] as PublicKeyHex, bytes)
    })
    return true
  }

  #clock(isUp: () => boolean): Clock {
    return {
      now: () => this.now,
      at: (time, callback) => {
        let live = true
        this.at(time, () => {
          if (live && isUp()) callback()
        })
        return () => {
          live = false
        }
      },
    }
  }

  at(time: number, call: () => void): void {
    const heap = this.#events
    let i = heap.push({ at: Math.max(time, this.now), order: ++this.#order, call }) - 1
    while (i > 0) {
      const above = (i - 1) >> 1
      if (!this.#isBefore(i, above)) break
      this.#swap(i, above)
      i = above
    }
  }

  #take(): Event | undefined {
    const heap = this.#events
    const first = heap[0]
    const last = heap.pop()
    if (heap.length === 0 || !last) return first
    heap[0] = last
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2]
      let least = i
      if (left < heap.length && this.#isBefore(left, least)) least = left
      if (right < heap.length && this.#isBefore(right, least)) least = right
      if (least === i) return first
      this.#swap(i, least)
      i = least
    }
  }

  #isBefore(i: number, j: number): boolean {
    const [a, b] = [this.#events[i] as Event, this.#events[j] as Event]
    return a.at < b.at || (a.at === b.at && a.order < b.order)
  }

  #swap(i: number, j: number): void {
    const events = this.#events
    const held = events[i] as Event
    events[i] = events[j] as Event
    events[j] = held
  }
}

/** Everything that needs no time has happened: the engines work in microtasks, and hand over few times. */
async function quiet(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
}
