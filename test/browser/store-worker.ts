// Store scenarios inside a browser's worker, called by store-page.ts.

import { openIndexedDbStore } from '../../worker/store/indexeddb.ts'
import { StoreError } from '../../worker/store/failure.ts'
import type { Store } from '../../worker/store/port.ts'
import { INDEXEDDB_CASES } from '../contract/indexeddb-cases.ts'
import { indexedDbFixture } from '../contract/indexeddb-fixture.ts'
import { STORE_CASES } from '../contract/store.ts'

export interface WriteOutcome {
  readonly acknowledged: number
  readonly rejected: string
  readonly told: readonly string[]
  readonly afterwards: string
}

const scenarios = {
  runContractCase: (index: number) => STORE_CASES[index]?.run(indexedDbFixture(`contract-${index}`)),
  runIndexedDbCase: (index: number) => INDEXEDDB_CASES[index]?.run(`indexeddb-${index}`),

  /** Appends until an append is refused. What is thrown away to get there: nothing acknowledged. */
  async appendUntilRefused(name: string, sizeBytes: number): Promise<WriteOutcome> {
    const store = await opened(name)
    const told: string[] = []
    store.onFailure(({ tag }) => told.push(tag))
    const first = (await store.readSnapshot()).lastRound + 1
    let acknowledged = first - 1
    try {
      for (let round = first; ; round++) {
        await store.appendRound(round, incompressible(sizeBytes, round))
        acknowledged = round
        postMessage({ progress: round })
      }
    } catch (error) {
      const afterwards = await store.putDocument('later', 1).then(() => 'written', tagOf)
      store.close()
      return { acknowledged, rejected: tagOf(error), told, afterwards }
    }
  },

  /** Reads the whole log; rejects at anything missing or damaged in it. */
  async readLog(name: string): Promise<number> {
    const store = await opened(name)
    const { lastRound } = await store.readSnapshot()
    let next = 1
    while (next <= lastRound) {
      const rounds = await store.readRounds(next, 1 << 20)
      for (const { round, bytes } of rounds)
        if (bytes[0] !== (round & 0xff)) throw new Error(`round ${round} holds other bytes`)
      next += rounds.length
    }
    store.close()
    return lastRound
  },
}

export type Scenarios = typeof scenarios

async function opened(name: string): Promise<Store> {
  const result = await openIndexedDbStore({ name })
  if (!result.ok) throw new StoreError(result.reason)
  return result.value
}

const tagOf = (error: unknown): string => (error instanceof StoreError ? error.failure.tag : String(error))

/** Filled with noise, since Chromium compresses what it stores; begins with the round. */
function incompressible(sizeBytes: number, round: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  for (let at = 0; at < sizeBytes; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  bytes[0] = round & 0xff
  return bytes
}

onmessage = ({ data }: MessageEvent<{ call: number; name: keyof Scenarios; given: unknown[] }>) => {
  const scenario = scenarios[data.name] as (...given: unknown[]) => Promise<unknown> | undefined
  Promise.resolve(scenario(...data.given)).then(
    (value) => postMessage({ call: data.call, value }),
    (error: unknown) => postMessage({ call: data.call, error: String(error) }),
  )
}
