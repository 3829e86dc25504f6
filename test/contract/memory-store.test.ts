import { describe, expect, test } from 'vitest'
import { MemoryDisk, openMemoryStore } from '../../worker/store/memory.ts'
import { SCHEMA_VERSION } from '../../worker/store/limits.ts'
import { STORE_CASES } from './store.ts'
import type { StoreFixture } from './store-fixture.ts'

function memoryFixture(): StoreFixture {
  let disk = new MemoryDisk()
  return {
    open: () => Promise.resolve(openMemoryStore(disk)),
    damageRound(round) {
      disk.image.rounds.set(round, (disk.image.rounds.get(round) ?? new Uint8Array(9)).slice(0, -1))
      return Promise.resolve()
    },
    removeRound(round) {
      disk.image.rounds.delete(round)
      return Promise.resolve()
    },
    fill() {
      disk.capacityBytes = 0
      return Promise.resolve(() => {
        disk.capacityBytes = Infinity
      })
    },
    deleteUnderneath() {
      disk.delete()
      return Promise.resolve()
    },
    raiseSchema() {
      disk = new MemoryDisk(SCHEMA_VERSION + 1)
      return Promise.resolve()
    },
  }
}

describe('a store in memory', () => {
  test.each(STORE_CASES)('$title', ({ run }) => run(memoryFixture()))

  test('leaves a clone of its disk as it was, like a crash at that moment', async () => {
    const disk = new MemoryDisk()
    const store = openMemoryStore(disk)
    if (!store.ok) throw new Error(store.reason.sentence)
    await store.value.appendRound(1, new Uint8Array([1]))
    const crashed = disk.clone()
    await store.value.appendRound(2, new Uint8Array([2]))
    const restarted = openMemoryStore(crashed)
    if (!restarted.ok) throw new Error(restarted.reason.sentence)
    expect((await restarted.value.readSnapshot()).lastRound).toBe(1)
    await restarted.value.appendRound(2, new Uint8Array([3]))
    expect(await store.value.readRound(2)).toEqual(new Uint8Array([2]))
  })
})
