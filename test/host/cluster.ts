// Nodes in one process over an in-memory network: the production engine and core, real signatures, real encoding, the
// memory store. No state is shared. Links can be cut; delivery is asynchronous and in order per link.

import { loadHash } from '../../worker/core/codec/hash.ts'
import { bytesToHex, hexToBytes } from '../../worker/core/codec/hex.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../../worker/core/model/ids.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import { parseDecimal } from '../../worker/core/model/number.ts'
import type { Intended } from '../../worker/core/input.ts'
import { recordAt } from '../../worker/core/rules/version.ts'
import { createSigner, type OpenSigner } from '../../worker/crypto/signer.ts'
import { createVerifier, type Verifier } from '../../worker/crypto/verifier.ts'
import { Engine } from '../../worker/host/engine.ts'
import type { Clock } from '../../worker/host/ports.ts'
import { loadSlots } from '../../worker/host/pages.ts'
import { MemoryDisk, openMemoryStore } from '../../worker/store/memory.ts'
import type { Store } from '../../worker/store/port.ts'
import { testPolicy } from './test-policy.ts'

export interface TestNode {
  readonly index: number
  readonly key: PublicKeyHex
  engine: Engine
  disk: MemoryDisk
  store: Store
  up: boolean
  readonly alarms: string[]
  stopped: unknown
  changed: number
}

/** Real time: benchmarks and tests that only wait for events. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at: (time, callback) => {
    const timer = setTimeout(callback, Math.max(0, time - Date.now()))
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
}

export interface ClusterOptions {
  readonly n: number
  readonly f: number
  readonly quorum?: number
  /** More nodes than endorsers: these are replicas, or submitters when named. */
  readonly replicas?: number
  readonly submitters?: number
  readonly clock?: Clock
}

export class Cluster {
  readonly nodes: TestNode[] = []
  readonly policy: PolicyId
  readonly record: PolicyRecord
  readonly clock: Clock
  readonly #signers: readonly OpenSigner[]
  readonly #verifier: Verifier
  readonly #cut = new Set<string>()
  #nonces = 0
  readonly #waiters = new Set<() => void>()
  /** Every frame that left a node, for checking what peers received. */
  readonly sent: { readonly from: number; readonly to: number; readonly frame: Uint8Array }[] = []
  keepSent = false

  private constructor(signers: readonly OpenSigner[], verifier: Verifier, options: ClusterOptions) {
    this.#signers = signers
    this.#verifier = verifier
    this.clock = options.clock ?? systemClock
    const keys = signers.map(({ publicKey }) => bytesToHex(publicKey) as PublicKeyHex)
    this.record = testPolicy(keys, options)
    this.policy = policyIdOf(this.record)
  }

  static async create(options: ClusterOptions): Promise<Cluster> {
    await loadHash()
    const count = options.n + (options.replicas ?? 0) + (options.submitters ?? 0)
    const signers: OpenSigner[] = []
    for (let i = 0; i < count; i++) {
      const seed = new Uint8Array(32)
      seed[0] = i + 1
      signers.push(await createSigner(seed))
    }
    const cluster = new Cluster(signers, await createVerifier(), options)
    for (let i = 0; i < count; i++) await cluster.#boot(i, new MemoryDisk())
    cluster.connectAll()
    return cluster
  }

  async #boot(index: number, disk: MemoryDisk): Promise<void> {
    const signer = this.#signers[index] as OpenSigner
    const key = bytesToHex(signer.publicKey) as PublicKeyHex
    const opened = openMemoryStore(disk)
    if (!opened.ok) throw new Error(opened.reason.sentence)
    const store = opened.value
    const alarms: string[] = this.nodes[index]?.alarms ?? []
    const node: TestNode = {
      index,
      key,
      disk,
      store,
      up: true,
      alarms,
      stopped: undefined,
      changed: 0,
    } as unknown as TestNode
    node.engine = new Engine({
      store,
      clock: this.clock,
      signing: {
        publicKey: key,
        sign: (digest) => signer.sign(digest),
        verify: (by, digest, signature) => this.#verifier.verify(hexToBytes(by), digest, signature),
        nonce: () => (++this.#nonces).toString(16).padStart(32, '0'),
      },
      network: {
        send: (to, frame) => this.#send(index, to, frame),
        publish: (_policy, certificate) => {
          this.#publish(index, certificate)
        },
      },
      listener: {
        onSpore: () => {
          this.#wakeWaiters()
        },
        onChanged: () => {
          node.changed++
          this.#wakeWaiters()
        },
        onSilenced: () => void alarms.push('silenced'),
        onAlarm: (_policy, message) => void alarms.push(message),
        onStopped: (error) => {
          node.stopped = error
          this.#wakeWaiters()
        },
      },
    })
    this.nodes[index] = node
    await node.engine.start([{ id: this.policy, record: this.record }])
  }

  #deliver(from: number, to: number, frame: Uint8Array): void {
    setImmediate(() => {
      const [source, target] = [this.nodes[from], this.nodes[to]]
      if (source && target?.up && !this.isCut(from, to)) target.engine.receive(source.key, frame)
    })
  }

  #send(from: number, to: PublicKeyHex, frame: Uint8Array): boolean {
    const target = this.nodes.findIndex(({ key }) => key === to)
    if (target < 0 || this.isCut(from, target) || this.nodes[target]?.up !== true) return false
    if (this.keepSent) this.sent.push({ from, to: target, frame })
    this.#deliver(from, target, frame)
    return true
  }

  /** Gossip to whoever is no member of the policy. */
  #publish(from: number, certificate: Uint8Array): void {
    for (const node of this.nodes) {
      if (!node.up || this.isCut(from, node.index) || this.isMember(node.key)) continue
      const message = decodeMessage(certificate)
      const source = this.nodes[from]
      if (message && source) void node.engine.receiveCertificate(source.key, message)
    }
  }

  isMember(key: PublicKeyHex): boolean {
    return [...this.record.endorsers, ...this.record.submitters].some((each) => each.key === key)
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
    const [left, right] = [this.nodes[a], this.nodes[b]]
    if (!left?.up || !right?.up) return
    left.engine.peer(right.key, up)
    right.engine.peer(left.key, up)
  }

  connectAll(): void {
    for (let a = 0; a < this.nodes.length; a++)
      for (let b = a + 1; b < this.nodes.length; b++) this.#tell(a, b, true)
  }

  /** The process is gone; the disk stays as it is. */
  crash(index: number): void {
    const node = this.nodes[index] as TestNode
    for (const other of this.nodes) if (other !== node && other.up) other.engine.peer(node.key, false)
    node.up = false
    node.engine.stop()
    node.store.close()
  }

  async restart(index: number, disk = (this.nodes[index] as TestNode).disk): Promise<void> {
    await this.#boot(index, disk)
    for (const other of this.nodes)
      if (other.index !== index && !this.isCut(index, other.index)) this.#tell(index, other.index, true)
  }

  submit(node: number, operations: readonly Intended[], timeoutMs = 600_000): ReturnType<Engine['submit']> {
    const { engine } = this.nodes[node] as TestNode
    return engine.submit({
      policy: this.policy,
      operations,
      requirements: [],
      deadline: this.clock.now() + timeoutMs,
    })
  }

  stageOf(node: number, id: SporeId): string {
    const policy = this.nodes[node]?.engine.state.policies.get(this.policy)
    return policy?.decided.get(id)?.stage ?? policy?.open.get(id)?.stage ?? 'unknown'
  }

  /** The value and version of a slot, as text that is equal on nodes that agree. */
  async read(node: number, slot: string): Promise<string> {
    const { engine, store } = this.nodes[node] as TestNode
    const policy = engine.state.policies.get(this.policy)
    if (!policy) return 'no policy'
    await loadSlots(store, policy, [slot])
    const { value, x, cs, w } = recordAt(policy.records, slot)
    const shown = JSON.stringify(value, (_key, each: unknown) =>
      typeof each === 'bigint' ? each.toString() : each,
    )
    return `${shown ?? 'nothing'} x=${x} c=${cs.length} w=${w} ${cs.toArray().sort().join()}`
  }

  #wakeWaiters(): void {
    for (const waiter of [...this.#waiters]) waiter()
  }

  /** Resolves when the condition holds; checked whenever any node reports a change. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return
        this.#waiters.delete(check)
        resolve()
      }
      this.#waiters.add(check)
      check()
    })
  }

  /** Resolves at the next report of any node. */
  nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiters.delete(wake)
        resolve()
      }
      this.#waiters.add(wake)
    })
  }

  stop(): void {
    for (const node of this.nodes) {
      if (!node.up) continue
      node.engine.stop()
      node.store.close()
    }
  }
}

export const set = (key: string, text: string): Intended => ({
  op: 'SET',
  key,
  sub: null,
  argument: { type: 'string', text },
})
export const add = (key: string, number: string): Intended => {
  const parsed = parseDecimal(number)
  if (!parsed) throw new Error(`not a number: ${number}`)
  return { op: 'ADD', key, sub: null, argument: { type: 'number', number: parsed } }
}
export const sadd = (key: string, text: string): Intended => ({
  op: 'SADD',
  key,
  sub: { type: 'string', text },
  argument: null,
})
export const srem = (key: string, text: string): Intended => ({
  op: 'SREM',
  key,
  sub: { type: 'string', text },
  argument: null,
})
