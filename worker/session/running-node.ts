// The whole node of an unlocked identity: engine, joining and network, wired to each other and to the page's events.
// Built on unlock, taken down on lock; whatever it owes is in the store.

import { bytesToHex, hexToBytes } from '../core/codec/hex.ts'
import { decodeMessage } from '../core/codec/message-codec.ts'
import { silencedBecause } from '../core/handle/evidence.ts'
import { knownEntry } from '../core/known-entry.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../core/model/ids.ts'
import type { SporeEntry } from '../core/state.ts'
import { libp2pPrivateKey } from '../crypto/libp2p-key.ts'
import type { Signer } from '../crypto/signer.ts'
import type { Verifier } from '../crypto/verifier.ts'
import { shortFingerprint } from '../crypto/fingerprint.ts'
import { Archive } from '../host/archive.ts'
import { Engine } from '../host/engine.ts'
import { Feed } from '../host/feed.ts'
import type { Clock } from '../host/ports.ts'
import { Prover } from '../host/prover.ts'
import { Joining } from '../joining/joining.ts'
import type { Transport } from '../network/port.ts'
import type { EngineEvent, ReachView, SporeView } from '../rpc/contract.ts'
import { BulkCalls } from '../rpc/bulk-calls.ts'
import { DataCalls } from '../rpc/data-calls.ts'
import { EvidenceCalls } from '../rpc/evidence-calls.ts'
import { FeedCalls } from '../rpc/feed-calls.ts'
import { LevelCalls } from '../rpc/level-calls.ts'
import { ExplainCalls } from '../rpc/explain-calls.ts'
import { ProofCalls } from '../rpc/proof-calls.ts'
import { reachView } from '../rpc/reach-view.ts'
import { SporeCalls } from '../rpc/spore-calls.ts'
import { sporeView } from '../rpc/spore-view.ts'
import { WriteCalls } from '../rpc/write-calls.ts'
import { writeView } from '../rpc/write-view.ts'
import type { Store } from '../store/port.ts'
import { MAX_CHANGED_KEYS, MAX_LISTED_OPERATIONS } from '../rpc/limits.ts'
import { NetworkSwitch, topicOf } from './network-switch.ts'
import type { Settings } from './settings.ts'

export interface NodeOptions {
  readonly store: Store
  readonly signer: Signer
  readonly verifier: Verifier
  readonly clock: Clock
  readonly settings: () => Settings
  readonly selfName: () => string
  /** Builds the transport; called again each time the user goes online. */
  readonly createTransport: (key: ReturnType<typeof libp2pPrivateKey>) => Promise<Transport>
  readonly emit: (event: EngineEvent) => void
}

const HOUSEKEEPING_MS = 1_000

const nonce = (): string => bytesToHex(crypto.getRandomValues(new Uint8Array(16)))

export class RunningNode {
  readonly engine: Engine
  readonly joining: Joining
  readonly network: NetworkSwitch
  readonly data: DataCalls
  readonly levels: LevelCalls
  readonly feed: FeedCalls
  readonly writing: WriteCalls
  readonly evidence: EvidenceCalls
  readonly explaining: ExplainCalls
  readonly proofs: ProofCalls
  readonly bulk: BulkCalls
  readonly sporeCalls: SporeCalls
  readonly #options: NodeOptions
  readonly #self: PublicKeyHex
  readonly #timer: ReturnType<typeof setInterval>
  /** Peers that the engine was told are up. It learns in its own time, so its own state is no measure of that. */
  readonly #up = new Set<PublicKeyHex>()

  static async start(options: NodeOptions): Promise<RunningNode> {
    const { store, signer, verifier, settings, selfName } = options
    const network = new NetworkSwitch(
      () => options.createTransport(libp2pPrivateKey(signer)),
      {
        onFrame: (from, frame) => {
          node.engine.receive(from, frame)
        },
        onPeer: ({ key, state }) => {
          node.#onPeer(key, state === 'direct')
        },
        onRequest: (from, protocol, body) => node.joining.handleRequest(from, protocol, body),
        onGossip: (topic, from, data) => node.#onGossip(topic, from, data),
      },
      () => {
        node.#tellNetwork()
      },
      () => {
        node.joining.onOnline()
      },
    )
    const joining = await Joining.open({
      store,
      transport: network,
      signer,
      verifier,
      liveness: {
        isReachable: (key) => network.isDirect(key),
        keyCount: () => undefined,
        silencedBecause: (id) => {
          const policy = node.engine.state.policies.get(id)
          return policy && silencedBecause(policy)
        },
      },
      selfName,
      selfRelays: () => settings().relays,
      now: () => Date.now(),
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    })
    const node: RunningNode = new RunningNode(options, network, joining)
    try {
      await node.engine.start(joining.activePolicies())
      await node.bulk.open()
      node.#followJoining()
      await node.applySettings()
      return node
    } catch (error) {
      await node.stop()
      throw error
    }
  }

  private constructor(options: NodeOptions, network: NetworkSwitch, joining: Joining) {
    const { store, signer, verifier, clock, emit } = options
    this.#options = options
    this.#self = bytesToHex(signer.publicKey) as PublicKeyHex
    this.network = network
    this.joining = joining
    this.engine = new Engine({
      store,
      clock,
      network,
      signing: {
        publicKey: this.#self,
        sign: (digest) => signer.sign(digest),
        verify: (key, digest, signature) => verifier.verify(hexToBytes(key), digest, signature),
        nonce,
      },
      listener: {
        onSpore: (policy, id) => {
          const spore = this.spore(policy, id, MAX_LISTED_OPERATIONS)
          if (spore) emit({ type: 'spore', spore })
        },
        onWrite: (write) => {
          emit({ type: 'write', write: writeView(write) })
        },
        onChanged: (policy, keys) => {
          emit({
            type: 'changed',
            policy,
            keys: keys.slice(0, MAX_CHANGED_KEYS),
            more: keys.length > MAX_CHANGED_KEYS,
          })
        },
        onFeed: (policy) => {
          this.feed.onFeed(policy)
        },
        onSilenced: () => {
          emit({ type: 'policies', policies: joining.policies() })
        },
        onReach: (policy, change, from, to) => {
          const reach = this.reach(policy)
          if (reach) emit({ type: 'reach', policy, change, from, to, reach })
        },
        onEvidence: (_policy, id) => {
          const evidence = this.evidence.find(id)
          if (evidence) emit({ type: 'evidence', evidence })
        },
        onHalted: () => {
          emit({ type: 'policies', policies: joining.policies() })
        },
        // The assumptions that safety rests on no longer hold: reads go on, votes do not.
        onAlarm: (policy, message) => {
          this.engine.stop()
          emit({ type: 'stopped', message, report: `policy ${policy}` })
        },
        onStopped: (error) => {
          const report =
            error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error)
          emit({ type: 'stopped', message: 'SporeDB stopped to protect your data.', report })
        },
      },
    })
    this.data = new DataCalls(this.engine, store)
    this.levels = new LevelCalls(this.engine, store, this.data, this.nameOf)
    this.feed = new FeedCalls(this.engine, new Feed(store, this.engine.journal, nonce), emit)
    this.writing = new WriteCalls(this.engine)
    this.bulk = new BulkCalls(this.engine, store, clock, this.data, emit)
    this.sporeCalls = new SporeCalls(this.engine)
    this.evidence = new EvidenceCalls(this.engine, this.nameOf)
    this.explaining = new ExplainCalls(this.engine, store, this.nameOf)
    const prover = new Prover(this.engine.state, new Archive(store))
    this.proofs = new ProofCalls(this.engine.state, prover, options.verifier, this.nameOf)
    joining.onChange((topic) => {
      if (topic === 'keyring') emit({ type: 'keyring', entries: joining.keyring() })
      if (topic === 'invites') emit({ type: 'invites', invites: joining.invites() })
      if (topic === 'meetings') emit({ type: 'meetings', meetings: joining.meetings() })
      if (topic === 'policies' || topic === 'keyring')
        emit({ type: 'policies', policies: joining.policies() })
      this.#followJoining()
    })
    this.#timer = setInterval(() => {
      void joining.tick().catch(() => undefined)
    }, HOUSEKEEPING_MS)
  }

  applySettings(): Promise<void> {
    return this.network.apply(this.#options.settings())
  }

  nameOf = (key: PublicKeyHex): string => {
    if (key === this.#self) return 'you'
    const known = this.joining.keyring().find((entry) => entry.key === key)?.name
    return known ?? this.#policyName(key) ?? shortFingerprint(hexToBytes(key))
  }

  #policyName(key: PublicKeyHex): string | undefined {
    for (const { record } of this.joining.activePolicies())
      for (const person of [...record.endorsers, ...record.submitters])
        if (person.key === key) return person.name
    return undefined
  }

  spore(policyId: PolicyId, id: SporeId, mostOperations?: number): SporeView | undefined {
    const policy = this.engine.state.policies.get(policyId)
    const entry = policy && knownEntry(policy, id)
    return entry && sporeView(policy, entry, this.#self, this.nameOf, mostOperations)
  }

  reach(id: PolicyId): ReachView | undefined {
    const { state } = this.engine
    const policy = state.policies.get(id)
    return policy && reachView(state, policy, this.#options.clock.now(), this.nameOf)
  }

  findSpore(id: SporeId): SporeView | undefined {
    for (const policy of this.engine.state.policies.keys()) {
      const found = this.spore(policy, id)
      if (found) return found
    }
    return undefined
  }

  spores(limit: number): readonly SporeView[] {
    const all: { readonly policy: PolicyId; readonly entry: SporeEntry }[] = []
    for (const { id, open, recent } of this.engine.state.policies.values())
      for (const entry of [...open.values(), ...recent.values()]) all.push({ policy: id, entry })
    all.sort((a, b) => b.entry.receivedAt - a.entry.receivedAt)
    return all
      .slice(0, limit)
      .flatMap(({ policy, entry }) => this.spore(policy, entry.spore.id, MAX_LISTED_OPERATIONS) ?? [])
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.bulk.stop()
    this.engine.stop()
    await this.joining.close()
    await this.network.apply({ online: false, relays: [] })
  }

  #onPeer(key: PublicKeyHex, up: boolean): void {
    if (this.#up.has(key) !== up) {
      if (up) this.#up.add(key)
      else this.#up.delete(key)
      this.engine.peer(key, up)
      if (up) this.joining.onPeerUp(key)
    }
    this.#options.emit({ type: 'policies', policies: this.joining.policies() })
  }

  async #onGossip(
    topic: string,
    from: PublicKeyHex,
    data: Uint8Array,
  ): Promise<'accept' | 'ignore' | 'reject'> {
    const message = decodeMessage(data)
    if (message?.type !== 'certificate' || topic !== topicOf(message.policy)) return 'reject'
    return this.engine.receiveCertificate(from, message)
  }

  #tellNetwork(): void {
    this.#options.emit({ type: 'network', network: this.network.view(this.nameOf) })
  }

  /** Active policies and people, as joining knows them: what the engine runs and whom the network keeps links to. */
  #followJoining(): void {
    const active = this.joining.activePolicies()
    for (const { id, record } of active)
      if (!this.engine.state.policies.has(id)) this.engine.addPolicy(id, record)
    this.network.want(this.joining.wantedPeers())
    // Members hear everything directly; replicas listen for certificates.
    const isMember = ({ endorsers, submitters }: (typeof active)[number]['record']): boolean =>
      [...endorsers, ...submitters].some(({ key }) => key === this.#self)
    this.network.listen(active.filter(({ record }) => !isMember(record)).map(({ id }) => topicOf(id)))
  }
}
