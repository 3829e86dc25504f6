// Builds a database of a million keys as write-backs of the core leave it, then starts the whole engine on it as after a
// reload, and reads as the page does. Everything read first comes from the disk: each measurement has a start of its own.

import { loadHash } from '../../worker/core/codec/hash.ts'
import { policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import { createState, addPolicy } from '../../worker/core/handle/policy-state.ts'
import type { PolicyId, PublicKeyHex } from '../../worker/core/model/ids.ts'
import { Engine } from '../../worker/host/engine.ts'
import { encodeRound } from '../../worker/host/round-codec.ts'
import { DataCalls } from '../../worker/rpc/data-calls.ts'
import { openIndexedDbStore } from '../../worker/store/indexeddb.ts'
import type { Store } from '../../worker/store/port.ts'
import { testPolicy } from '../host/test-policy.ts'
import { fill, keyAt } from './fill-store.ts'

const KEYS = 1_000_000
const SELF = 'ab'.repeat(32) as PublicKeyHex
const record = testPolicy([SELF], { n: 1, f: 0 })
const NAME = 'bench-million'

const say = (line: string): void => postMessage(line)
const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`

async function timed<Value>(work: () => Promise<Value>): Promise<{ took: number; value: Value }> {
  const since = performance.now()
  const value = await work()
  return { took: performance.now() - since, value }
}

const quantile = (times: readonly number[], part: number): number =>
  [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * part)] ?? 0
const spread = (times: readonly number[]): string =>
  `p50 ${ms(quantile(times, 0.5))}, p95 ${ms(quantile(times, 0.95))}`

async function openStore(): Promise<Store> {
  const opened = await openIndexedDbStore({ name: NAME })
  if (!opened.ok) throw new Error(opened.reason.sentence)
  return opened.value
}

async function build(sporesOf: number): Promise<void> {
  const store = await openStore()
  const state = createState(SELF)
  addPolicy(state, policyIdOf(record), record, [])
  await store.appendRound(1, encodeRound(Date.now(), []))
  await fill(store, state, policyIdOf(record), { keys: KEYS, sporesOf, round: 1 })
  store.close()
}

interface Node {
  readonly engine: Engine
  readonly store: Store
  readonly data: DataCalls
}

async function start(): Promise<Node> {
  const store = await openStore()
  const engine = new Engine({
    store,
    signing: {
      publicKey: SELF,
      sign: () => Promise.resolve(new Uint8Array(64)),
      verify: () => Promise.resolve(true),
      nonce: () => '00'.repeat(16),
    },
    network: { send: () => false, publish: () => undefined },
    clock: { now: () => Date.now(), at: () => () => undefined },
    listener: {
      onSpore: () => undefined,
      onChanged: () => undefined,
      onSilenced: () => undefined,
      onAlarm: (_policy, message) => say(`failed: ${message}`),
      onStopped: (error) => say(`failed: ${String(error)}`),
    },
  })
  await engine.start([{ id: policyIdOf(record), record }])
  return { engine, store, data: new DataCalls(engine, store) }
}

/** A node that has read nothing yet. */
async function afresh<Value>(work: (node: Node) => Promise<Value>): Promise<Value> {
  const node = await start()
  try {
    return await work(node)
  } finally {
    node.engine.stop()
    node.store.close()
  }
}

let policyId: PolicyId

async function measureReady(words: string): Promise<void> {
  const times: number[] = []
  for (let run = 0; run < 5; run++) {
    const { took, value } = await timed(start)
    times.push(took)
    value.engine.stop()
    value.store.close()
  }
  say(`ready after a reload, ${words}: first ${ms(times[0] ?? 0)}, then ${spread(times.slice(1))}`)
}

async function measureReads(): Promise<void> {
  await afresh(async ({ data }) => {
    const [cold, warm]: [number[], number[]] = [[], []]
    for (const times of [cold, warm])
      for (let i = 0; i < 1_000; i++) {
        const key = keyAt((i * 7_368_787) % KEYS)
        const { took, value } = await timed(() => data.get({ policy: policyId, key }))
        if (value.value === undefined) throw new Error(`${key} is missing`)
        times.push(took)
      }
    say(`GET of 1,000 random keys: from the disk ${spread(cold)}; from memory ${spread(warm)}`)
  })
  await afresh(async ({ data }) => {
    const times: number[] = []
    for (let i = 0; i < 50; i++) {
      const prefix = `user/${String((i * 379) % 1_000).padStart(5, '0')}`
      const { took, value } = await timed(() => data.keys({ policy: policyId, prefix }))
      if (value.keys.length !== 1_000 || value.more)
        throw new Error(`${value.keys.length} keys begin with ${prefix}`)
      times.push(took)
    }
    say(`KEYS with a prefix, 1,000 results, from the disk: ${spread(times)}`)
  })
  await afresh(async ({ data }) => {
    const all = await timed(() => data.count({ policy: policyId }))
    if (all.value.count !== KEYS) throw new Error(`${all.value.count} keys were counted`)
    const times: number[] = []
    for (let i = 0; i < 50; i++) {
      const prefix = `user/${String((i * 37) % 100).padStart(4, '0')}`
      const { took, value } = await timed(() => data.count({ policy: policyId, prefix }))
      if (value.count !== 10_000) throw new Error(`${value.count} keys begin with ${prefix}`)
      times.push(took)
    }
    say(`COUNT of all after a start: ${ms(all.took)}; of a prefix of 10,000, from the disk: ${spread(times)}`)
  })
  await afresh(async ({ data }) => {
    const { took, value } = await timed(async () => {
      let [keys, after, more]: [number, string | undefined, boolean] = [0, undefined, true]
      while (more) {
        const page = await data.keys({ policy: policyId, ...(after === undefined ? {} : { after }) })
        keys += page.keys.length
        after = page.keys.at(-1)
        ;({ more } = page)
      }
      return keys
    })
    if (value !== KEYS) throw new Error(`the scan found ${value} keys`)
    say(`SCAN of all keys in pages of 1,000: ${ms(took)}, ${Math.round(value / took)},000 keys/s`)
  })
}

async function measureAll(): Promise<void> {
  await loadHash()
  policyId = policyIdOf(record)
  const bulk = await timed(() => build(64))
  say(`built in ${ms(bulk.took)}`)
  await measureReady('written by 15,625 spores')
  await measureReads()
  await (await openStore()).wipe()
  await build(1)
  await measureReady('written by a million spores')
  await (await openStore()).wipe()
}

measureAll().then(
  () => postMessage(undefined),
  (error: unknown) => {
    say(`failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    postMessage(undefined)
  },
)
