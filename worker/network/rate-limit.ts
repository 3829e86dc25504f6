// Token buckets for what strangers may ask. The map of keys is bounded: the longest unused bucket makes room, which can only
// give a key back its burst, and the limit over all strangers holds regardless.

export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

export class TokenBucket {
  readonly #rate: Rate
  #tokens: number
  #filledAt: number

  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#tokens = rate.burst
    this.#filledAt = now
  }

  take(now: number): boolean {
    const gained = ((now - this.#filledAt) / 1000) * this.#rate.perSecond
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + gained)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}

export class RateByKey {
  readonly #rate: Rate
  readonly #maxKeys: number
  readonly #bucketByKey = new Map<string, TokenBucket>()

  constructor(rate: Rate, maxKeys: number) {
    this.#rate = rate
    this.#maxKeys = maxKeys
  }

  take(key: string, now: number): boolean {
    const bucket = this.#bucketByKey.get(key) ?? new TokenBucket(this.#rate, now)
    this.#bucketByKey.delete(key)
    this.#bucketByKey.set(key, bucket)
    if (this.#bucketByKey.size > this.#maxKeys) this.#dropOldest()
    return bucket.take(now)
  }

  #dropOldest(): void {
    const oldest = this.#bucketByKey.keys().next()
    if (oldest.done !== true) this.#bucketByKey.delete(oldest.value)
  }
}
