// Who answers at a relay's URL now: fetches /relay.json, checks it, remembers the answer for a while. The document is
// untrusted: it is bounded, parsed field by field, and only the peer id is believed (a wrong one fails the handshake).
import type { PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Clock } from './clock.ts'
import {
  MAX_KNOWN_RELAYS,
  MAX_RELAY_DOCUMENT_BYTES,
  RELAY_FETCH_TIMEOUT_MS,
  RELAY_IDENTITY_TTL_MS,
} from './limits.ts'
import { originToMultiaddr, RELAY_DOCUMENT_PATH } from './relay-address.ts'

export interface RelayIdentity {
  readonly origin: string
  readonly peer: PeerId
  /** Ends in the relay's own /p2p/…. */
  readonly address: Multiaddr
}

export class RelayUnusable extends Error {
  override readonly name = 'RelayUnusable'
}

interface Known {
  readonly identity: RelayIdentity
  readonly askedAt: number
}

export class RelayDirectory {
  readonly #clock: Clock
  readonly #fetch: typeof fetch
  readonly #knownByOrigin = new Map<string, Known>()
  readonly #askingByOrigin = new Map<string, Promise<RelayIdentity>>()

  constructor(clock: Clock, fetchDocument: typeof fetch) {
    this.#clock = clock
    this.#fetch = fetchDocument
  }

  /** `origin` must come from parseRelayUrl. Rejects with RelayUnusable. */
  async identify(origin: string): Promise<RelayIdentity> {
    const known = this.#knownByOrigin.get(origin)
    if (known !== undefined && this.#clock.now() - known.askedAt < RELAY_IDENTITY_TTL_MS)
      return known.identity
    const asking = this.#askingByOrigin.get(origin) ?? this.#ask(origin)
    this.#askingByOrigin.set(origin, asking)
    try {
      return await asking
    } finally {
      this.#askingByOrigin.delete(origin)
    }
  }

  /** Dialling failed: it may have restarted under another key. */
  forget(origin: string): void {
    this.#knownByOrigin.delete(origin)
  }

  async #ask(origin: string): Promise<RelayIdentity> {
    const peer = parseDocument(await this.#download(origin))
    const address = originToMultiaddr(origin).encapsulate(`/p2p/${peer.toString()}`)
    const identity = { origin, peer, address }
    this.#knownByOrigin.delete(origin)
    this.#knownByOrigin.set(origin, { identity, askedAt: this.#clock.now() })
    const oldest = this.#knownByOrigin.keys().next()
    if (this.#knownByOrigin.size > MAX_KNOWN_RELAYS && oldest.done !== true)
      this.#knownByOrigin.delete(oldest.value)
    return identity
  }

  async #download(origin: string): Promise<string> {
    let response: Response
    try {
      response = await this.#fetch(origin + RELAY_DOCUMENT_PATH, {
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(RELAY_FETCH_TIMEOUT_MS),
      })
    } catch (cause) {
      throw new RelayUnusable(`No relay answers at ${origin}`, { cause })
    }
    if (!response.ok) throw new RelayUnusable(`${origin} answers with status ${response.status}`)
    return readBounded(response)
  }
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  let text = ''
  for (let bytes = 0; reader !== undefined;) {
    const { done, value } = await reader.read()
    if (done) break
    bytes += value.length
    if (bytes > MAX_RELAY_DOCUMENT_BYTES) {
      await reader.cancel()
      throw new RelayUnusable('The relay sent too much')
    }
    text += decoder.decode(value, { stream: true })
  }
  return text
}

function parseDocument(text: string): PeerId {
  try {
    const document: unknown = JSON.parse(text)
    if (typeof document === 'object' && document !== null && 'peerId' in document) {
      const { peerId } = document
      if (typeof peerId === 'string' && peerId.length < 128) return peerIdFromString(peerId)
    }
  } catch {
    // Said below, as for a document of the wrong shape.
  }
  throw new RelayUnusable('What answers there is no relay')
}
