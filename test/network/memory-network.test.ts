import { describe, expect, test } from 'vitest'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { parsePublicKey } from '../../worker/core/model/ids.ts'
import { MemoryNetwork } from '../../worker/network/memory-network.ts'
import type { MemoryTransport } from '../../worker/network/memory-transport.ts'
import type { PeerKey } from '../../worker/network/port.ts'
import { ManualClock } from './manual-clock.ts'

function key(n: number): PeerKey {
  const parsed = parsePublicKey(bytesToHex(new Uint8Array(32).fill(n)))
  if (parsed === undefined) throw new Error('not a key')
  return parsed
}

async function pair(delayMs: () => number = () => 10) {
  const clock = new ManualClock()
  const network = new MemoryNetwork({ clock, random: () => 0.5, delayMs })
  const [a, b] = [network.transport(key(1)), network.transport(key(2))]
  const received: number[] = []
  const start = (transport: MemoryTransport) =>
    transport.start({
      onFrame: (_from, frame) => received.push(frame[0] ?? -1),
      onPeer: () => undefined,
      onRequest: (_from, _protocol, body) => Promise.resolve(body),
      onGossip: () => Promise.resolve('accept'),
      onStatus: () => undefined,
    })
  await start(a)
  await start(b)
  a.want([{ key: b.self, relays: [] }])
  b.want([{ key: a.self, relays: [] }])
  clock.advance(1)
  const state = () => [a.links()[0]?.state, b.links()[0]?.state]
  return { clock, network, a, b, received, state, start }
}

describe('a network of memory', () => {
  test('keeps frames in order when delays vary', async () => {
    let n = 0
    const { clock, a, b, received } = await pair(() => [50, 5, 20][n++ % 3] ?? 0)
    for (let frame = 0; frame < 9; frame++) a.send(b.self, Uint8Array.of(frame))
    clock.advance(100)
    expect(received).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('loses what passes a cut, notices the silence, and links again when healed', async () => {
    const { clock, network, a, b, received, state } = await pair()
    expect(state()).toEqual(['direct', 'direct'])
    a.send(b.self, Uint8Array.of(1))
    network.cut(a.self, b.self)
    clock.advance(3000)
    expect(state()).toEqual(['direct', 'direct'])
    expect(received).toEqual([])
    clock.advance(6000)
    expect(state()).toEqual(['gone', 'gone'])
    network.heal(a.self, b.self)
    clock.advance(1)
    expect(state()).toEqual(['direct', 'direct'])
    a.send(b.self, Uint8Array.of(2))
    clock.advance(10)
    expect(received).toEqual([2])
  })

  test('links a node that was stopped and started again under its key', async () => {
    const { clock, network, a, b, received, state, start } = await pair()
    await b.stop()
    expect(a.links()[0]?.state).toBe('gone')
    const again = network.transport(b.self)
    await start(again)
    again.want([{ key: a.self, relays: [] }])
    clock.advance(1)
    expect(state()[0]).toBe('direct')
    a.send(again.self, Uint8Array.of(9))
    clock.advance(10)
    expect(received).toEqual([9])
  })
})
