// One wanted peer: dials it, keeps the consensus channel, and dials again when it is lost. Of a pair the lower key dials and
// the higher waits a moment, so that there is one connection. After a loss every connection with the peer is closed before
// the next dial: gossipsub, for one, forgets a peer only then.
import type { Connection, Stream } from '@libp2p/interface'
import { Backoff } from './backoff.ts'
import type { Clock } from './clock.ts'
import { ConsensusChannel, type DownReason } from './consensus-channel.ts'
import { hangUp } from './hang-up.ts'
import {
  DIAL_BACKOFF_MAX_MS,
  DIAL_BACKOFF_MIN_MS,
  DIAL_TIMEOUT_MS,
  HIGHER_KEY_GRACE_MS,
  SIGNALLING_GRACE_MS,
} from './limits.ts'
import type { LinkState, PeerKey, PeerLink } from './port.ts'

/** What a session needs of the node. */
export interface SessionHost {
  readonly self: PeerKey
  readonly clock: Clock
  readonly random: () => number
  /** Resolves with a direct connection; the newest if there are several. `attempt` chooses the relay. */
  dialDirect(
    key: PeerKey,
    relays: readonly string[],
    attempt: number,
    signal: AbortSignal,
  ): Promise<Connection>
  openConsensus(connection: Connection, signal: AbortSignal): Promise<Stream>
  connections(key: PeerKey): {
    readonly direct: readonly Connection[]
    readonly relayed: readonly Connection[]
  }
  onFrame(key: PeerKey, frame: Uint8Array): void
  onPeer(link: PeerLink): void
  onBadFrame(key: PeerKey): void
}

export class PeerSession {
  readonly key: PeerKey
  readonly #host: SessionHost
  readonly #backoff: Backoff
  readonly #isLower: boolean
  #relays: readonly string[]
  #channel: ConsensusChannel | undefined
  #state: LinkState = 'connecting'
  #since: number
  #attempts = 0
  #dialing: AbortController | undefined
  #dialedAt = 0
  #isOpening = false
  #isStopped = false
  #cancelTimer: () => void = () => undefined
  #pastBytesIn = 0
  #pastBytesOut = 0

  constructor(host: SessionHost, key: PeerKey, relays: readonly string[]) {
    this.#host = host
    this.key = key
    this.#relays = relays
    this.#isLower = host.self < key
    this.#since = host.clock.now()
    this.#backoff = new Backoff({
      minMs: DIAL_BACKOFF_MIN_MS,
      maxMs: DIAL_BACKOFF_MAX_MS,
      random: host.random,
    })
  }

  get link(): PeerLink {
    return {
      key: this.key,
      state: this.#state,
      since: this.#since,
      rttMs: this.#channel?.rttMs ?? null,
      bytesIn: this.#pastBytesIn + (this.#channel?.bytesIn ?? 0),
      bytesOut: this.#pastBytesOut + (this.#channel?.bytesOut ?? 0),
    }
  }

  setRelays(relays: readonly string[]): void {
    this.#relays = relays
  }

  start(): void {
    // A connection that is already there means that the peer tried before we wanted it.
    const { direct, relayed } = this.#host.connections(this.key)
    const isThere = direct.length + relayed.length > 0
    this.#schedule(this.#isLower || isThere ? 0 : HIGHER_KEY_GRACE_MS)
  }

  /** Closes without a word; say goodbye before, if there is time. */
  stop(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#cancelTimer()
    this.#dialing?.abort()
    this.#channel?.down('stopped')
    this.#hangUp()
    this.#setState('gone')
  }

  sayGoodbye(): void {
    this.#channel?.sayGoodbye()
  }

  send(frame: Uint8Array): boolean {
    return this.#channel?.send(frame) ?? false
  }

  tick(now: number): void {
    this.#channel?.tick(now)
    if (this.#channel?.isUp === true) this.#closeSpareConnections()
  }

  nudge(): void {
    if (this.#isStopped || this.#channel !== undefined || this.#dialing !== undefined) return
    this.#backoff.reset()
    this.#schedule(0)
  }

  /** A connection with this peer opened, by whichever side. */
  connectionOpened(isDirectOne: boolean, direction: Connection['direction']): void {
    if (this.#isStopped || this.#channel?.isUp === true) return
    if (!isDirectOne) {
      this.#setState('relayed')
      return
    }
    if (direction === 'inbound') this.#dialing?.abort()
    this.#schedule(0)
  }

  /**
   * The peer wants to make a direct connection. Two dials that cross would make two: the lower key's wins unless it takes
   * long, and after accepting the peer's we hold back our own.
   */
  acceptsSignalling(): boolean {
    if (this.#isStopped) return false
    const isOursYoung =
      this.#dialing !== undefined && this.#host.clock.now() - this.#dialedAt < SIGNALLING_GRACE_MS
    if (this.#isLower && isOursYoung) return false
    if (this.#dialing === undefined && this.#channel === undefined) this.#schedule(SIGNALLING_GRACE_MS)
    return true
  }

  connectionClosed(): void {
    const { direct, relayed } = this.#host.connections(this.key)
    if (direct.length === 0 && this.#channel !== undefined) this.#channel.down('closed')
    else if (direct.length + relayed.length === 0 && this.#state === 'relayed') this.#setState('connecting')
  }

  /** A second stream from the peer comes from a new life of it, after a reload or a crash: what we hold is the old one. */
  acceptStream(stream: Stream, connection: Connection): void {
    if (this.#isStopped) {
      stream.abort(new Error('not wanted any more'))
      return
    }
    if (this.#channel?.hasIn === true) {
      this.#end(this.#channel)
      this.#hangUp(connection)
      this.#setState('gone')
    }
    const channel = this.#ensureChannel()
    channel.attachIn(stream)
    if (!channel.hasOut) this.#schedule(0)
  }

  /** Nothing to dial or open: it is done, under way, or no longer wanted. */
  #isSettled(): boolean {
    return this.#isStopped || this.#isOpening || this.#channel?.hasOut === true
  }

  #schedule(delayMs: number): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#host.clock.after(delayMs, () => void this.#attempt())
  }

  async #attempt(): Promise<void> {
    if (this.#isSettled()) return
    const existing = this.#host.connections(this.key).direct.at(-1)
    if (existing === undefined && this.#dialing !== undefined) return
    try {
      await this.#open(existing ?? (await this.#dial()))
    } catch {
      if (this.#isSettled()) return
      if (this.#host.connections(this.key).direct.length === 0)
        this.#setState(this.#host.connections(this.key).relayed.length > 0 ? 'relayed' : 'gone')
      this.#schedule(this.#backoff.next())
    }
  }

  async #dial(): Promise<Connection> {
    const controller = new AbortController()
    const cancel = this.#host.clock.after(DIAL_TIMEOUT_MS, () => controller.abort())
    this.#dialing = controller
    this.#dialedAt = this.#host.clock.now()
    if (this.#state === 'gone') this.#setState('connecting')
    try {
      return await this.#host.dialDirect(this.key, this.#relays, this.#attempts++, controller.signal)
    } catch (error) {
      const theirs = this.#host.connections(this.key).direct.at(-1)
      if (theirs !== undefined) return theirs
      throw error
    } finally {
      cancel()
      this.#dialing = undefined
    }
  }

  async #open(connection: Connection): Promise<void> {
    if (this.#isSettled()) return
    const controller = new AbortController()
    const cancel = this.#host.clock.after(DIAL_TIMEOUT_MS, () => controller.abort())
    this.#isOpening = true
    try {
      const stream = await this.#host.openConsensus(connection, controller.signal)
      if (this.#isStopped) stream.abort(new Error('stopped'))
      else this.#ensureChannel().attachOut(stream)
    } finally {
      cancel()
      this.#isOpening = false
    }
  }

  #ensureChannel(): ConsensusChannel {
    if (this.#channel !== undefined) return this.#channel
    const channel = new ConsensusChannel(() => this.#host.clock.now(), {
      onUp: () => {
        this.#cancelTimer()
        this.#backoff.reset()
        this.#setState('direct')
      },
      onFrame: (frame) => this.#host.onFrame(this.key, frame),
      onDown: (reason) => this.#lost(channel, reason),
    })
    this.#channel = channel
    return channel
  }

  #lost(channel: ConsensusChannel, reason: DownReason): void {
    if (this.#channel !== channel) return
    this.#end(channel)
    if (reason === 'bad-frame') this.#host.onBadFrame(this.key)
    if (this.#isStopped) return
    this.#hangUp()
    this.#setState('gone')
    const grace = this.#isLower ? 0 : HIGHER_KEY_GRACE_MS
    this.#schedule(grace + (reason === 'goodbye' ? DIAL_BACKOFF_MAX_MS / 2 : this.#backoff.next()))
  }

  #end(channel: ConsensusChannel): void {
    this.#channel = undefined
    this.#pastBytesIn += channel.bytesIn
    this.#pastBytesOut += channel.bytesOut
    channel.down('replaced')
  }

  #hangUp(except?: Connection): void {
    const { direct, relayed } = this.#host.connections(this.key)
    for (const connection of [...direct, ...relayed]) if (connection !== except) hangUp(connection)
  }

  /** The relayed connection that carried the signalling, and the second direct one when both sides dialled at once. */
  #closeSpareConnections(): void {
    const { direct, relayed } = this.#host.connections(this.key)
    const isIdle = (connection: Connection): boolean => connection.streams.length === 0
    const spare = relayed.filter((connection) => connection.direction === 'outbound' && isIdle(connection))
    if (this.#isLower && direct.length > 1) spare.push(...direct.filter(isIdle).slice(0, direct.length - 1))
    for (const connection of spare) hangUp(connection)
  }

  #setState(state: LinkState): void {
    if (this.#state === state) return
    this.#state = state
    this.#since = this.#host.clock.now()
    this.#host.onPeer(this.link)
  }
}
