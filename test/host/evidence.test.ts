// Evidence through whole nodes: found where two messages meet, made from the log, verified, stored, passed on once, and
// acted upon. Signatures are hashes here; what they prove is tested with real ones in test/core/evidence.test.ts.

import { afterEach, describe, expect, it, vi } from 'vitest'
import { encodeBatch } from '../../worker/core/codec/batch-codec.ts'
import { encodeEvidenceMessage, decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { silencedBecause } from '../../worker/core/handle/evidence.ts'
import type { Item } from '../../worker/core/model/batch.ts'
import type { EvidenceCode } from '../../worker/core/model/evidence.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { EvidenceCalls } from '../../worker/rpc/evidence-calls.ts'
import { set } from './cluster.ts'
import { EAGER, Schedule, type ScheduleOptions } from './schedule.ts'

let schedule: Schedule
afterEach(() => {
  schedule.stop()
})

const LIAR = 3

/** The liar's own node is off; it says what the test signs with its key. Numbers two apart prove nothing by themselves. */
async function start(options: Partial<ScheduleOptions> = {}): Promise<void> {
  schedule = await Schedule.create({ seed: 1, n: 4, f: 1, ...options })
  schedule.crash(LIAR)
}

/** A message of the liar, or of somebody whose key it has, arrives at one node only. */
async function say(to: number, seq: number, items: readonly Item[], as = LIAR): Promise<void> {
  const batch = schedule.batchOf(as, seq, schedule.policy, items)
  await schedule.receive(LIAR, to, encodeBatch(batch, 'full'))
}

const endorse = (spore: SporeId, ...freed: SporeId[]): Item => ({ type: 'ENDORSE', spore, freed })
const reject = (spore: SporeId): Item => ({ type: 'REJECT', spore, why: 'LOCAL', ref: null })

const codesAt = (node: number): string[] =>
  [...schedule.policyOf(node).evidence.held.values()].map(({ code, accused }) => `${code}/${accused}`)
const idsAt = (node: number, code: EvidenceCode = 'P2'): string[] =>
  [...schedule.policyOf(node).evidence.held.values()].flatMap((held) => (held.code === code ? [held.id] : []))
const evidenceSent = (): number =>
  schedule.frames.filter(({ bytes }) => decodeMessage(bytes)?.type === 'evidence').length

/** The liar endorses and rejects one spore, to two nodes that do not know of each other's message yet. */
async function lieAbout(key: string, seq = 0): Promise<SporeId> {
  const spore = (await schedule.submit(0, [set(key, 'v')])) as SporeId
  await schedule.deliverAll()
  await say(0, seq, [endorse(spore)])
  await say(0, seq + 2, [reject(spore)])
  await schedule.deliverAll()
  return spore
}

describe('PN-5 evidence is found', () => {
  it('by a node that has both messages, and reaches every other', async () => {
    await start()
    await lieAbout('a')
    for (const node of [0, 1, 2]) expect(codesAt(node)).toEqual(['P2/3'])
    expect(new Set([0, 1, 2].flatMap((node) => idsAt(node))).size).toBe(1)
  })

  it('when the two messages come to two nodes, once the nodes have told each other', async () => {
    await start()
    const spore = (await schedule.submit(0, [set('a', 'v')])) as SporeId
    await schedule.deliverAll()
    await say(1, 0, [endorse(spore)])
    await say(2, 0, [reject(spore)])
    await schedule.recoverAll(10)
    for (const node of [0, 1, 2]) expect(codesAt(node)).toEqual(expect.arrayContaining(['P1/3', 'P2/3']))
  })

  it('also when the log could not be read at first (seed 301570)', async () => {
    await start()
    const { store } = schedule.nodes[0]!
    const readRound = vi.spyOn(store, 'readRound').mockRejectedValue(new Error('cannot be read'))
    await lieAbout('a')
    expect(readRound).toHaveBeenCalled()
    expect(codesAt(0)).toEqual([])
    readRound.mockRestore()
    await schedule.tickTo(schedule.now + 500)
    await schedule.deliverAll()
    expect(codesAt(0)).toEqual(['P2/3'])
  })

  it('also behind a suspicion that the log never shows', async () => {
    await start()
    const node = schedule.nodes[0]!
    const readRound = node.store.readRound.bind(node.store)
    let readable = Infinity
    vi.spyOn(node.store, 'readRound').mockImplementation((round) =>
      round < readable ? Promise.reject(new Error('lost')) : readRound(round),
    )
    await lieAbout('a')
    expect(codesAt(0)).toEqual([])
    readable = node.engine.state.round
    await lieAbout('b', 10)
    expect(codesAt(0)).toEqual(['P2/3'])
  })

  it('in conflicting endorsements, whichever comes first, and not where the first is named as ended', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      await start({ quorum: 4 })
      const spores: SporeId[] = []
      for (const node of [0, 1]) spores.push((await schedule.submit(node, [set('k', 'v')])) as SporeId)
      await schedule.deliverAll()
      const [s, t] = spores as [SporeId, SporeId]
      const lies = [[endorse(s)], [endorse(t)]] as const
      for (const seq of order) await say(2, 2 * seq, lies[seq])
      await schedule.deliverAll()
      expect(codesAt(2)).toEqual(['P3/3'])
      schedule.stop()
    }
    await start({ quorum: 4 })
    const s = (await schedule.submit(0, [set('k', 'v')])) as SporeId
    const t = (await schedule.submit(1, [set('k', 'v')])) as SporeId
    await schedule.deliverAll()
    await say(2, 2, [endorse(t, s)])
    await say(2, 0, [endorse(s)])
    await schedule.deliverAll()
    expect(codesAt(2)).toEqual([])
  })

  it('in a release of what commits, before or after it does', async () => {
    for (const early of [true, false]) {
      await start()
      const s = (await schedule.submit(0, [set('k', 'v')])) as SporeId
      const t = (await schedule.submit(1, [set('z', 'v')])) as SporeId
      if (!early) await schedule.deliverAll()
      await say(0, 0, [endorse(t, s)])
      await schedule.recoverAll(4)
      expect(schedule.stageOf(0, s)).toBe('committed')
      expect(codesAt(1)).toEqual(['P4/3'])
      schedule.stop()
    }
    await start()
  })

  it('and is not made of what honest endorsers say, whatever the liar adds', async () => {
    schedule = await Schedule.create({ seed: 1, n: 4, f: 1, byzantine: 1, forks: true })
    for (let i = 0; i < 12; i++) {
      await schedule.submit(i % 3, [set('k', `${i}`)])
      for (let k = 0; k < 15; k++)
        await schedule.deliver(schedule.random(Math.max(1, schedule.frames.length)))
    }
    await schedule.recoverAll(20)
    for (const node of [0, 1, 2]) {
      expect(codesAt(node).length).toBeGreaterThan(0)
      expect(codesAt(node).filter((kind) => !kind.endsWith('/3'))).toEqual([])
    }
    expect(schedule.witness.faults).toEqual([])
  })
})

describe('PN-6 evidence is kept and passed on', () => {
  it('once: who has it hears no second of its kind, and says it to nobody again', async () => {
    await start()
    await lieAbout('a')
    await schedule.deliverAll()
    const round = schedule.nodes[0]!.engine.state.round
    await lieAbout('b', 10)
    expect(codesAt(0)).toEqual(['P2/3'])
    expect(idsAt(0)).toEqual(idsAt(1))
    const evidence = await schedule.nodes[0]!.engine.evidence.read(idsAt(0)[0]!)
    await schedule.receive(1, 0, encodeEvidenceMessage(evidence!))
    expect(evidenceSent()).toBe(0)
    expect(schedule.nodes[0]!.engine.state.round).toBeGreaterThan(round)
  })

  it('across restarts, from the log and from a snapshot, and to those who come later', async () => {
    for (const writeBack of [undefined, EAGER]) {
      await start({ submitters: 1, ...(writeBack ? { writeBack } : {}) })
      for (let i = 0; i < 4; i++) schedule.cut(4, i)
      await lieAbout('a')
      expect(codesAt(4)).toEqual([])
      schedule.crash(0)
      await schedule.restart(0)
      await schedule.deliverAll()
      expect(codesAt(0)).toEqual(['P2/3'])
      const verdict = await schedule.nodes[0]!.engine.evidence.verify(idsAt(0)[0]!)
      expect(verdict?.valid).toBe(true)
      schedule.heal(4, 0)
      await schedule.settle()
      await schedule.deliverAll()
      expect(idsAt(4)).toEqual(idsAt(0))
      schedule.stop()
    }
    await start()
  })

  it('is looked for again when a crash came between the second message and the evidence', async () => {
    await start()
    const spore = (await schedule.submit(0, [set('a', 'v')])) as SporeId
    await schedule.deliverAll()
    for (const other of [1, 2]) schedule.cut(0, other)
    await say(0, 0, [endorse(spore)])
    schedule.calm = false
    await say(0, 2, [reject(spore)])
    // On disk, and its writer has not heard so.
    await schedule.advanceWrite(0)
    schedule.crash(0)
    schedule.calm = true
    await schedule.restart(0)
    await schedule.settle()
    expect(codesAt(0)).toEqual(['P2/3'])
  })

  it('and refused when a bit of it is turned', async () => {
    await start()
    await lieAbout('a')
    const evidence = await schedule.nodes[0]!.engine.evidence.read(idsAt(0)[0]!)
    const wire = encodeEvidenceMessage(evidence!)
    schedule.stop()
    await start()
    for (let at = 0; at < wire.length; at++)
      await schedule.receive(
        LIAR,
        1,
        wire.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte)),
      )
    expect(codesAt(1)).toEqual([])
    await schedule.receive(LIAR, 1, wire)
    expect(codesAt(1)).toEqual(['P2/3'])
  }, 60_000)
})

describe('PN-8, PN-9 what follows from evidence', () => {
  it('PN-7 votes of the accused count as before', async () => {
    await start({ quorum: 4 })
    await lieAbout('a')
    const spore = (await schedule.submit(0, [set('b', 'v')])) as SporeId
    await schedule.deliverAll()
    for (const to of [0, 1, 2])
      await say(to, 20, [endorse(spore), { type: 'ACCEPT', spore, ballot: 0, just: null }])
    await schedule.recoverAll(4)
    expect(schedule.stageOf(1, spore)).toBe('committed')
  })

  it('PN-8 who is accused endorses no more, also after a restart, and follows the others', async () => {
    await start()
    const spore = (await schedule.submit(0, [set('a', 'v')])) as SporeId
    await schedule.deliverAll()
    // Somebody signs with the key of node 2, as a restored backup of it would.
    await say(0, 500, [endorse(spore)], 2)
    await say(0, 502, [reject(spore)], 2)
    await schedule.deliverAll()
    expect(silencedBecause(schedule.policyOf(2))).toBe('accused')
    expect(codesAt(2)).toEqual(['P2/2'])
    const next = schedule.policyOf(2).chains[2]!.next
    schedule.crash(2)
    await schedule.restart(2)
    const later = (await schedule.submit(0, [set('b', 'v')])) as SporeId
    await schedule.deliverAll()
    for (const to of [0, 1])
      await say(to, 0, [endorse(later), { type: 'ACCEPT', spore: later, ballot: 0, just: null }])
    for (let i = 0; i < 4; i++) {
      await schedule.deliverAll()
      await schedule.tickTo(schedule.now + 1_600)
    }
    await schedule.deliverAll()
    expect(silencedBecause(schedule.policyOf(2))).toBe('accused')
    expect(schedule.policyOf(2).chains[2]!.next).toBe(next)
    expect(schedule.stageOf(2, later)).toBe('committed')
  })

  it('PN-9 more than f proven faulty halt the policy: no word, no write, also after a restart; reads go on', async () => {
    await start()
    const spore = await lieAbout('a')
    await schedule.recoverAll(2)
    expect(schedule.stageOf(1, spore)).toBe('committed')
    await say(0, 500, [endorse(spore)], 2)
    await say(0, 502, [reject(spore)], 2)
    await schedule.deliverAll()
    for (const node of [0, 1, 2]) expect(silencedBecause(schedule.policyOf(node))).toBe('halted')
    const next = schedule.policyOf(1).chains[1]!.next
    schedule.crash(1)
    await schedule.restart(1)
    for (const node of [0, 1]) {
      const answer = await schedule.nodes[node]!.engine.submit({
        policy: schedule.policy,
        operations: [set('b', 'v')],
        requirements: [],
        deadline: schedule.now + 60_000,
      })
      expect(answer).toMatchObject({ ok: false, reason: { why: 'halted' } })
    }
    await schedule.recoverAll(4)
    expect(schedule.policyOf(1).chains[1]!.next).toBe(next)
    expect(await schedule.contents(1)).toContain('a')
  })

  it('PN-11 is shown in words, with both messages, and verified again', async () => {
    await start()
    await lieAbout('a')
    const calls = new EvidenceCalls(schedule.nodes[1]!.engine, () => 'mallory')
    const [view] = calls.list({})
    expect(view).toMatchObject({
      code: 'P2',
      title: 'Two votes on one spore',
      sentence: 'Mallory both endorsed and rejected the same spore. An endorser votes once.',
      accused: { name: 'mallory', endorser: 3, isMe: false },
      countsAsFaulty: true,
    })
    const details = await calls.get({ id: view!.id })
    expect(details.messages.map(({ seq, items }) => [seq, items[0]!.text.slice(0, 6)])).toEqual([
      [0, 'ENDORS'],
      [2, 'REJECT'],
    ])
    const verification = await calls.verify({ id: view!.id })
    expect(verification.valid).toBe(true)
    expect(verification.checks.at(-1)).toEqual({ label: 'node 3 signed message 2', passed: true })
    await expect(calls.verify({ id: '00'.repeat(32) })).rejects.toThrow('no such evidence')
  })
})
