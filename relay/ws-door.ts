// Who may open a WebSocket: not too many in all, not too many or too fast from one address. Any path is taken, because libp2p's
// addresses have none.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { RateByKey } from '../worker/network/rate-limit.ts'
import type { CircuitNode } from './circuit-node.ts'
import { MAX_RATED_ADDRESSES, MAX_WS_MESSAGE_BYTES, type RelayLimits } from './limits.ts'

export class WsDoor {
  readonly #circuit: CircuitNode
  readonly #limits: RelayLimits
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_WS_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  })
  readonly #rate: RateByKey
  readonly #countByAddress = new Map<string, number>()
  #isClosed = false

  constructor(circuit: CircuitNode, limits: RelayLimits) {
    this.#circuit = circuit
    this.#limits = limits
    this.#rate = new RateByKey(
      { burst: limits.connectBurst, perSecond: limits.connectsPerSecond },
      MAX_RATED_ADDRESSES,
    )
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { remoteAddress, remotePort } = request.socket
    socket.on('error', () => socket.destroy())
    if (this.#isClosed || remoteAddress === undefined) return refuse(socket, '503 Service Unavailable')
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return refuse(socket, '400 Bad Request')
    if (this.#server.clients.size >= this.#limits.maxConnections)
      return refuse(socket, '503 Service Unavailable')
    const count = this.#countByAddress.get(remoteAddress) ?? 0
    const isTooMuch =
      count >= this.#limits.maxConnectionsPerAddress || !this.#rate.take(remoteAddress, performance.now())
    if (isTooMuch) return refuse(socket, '429 Too Many Requests')

    this.#countByAddress.set(remoteAddress, count + 1)
    socket.once('close', () => this.#left(remoteAddress))
    this.#server.handleUpgrade(request, socket, head, (webSocket) =>
      this.#circuit.accept(webSocket, plainAddress(remoteAddress), remotePort ?? 0),
    )
  }

  close(): void {
    this.#isClosed = true
    for (const client of this.#server.clients) client.close(1001)
    this.#server.close()
  }

  terminate(): void {
    for (const client of this.#server.clients) client.terminate()
  }

  #left(address: string): void {
    const count = (this.#countByAddress.get(address) ?? 1) - 1
    if (count > 0) this.#countByAddress.set(address, count)
    else this.#countByAddress.delete(address)
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** An IPv4 peer of a dual-stack socket. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '')
