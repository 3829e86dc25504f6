// Finds a way to a peer: an open connection, or a relay that both sides know. Direct connections are dialled through a relay's
// circuit and end as WebRTC; requests may use the circuit itself.
import type { Connection, PeerId } from '@libp2p/interface'
import { isDirect } from './connection-kind.ts'
import type { NetworkNode } from './libp2p-node.ts'
import { MAX_RELAYS_PER_PEER } from './limits.ts'
import { parseRelayUrl } from './relay-address.ts'
import type { RelayDirectory } from './relay-directory.ts'

export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

export class PeerDialer {
  readonly #node: NetworkNode
  readonly #directory: RelayDirectory
  readonly #ownRelays: () => readonly string[]

  constructor(node: NetworkNode, directory: RelayDirectory, ownRelays: () => readonly string[]) {
    this.#node = node
    this.#directory = directory
    this.#ownRelays = ownRelays
  }

  /** Through one relay an attempt, so that a dead relay delays and does not block. */
  async direct(
    peer: PeerId,
    relays: readonly string[],
    attempt: number,
    signal: AbortSignal,
  ): Promise<Connection> {
    const origins = this.#origins(relays)
    const origin = origins[attempt % Math.max(1, origins.length)]
    if (origin === undefined) throw new Unreachable('No relay is known for this peer')
    const connection = await this.#through(origin, `/p2p-circuit/webrtc/p2p/${peer.toString()}`, signal)
    if (!isDirect(connection)) throw new Unreachable('Only a relayed connection came about')
    return connection
  }

  /** Any connection that carries a request, tried over each relay in turn. */
  async any(peer: PeerId, relays: readonly string[], signal: AbortSignal): Promise<Connection> {
    const open = this.#node.libp2p.getConnections(peer).filter(({ status }) => status === 'open')
    const best = open.find(isDirect) ?? open.at(-1)
    if (best !== undefined) return best
    let lastError: unknown = new Unreachable('No relay is known for this peer')
    for (const origin of this.#origins(relays)) {
      try {
        return await this.#through(origin, `/p2p-circuit/p2p/${peer.toString()}`, signal)
      } catch (error) {
        lastError = error
        if (signal.aborted) break
      }
    }
    throw lastError
  }

  async #through(origin: string, path: string, signal: AbortSignal): Promise<Connection> {
    const relay = await this.#directory.identify(origin)
    try {
      return await this.#node.libp2p.dial(relay.address.encapsulate(path), { signal, force: true })
    } catch (error) {
      if (this.#node.libp2p.getConnections(relay.peer).length === 0) this.#directory.forget(origin)
      throw error
    }
  }

  /** Those named for the peer first: it said that it can be found there. */
  #origins(relays: readonly string[]): readonly string[] {
    const origins = new Set<string>()
    for (const url of [...relays, ...this.#ownRelays()]) {
      const origin = parseRelayUrl(url)
      if (origin.ok && origins.size < MAX_RELAYS_PER_PEER) origins.add(origin.value)
    }
    return [...origins]
  }
}
