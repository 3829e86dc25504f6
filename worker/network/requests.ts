// Questions with one answer: joining, offers of policies. Anyone who can reach us may ask, so what strangers may ask is bounded
// in rate, in number at once and in bytes, for each and for all together.
//   request  = name length (1 byte) · name (ASCII) · body        answer = status (1 byte) · body
import type { Connection, Stream } from '@libp2p/interface'
import type { Clock } from './clock.ts'
import {
  MAX_CONCURRENT_REQUESTS,
  MAX_CONCURRENT_STRANGER_REQUESTS,
  MAX_RATED_KEYS,
  MAX_REQUEST_BYTES,
  MAX_REQUEST_NAME_LENGTH,
  MAX_RESPONSE_BYTES,
  PEER_BURST,
  PEER_PER_SECOND,
  REQUEST_TIMEOUT_MS,
  STRANGERS_BURST,
  STRANGERS_PER_SECOND,
  STRANGER_BURST,
  STRANGER_PER_SECOND,
} from './limits.ts'
import { MessageReadError, readMessage, writeMessage } from './message-stream.ts'
import { peerIdToKey } from './peer-key.ts'
import { RequestError, type PeerKey } from './port.ts'
import { RateByKey, TokenBucket } from './rate-limit.ts'

export const REQUEST_PROTOCOL = '/sporedb/1/request'

const STATUS = { ok: 0, refused: 1, busy: 2 } as const
const NAME = /^[a-z0-9][a-z0-9/._-]*$/
const MAX_HEADER_BYTES = 1 + MAX_REQUEST_NAME_LENGTH

export const isRequestName = (name: string): boolean =>
  name.length <= MAX_REQUEST_NAME_LENGTH && NAME.test(name)

export type Answerer = (from: PeerKey, protocol: string, body: Uint8Array) => Promise<Uint8Array>

export class RequestServer {
  readonly #clock: Clock
  readonly #isWanted: (key: PeerKey) => boolean
  readonly #answer: Answerer
  readonly #peers = new RateByKey({ burst: PEER_BURST, perSecond: PEER_PER_SECOND }, MAX_RATED_KEYS)
  readonly #strangers = new RateByKey(
    { burst: STRANGER_BURST, perSecond: STRANGER_PER_SECOND },
    MAX_RATED_KEYS,
  )
  readonly #allStrangers: TokenBucket
  #underWay = 0
  #strangersUnderWay = 0
  #refused = 0

  constructor(clock: Clock, isWanted: (key: PeerKey) => boolean, answer: Answerer) {
    this.#clock = clock
    this.#isWanted = isWanted
    this.#answer = answer
    this.#allStrangers = new TokenBucket(
      { burst: STRANGERS_BURST, perSecond: STRANGERS_PER_SECOND },
      clock.now(),
    )
  }

  get refused(): number {
    return this.#refused
  }

  /** Never rejects: what a peer does wrong ends its stream. */
  async handle(stream: Stream, connection: Connection): Promise<void> {
    const key = peerIdToKey(connection.remotePeer)
    if (key === undefined) return stream.abort(new Error('only Ed25519 keys are peers'))
    const isStranger = !this.#isWanted(key)
    if (!this.#admits(key, isStranger)) {
      this.#refused++
      return this.#reply(stream, STATUS.busy, NOTHING)
    }
    this.#underWay++
    if (isStranger) this.#strangersUnderWay++
    try {
      await this.#serve(key, stream)
    } catch (error) {
      this.#refused++
      stream.abort(error instanceof Error ? error : new Error('request failed'))
    } finally {
      this.#underWay--
      if (isStranger) this.#strangersUnderWay--
    }
  }

  #admits(key: PeerKey, isStranger: boolean): boolean {
    const now = this.#clock.now()
    if (this.#underWay >= MAX_CONCURRENT_REQUESTS) return false
    if (!isStranger) return this.#peers.take(key, now)
    if (this.#strangersUnderWay >= MAX_CONCURRENT_STRANGER_REQUESTS) return false
    return this.#strangers.take(key, now) && this.#allStrangers.take(now)
  }

  async #serve(key: PeerKey, stream: Stream): Promise<void> {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
    const message = await readMessage(stream, MAX_HEADER_BYTES + MAX_REQUEST_BYTES, signal)
    const request = parseRequest(message)
    if (request === undefined) throw new Error('malformed request')
    let answer: Uint8Array
    try {
      answer = await this.#answer(key, request.name, request.body)
    } catch {
      this.#refused++
      return this.#reply(stream, STATUS.refused, NOTHING)
    }
    if (answer.length > MAX_RESPONSE_BYTES) throw new Error('our answer is too large')
    this.#reply(stream, STATUS.ok, answer)
  }

  #reply(stream: Stream, status: number, body: Uint8Array): void {
    if (stream.writeStatus !== 'writable') return
    writeMessage(stream, [Uint8Array.of(status), body])
    stream
      .close({ signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) })
      .catch(() => stream.abort(new Error('not read')))
  }
}

/** Asks over an open stream and closes it. Rejects with RequestError. */
export async function ask(
  stream: Stream,
  name: string,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    writeMessage(stream, [Uint8Array.of(name.length), new TextEncoder().encode(name), body])
    const answer = await readMessage(stream, 1 + MAX_RESPONSE_BYTES, signal)
    stream.close({ signal }).catch(() => stream.abort(new Error('not closed in time')))
    if (answer[0] === STATUS.ok) return answer.subarray(1)
    if (answer[0] === STATUS.busy)
      throw new RequestError('busy', 'The peer has too many requests; try again later')
    throw new RequestError('refused', 'The peer refused the request')
  } catch (error) {
    stream.abort(new Error('request ended'))
    if (error instanceof MessageReadError && error.failure === 'too-large')
      throw new RequestError('too-large', 'The answer is too large', { cause: error })
    if (error instanceof MessageReadError)
      throw new RequestError('refused', 'The peer closed the request', { cause: error })
    throw error
  }
}

function parseRequest(message: Uint8Array): { readonly name: string; readonly body: Uint8Array } | undefined {
  const nameLength = message[0] ?? 0
  const name = new TextDecoder().decode(message.subarray(1, 1 + nameLength))
  const body = message.slice(1 + nameLength)
  const isWhole = message.length >= 1 + nameLength && body.length <= MAX_REQUEST_BYTES
  return isWhole && isRequestName(name) ? { name, body } : undefined
}

const NOTHING = new Uint8Array()
