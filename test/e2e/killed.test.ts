// The process of a browser dies without warning, at the worst moments between disk and network. What its peers received
// before and after, put together, holds no vote that contradicts another (rule W).

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { createVerifier } from '../../worker/crypto/verifier.ts'
import { decodeRound } from '../../worker/host/round-codec.ts'
import type { PolicyId } from '../../worker/rpc/contract.ts'
import type { HoldPoint } from '../browser/node-api.ts'
import { type BrowserProcess, launchOn, makeUserFolder, removeUserFolder } from './browser.ts'
import { agreed, allLinked, FAULTY_NODE_PAGE, meet, sharePolicy, World } from './harness.ts'
import { settled } from './outcome.ts'
import { hear, type Testimony } from './testimony.ts'
import { set, type TestNode } from './test-node.ts'
import { until } from './until.ts'

const CONTESTED = 12

let world: World
let folder: string
let process: BrowserProcess
let policy: PolicyId
let peers: readonly TestNode[]
let victim: TestNode
let nodes: readonly TestNode[]
let keys = 0

beforeAll(async () => {
  await loadHash()
  world = await World.open()
  folder = await makeUserFolder()
  process = await launchOn(folder)
  peers = await world.newNodes(['alice', 'bob', 'carol'], FAULTY_NODE_PAGE)
  victim = await world.newNode('victim', FAULTY_NODE_PAGE, process.context)
  nodes = [...peers, victim]
  for (const other of nodes.slice(1)) await meet(nodes[0]!, other)
  policy = await sharePolicy(nodes, 1)
})
afterAll(async () => {
  await process?.context.close()
  await world?.close()
  await removeUserFolder(folder)
})

/** Two peers write each of some new keys at the same time; nobody waits for what becomes of it. */
async function contest(): Promise<void> {
  const first = keys
  keys += CONTESTED
  await Promise.all(
    peers
      .slice(0, 2)
      .flatMap((peer) =>
        Array.from({ length: CONTESTED }, (_, i) =>
          peer.submit(policy, [set(`contested ${first + i}`, `by ${peer.name}`)]).catch(refusedAlready),
        ),
      ),
  )
}

/** One that already knows the rival may refuse its own right away. */
function refusedAlready(error: unknown): void {
  if (!String(error).includes('refused')) throw error
}

async function testimony(): Promise<Testimony> {
  const verifier = await createVerifier()
  const frames = (await Promise.all(peers.map((peer) => peer.fault('frames')))).flat()
  const endorser = nodes.indexOf(victim)
  return hear(
    { policy, endorser, key: victim.key },
    frames.map(({ frame }) => frame),
    verifier,
  )
}

/** Digests of the victim's own batches that were on its disk, by number. */
function ownBatches(rounds: readonly string[]): ReadonlyMap<number, string> {
  const messages = rounds.flatMap((round) => decodeRound(hexToBytes(round)))
  const own = messages.flatMap((each) => (each.type === 'batch' ? [each.batch] : []))
  return new Map(
    own
      .filter(({ header }) => header.endorser === nodes.indexOf(victim))
      .map(({ header, digest }) => [header.seq, digest]),
  )
}

async function holdThenKill(point: HoldPoint, calls: number): Promise<ReadonlyMap<number, string>> {
  await victim.fault('hold', point)
  await contest()
  await until(`the victim stands still at ${point}`, async () => (await victim.fault('held')) >= calls)
  const stored = ownBatches(await victim.fault('rounds'))
  await process.kill()
  return stored
}

async function restart(): Promise<void> {
  process = await launchOn(folder)
  await world.reopen(victim, FAULTY_NODE_PAGE, process.context)
  await allLinked(nodes)
}

test('four nodes are linked without limits, by the multiplexer of WebRTC', async () => {
  for (const node of nodes)
    for (const { key } of nodes.filter((other) => other !== node)) {
      const direct = (await node.fault('connections', key)).filter((connection) => connection.direct)
      expect(direct).not.toEqual([])
      for (const connection of direct)
        expect(connection).toMatchObject({ limited: false, multiplexer: '/webrtc' })
    }
})

describe('a browser process killed', () => {
  test.each([
    { moment: 'before a round is durable', point: 'persist', calls: 1 },
    { moment: 'between persist and send', point: 'send', calls: 6 },
    { moment: 'between send and write-back', point: 'write-back', calls: 1 },
  ] as const)('$moment: no vote contradicts another', async ({ point, calls }) => {
    const stored = await holdThenKill(point, calls)
    const heard = await testimony()
    if (point === 'send') {
      // The moment is the one meant: votes are on the disk that nobody has heard.
      const unheard = [...stored.keys()].filter((seq) => !heard.digests.has(seq))
      expect(unheard.length).toBeGreaterThan(0)
    }
    await contest()
    await restart()
    await contest()
    await settled(nodes, (node) => node.fault('inspect'))
    await agreed(nodes, policy)
    const after = await testimony()
    expect(after.contradictions).toEqual([])
    expect(after.endorsed).toBeGreaterThan(heard.endorsed)
    for (const [seq, digest] of stored) expect([...(after.digests.get(seq) ?? [])]).toEqual([digest])
  })

  test('one that lied about its disk is found out, so the tests above can fail', async () => {
    await holdThenKill('lie', 3)
    await contest()
    await restart()
    await contest()
    await until('a contradiction is received', async () => (await testimony()).contradictions.length > 0)
  })
})
