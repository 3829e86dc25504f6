// Data channels that had to stay on the page: passes their messages and events to the worker, and the worker's to them.
import type { ChannelInfo, ToWorker } from '../../worker/network/rtc/protocol.ts'

type Post = (message: ToWorker, transfer?: Transferable[]) => void

export class ChannelProxy {
  readonly #channels = new Map<number, RTCDataChannel>()
  readonly #unreported = new Map<number, number>()
  readonly #post: Post

  constructor(post: Post) {
    this.#post = post
  }

  /** Handlers are attached before anything can be missed: a message can come before `open`. */
  add(channel: number, real: RTCDataChannel): ChannelInfo {
    this.#channels.set(channel, real)
    real.binaryType = 'arraybuffer'
    real.onopen = () => this.#post({ type: 'channel-open', channel, id: real.id })
    real.onmessage = (event: MessageEvent<ArrayBuffer | string>) => {
      const { data } = event
      this.#post({ type: 'channel-message', channel, data }, typeof data === 'string' ? [] : [data])
    }
    real.onbufferedamountlow = () => this.#reportSent(channel)
    real.onerror = ({ error }) => this.#post({ type: 'channel-error', channel, message: error.message })
    real.onclose = () => {
      this.#forget(channel)
      this.#post({ type: 'channel-closed', channel })
    }
    return { mode: 'proxied', channel, label: real.label, id: real.id, readyState: real.readyState }
  }

  send(channel: number, data: ArrayBuffer | string): void {
    const real = this.#channels.get(channel)
    if (real?.readyState !== 'open') return
    const bytes = typeof data === 'string' ? data.length : data.byteLength
    this.#unreported.set(channel, (this.#unreported.get(channel) ?? 0) + bytes)
    if (typeof data === 'string') real.send(data)
    else real.send(data)
    if (real.bufferedAmount === 0) this.#reportSent(channel)
  }

  close(channel: number): void {
    this.#channels.get(channel)?.close()
  }

  #reportSent(channel: number): void {
    const bytes = this.#unreported.get(channel) ?? 0
    if (bytes === 0) return
    this.#unreported.delete(channel)
    this.#post({ type: 'channel-sent', channel, bytes })
  }

  #forget(channel: number): void {
    this.#channels.delete(channel)
    this.#unreported.delete(channel)
  }
}
