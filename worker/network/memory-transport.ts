// The Transport over a MemoryNetwork. Links exist between running nodes that want each other; a cut is noticed after the same
// silence as in the real network; gossip is flooded and forwarded after the verdict.
import { invariant } from '../core/model/result.ts'
import { Backoff } from './backoff.ts'
import {
  DIAL_BACKOFF_MAX_MS,
  DIAL_BACKOFF_MIN_MS,
  MAX_PEERS,
  MAX_REQUEST_BYTES,
  MAX_RESPONSE_BYTES,
  SILENCE_LIMIT_MS,
} from './limits.ts'
import { MemoryPipe } from './memory-link.ts'
import type { MemoryNetwork } from './memory-network.ts'
import {
  RequestError,
  type LinkState,
  type PeerKey,
  type PeerLink,
  type Transport,
  type TransportEvents,
  type WantedPeer,
} from './port.ts'
import { RequestAdmission } from './request-admission.ts'
import { isRequestName } from './request-name.ts'
import { SeenGossip } from './seen-gossip.ts'

interface Session {
  readonly key: PeerKey
  readonly backoff: Backoff
  pipe: MemoryPipe | undefined
  state: LinkState
  since: number
  bytesIn: number
  bytesOut: number
  cancelDial: () => void
}

export class MemoryTransport implements Transport {
  readonly self: PeerKey
  readonly #network: MemoryNetwork
  readonly #sessions = new Map<PeerKey, Session>()
  readonly #topics = new Set<string>()
  readonly #admission: RequestAdmission
  readonly #seenGossip = new SeenGossip()
  #relays: readonly string[] = []
  #events: TransportEvents | undefined
  #hasStarted = false

  constructor(network: MemoryNetwork, self: PeerKey) {
    this.#network = network
    this.self = self
    this.#admission = new RequestAdmission(network.clock)
  }

  get isRunning(): boolean {
    return this.#events !== undefined
  }

  start(events: TransportEvents): Promise<void> {
    invariant(!this.#hasStarted, 'a transport starts once')
    this.#hasStarted = true
    this.#events = events
    for (const session of this.#sessions.values()) this.#schedule(session, 0)
    this.#reportStatus()
    return Promise.resolve()
  }

  stop(): Promise<void> {
    this.#hasStarted = true
    for (const session of [...this.#sessions.values()]) this.#remove(session)
    this.#events = undefined
    return Promise.resolve()
  }

  want(peers: readonly WantedPeer[]): void {
    const keys = new Set(peers.map(({ key }) => key).filter((key) => key !== this.self))
    invariant(keys.size <= MAX_PEERS, `at most ${MAX_PEERS} peers`)
    for (const session of [...this.#sessions.values()]) if (!keys.has(session.key)) this.#remove(session)
    for (const key of keys) if (!this.#sessions.has(key)) this.#add(key)
    this.#reportStatus()
  }

  setRelays(urls: readonly string[]): void {
    this.#relays = urls
    this.#reportStatus()
  }

  send(to: PeerKey, frame: Uint8Array): boolean {
    const session = this.#sessions.get(to)
    const isTaken = session?.pipe?.push(frame, this.#network.delayMs(this.self, to)) ?? false
    if (isTaken && session !== undefined) session.bytesOut += frame.length
    return isTaken
  }

  async request(
    to: PeerKey,
    _relays: readonly string[],
    protocol: string,
    body: Uint8Array,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    if (!isRequestName(protocol)) throw new RequestError('malformed', `${protocol} cannot name a request`)
    if (body.length > MAX_REQUEST_BYTES) throw new RequestError('too-large', 'The request is too large')
    if (!this.isRunning) throw new RequestError('stopped', 'The network is not running')
    return Promise.race([this.#ask(to, protocol, body.slice()), whenAborted(signal)])
  }

  subscribe(topic: string): void {
    this.#topics.add(topic)
  }

  unsubscribe(topic: string): void {
    this.#topics.delete(topic)
  }

  publish(topic: string, data: Uint8Array): Promise<void> {
    this.#seenGossip.add(topic, data)
    this.#flood(topic, data, undefined)
    return Promise.resolve()
  }

  links(): readonly PeerLink[] {
    return [...this.#sessions.values()].map((session) => this.#link(session))
  }

  nudge(): void {
    for (const session of this.#sessions.values()) if (session.pipe === undefined) this.#schedule(session, 0)
  }

  async #ask(to: PeerKey, protocol: string, body: Uint8Array): Promise<Uint8Array> {
    await this.#pass(to)
    const other = this.#network.reach(this.self, to)
    if (other === undefined) throw new RequestError('unreachable', 'The peer could not be reached')
    const answer = await other.#serve(this.self, protocol, body)
    if (answer.length > MAX_RESPONSE_BYTES) throw new RequestError('refused', 'The peer closed the request')
    await this.#pass(to)
    if (!this.isRunning) throw new RequestError('stopped', 'The network is not running')
    return answer.slice()
  }

  async #serve(from: PeerKey, protocol: string, body: Uint8Array): Promise<Uint8Array> {
    const leave = this.#admission.enter(from, !this.#sessions.has(from))
    if (leave === undefined) throw new RequestError('busy', 'The peer has too many requests; try again later')
    try {
      if (this.#events === undefined) throw new Error('stopped')
      return await this.#events.onRequest(from, protocol, body)
    } catch (cause) {
      throw new RequestError('refused', 'The peer refused the request', { cause })
    } finally {
      leave()
    }
  }

  #pass(to: PeerKey): Promise<void> {
    return new Promise((resolve) => this.#network.clock.after(this.#network.delayMs(this.self, to), resolve))
  }

  #add(key: PeerKey): void {
    const { clock, random } = this.#network
    const session: Session = {
      key,
      backoff: new Backoff({ minMs: DIAL_BACKOFF_MIN_MS, maxMs: DIAL_BACKOFF_MAX_MS, random }),
      pipe: undefined,
      state: 'connecting',
      since: clock.now(),
      bytesIn: 0,
      bytesOut: 0,
      cancelDial: () => undefined,
    }
    this.#sessions.set(key, session)
    if (this.isRunning) this.#schedule(session, 0)
  }

  #schedule(session: Session, delayMs: number): void {
    session.cancelDial()
    session.cancelDial = this.#network.clock.after(delayMs, () => this.#dial(session))
  }

  #dial(session: Session): void {
    if (!this.isRunning || session.pipe !== undefined) return
    const other = this.#network.reach(this.self, session.key)
    const theirs = other === undefined ? undefined : other.#sessions.get(this.self)
    if (other === undefined || theirs === undefined) {
      this.#setState(session, 'gone')
      this.#schedule(session, session.backoff.next())
      return
    }
    this.#connect(session, other)
    if (theirs.pipe === undefined) other.#connect(theirs, this)
  }

  #connect(session: Session, other: MemoryTransport): void {
    session.cancelDial()
    session.backoff.reset()
    session.pipe = new MemoryPipe(this.#network.clock, (frame) => other.#receive(this.self, frame))
    this.#watch(session, session.pipe)
    this.#setState(session, 'direct')
  }

  /** Silence is what a cut sounds like. */
  #watch(session: Session, pipe: MemoryPipe): void {
    this.#network.clock.after(SILENCE_LIMIT_MS, () => {
      if (session.pipe !== pipe) return
      if (this.#network.reach(this.self, session.key) === undefined) this.#lose(session)
      else this.#watch(session, pipe)
    })
  }

  #receive(from: PeerKey, frame: Uint8Array): void {
    const session = this.#sessions.get(from)
    if (session?.pipe === undefined || this.#network.isCut(this.self, from)) return
    session.bytesIn += frame.length
    this.#events?.onFrame(from, frame)
  }

  /** The other side said goodbye, does not want us any more, or fell silent. */
  #lose(session: Session): void {
    if (session.pipe === undefined) return
    session.pipe.close()
    session.pipe = undefined
    this.#setState(session, 'gone')
    if (this.isRunning) this.#schedule(session, session.backoff.next())
  }

  #remove(session: Session): void {
    this.#sessions.delete(session.key)
    session.cancelDial()
    session.pipe?.close()
    session.pipe = undefined
    this.#setState(session, 'gone')
    const other = this.#network.reach(this.self, session.key)
    if (other === undefined) return
    const theirs = other.#sessions.get(this.self)
    if (theirs !== undefined) other.#lose(theirs)
  }

  #flood(topic: string, data: Uint8Array, except: PeerKey | undefined): void {
    for (const { key, pipe } of this.#sessions.values()) {
      if (pipe === undefined || key === except) continue
      const copy = data.slice()
      this.#network.clock.after(this.#network.delayMs(this.self, key), () => {
        const other = this.#network.reach(this.self, key)
        if (other !== undefined) void other.#hear(topic, this.self, copy)
      })
    }
  }

  async #hear(topic: string, from: PeerKey, data: Uint8Array): Promise<void> {
    if (!this.#topics.has(topic) || !this.#sessions.has(from)) return
    if (!this.#seenGossip.add(topic, data)) return
    const verdict = await this.#events?.onGossip(topic, from, data).catch(() => 'ignore')
    if (verdict === 'accept') this.#flood(topic, data, from)
  }

  #link({ key, state, since, bytesIn, bytesOut, pipe }: Session): PeerLink {
    const rttMs =
      pipe === undefined
        ? null
        : this.#network.delayMs(this.self, key) + this.#network.delayMs(key, this.self)
    return { key, state, since, rttMs, bytesIn, bytesOut }
  }

  #setState(session: Session, state: LinkState): void {
    if (session.state === state) return
    session.state = state
    session.since = this.#network.clock.now()
    this.#events?.onPeer(this.#link(session))
    this.#reportStatus()
  }

  #reportStatus(): void {
    const isLinked = [...this.#sessions.values()].some(({ state }) => state === 'direct')
    this.#events?.onStatus({
      online: this.#relays.length > 0 || isLinked,
      relays: this.#relays.map((url) => ({ url, state: 'reserved' })),
    })
  }
}

/** Never resolves; rejects when the signal fires. */
const whenAborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_resolve, reject) => {
    const abort = (): void => reject(new RequestError('aborted', 'The request was given up'))
    if (signal?.aborted === true) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
