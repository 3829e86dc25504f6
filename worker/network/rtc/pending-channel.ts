// What `createDataChannel` returns: it must return at once, but the real channel arrives from the page later. Until then it
// is in state connecting; afterwards it forwards to the real one (transferred or proxied).
//
// The channel called `init` gets one correction. The recipient closes it as soon as it has the connection, and
// @libp2p/webrtc 6.0.33 on the dialling side waits for `open` and then for `close`: when both happened before it looked, it
// waits until it times out (5 of 20 dials). So this one reports itself open once the real one has left connecting, and
// holds `close` back until it is closed locally.
import { EventChannel } from './event-channel.ts'
import { ProxiedChannel } from './proxied-channel.ts'
import type { ChannelPort } from './page-port.ts'
import type { ChannelInfo } from './protocol.ts'

const INIT_LABEL = 'init'

export class PendingChannel extends EventChannel {
  readonly label: string
  readonly #port: ChannelPort
  readonly #channel: number
  readonly #holdsClose: boolean
  #real: RTCDataChannel | ProxiedChannel | undefined
  #state: RTCDataChannelState = 'connecting'
  #threshold = 0
  #closedLocally = false
  #realClosed = false
  #announcedOpen = false
  #hasFailed = false

  constructor(port: ChannelPort, channel: number, label: string) {
    super()
    this.label = label
    this.#port = port
    this.#channel = channel
    this.#holdsClose = label === INIT_LABEL
    port.awaitChannel(channel, {
      onChannel: (info) => this.#attach(info),
      onRefused: (message) => this.fail(message),
    })
  }

  get readyState(): RTCDataChannelState {
    return this.#state
  }
  get id(): number | null {
    return this.#real?.id ?? null
  }
  get bufferedAmount(): number {
    return this.#real?.bufferedAmount ?? 0
  }
  get bufferedAmountLowThreshold(): number {
    return this.#threshold
  }
  set bufferedAmountLowThreshold(bytes: number) {
    this.#threshold = bytes
    if (this.#real !== undefined) this.#real.bufferedAmountLowThreshold = bytes
  }

  send(data: ArrayBuffer | ArrayBufferView<ArrayBuffer> | string): void {
    if (this.#real === undefined) throw new DOMException('The data channel is not open', 'InvalidStateError')
    if (typeof data === 'string') this.#real.send(data)
    else if (data instanceof ArrayBuffer) this.#real.send(data)
    else this.#real.send(data)
  }

  close(): void {
    if (this.#closedLocally) return
    this.#closedLocally = true
    if (this.#realClosed) {
      queueMicrotask(() => this.#finish())
      return
    }
    if (this.#state === 'closed') return
    this.#state = 'closing'
    if (this.#real !== undefined) this.#real.close()
  }

  /** libp2p may begin to wait for `open` after the channel has failed, and would wait until its dial times out. */
  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    super.addEventListener(...args)
    if (args[0] === 'open' && this.#hasFailed) queueMicrotask(() => this.emitError('The channel has failed'))
  }

  /** The connection is gone, or the page could not make the channel. */
  fail(message: string): void {
    if (this.#state === 'closed') return
    this.#port.forgetChannel(this.#channel)
    this.#hasFailed = true
    this.emitError(message)
    this.#finish()
  }

  #attach(info: ChannelInfo): void {
    const real = info.mode === 'transferred' ? info.real : new ProxiedChannel(this.#port, info)
    this.#real = real
    real.binaryType = 'arraybuffer'
    real.bufferedAmountLowThreshold = this.#threshold
    real.onopen = () => this.#opened()
    real.onmessage = (event: Event) => this.#message(event)
    real.onbufferedamountlow = () => this.emit(new Event('bufferedamountlow'))
    real.onerror = (event: Event) => this.#error(event)
    real.onclose = () => this.#closed()
    if (this.#closedLocally) real.close()
    else if (real.readyState === 'open') queueMicrotask(() => this.#opened())
    if (real.readyState === 'closed') queueMicrotask(() => this.#closed())
  }

  #opened(): void {
    if (this.#announcedOpen || this.#state !== 'connecting') return
    this.#announcedOpen = true
    this.#state = 'open'
    this.emit(new Event('open'))
  }

  #message(event: Event): void {
    if (event instanceof MessageEvent) this.emit(new MessageEvent('message', { data: event.data as unknown }))
  }

  #error(event: Event): void {
    if (this.#holdsClose) return
    const cause =
      'error' in event && event.error instanceof Error ? event.error.message : 'data channel error'
    this.emitError(cause)
  }

  #closed(): void {
    if (this.#realClosed) return
    this.#realClosed = true
    if (this.#holdsClose && !this.#closedLocally) this.#opened()
    else this.#finish()
  }

  #finish(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.emit(new Event('close'))
  }
}
