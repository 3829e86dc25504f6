// The pair of streams that carries consensus frames between two peers: ours out, theirs in. Up when both are there and the
// peer has been heard. Says `down` once, with the reason; a channel is never reused after that.
import type { Stream } from '@libp2p/interface'
import { assertNever } from '../core/model/result.ts'
import { encodeFrame, FrameReader, type Frame } from './frame.ts'
import { FrameWriter } from './frame-writer.ts'
import { Heartbeat } from './heartbeat.ts'
import { HELLO_TIMEOUT_MS, MAX_FRAME_BYTES } from './limits.ts'

export type DownReason = 'closed' | 'replaced' | 'goodbye' | 'silent' | 'no-hello' | 'bad-frame' | 'stopped'

export interface ChannelEvents {
  onUp(): void
  onFrame(payload: Uint8Array): void
  onDown(reason: DownReason): void
}

export class ConsensusChannel {
  readonly #events: ChannelEvents
  readonly #heartbeat: Heartbeat
  readonly #openedAt: number
  readonly #now: () => number
  #out: { readonly stream: Stream; readonly writer: FrameWriter } | undefined
  #in: Stream | undefined
  #isHeard = false
  #isUp = false
  #isDown = false
  bytesIn = 0
  bytesOut = 0

  constructor(now: () => number, events: ChannelEvents) {
    this.#now = now
    this.#openedAt = now()
    this.#heartbeat = new Heartbeat(this.#openedAt)
    this.#events = events
  }

  get isUp(): boolean {
    return this.#isUp
  }
  get isDown(): boolean {
    return this.#isDown
  }
  get hasOut(): boolean {
    return this.#out !== undefined
  }
  get hasIn(): boolean {
    return this.#in !== undefined
  }
  get rttMs(): number | null {
    return this.#isUp ? this.#heartbeat.rttMs : null
  }

  /** Our stream to the peer. The first ping tells it that we are here. */
  attachOut(stream: Stream): void {
    this.#out = { stream, writer: new FrameWriter(stream) }
    this.#watch(stream)
    this.tick(this.#now())
    this.#maybeUp()
  }

  /** The peer's stream to us. It opens one a channel: a second means that its end is a new one. */
  attachIn(stream: Stream): void {
    this.#in = stream
    const reader = new FrameReader()
    stream.addEventListener('message', ({ data }) => {
      if (this.#isDown) return
      this.#heartbeat.heard(this.#now())
      const fault = reader.push(data instanceof Uint8Array ? data : data.subarray(), (frame) =>
        this.#receive(frame),
      )
      if (fault !== undefined) this.down('bad-frame')
    })
    stream.addEventListener('remoteCloseWrite', () => this.#closed(stream))
    this.#watch(stream)
  }

  send(payload: Uint8Array): boolean {
    if (!this.#isUp || payload.length > MAX_FRAME_BYTES) return false
    return this.#write({ kind: 'data', payload })
  }

  tick(now: number): void {
    if (this.#isDown) return
    if (!this.#isUp && now - this.#openedAt > HELLO_TIMEOUT_MS) return this.down('no-hello')
    if (this.#out === undefined) return
    const action = this.#heartbeat.tick(now)
    if (action.type === 'dead') this.down('silent')
    else if (action.type === 'ping') this.#write({ kind: 'ping', nonce: action.nonce })
  }

  sayGoodbye(): void {
    this.#write({ kind: 'goodbye' })
  }

  down(reason: DownReason): void {
    if (this.#isDown) return
    this.#isDown = true
    this.#isUp = false
    const error = new Error(`consensus channel down: ${reason}`)
    this.#out?.stream.abort(error)
    this.#in?.abort(error)
    this.#events.onDown(reason)
  }

  #write(frame: Frame): boolean {
    if (this.#out === undefined) return false
    const bytes = encodeFrame(frame)
    if (!this.#out.writer.push(bytes)) return false
    this.bytesOut += bytes.length
    return true
  }

  #receive(frame: Frame): void {
    if (this.#isDown) return
    if (!this.#isHeard) {
      this.#isHeard = true
      this.#maybeUp()
    }
    switch (frame.kind) {
      case 'data':
        this.bytesIn += frame.payload.length
        return this.#events.onFrame(frame.payload)
      case 'ping':
        this.#write({ kind: 'pong', nonce: frame.nonce })
        return
      case 'pong':
        return this.#heartbeat.pong(frame.nonce, this.#now())
      case 'goodbye':
        return this.down('goodbye')
      default:
        return assertNever(frame)
    }
  }

  #maybeUp(): void {
    if (this.#isUp || this.#isDown || !this.#isHeard || this.#out === undefined) return
    this.#isUp = true
    this.#events.onUp()
  }

  #watch(stream: Stream): void {
    stream.addEventListener('close', () => this.#closed(stream))
    if (stream.status !== 'open') queueMicrotask(() => this.#closed(stream))
  }

  #closed(stream: Stream): void {
    if (stream === this.#in || stream === this.#out?.stream) this.down('closed')
  }
}
