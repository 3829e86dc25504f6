// Questions with one answer: joining, offers of policies. Anyone who can reach us may ask; request-admission.ts says how much.
//   request  = name length (1 byte) · name (ASCII) · body        answer = status (1 byte) · body
import type { Connection, Stream } from '@libp2p/interface'
import type { Clock } from './clock.ts'
import {
  MAX_REQUEST_BYTES,
  MAX_REQUEST_NAME_LENGTH,
  MAX_RESPONSE_BYTES,
  REQUEST_TIMEOUT_MS,
} from './limits.ts'
import { MessageReadError, readMessage, writeMessage } from './message-stream.ts'
import { peerIdToKey } from './peer-key.ts'
import { RequestError, type PeerKey } from './port.ts'
import { RequestAdmission } from './request-admission.ts'
import { isRequestName } from './request-name.ts'

export const REQUEST_PROTOCOL = '/sporedb/1/request'

const STATUS = { ok: 0, refused: 1, busy: 2 } as const
const MAX_HEADER_BYTES = 1 + MAX_REQUEST_NAME_LENGTH

export type Answerer = (from: PeerKey, protocol: string, body: Uint8Array) => Promise<Uint8Array>

export class RequestServer {
  readonly #admission: RequestAdmission
  readonly #isWanted: (key: PeerKey) => boolean
  readonly #answer: Answerer
  #refused = 0

  constructor(clock: Clock, isWanted: (key: PeerKey) => boolean, answer: Answerer) {
    this.#admission = new RequestAdmission(clock)
    this.#isWanted = isWanted
    this.#answer = answer
  }

  get refused(): number {
    return this.#refused
  }

  /** Never rejects: what a peer does wrong ends its stream. */
  async handle(stream: Stream, connection: Connection): Promise<void> {
    const key = peerIdToKey(connection.remotePeer)
    if (key === undefined) {
      stream.abort(new Error('only Ed25519 keys are peers'))
      return
    }
    const leave = this.#admission.enter(key, !this.#isWanted(key))
    try {
      if (leave === undefined) this.#refuse(stream, STATUS.busy)
      else await this.#serve(key, stream)
    } catch (error) {
      this.#refused++
      stream.abort(error instanceof Error ? error : new Error('request failed'))
    } finally {
      leave?.()
    }
  }

  async #serve(key: PeerKey, stream: Stream): Promise<void> {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
    const request = parseRequest(await readMessage(stream, MAX_HEADER_BYTES + MAX_REQUEST_BYTES, signal))
    if (request === undefined) throw new Error('malformed request')
    let answer: Uint8Array
    try {
      answer = await untilAborted(this.#answer(key, request.name, request.body), signal)
    } catch {
      this.#refuse(stream, STATUS.refused)
      return
    }
    if (answer.length > MAX_RESPONSE_BYTES) throw new Error('our answer is too large')
    reply(stream, STATUS.ok, answer)
  }

  #refuse(stream: Stream, status: number): void {
    this.#refused++
    reply(stream, status, new Uint8Array())
  }
}

/** Asks over an open stream and closes it. Rejects with RequestError, or with the signal's reason. */
export async function ask(
  stream: Stream,
  name: string,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    writeMessage(stream, [Uint8Array.of(name.length), new TextEncoder().encode(name), body])
    const answer = await readMessage(stream, 1 + MAX_RESPONSE_BYTES, signal)
    if (answer[0] === STATUS.busy)
      throw new RequestError('busy', 'The peer has too many requests; try again later')
    if (answer[0] !== STATUS.ok) throw new RequestError('refused', 'The peer refused the request')
    closeSoon(stream)
    return answer.subarray(1)
  } catch (error) {
    stream.abort(new Error('request ended'))
    if (!(error instanceof MessageReadError)) throw error
    if (error.failure === 'too-large')
      throw new RequestError('too-large', 'The answer is too large', { cause: error })
    throw new RequestError('refused', 'The peer closed the request', { cause: error })
  }
}

function reply(stream: Stream, status: number, body: Uint8Array): void {
  if (stream.writeStatus !== 'writable') return
  writeMessage(stream, [Uint8Array.of(status), body])
  closeSoon(stream)
}

function closeSoon(stream: Stream): void {
  const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
  stream.close({ signal }).catch(() => stream.abort(new Error('not closed in time')))
}

/** An answer that never comes must not hold its place for ever. */
function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('too late')), { once: true })
    promise.then(resolve, reject)
  })
}

function parseRequest(message: Uint8Array): { readonly name: string; readonly body: Uint8Array } | undefined {
  const nameLength = message[0] ?? 0
  const name = new TextDecoder().decode(message.subarray(1, 1 + nameLength))
  const body = message.slice(1 + nameLength)
  const isWhole = message.length >= 1 + nameLength && body.length <= MAX_REQUEST_BYTES
  return isWhole && isRequestName(name) ? { name, body } : undefined
}
