// The libp2p half: who may be reachable, for how long, and how much passes.
import '../../relay/node-runtime.ts'
import '../network/node-webrtc.ts'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { afterEach, expect, test } from 'vitest'
import { createRelay, type Relay, type RelayOptions } from '../../relay/create-relay.ts'
import { createLibp2pTransport, type Libp2pTransport } from '../../worker/network/libp2p-transport.ts'
import type { RelayStatus } from '../../worker/network/port.ts'

let relay: Relay
let clients: Libp2pTransport[] = []

afterEach(async () => {
  await Promise.all(clients.map((client) => client.stop()))
  clients = []
  await relay.close()
})

async function start(limits: NonNullable<RelayOptions['limits']>): Promise<void> {
  relay = await createRelay({ port: 0, limits })
}

/** A node that wants to be reachable; `status` is what it knows of its reservation. */
async function client(): Promise<{ readonly transport: Libp2pTransport; status: RelayStatus | undefined }> {
  const transport = await createLibp2pTransport({ privateKey: await generateKeyPair('Ed25519') })
  clients.push(transport)
  const result: { readonly transport: Libp2pTransport; status: RelayStatus | undefined } = {
    transport,
    status: undefined,
  }
  transport.setRelays([relay.url])
  await transport.start({
    onFrame: () => undefined,
    onPeer: () => undefined,
    onRequest: (_from, _protocol, body) => Promise.resolve(body),
    onGossip: () => Promise.resolve('ignore'),
    onStatus: ({ relays }) => (result.status = relays[0]),
  })
  await expect.poll(() => result.status?.state, { timeout: 10_000 }).toMatch(/reserved|failed/)
  return result
}

const reservations = async (): Promise<number> =>
  ((await (await fetch(`${relay.url}/health`)).json()) as { reservations: number }).reservations

test('refuses reservations beyond its bound, says so, and gives the place of one that left to the next', async () => {
  await start({ maxReservations: 1 })
  const first = await client()
  expect(first.status?.state).toBe('reserved')
  const second = await client()
  expect(second.status).toMatchObject({ state: 'failed' })
  expect(await reservations()).toBe(1)
  await first.transport.stop()
  await expect.poll(() => second.status?.state, { timeout: 10_000 }).toBe('reserved')
})

test('cuts a relayed connection that carries too much, and the peers can connect again', async () => {
  await start({ maxRelayedBytes: 64 * 1024 })
  const [a, b] = [(await client()).transport, (await client()).transport]
  const ask = (bytes: number) => a.request(b.self, [relay.url], 'echo', new Uint8Array(bytes))
  expect((await ask(1000)).length).toBe(1000)
  await expect(ask(200_000)).rejects.toMatchObject({ name: 'RequestError' })
  await expect
    .poll(
      () =>
        ask(1000).then(
          (answer) => answer.length,
          () => 0,
        ),
      { timeout: 10_000 },
    )
    .toBe(1000)
})

test('cuts a relayed connection that lasts too long', async () => {
  await start({ maxRelayedMs: 500 })
  const [a, b] = [(await client()).transport, (await client()).transport]
  await a.request(b.self, [relay.url], 'echo', new Uint8Array(1))
  expect(a.connections(b.self)).toHaveLength(1)
  await expect.poll(() => a.connections(b.self).length, { timeout: 10_000 }).toBe(0)
})
