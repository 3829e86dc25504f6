// The contract suite over libp2p in Node: a relay on a free port, WebRTC by node-datachannel. Few seconds, no browser.
import '../../relay/node-runtime.ts'
import './node-webrtc.ts'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRelay, type Relay } from '../../relay/create-relay.ts'
import { createLibp2pTransport } from '../../worker/network/libp2p-transport.ts'
import { TRANSPORT_CASES, World } from '../contract/transport.ts'

let relay: Relay

beforeAll(async () => {
  relay = await createRelay({ port: 0 })
})
afterAll(() => relay.close())

describe('a transport over libp2p in Node', () => {
  for (const { title, run } of TRANSPORT_CASES)
    test(title, async () => {
      const world = new World({
        relays: [relay.url],
        make: async () => createLibp2pTransport({ privateKey: await generateKeyPair('Ed25519') }),
        until: (what, condition) =>
          vi.waitFor(() => expect(condition(), what).toBe(true), { timeout: 25_000, interval: 5 }),
      })
      try {
        await run(world)
      } finally {
        await world.close()
      }
    })
})
