import { describe, expect, test } from 'vitest'
import { Backoff } from '../../worker/network/backoff.ts'
import { Heartbeat } from '../../worker/network/heartbeat.ts'
import { PING_INTERVAL_MS, SILENCE_LIMIT_MS, TICK_MS } from '../../worker/network/limits.ts'
import { RateByKey, TokenBucket } from '../../worker/network/rate-limit.ts'

describe('the heartbeat', () => {
  test('pings at its interval and measures the round trip of the last ping', () => {
    const heartbeat = new Heartbeat(0)
    expect(heartbeat.tick(0)).toEqual({ type: 'ping', nonce: 1 })
    heartbeat.heard(30)
    heartbeat.pong(1, 30)
    expect(heartbeat.rttMs).toBe(30)
    expect(heartbeat.tick(TICK_MS)).toEqual({ type: 'none' })
    expect(heartbeat.tick(PING_INTERVAL_MS)).toEqual({ type: 'ping', nonce: 2 })
    heartbeat.pong(1, PING_INTERVAL_MS + 500)
    expect(heartbeat.rttMs).toBe(30)
  })

  test('calls silence dead within 6 s, and not before two pings are late', () => {
    const heartbeat = new Heartbeat(0)
    let now = 0
    while (heartbeat.tick(now).type !== 'dead') now += TICK_MS
    expect(now).toBeGreaterThan(2 * PING_INTERVAL_MS)
    expect(now).toBeLessThan(6000)
  })

  test('does not blame a peer for our own sleep', () => {
    const heartbeat = new Heartbeat(0)
    heartbeat.tick(0)
    expect(heartbeat.tick(60_000).type).toBe('ping')
    expect(heartbeat.tick(60_000 + TICK_MS).type).toBe('none')
    let now = 60_000 + TICK_MS
    while (heartbeat.tick(now).type !== 'dead') now += TICK_MS
    expect(now - 60_000).toBeGreaterThan(SILENCE_LIMIT_MS)
  })
})

describe('pauses between dials', () => {
  test('grow, stay within half and one and a half of their base, and begin again after success', () => {
    const backoff = new Backoff({ minMs: 100, maxMs: 1000, random: () => 0.5 })
    expect([1, 2, 3, 4, 5, 6].map(() => backoff.next())).toEqual([100, 200, 400, 800, 1000, 1000])
    backoff.reset()
    expect(backoff.next()).toBe(100)
    expect(new Backoff({ minMs: 100, maxMs: 1000, random: () => 0 }).next()).toBe(50)
  })
})

describe('rates', () => {
  test('allow a burst and then so many a second', () => {
    const bucket = new TokenBucket({ burst: 2, perSecond: 10 }, 0)
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([true, true, false])
    expect(bucket.take(99)).toBe(false)
    expect(bucket.take(200)).toBe(true)
    expect([1, 2, 3].map(() => bucket.take(60_000))).toEqual([true, true, false])
  })

  test('are kept for a bounded number of keys, the longest unused making room', () => {
    const rates = new RateByKey({ burst: 1, perSecond: 0 }, 2)
    expect([rates.take('a', 0), rates.take('b', 0), rates.take('a', 0)]).toEqual([true, true, false])
    expect(rates.take('c', 0)).toBe(true)
    expect(rates.take('a', 0)).toBe(false)
    expect(rates.take('b', 0)).toBe(true)
  })
})
