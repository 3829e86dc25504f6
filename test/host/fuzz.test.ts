// Bad input: whatever a peer sends, validly signed or not, an honest node does not throw, does not grow beyond its bounds,
// goes on committing, and can still read its own log.

import { encode } from 'cborg'
import { afterEach, describe, expect, it } from 'vitest'
import { encodeBatch } from '../../worker/core/codec/batch-codec.ts'
import { cancelDigest, makeCancel } from '../../worker/core/codec/cancel-codec.ts'
import { bundleDigest, encodeSporeBody, makeBundle, makeSpore } from '../../worker/core/codec/spore-codec.ts'
import { encodeReadAnswer, encodeReadQuestion } from '../../worker/core/codec/read-codec.ts'
import { encodeTurn } from '../../worker/core/codec/turn-codec.ts'
import {
  MAX_BALLOT,
  MAX_BALLOTS_PER_ENDORSER,
  MAX_FORKED_BATCHES,
  MAX_KNOWN_PER_EMITTER,
  MAX_MISSING_BODIES_PER_ENDORSER,
  MAX_PROPOSALS_PER_COORDINATOR,
  MAX_RECALLED,
  RECENT_DECIDED,
} from '../../worker/core/limits.ts'
import { type Accepted, type BatchRef, type Item, REJECT_REASONS } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { OPERATION_CODES, type Operation, type OperationName } from '../../worker/core/model/operation.ts'
import { TURN_STEPS } from '../../worker/core/model/turn.ts'
import type { Scalar } from '../../worker/core/model/value.ts'
import { add, sadd, set } from './cluster.ts'
import { fakeSignature, keyOf, randomFrom } from './fakes.ts'
import { mutateBytes, mutateStructure } from './mutation.ts'
import { Schedule } from './schedule.ts'

const LIAR = 3
const TARGET = 1
type Random = (below: number) => number

let schedule: Schedule
afterEach(() => {
  schedule.stop()
})

/** A mycelium with some history, and one real frame or more of every kind of message. */
async function living(seed: number): Promise<Map<number, Uint8Array[]>> {
  schedule = await Schedule.create({
    seed,
    n: 4,
    f: 1,
    byzantine: 1,
    forks: true,
    replicas: 1,
    submitters: 1,
  })
  const samples = new Map<number, Uint8Array[]>()
  const all = [0, 1, 2, 3, 4, 7]
  for (let i = 0; i < 12 || (i < 60 && all.some((kind) => !samples.has(kind))); i++) {
    await schedule.submit(i % 3, [set('hot', `${i}`), add(`count ${i % 2}`, '1')])
    await schedule.submit((i + 1) % 3, [sadd('set', `${i}`)])
    for (let most = 400; schedule.frames.length > 0 && most > 0; most--) {
      const at = schedule.random(schedule.frames.length)
      const bytes = schedule.frames[at]?.bytes ?? new Uint8Array()
      const there = samples.get(bytes[1] ?? 0) ?? []
      if (there.length < 40) samples.set(bytes[1] ?? 0, [...there, bytes])
      await schedule.deliver(at)
    }
    await schedule.tickTo(schedule.now + 700)
  }
  const { policy } = schedule
  const own = idsOf().slice(0, 3)
  const signature = fakeSignature(keyOf(0), cancelDigest(policy, keyOf(0), own))
  samples.set(5, [makeCancel(policy, own, signature).wire])
  samples.set(
    6,
    TURN_STEPS.map((step) => encodeTurn(policy, { step, key: 'hot', number: step === 'done' ? 0 : 1 })),
  )
  samples.set(8, [encodeReadQuestion({ policy, number: 1, key: 'hot' })])
  const holding = { x: 1, w: 'ab'.repeat(8), c: 2, h: 'cd'.repeat(32), value: 'ef'.repeat(32) }
  samples.set(9, [encodeReadAnswer({ policy, number: 1, holding })])
  return samples
}

/** Everything of one policy that messages can fill. */
function expectBounded(): void {
  const policy = schedule.policyOf(TARGET)
  const n = policy.chains.length
  expect(policy.open.size).toBeLessThanOrEqual(MAX_KNOWN_PER_EMITTER * policy.emitters.size)
  expect(policy.recent.size).toBeLessThanOrEqual(RECENT_DECIDED)
  expect(policy.recalled.size).toBeLessThanOrEqual(MAX_RECALLED)
  expect(policy.frontiers.size).toBeLessThanOrEqual(schedule.nodes.length)
  for (const chain of policy.chains) {
    // Beyond the bound only what was asked for, or says something new of a spore (AD-4).
    const news = 4 * (policy.open.size + policy.recent.size)
    expect(chain.forks.size).toBeLessThanOrEqual(MAX_FORKED_BATCHES + MAX_RECALLED + news)
    // The batch that crosses the bound is taken whole.
    expect(chain.missing).toBeLessThanOrEqual(MAX_MISSING_BODIES_PER_ENDORSER + 1_024)
  }
  for (const { ballots } of policy.open.values()) {
    if (!ballots) continue
    const reports = [...ballots.reports.values()].reduce((sum, each) => sum + each.length, 0)
    expect(reports).toBeLessThanOrEqual(MAX_BALLOTS_PER_ENDORSER * n)
    for (const proposals of ballots.proposals.values())
      expect([...proposals].length).toBeLessThanOrEqual(MAX_PROPOSALS_PER_COORDINATOR)
  }
}

/** Nothing has stopped, the honest still commit together, and the log of the attacked node can be read again. */
async function expectUnharmed(): Promise<void> {
  expect(schedule.nodes[TARGET]?.stopped).toBeUndefined()
  expectBounded()
  const id = await schedule.submit(0, [set('after all', 'yes')])
  await schedule.recoverAll(30)
  expect(id && schedule.stageOf(TARGET, id)).toBe('committed')
  schedule.crash(TARGET)
  await schedule.restart(TARGET)
  expect(schedule.nodes[TARGET]?.stopped).toBeUndefined()
  await schedule.recoverAll(3)
  expect(await schedule.contents(TARGET)).toBe(await schedule.contents(0))
}

describe('a peer that sends anything', () => {
  it.each([1, 2, 3])('AD bytes that are no message, or nearly one, do nothing (seed %i)', async (seed) => {
    const samples = [...(await living(seed)).values()].flat()
    const random = randomFrom(seed)
    for (let i = 0; i < 1_500; i++) {
      const frame = samples[random(samples.length)] as Uint8Array
      schedule.nodes[TARGET]?.engine.receive(keyOf(LIAR), mutateBytes(frame, random))
      if (i % 50 === 0) await schedule.settle()
    }
    await schedule.settle()
    await expectUnharmed()
  })

  it.each([1, 2, 3, 4])('AD messages with a damaged structure do nothing (seed %i)', async (seed) => {
    const samples = await living(seed)
    const kinds = [...samples.keys()].sort((a, b) => a - b)
    expect(kinds).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    const random = randomFrom(seed)
    for (let i = 0; i < 1_500; i++) {
      const frames = samples.get(kinds[random(kinds.length)] as number) as Uint8Array[]
      const frame = frames[random(frames.length)] as Uint8Array
      schedule.nodes[TARGET]?.engine.receive(keyOf(random(5)), mutateStructure(frame, random))
      if (i % 50 === 0) await schedule.settle()
    }
    await schedule.settle()
    await expectUnharmed()
  })

  it('AD refuses kinds, fields and versions of the future, and says that it did', async () => {
    await living(1)
    const malformed = (): number => schedule.nodes[TARGET]?.engine.counts().get('malformed') ?? 0
    const before = malformed()
    const policy = new Uint8Array(32)
    const strange = [
      [99, policy],
      [3, policy, 0, [0, 0, 0, 0], 'more'],
      [4, policy, 1, [], [], [], []],
      ['text'],
      {},
    ]
    for (const each of strange) await schedule.receive(LIAR, TARGET, encode(each))
    expect(malformed() - before).toBe(strange.length)
    await expectUnharmed()
  })
})

const idsOf = (): SporeId[] => {
  const policy = schedule.policyOf(TARGET)
  return [...policy.open.keys(), ...policy.recent.keys()]
}

function anyRef(random: Random): BatchRef {
  const endorser = random(4)
  const chain = schedule.policyOf(TARGET).chains[endorser]
  const seq = random((chain?.next ?? 0) + 2)
  const digest = random(4) === 0 ? undefined : chain?.batches.get(seq)?.digest
  return { endorser, seq, digest: digest ?? random(256).toString(16).padStart(2, '0').repeat(32) }
}

const anyBallot = (random: Random): number => (random(8) === 0 ? 1 + random(MAX_BALLOT) : 1 + random(6))

const anyAccepted = (random: Random): Accepted =>
  random(3) === 0 ? { ballot: 0, just: null } : { ballot: anyBallot(random), just: anyRef(random) }

function anyItem(random: Random): Item {
  const ids = idsOf()
  const any = (): SporeId =>
    random(10) === 0 || ids.length === 0
      ? (random(256).toString(16).padStart(2, '0').repeat(32) as SporeId)
      : (ids[random(ids.length)] as SporeId)
  const spore = any()
  switch (random(6)) {
    case 0:
      return { type: 'ENDORSE', spore, freed: Array.from({ length: random(5) }, any) }
    case 1: {
      const why = REJECT_REASONS[random(REJECT_REASONS.length)] ?? 'LOCAL'
      return { type: 'REJECT', spore, why, ref: random(2) === 0 ? null : any() }
    }
    case 2:
      return { type: 'HOLD', spore, by: any() }
    case 3:
      return { type: 'ACCEPT', spore, ...anyAccepted(random) }
    case 4: {
      const vote = ([null, 'E', 'R'] as const)[random(3)] ?? null
      const accepted = random(2) === 0 ? null : anyAccepted(random)
      return {
        type: 'RECOVER',
        spore,
        ballot: anyBallot(random),
        vote,
        accepted,
        by: random(2) === 0 ? null : any(),
      }
    }
    default:
      return {
        type: 'PROPOSE',
        spore,
        ballot: anyBallot(random),
        reports: Array.from({ length: random(5) }, () => anyRef(random)),
      }
  }
}

const SCALARS: readonly Scalar[] = [
  { type: 'number', number: { m: 3n, s: 0 } },
  { type: 'number', number: { m: 10n ** 70n, s: 0 } },
  { type: 'string', text: 'x'.repeat(500) },
  { type: 'bytes', bytes: new Uint8Array(9) },
]

function anyOperation(random: Random): Operation {
  const names = Object.keys(OPERATION_CODES) as OperationName[]
  const scalar = (): Scalar | null => (random(4) === 0 ? null : (SCALARS[random(SCALARS.length)] ?? null))
  const sub = random(2) === 0 ? null : scalar()
  return {
    op: names[random(names.length)] ?? 'SET',
    key: ['hot', 'set', 'count 0', '', '\u0000odd', 'k'.repeat(600)][random(6)] ?? 'hot',
    sub,
    argument: scalar(),
    base: {
      path: Array.from({ length: random(4) === 0 ? random(4) : sub ? 2 : 1 }, () => random(30)),
      w: random(3) === 0 ? 'ab'.repeat(8) : null,
      c: random(3) === 0 ? random(5) : null,
      h: random(3) === 0 ? 'cd'.repeat(32) : null,
    },
  }
}

describe('a member that says anything', () => {
  it.each([1, 2, 3, 4])(
    'EN, BA an endorser with any items about any spores harms nobody (seed %i)',
    async (seed) => {
      await living(seed)
      const random = randomFrom(seed)
      let seq = (schedule.policyOf(TARGET).chains[LIAR]?.next ?? 0) + random(3)
      let previous = 'ef'.repeat(32)
      for (let i = 0; i < 250; i++) {
        const items = Array.from({ length: 1 + random(6) }, () => anyItem(random))
        if (random(4) > 0) seq++
        const batch = schedule.batchOf(LIAR, seq, random(5) === 0 ? 'aa'.repeat(32) : previous, items)
        previous = batch.digest
        const wire = encodeBatch(batch, random(2) === 0 ? 'short' : 'full')
        for (const to of [0, TARGET, 2]) if (random(3) > 0) await schedule.receive(LIAR, to, wire)
        if (i % 40 === 0) await schedule.tickTo(schedule.now + random(2_000))
      }
      await expectUnharmed()
    },
  )

  it.each([1, 2, 3])('VA an emitter with any spores harms nobody (seed %i)', async (seed) => {
    await living(seed)
    const random = randomFrom(seed)
    const emitter = keyOf(4)
    let taken = 0
    for (let i = 0; i < 150; i++) {
      const content = {
        policy: schedule.policy,
        era: random(20) === 0 ? 1 : 0,
        emitter,
        nonce: i.toString(16).padStart(32, '0'),
        intent: random(3) === 0 ? '11'.repeat(16) : null,
        deadline: random(4) === 0 ? random(1_000) : schedule.now + random(20_000),
        requirements: [],
        operations: Array.from({ length: random(70) === 0 ? 66 : random(4) }, () => anyOperation(random)),
      }
      if (encodeSporeBody(content).length > 60_000) continue
      const spore = makeSpore(content)
      const signature = fakeSignature(emitter, bundleDigest(emitter, [spore.id]))
      const bundle = makeBundle([spore], signature)
      if (!bundle) continue
      await schedule.receive(4, random(3), bundle.wire)
      taken++
      if (i % 40 === 0) await schedule.tickTo(schedule.now + random(2_000))
    }
    expect(taken).toBeGreaterThan(50)
    await expectUnharmed()
  })
})
