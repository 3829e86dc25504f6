// A data channel whose real one stays on the page, for browsers that cannot transfer channels. Messages cross as
// transferred ArrayBuffers; `bufferedAmount` counts what the page has not yet reported as sent, so that libp2p's
// backpressure works as with a real channel.
import { EventChannel } from './event-channel.ts'
import type { ChannelPort } from './page-port.ts'
import type { ProxiedChannelInfo } from './protocol.ts'

export class ProxiedChannel extends EventChannel {
  readonly label: string
  id: number | null
  readyState: RTCDataChannelState
  bufferedAmount = 0
  bufferedAmountLowThreshold = 0
  readonly #port: ChannelPort
  readonly #channel: number

  constructor(port: ChannelPort, info: ProxiedChannelInfo) {
    super()
    this.#port = port
    this.#channel = info.channel
    this.label = info.label
    this.id = info.id
    this.readyState = info.readyState
    port.addProxied(info.channel, {
      onOpen: (id) => {
        this.id = id
        if (this.readyState !== 'connecting') return
        this.readyState = 'open'
        this.emit(new Event('open'))
      },
      onMessage: (data) => this.emit(new MessageEvent('message', { data })),
      onSent: (bytes) => this.#sent(bytes),
      onError: (message) => this.emitError(message),
      onClosed: () => {
        this.readyState = 'closed'
        this.emit(new Event('close'))
      },
    })
  }

  send(data: ArrayBuffer | ArrayBufferView | string): void {
    if (this.readyState !== 'open')
      throw new DOMException('The data channel is not open', 'InvalidStateError')
    if (typeof data === 'string') {
      this.bufferedAmount += data.length
      this.#port.send({ type: 'channel-send', channel: this.#channel, data })
      return
    }
    const copy = copyOf(data)
    this.bufferedAmount += copy.byteLength
    this.#port.send({ type: 'channel-send', channel: this.#channel, data: copy }, [copy])
  }

  close(): void {
    if (this.readyState === 'closing' || this.readyState === 'closed') return
    this.readyState = 'closing'
    this.#port.send({ type: 'channel-close', channel: this.#channel })
  }

  #sent(bytes: number): void {
    const before = this.bufferedAmount
    this.bufferedAmount = Math.max(0, before - bytes)
    const crossed =
      before > this.bufferedAmountLowThreshold && this.bufferedAmount <= this.bufferedAmountLowThreshold
    if (crossed) this.emit(new Event('bufferedamountlow'))
  }
}

/** The caller keeps its buffer, as with a real channel. */
function copyOf(data: ArrayBuffer | ArrayBufferView): ArrayBuffer {
  if (data instanceof ArrayBuffer) return data.slice(0)
  const copy = new Uint8Array(data.byteLength)
  copy.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return copy.buffer
}
