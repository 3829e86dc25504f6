// A few nodes' joining parts in one process: a clock that only the test moves, a network whose links the test cuts, and
// disks that outlive a restart. Keys and signatures are real.

import { loadHash } from '../../worker/core/codec/hash.ts'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { PolicyDraft } from '../../worker/core/model/policy.ts'
import type { Result } from '../../worker/core/model/result.ts'
import { createSigner, type OpenSigner } from '../../worker/crypto/signer.ts'
import { createVerifier, type Verifier } from '../../worker/crypto/verifier.ts'
import { Joining } from '../../worker/joining/joining.ts'
import { MemoryDisk, openMemoryStore } from '../../worker/store/memory.ts'
import { RequestError } from '../../worker/network/port.ts'

export const RELAY = 'https://relay.example'
const START = Date.UTC(2026, 10, 21)

export interface Sent {
  readonly from: string
  readonly to: string
  readonly protocol: string
  readonly body: Uint8Array
  readonly relays: readonly string[]
}

export class World {
  now = START
  readonly sent: Sent[] = []
  /** What happens to a request: delivered, lost on the way there, or its answer lost on the way back. */
  fate: (request: Sent) => 'deliver' | 'lose-request' | 'lose-answer' | 'offline' = () => 'deliver'
  readonly #verifier: Verifier
  readonly #nodes = new Map<PublicKeyHex, Node>()

  private constructor(verifier: Verifier) {
    this.#verifier = verifier
  }

  static async create(): Promise<World> {
    await loadHash()
    return new World(await createVerifier())
  }

  async node(name: string): Promise<Node> {
    const index = this.#nodes.size + 1
    const signer = await createSigner(new Uint8Array(32).fill(index))
    const node = new Node(this, name, signer, this.#verifier)
    this.#nodes.set(node.key, node)
    await node.start()
    return node
  }

  async deliver(request: Sent, to: PublicKeyHex, from: PublicKeyHex): Promise<Uint8Array> {
    this.sent.push(request)
    const fate = this.fate(request)
    if (fate === 'offline') throw new RequestError('stopped', 'this node is offline')
    const target = this.#nodes.get(to)
    if (fate === 'lose-request' || target?.isUp !== true) throw new RequestError('unreachable', 'cut')
    const answer = await target.joining.handleRequest(from, request.protocol, Uint8Array.from(request.body))
    if (fate === 'lose-answer') throw new RequestError('timeout', 'the answer was lost')
    return answer
  }

  nameOf(key: PublicKeyHex): string {
    return this.#nodes.get(key)?.name ?? 'nobody'
  }

  /** Until nobody asks anybody anything more at this time. */
  async settle(): Promise<void> {
    for (let before = -1; before !== this.sent.length;) {
      before = this.sent.length
      for (const node of this.#nodes.values()) if (node.isUp) await node.joining.idle()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Moves the clock and lets everybody retry what is due. */
  async pass(ms: number): Promise<void> {
    this.now += ms
    for (const node of this.#nodes.values()) if (node.isUp) await node.joining.tick()
    await this.settle()
  }

  sentOf(protocol: string): readonly Sent[] {
    return this.sent.filter((each) => each.protocol === protocol)
  }
}

export class Node {
  readonly key: PublicKeyHex
  readonly name: string
  readonly reachable = new Set<PublicKeyHex>()
  readonly topics: string[] = []
  relays: readonly string[] = [RELAY]
  disk = new MemoryDisk()
  isUp = false
  readonly #world: World
  readonly #signer: OpenSigner
  readonly #verifier: Verifier
  #joining: Joining | undefined
  #drawn = 0

  constructor(world: World, name: string, signer: OpenSigner, verifier: Verifier) {
    this.#world = world
    this.name = name
    this.#signer = signer
    this.#verifier = verifier
    this.key = bytesToHex(signer.publicKey) as PublicKeyHex
  }

  get joining(): Joining {
    if (this.#joining === undefined) throw new Error(`${this.name} was never started`)
    return this.#joining
  }

  async start(): Promise<void> {
    const store = openMemoryStore(this.disk)
    if (!store.ok) throw new Error('no store')
    this.#joining = await Joining.open({
      store: store.value,
      transport: {
        request: (to, relays, protocol, body) =>
          this.#world.deliver(
            { from: this.name, to: this.#world.nameOf(to), protocol, body, relays },
            to,
            this.key,
          ),
      },
      signer: this.#signer,
      verifier: this.#verifier,
      liveness: {
        silencedBecause: () => undefined,
        isReachable: (key) => this.reachable.has(key),
        keyCount: () => undefined,
      },
      selfName: () => this.name,
      selfRelays: () => this.relays,
      now: () => this.#world.now,
      random: (bytes) => this.#random(bytes),
    })
    this.#joining.onChange((topic) => this.topics.push(topic))
    this.isUp = true
  }

  /** The app is closed: what is on disk stays. */
  async stop(): Promise<void> {
    this.isUp = false
    await this.joining.close()
  }

  /** Killed: nothing of the running part gets to say goodbye, and the disk is as it was at this moment. */
  async crash(): Promise<void> {
    const left = this.disk.clone()
    await this.stop()
    this.disk = left
  }

  async restart(): Promise<void> {
    if (this.isUp) await this.stop()
    await this.start()
  }

  async invite(ttlMs = 3_600_000): Promise<string> {
    const created = must(await this.joining.createInvite(ttlMs))
    return `https://spore.example/#${created.fragment}`
  }

  /** Different from node to node and from call to call, equal from run to run. */
  #random(length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    this.#drawn++
    for (let i = 0; i < length; i++)
      bytes[i] = (this.#drawn * 131 + i * 29 + this.key.charCodeAt(i % 64)) & 255
    return bytes
  }
}

/** Both confirm, and both have heard of it. */
export async function meet(world: World, inviter: Node, guest: Node): Promise<void> {
  must(await guest.joining.acceptInvite(await inviter.invite()))
  await world.settle()
  const meeting = inviter.joining
    .meetings()
    .find((each) => each.key === guest.key && each.state === 'waiting-for-me')
  if (meeting === undefined) throw new Error('the guest did not arrive')
  must(await inviter.joining.answerMeeting(meeting.id, true))
  await world.settle()
}

export function must<Value>(result: Result<Value, unknown>): Value {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.reason)}`)
  return result.value
}

export const draftOf = (nodes: readonly Node[], f = 1): PolicyDraft => ({
  name: 'Orchard',
  comment: '',
  endorsers: nodes.map(({ key, name }) => ({ key, name })),
  f,
  submitters: [],
})
