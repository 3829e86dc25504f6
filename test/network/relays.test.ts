import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  MAX_RELAY_DOCUMENT_BYTES,
  RELAY_BACKOFF_MAX_MS,
  RELAY_IDENTITY_TTL_MS,
  RELAY_PING_INTERVAL_MS,
} from '../../worker/network/limits.ts'
import { originToMultiaddr, parseRelayUrl } from '../../worker/network/relay-address.ts'
import { RelayDirectory, type RelayIdentity } from '../../worker/network/relay-directory.ts'
import { RelayReservation, type RelayClient } from '../../worker/network/relay-reservation.ts'
import { ManualClock } from './manual-clock.ts'

const ORIGIN = 'http://relay.test:4000'
let peerId: string

beforeAll(async () => {
  peerId = peerIdFromPrivateKey(await generateKeyPair('Ed25519')).toString()
})

/** Lets promises that are settled run their continuations. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the address of a relay', () => {
  test('is an http or https origin', () => {
    expect(parseRelayUrl('https://Relay.Example:443/x?y#z')).toEqual({
      ok: true,
      value: 'https://relay.example',
    })
    expect(parseRelayUrl('relay.example')).toEqual({ ok: false, reason: 'not-a-url' })
    expect(parseRelayUrl('ftp://relay.example')).toEqual({ ok: false, reason: 'not-http' })
    expect(parseRelayUrl('javascript:alert(1)')).toEqual({ ok: false, reason: 'not-http' })
  })

  test('becomes the multiaddr that a browser dials', () => {
    expect(originToMultiaddr('http://localhost:4000').toString()).toBe('/dns/localhost/tcp/4000/ws')
    expect(originToMultiaddr('https://relay.example').toString()).toBe('/dns/relay.example/tcp/443/tls/ws')
    expect(originToMultiaddr('http://10.0.0.1').toString()).toBe('/ip4/10.0.0.1/tcp/80/ws')
    expect(originToMultiaddr('https://[2001:db8::1]:8443').toString()).toBe(
      '/ip6/2001:db8::1/tcp/8443/tls/ws',
    )
  })
})

describe('the directory of relays', () => {
  const directoryWith = (clock: ManualClock, answer: () => Response | Promise<Response>) => {
    const asked: string[] = []
    const directory = new RelayDirectory(clock, (input) => {
      asked.push(input instanceof Request ? input.url : input.toString())
      return Promise.resolve(answer())
    })
    return { asked, directory }
  }

  test('asks once, then again when the answer is old or was forgotten', async () => {
    const clock = new ManualClock()
    const { asked, directory } = directoryWith(clock, () =>
      Response.json({ peerId, addrs: ['/dns/evil/tcp/1/ws'] }),
    )
    const [one, two] = await Promise.all([directory.identify(ORIGIN), directory.identify(ORIGIN)])
    expect(one).toBe(two)
    expect(one.address.toString()).toBe(`/dns/relay.test/tcp/4000/ws/p2p/${peerId}`)
    expect(asked).toEqual([`${ORIGIN}/relay.json`])
    clock.advance(RELAY_IDENTITY_TTL_MS)
    await directory.identify(ORIGIN)
    directory.forget(ORIGIN)
    await directory.identify(ORIGIN)
    expect(asked).toHaveLength(3)
  })

  test.each([
    ['an error', () => new Response('', { status: 500 })],
    ['something else', () => new Response('<html>')],
    ['another shape', () => Response.json({ peerId: 7 })],
    ['no peer id', () => Response.json({ peerId: 'x'.repeat(100) })],
    ['nothing', () => new Response('null')],
    ['too much', () => new Response(' '.repeat(MAX_RELAY_DOCUMENT_BYTES + 1))],
    ['no answer', () => Promise.reject<Response>(new TypeError('refused'))],
  ])('refuses %s with a sentence', async (_name, answer) => {
    const { directory } = directoryWith(new ManualClock(), answer)
    await expect(directory.identify(ORIGIN)).rejects.toMatchObject({ name: 'RelayUnusable' })
  })
})

describe('a reservation', () => {
  function setUp() {
    const clock = new ManualClock()
    const log: string[] = []
    const fails = new Set<string>()
    const step = (name: string) => (): Promise<void> => {
      log.push(name)
      return fails.has(name) ? Promise.reject(new Error(`${name} failed`)) : Promise.resolve()
    }
    const client: RelayClient = {
      connect: step('connect'),
      reserve: step('reserve'),
      ping: step('ping'),
      hangUp: (relay: RelayIdentity) => log.push(`hang up ${relay.origin}`),
    }
    const directory = new RelayDirectory(clock, () => Promise.resolve(Response.json({ peerId })))
    const states: string[] = []
    const reservation = new RelayReservation({
      origin: ORIGIN,
      directory,
      client,
      clock,
      random: () => 0.5,
      onStatus: () => states.push(reservation.status.state),
    })
    return { clock, log, fails, reservation, states }
  }
  const settle = async (): Promise<void> => {
    for (let n = 0; n < 10; n++) await turn()
  }

  test('is made, watched, and made again when it is lost', async () => {
    const { clock, log, reservation, states } = setUp()
    reservation.start()
    await settle()
    expect(states).toEqual(['connecting', 'reserved'])
    clock.advance(RELAY_PING_INTERVAL_MS)
    await settle()
    expect(log).toEqual(['connect', 'reserve', 'ping'])
    reservation.lost()
    expect(reservation.status).toMatchObject({
      state: 'failed',
      reason: 'The connection to the relay was lost',
    })
    clock.advance(1000)
    await settle()
    expect(states).toEqual(['connecting', 'reserved', 'failed', 'connecting', 'reserved'])
    reservation.stop()
  })

  test('is tried again with growing pauses, and at once when nudged', async () => {
    const { clock, log, fails, reservation } = setUp()
    fails.add('connect')
    reservation.start()
    for (let n = 0; n < 20; n++) {
      await settle()
      clock.advance(RELAY_BACKOFF_MAX_MS / 4)
    }
    const tries = log.filter((name) => name === 'connect').length
    expect(tries).toBeGreaterThan(5)
    expect(tries).toBeLessThan(15)
    fails.clear()
    reservation.nudge()
    await settle()
    expect(reservation.status.state).toBe('reserved')
    reservation.stop()
  })

  test('is given up when the relay does not answer a ping', async () => {
    const { clock, fails, log, reservation } = setUp()
    reservation.start()
    await settle()
    fails.add('ping')
    clock.advance(RELAY_PING_INTERVAL_MS)
    await settle()
    expect(reservation.status.state).toBe('failed')
    expect(log).toContain(`hang up ${ORIGIN}`)
    reservation.stop()
  })

  test('does nothing after it was stopped, also when that came in the middle', async () => {
    const { clock, log, reservation, states } = setUp()
    reservation.start()
    reservation.stop()
    await settle()
    clock.advance(60_000)
    await settle()
    expect(log).toEqual([])
    expect(states).toEqual(['connecting'])
  })
})
