import { describe, expect, test } from 'vitest'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { parsePublicKey } from '../../worker/core/model/ids.ts'
import { MemoryNetwork } from '../../worker/network/memory-network.ts'
import { ManualClock } from '../network/manual-clock.ts'
import { TRANSPORT_CASES, World, type TransportFixture } from './transport.ts'

/** The clock runs only here: to the next thing that is due, until the condition holds. */
function memoryFixture(): TransportFixture {
  const clock = new ManualClock()
  const network = new MemoryNetwork({ clock, random: () => 0.5, delayMs: () => 1 })
  let made = 0
  const pump = setInterval(() => clock.runNext(), 0)
  pump.unref()
  return {
    relays: ['http://relay.test'],
    make() {
      const key = parsePublicKey(bytesToHex(new Uint8Array(32).fill(++made)))
      if (key === undefined) throw new Error('not a key')
      return Promise.resolve(network.transport(key))
    },
    async until(what, condition) {
      for (let steps = 0; !condition(); steps++) {
        if (steps > 20_000) throw new Error(`never happened: ${what}`)
        clock.runNext()
        await Promise.resolve()
      }
    },
  }
}

describe('a transport in memory', () => {
  for (const { title, run } of TRANSPORT_CASES)
    test(title, async () => {
      const world = new World(memoryFixture())
      await run(world)
      await world.close()
      expect(true).toBe(true)
    })
})
