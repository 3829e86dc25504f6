// Four nodes in four pages of a real Chromium, f = 1, over real WebRTC, IndexedDB and a real relay: who may be missing, and
// what outlives what.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PolicyId, RecordView } from '../../worker/rpc/contract.ts'
import type { RtcConnection } from '../browser/node-api.ts'
import { agreed, allLinked, mycelium, World } from './harness.ts'
import { isDecided } from './outcome.ts'
import { add, sadd, set, type TestNode } from './test-node.ts'
import { until } from './until.ts'

const NAMES = ['alice', 'bob', 'carol', 'dave']

let world: World
let nodes: readonly TestNode[]
let policy: PolicyId
let alice: TestNode
let bob: TestNode
let carol: TestNode
let dave: TestNode

beforeAll(async () => {
  world = await World.open()
  ;({ nodes, policy } = await mycelium(world, NAMES))
  ;[alice, bob, carol, dave] = nodes as [TestNode, TestNode, TestNode, TestNode]
})
afterAll(() => world?.close())

const rtcOf = ({ page }: TestNode): Promise<readonly RtcConnection[]> =>
  page.evaluate(() => globalThis.node.rtc())

async function relayedBytes(): Promise<number> {
  const health = (await (await fetch(`${world.relay.url}/health`)).json()) as {
    readonly relayedBytes: number
  }
  return health.relayedBytes
}

describe('four pages, f = 1', () => {
  test('every pair has a direct link, and the votes go over its data channel', async () => {
    const carriedBefore = await Promise.all(nodes.map(rtcOf))
    const relayedBefore = await relayedBytes()
    const BYTES = 50_000
    for (const node of nodes) {
      const { peers } = await node.call('network.get', {})
      expect(peers.map(({ link }) => link)).toEqual(['direct', 'direct', 'direct'])
      await node.write(policy, set(`large of ${node.name}`, 'x'.repeat(BYTES)))
    }
    await agreed(nodes, policy)
    // The author of a value sends it to each of the others itself, so each pair's own channel carried it both ways.
    for (const [index, node] of nodes.entries()) {
      const grown = (await rtcOf(node)).filter(({ bytesSent, bytesReceived, state, path }, i) => {
        const before = carriedBefore[index]?.[i] ?? { bytesSent: 0, bytesReceived: 0 }
        const isUsed = bytesSent - before.bytesSent > BYTES && bytesReceived - before.bytesReceived > BYTES
        return isUsed && state === 'connected' && !path.includes('relay')
      })
      expect(grown).toHaveLength(3)
      const { peers } = await node.call('network.get', {})
      for (const { bytesIn, bytesOut } of peers) expect(Math.min(bytesIn, bytesOut)).toBeGreaterThan(BYTES)
    }
    expect((await relayedBytes()) - relayedBefore).toBeLessThan(BYTES)
  })

  test('conflicting SETs from two pages never give two values', async () => {
    let committed = 0
    for (let round = 0; round < 8; round++) {
      const key = `contested ${round}`
      const ids = await Promise.all([
        alice.submit(policy, [set(key, 'from alice')]),
        carol.submit(policy, [set(key, 'from carol')]),
      ])
      // A vote that splits is decided by a fallback, so every node comes to an end, and to the same one.
      const stages = await until(
        `round ${round} is decided on every node`,
        async () => {
          const seen = await Promise.all(
            nodes.map((node) => Promise.all(ids.map((id) => node.spore(id).catch(() => undefined)))),
          )
          const isSettled = seen.flat().every((spore) => spore !== undefined && isDecided(spore))
          // Refusals and the winner reach nodes in any order, so what is aborted here may be dead there.
          return (
            isSettled && seen.map((spores) => spores.map((spore) => spore?.stage.replace('dead', 'aborted')))
          )
        },
        {
          explain: () =>
            Promise.all(nodes.map((node) => Promise.all(ids.map((id) => node.spore(id).catch(String))))),
        },
      )
      expect(new Set(stages.map((each) => JSON.stringify(each))).size).toBe(1)
      const winners = stages[0]!.filter((stage) => stage === 'committed').length
      committed += Math.min(winners, 1)
      // Each committed SET counts as one version: two values of one version would differ here, on some node.
      const { value, version } = ((await agreed(nodes, policy))[key] ?? {}) as Partial<RecordView>
      expect(version?.x ?? 0).toBe(winners)
      const allowed = winners === 0 ? [undefined] : ['from alice', 'from carol']
      expect(allowed).toContain(value?.type === 'string' ? value.text : value)
    }
    console.log(`${committed} of 8 contested keys got a value`)
  })

  test('ADDs on one counter and SADDs on one set from all pages at once are all counted', async () => {
    const PER_NODE = 10
    const ids = await Promise.all(
      nodes.flatMap((node, n) =>
        Array.from({ length: PER_NODE }, (_, i) =>
          Promise.all([
            node.submit(policy, [add('counter', 10 ** n)]),
            node.submit(policy, [sadd('all', `${node.name} ${i}`)]),
          ]),
        ),
      ),
    )
    for (const id of ids.flat()) await alice.committed(id)
    const contents = await agreed(nodes, policy)
    expect(contents['counter']).toMatchObject({ value: { type: 'number', number: String(PER_NODE * 1111) } })
    const expected = nodes.flatMap(({ name }) => Array.from({ length: PER_NODE }, (_, i) => `${name} ${i}`))
    const { members } = contents['all'] as { members: readonly string[] }
    expect([...members].sort()).toEqual(expected.sort())
  })

  test('one page closed: writes commit; two closed: they wait and say for whom; one reopened: they commit', async () => {
    await dave.page.close()
    await bob.write(policy, set('without dave', 'committed'))

    await carol.page.close()
    const id = await bob.submit(policy, [set('without two', 'waits')], 600_000)
    const waiting = await until('the spore says whom it waits for', async () => {
      const spore = await bob.spore(id)
      return spore.votes.filter(({ vote }) => vote === 'endorsed').length === 2 && spore
    })
    expect(waiting.stage).toBe('submitted')
    expect([...waiting.waitsFor].sort()).toEqual([carol.key, dave.key].sort())
    expect(waiting.explanation).toContain('carol')
    expect(waiting.explanation).toContain('dave')
    expect(await bob.value(policy, 'without two')).toBeUndefined()

    await world.reopen(dave)
    await bob.committed(id)
    await dave.committed(id)
    expect(await dave.value(policy, 'without dave')).toEqual({ type: 'string', text: 'committed' })
    await world.reopen(carol)
    await allLinked(nodes)
    await agreed(nodes, policy)
  })

  test('the relay stopped after the pages met: writes commit', async () => {
    await world.stopRelay()
    for (const node of nodes) await node.write(policy, set(`of ${node.name}`, 'without a relay'))
    await agreed(nodes, policy)
    await world.startRelay()
  })

  test('every page reloaded: all data is there', async () => {
    const before = await agreed(nodes, policy)
    await Promise.all(nodes.map((node) => node.page.close()))
    for (const node of nodes) await world.reopen(node)
    for (const node of nodes) expect(await node.contents(policy)).toEqual(before)
    await allLinked(nodes)
    await dave.write(policy, set('after', 'the reload'))
    await agreed(nodes, policy)
  })
})
