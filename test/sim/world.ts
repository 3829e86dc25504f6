// A simulated mycelium: production core and host on virtual devices, links and time, all from one seed. It carries things
// out and reports each as an event; what happens is the plan's, the faults' and the adversary's to say.

import { loadHash } from '../../worker/core/codec/hash.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import type { Batch } from '../../worker/core/model/batch.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../../worker/core/model/ids.ts'
import type { Message } from '../../worker/core/model/message.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import type { Bundle, Spore } from '../../worker/core/model/spore.ts'
import type { CoreState } from '../../worker/core/state.ts'
import { decode } from '../../worker/core/codec/cbor.ts'
import { loggedBatch } from '../../worker/core/codec/batch-codec.ts'
import { slotsOfSpore } from '../../worker/core/handle/entry.ts'
import type { WriteBackLimits } from '../../worker/host/write-back.ts'
import { keyOf } from '../host/fakes.ts'
import { testPolicy } from '../host/test-policy.ts'
import { EventQueue, type Planned } from './event-queue.ts'
import { type SimEvent, Violation, type WorldView } from './events.ts'
import { Network, type Weather } from './network.ts'
import type { DevicePlan } from './plan.ts'
import { type Random, streamOf } from './random.ts'
import { simSigning } from './signing.ts'
import { SimNode } from './sim-node.ts'

export const START = 1_700_000_000_000

export interface WorldOptions {
  readonly seed: number
  readonly n: number
  readonly f: number
  readonly quorum?: number
  readonly fast?: boolean
  readonly replicas: number
  readonly submitters: number
  /** Keys of clients that the world plays, listed as submitters too. */
  readonly rogues: number
  readonly maxTimeoutMs: number
  readonly weather: Weather
  readonly devices: readonly DevicePlan[]
  /** Endorsers that are played by the world, and count against f. */
  readonly liars: ReadonlySet<number>
  readonly writeBack?: WriteBackLimits
  /** What falls into one grain of time happens at its end, together, as where a busy page gets to its tasks late. */
  readonly grainMs?: number
}

export class World implements WorldView {
  readonly seed: number
  readonly n: number
  readonly f: number
  readonly record: PolicyRecord
  readonly policy: PolicyId
  readonly keys: readonly PublicKeyHex[]
  /** Endorsers that count against f by now. */
  readonly byzantine: Set<number>
  readonly liars: ReadonlySet<number>
  /** By index; undefined where the world itself plays. */
  readonly nodes: (SimNode | undefined)[] = []
  readonly network: Network
  readonly random: Random
  now = START
  violation: Violation | undefined
  readonly #queue = new EventQueue()
  readonly #indices: ReadonlyMap<PublicKeyHex, number>
  readonly #listeners: ((event: SimEvent) => void)[] = []
  readonly #members: number
  readonly #grainMs: number
  /** Whatever a spore touched. */
  readonly slots = new Set<string>()
  readonly #noted = new Set<SporeId>()
  readonly #byArray = new WeakMap<Uint8Array, Message | false>()
  readonly #undos = new Set<() => void>()
  isHealed = false
  readonly #submitted = new Set<SporeId>()
  readonly #decoded = new Map<string, Message | undefined>()
  /** Frames to devices that the world plays. */
  onFrame: (from: number, to: number, bytes: Uint8Array) => void = () => undefined
  steps = 0

  private constructor(options: WorldOptions) {
    const { seed, n, f, replicas, submitters, rogues } = options
    this.seed = seed
    this.n = n
    this.f = f
    this.byzantine = new Set(options.liars)
    this.liars = options.liars
    this.#members = n + submitters
    this.#grainMs = options.grainMs ?? 1
    const count = n + submitters + replicas + rogues
    const keys = Array.from({ length: count }, (_, i) => keyOf(i))
    this.keys = keys
    // Rogue clients stand behind the replicas, but are listed.
    const listed = [...keys.slice(0, n + submitters), ...keys.slice(count - rogues)]
    this.record = testPolicy(listed, {
      n,
      f,
      submitters: submitters + rogues,
      maxTimeoutMs: options.maxTimeoutMs,
      ...(options.quorum === undefined ? {} : { quorum: options.quorum }),
      ...(options.fast === undefined ? {} : { fast: options.fast }),
    })
    this.policy = policyIdOf(this.record)
    this.random = streamOf(seed, 'world')
    this.#indices = new Map(keys.map((key, i) => [key, i]))
    this.network = new Network(
      {
        queue: this.#queue,
        now: () => this.now,
        isUp: (index) => this.isUp(index),
        arrive: (from, to, bytes) => this.#arrive(from, to, bytes),
        peer: (at, other, up) => {
          const node = this.nodes[at]
          if (node?.isUp === true) node.engine.peer(this.keys[other] as PublicKeyHex, up)
        },
      },
      count,
      options.weather,
      seed,
    )
    let nonces = 0
    const nonce = (): string => (++nonces).toString(16).padStart(32, '0')
    const played = (index: number): boolean => this.liars.has(index) || index >= count - rogues
    for (const [index, key] of keys.entries()) {
      const device = options.devices[index] ?? { offsetMs: 0, rate: 1, syncMs: 0 }
      this.nodes.push(
        played(index)
          ? undefined
          : new SimNode(this, index, key, simSigning(key, nonce), device, options.writeBack),
      )
    }
  }

  static async create(options: WorldOptions): Promise<World> {
    await loadHash()
    return new World(options)
  }

  async start(): Promise<void> {
    for (const node of this.nodes) node?.boot()
    await this.settle()
    this.network.connectAll()
    await this.settle()
  }

  get honest(): { readonly index: number; readonly state: CoreState }[] {
    return this.running.filter(({ index }) => !this.byzantine.has(index))
  }

  get running(): SimNode[] {
    return this.nodes.filter((node): node is SimNode => node?.isReady === true)
  }

  isUp(index: number): boolean {
    const node = this.nodes[index]
    return node === undefined || node.isUp
  }

  indexOf(key: PublicKeyHex): number {
    return this.#indices.get(key) ?? -1
  }

  on(listener: (event: SimEvent) => void): void {
    this.#listeners.push(listener)
  }

  /** The first violation ends the run; it must not disturb the engine under whose feet it was found. */
  emit(event: SimEvent): void {
    if (this.violation) return
    try {
      for (const listener of this.#listeners) listener(event)
    } catch (error) {
      this.violation =
        error instanceof Violation
          ? error
          : new Violation('checker', error instanceof Error ? (error.stack ?? error.message) : String(error))
    }
  }

  fails(invariant: string, message: string): void {
    this.violation ??= new Violation(invariant, message)
  }

  plan(at: number, run: () => void): Planned {
    return this.#queue.add(Math.max(Math.round(at), this.now), run)
  }

  /** How a fault ends: after that time, or when all faults end. */
  later(ms: number, undo: () => void): void {
    this.#undos.add(undo)
    this.plan(this.now + ms, () => {
      if (this.#undos.delete(undo)) undo()
    })
  }

  /** All faults end now, and no other begins. */
  heal(): void {
    this.isHealed = true
    for (const undo of this.#undos) undo()
    this.#undos.clear()
    for (const node of this.nodes) node?.recover()
    this.network.heal()
    for (const node of this.nodes) if (node && !node.isUp) this.restart(node)
    this.plan(this.now + 2, () => this.network.connectAll())
  }

  /** For a device: put off while it is frozen. */
  planFor(node: SimNode, at: number, run: () => void): Planned {
    const planned: Planned = this.plan(at, () => {
      if (node.frozenUntil > this.now) this.planFor(node, node.frozenUntil, () => planned.run?.())
      else run()
    })
    return planned
  }

  send(from: number, to: number, bytes: Uint8Array): boolean {
    if (to < 0) return false
    this.emit(new Sent(this, from, to, bytes))
    return this.network.send(from, to, bytes)
  }

  /** Gossip reaches replicas; members ignore it. */
  publish(from: number, bytes: Uint8Array): void {
    for (const node of this.nodes) if (node && node.index >= this.#members) this.send(from, node.index, bytes)
  }

  #arrive(from: number, to: number, bytes: Uint8Array): void {
    const node = this.nodes[to]
    if (!node) return this.onFrame(from, to, bytes)
    if (node.frozenUntil > this.now)
      return void this.plan(node.frozenUntil, () => this.#arrive(from, to, bytes))
    node.receive(from, bytes)
  }

  stored(index: number, round: Uint8Array): void {
    const bundles: Bundle[] = []
    const batches: Batch[] = []
    const rows = decode(round) as readonly (readonly [number, unknown])[]
    for (const [kind, bytes] of rows) {
      if (!(bytes instanceof Uint8Array) || kind > 1) continue
      const message = this.decoded(bytes)
      if (message?.type === 'bundle') {
        bundles.push(message.bundle)
        for (const spore of message.bundle.spores) this.#noteSlots(spore)
      }
      const batch = message?.type === 'batch' ? loggedBatch(message.batch) : undefined
      if (batch) batches.push(batch)
    }
    // Whom nobody believes any more may be the only one that a rogue client showed it to.
    const isFaulty = this.byzantine.has(index)
    for (const bundle of bundles)
      if (isFaulty || bundle.emitter === this.keys[index])
        for (const spore of bundle.spores) this.submitted(index, spore)
    if (!isFaulty) this.emit({ type: 'stored', at: this.now, node: index, bundles, batches })
    else
      for (const batch of batches)
        if (batch.header.endorser === index)
          this.emit({ type: 'signed', at: this.now, endorser: index, batch })
  }

  #noteSlots(spore: Spore): void {
    if (this.#noted.has(spore.id)) return
    this.#noted.add(spore.id)
    for (const slot of slotsOfSpore(spore)) this.slots.add(slot)
  }

  /** A spore exists from the moment its bundle is durable where it was built. */
  submitted(node: number, spore: Spore): void {
    if (this.#submitted.has(spore.id)) return
    this.#submitted.add(spore.id)
    this.emit({ type: 'submitted', at: this.now, node, spore })
  }

  exists(id: SporeId): boolean {
    return this.#submitted.has(id)
  }

  /** Each wire is decoded once, whoever asks. */
  decoded(bytes: Uint8Array): Message | undefined {
    const before = this.#byArray.get(bytes)
    if (before !== undefined) return before || undefined
    const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    let message = this.#decoded.get(name)
    if (!this.#decoded.has(name)) {
      message = decodeMessage(bytes)
      if (this.#decoded.size > 20_000) this.#decoded.clear()
      this.#decoded.set(name, message)
    }
    this.#byArray.set(bytes, message ?? false)
    return message
  }

  /** A device's process ended: its peers notice. */
  down(index: number): void {
    this.network.closeAllOf(index)
  }

  restart(node: SimNode): void {
    if (node.isUp) return
    node.boot()
    const life = node.lives
    // Its connections come back when it has replayed its log.
    this.plan(this.now + 1, () => {
      if (!node.isUp || node.lives !== life) return
      this.emit({ type: 'restarted', at: this.now, node: node.index })
      node.reportAll()
      this.connectNode(node.index)
    })
  }

  connectNode(index: number): void {
    for (let other = 0; other < this.keys.length; other++) this.network.connect(index, other)
  }

  /** Everything that no later moment is needed for has happened: signatures and reads stay in microtasks. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }

  /** Goes on until that time, or until nothing more is planned. */
  async runUntil(time: number, isDone: () => boolean = () => false): Promise<void> {
    await this.settle()
    while (!this.violation && this.#queue.nextAt <= time && !isDone()) {
      this.now = Math.max(this.now, Math.ceil(this.#queue.nextAt / this.#grainMs) * this.#grainMs)
      // All of one instant is begun before any of it is finished, as on devices that do not wait for each other.
      while (this.#queue.nextAt <= this.now) this.#queue.pop()?.run?.()
      this.steps++
      await this.settle()
    }
    if (!this.violation && !isDone()) this.now = Math.max(this.now, Math.min(time, this.#queue.nextAt))
  }

  end(): void {
    for (const node of this.nodes) node?.end()
  }
}

/** Decoded only when somebody looks. */
class Sent {
  readonly type = 'sent'
  readonly at: number
  readonly from: number
  readonly to: number
  readonly #world: World
  readonly #bytes: Uint8Array

  constructor(world: World, from: number, to: number, bytes: Uint8Array) {
    this.at = world.now
    this.from = from
    this.to = to
    this.#world = world
    this.#bytes = bytes
  }

  get message(): Message | undefined {
    return this.#world.decoded(this.#bytes)
  }
}
