// A WebSocket that our HTTP server accepted, as libp2p wants a connection. libp2p's own listener would need a second port and a
// proxy before it, would see every peer at the address of the proxy, and takes messages of 100 MiB.
import type { Logger } from '@libp2p/interface'
import { AbstractMultiaddrConnection, ipPortToMultiaddr, type SendResult } from '@libp2p/utils'
import type { Uint8ArrayList } from 'uint8arraylist'
import type { RawData, WebSocket } from 'ws'
import { MAX_WS_BUFFERED_BYTES, WS_PING_INTERVAL_MS } from './limits.ts'

export interface WsConnectionOptions {
  readonly socket: WebSocket
  readonly remoteAddress: string
  readonly remotePort: number
  readonly log: Logger
  readonly onBytes: (count: number) => void
}

export class WsConnection extends AbstractMultiaddrConnection {
  readonly #socket: WebSocket
  readonly #onBytes: (count: number) => void
  readonly #pinger: NodeJS.Timeout
  #isAlive = true

  constructor({ socket, remoteAddress, remotePort, log, onBytes }: WsConnectionOptions) {
    super({
      direction: 'inbound',
      log,
      remoteAddr: ipPortToMultiaddr(remoteAddress, remotePort).encapsulate('/ws'),
    })
    this.#socket = socket
    this.#onBytes = onBytes
    socket.binaryType = 'nodebuffer'
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#receive(data)
      else this.abort(new Error('text is not libp2p'))
    })
    socket.on('pong', () => (this.#isAlive = true))
    socket.on('error', (error) => this.abort(error))
    socket.on('close', () => {
      clearInterval(this.#pinger)
      this.onTransportClosed()
    })
    this.#pinger = setInterval(() => this.#ping(), WS_PING_INTERVAL_MS)
  }

  override sendData(data: Uint8ArrayList): SendResult {
    for (const part of data) {
      this.#onBytes(part.byteLength)
      this.#socket.send(part, () => {
        if (this.#socket.bufferedAmount === 0) this.safeDispatchEvent('drain')
      })
    }
    return { sentBytes: data.byteLength, canSendMore: this.#socket.bufferedAmount < MAX_WS_BUFFERED_BYTES }
  }

  override sendReset(): void {
    this.#socket.terminate()
  }

  override sendClose(): Promise<void> {
    this.#socket.close()
    return Promise.resolve()
  }

  override sendPause(): void {
    this.#socket.pause()
  }

  override sendResume(): void {
    this.#socket.resume()
  }

  #receive(data: RawData): void {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)
    this.#onBytes(bytes.length)
    this.onData(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }

  #ping(): void {
    if (!this.#isAlive) return this.abort(new Error('the peer vanished'))
    this.#isAlive = false
    this.#socket.ping()
  }
}
