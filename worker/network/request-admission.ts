// Who may ask how much: each peer, each stranger, all strangers together, and all at once.
import type { Clock } from './clock.ts'
import {
  MAX_CONCURRENT_REQUESTS,
  MAX_CONCURRENT_STRANGER_REQUESTS,
  MAX_RATED_KEYS,
  PEER_BURST,
  PEER_PER_SECOND,
  STRANGERS_BURST,
  STRANGERS_PER_SECOND,
  STRANGER_BURST,
  STRANGER_PER_SECOND,
} from './limits.ts'
import type { PeerKey } from './port.ts'
import { RateByKey, TokenBucket } from './rate-limit.ts'

export class RequestAdmission {
  readonly #clock: Clock
  readonly #peers = new RateByKey({ burst: PEER_BURST, perSecond: PEER_PER_SECOND }, MAX_RATED_KEYS)
  readonly #strangers = new RateByKey(
    { burst: STRANGER_BURST, perSecond: STRANGER_PER_SECOND },
    MAX_RATED_KEYS,
  )
  readonly #allStrangers: TokenBucket
  #underWay = 0
  #strangersUnderWay = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#allStrangers = new TokenBucket(
      { burst: STRANGERS_BURST, perSecond: STRANGERS_PER_SECOND },
      clock.now(),
    )
  }

  /** What to call when the request has ended; undefined when it must not begin. */
  enter(key: PeerKey, isStranger: boolean): (() => void) | undefined {
    if (!this.#admits(key, isStranger)) return undefined
    this.#underWay++
    if (isStranger) this.#strangersUnderWay++
    return () => {
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
}
