// What a core does with evidence, and what it suspects: one node, driven by hand.

import { describe, expect, it } from 'vitest'
import { makeEvidence } from '../../worker/core/codec/evidence-codec.ts'
import { merkleRoot } from '../../worker/core/codec/merkle.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { budgetOf, isAccused, isHalted, silencedBecause } from '../../worker/core/handle/evidence.ts'
import { restore, takePending } from '../../worker/core/handle/snapshot.ts'
import { MAX_PENDING_OF_EQUIVOCATOR } from '../../worker/core/limits.ts'
import type { Evidence } from '../../worker/core/model/evidence.ts'
import { assemble } from '../../worker/core/rules/evidence-assembly.ts'
import { coordinatorOf } from '../../worker/core/rules/safety.ts'
import { accept, bundleOf, endorse, NO_SIGNATURE, reject, set } from './builders.ts'
import { keyOf } from './policy-samples.ts'
import { TestNode } from './test-node.ts'

/** Evidence that an endorser voted twice. */
function twoVotes(one: TestNode, accused: number): Evidence {
  const spore = one.spore([set('k', 'v')])
  const batches = [one.chains[accused]!.say(endorse(spore)), one.chains[accused]!.say(reject(spore))]
  const suspicion = { code: 'P2', accused, spores: [spore.id] } as const
  return assemble(one.policy.id, one.record, suspicion, { batches, bundles: [] })!
}

const take = (one: TestNode, evidence: Evidence): void =>
  void one.step({ type: 'evidence', now: one.now, evidence })

const codes = (one: TestNode): string[] => one.outputsOf('convict').map(({ suspicion }) => suspicion.code)

describe('evidence in a core', () => {
  it('PN-6 is logged before it is told and sent, once for each kind', () => {
    const one = new TestNode({ n: 4, f: 1 })
    one.clear()
    take(one, twoVotes(one, 3))
    expect(one.outputs.map(({ type }) => type)).toEqual(['log', 'broadcast', 'poison', 'wake'])
    one.clear()
    take(one, twoVotes(one, 3))
    expect(one.outputsOf('log')).toEqual([])
    take(one, twoVotes(one, 2))
    expect(one.outputsOf('log')).toHaveLength(1)
  })

  it('PN-7 leaves the votes of the accused in force', () => {
    const one = new TestNode({ n: 4, f: 1 })
    take(one, twoVotes(one, 3))
    const spore = one.spore([set('k', 'v')])
    one.receive(spore)
    for (const endorser of [1, 2, 3]) one.hear(endorser, accept(spore))
    expect(one.stage(spore)).toBe('committed')
  })

  it('PN-7 asks the accused for bodies only when no other member is here', () => {
    for (const others of [[], [keyOf(3)]]) {
      const one = new TestNode({ n: 4, f: 1 })
      const accused = keyOf(4)
      for (const key of [accused, ...others]) one.step({ type: 'peer', now: one.now, key, up: true })
      take(one, twoVotes(one, 3))
      expect(isAccused(one.policy, accused)).toBe(true)
      one.clear()
      const batch = one.chains[3]!.say(endorse(one.spore([set('z', 'v')])))
      one.hearBatch(batch, 'full', accused)
      const asked = one.messages().some((message) => message.type === 'want' && message.spores.length > 0)
      expect(asked).toBe(others.length === 0)
    }
  })

  it('PN-8 silences the accused itself at once: what waits to be said never is', () => {
    const one = new TestNode({ n: 4, f: 1 })
    one.receive(one.spore([set('k', 'v')]))
    expect(one.said).toHaveLength(1)
    take(one, twoVotes(one, 0))
    expect(silencedBecause(one.policy)).toBe('accused')
    expect(one.outputsOf('silenced')).toHaveLength(1)
    expect(one.round()).toEqual([])
    one.receive(one.spore([set('l', 'v')]))
    expect(one.round()).toEqual([])
    expect(typeof one.submit([{ op: 'SET', key: 'm', sub: null, argument: null }])).toBe('string')
  })

  it('PN-9 halts beyond f, and says so once', () => {
    const one = new TestNode({ n: 7, f: 2 })
    for (const accused of [3, 4]) take(one, twoVotes(one, accused))
    expect(isHalted(one.policy)).toBe(false)
    one.receive(one.spore([set('k', 'v')]))
    for (const accused of [5, 6]) take(one, twoVotes(one, accused))
    expect(silencedBecause(one.policy)).toBe('halted')
    expect(one.outputsOf('halted')).toHaveLength(1)
    expect(one.round()).toEqual([])
    expect(one.submit([{ op: 'SET', key: 'm', sub: null, argument: { type: 'string', text: 'v' } }])).toMatch(
      /read-only here/,
    )
  })

  it('PN-10 gives an emitter that signs two things as one less room, and calls nobody faulty', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const nonce = '55'.repeat(16)
    const bodies = [one.spore([set('a', '1')], { nonce }), one.spore([set('b', '1')], { nonce })]
    const seals = bodies.map(({ id }) => ({ root: merkleRoot([hexToBytes(id)]), signature: NO_SIGNATURE }))
    const places = bodies.map((_, seal) => ({ seal, sides: 0, path: [] }))
    take(one, makeEvidence({ code: 'P11', policy: one.policy.id, accused: 1, bodies, seals, places }))
    expect(budgetOf(one.policy, keyOf(2))).toBe(MAX_PENDING_OF_EQUIVOCATOR)
    expect(budgetOf(one.policy, keyOf(3))).toBeGreaterThan(MAX_PENDING_OF_EQUIVOCATOR)
    expect(one.policy.evidence.faulty).toBe(0)
    for (let i = 0; i <= MAX_PENDING_OF_EQUIVOCATOR; i++) one.receive(one.spore([set(`k${i}`, '1')]))
    const said = one.round()
    expect(said.filter(({ type }) => type === 'ENDORSE')).toHaveLength(MAX_PENDING_OF_EQUIVOCATOR)
    expect(said.filter((item) => item.type === 'REJECT' && item.why === 'RATE')).toHaveLength(1)
  })
})

describe('PN-5 suspicions', () => {
  it('name two spores of one nonce, and two overwrites in one bundle', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const nonce = '66'.repeat(16)
    one.receive(one.spore([set('a', '1')], { nonce }))
    one.receive(one.spore([set('b', '1')], { nonce, emitter: keyOf(3) }))
    expect(codes(one)).toEqual([])
    one.receive(one.spore([set('b', '1')], { nonce }))
    expect(codes(one)).toEqual(['P11'])
    one.take(bundleOf(one.spore([set('c', '1')]), one.spore([set('c', '2')])))
    expect(codes(one)).toEqual(['P11', 'P11'])
  })

  it('name what contradicts itself in ballots', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const spore = one.spore([set('k', 'v')])
    one.receive(spore)
    one.hear(3, endorse(spore))
    one.hear(3, { type: 'RECOVER', spore: spore.id, ballot: 1, vote: null, accepted: null, by: null })
    one.hear(3, reject(spore))
    expect(codes(one)).toEqual(expect.arrayContaining(['P6', 'P2', 'P5']))
    one.clear()
    const stranger = [1, 2, 3].find((each) => each !== coordinatorOf(spore.id, 1, 4))!
    one.hear(stranger, { type: 'PROPOSE', spore: spore.id, ballot: 1, reports: [] })
    expect(codes(one)).toEqual(['P7'])
  })

  it('PN-5 compares a promise with the last vote, too, when it comes after both', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const spore = one.spore([set('k', 'v')])
    one.receive(spore)
    const chain = one.chains[3]!
    const [first, promise, last] = [
      chain.say(reject(spore)),
      chain.say({ type: 'RECOVER', spore: spore.id, ballot: 1, vote: 'R', accepted: null, by: null }),
      chain.say(reject(spore)),
    ]
    for (const batch of [first, last, promise]) one.hearBatch(batch)
    one.flush()
    expect(codes(one)).toContain('P5')
  })

  it('are raised once, never against oneself, and not where there is proof', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const spore = one.spore([set('k', 'v')])
    one.receive(spore)
    const batch = one.hear(3, endorse(spore), reject(spore))
    one.hearBatch(batch)
    expect(codes(one)).toEqual(['P2'])
    take(one, twoVotes(one, 2))
    one.clear()
    one.hear(2, endorse(spore), reject(spore))
    expect(codes(one).filter((code) => code === 'P2')).toEqual([])
  })

  it.each(['endorse', 'reject'] as const)(
    'PN-5 need no body: both votes on a spore that never came, %s first',
    (first) => {
      const one = new TestNode({ n: 4, f: 1 })
      const [spore, other] = [one.spore([set('k', 'v')]), one.spore([set('l', 'v')])]
      const votes = first === 'endorse' ? [endorse(spore), reject(spore)] : [reject(spore), endorse(spore)]
      one.hear(2, endorse(spore))
      one.hear(3, votes[0]!, reject(other))
      one.hear(2, endorse(other))
      expect(codes(one)).toEqual([])
      one.hear(3, votes[1]!)
      expect(one.outputsOf('convict').map(({ suspicion }) => suspicion)).toEqual([
        { code: 'P2', accused: 3, spores: [spore.id] },
      ])
      one.receive(spore)
      expect(codes(one)).toEqual(['P2'])
    },
  )

  it('outlive a crash, in a snapshot too, until there is proof', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const spore = one.spore([set('k', 'v')])
    one.receive(spore)
    one.hear(3, endorse(spore), reject(spore))
    one.hear(2, endorse(spore), reject(spore))
    take(one, twoVotes(one, 2))
    const before = one.outputsOf('convict')[0]!
    one.flush()
    const again = new TestNode({ n: 4, f: 1 })
    again.state.replaying = true
    restore(again.state, takePending(one.state), [])
    again.clear()
    again.step({ type: 'go-live', now: again.now, round: 9 })
    expect(again.outputsOf('convict')).toEqual([before])
    expect(isAccused(again.policy, keyOf(3))).toBe(true)
  })

  it('PN-6 what is replayed from the log is told again, what a snapshot holds is not', () => {
    const one = new TestNode({ n: 4, f: 1 })
    const evidence = twoVotes(one, 3)
    one.state.replaying = true
    one.step({ type: 'replay-evidence', round: 1, evidence })
    one.clear()
    one.step({ type: 'go-live', now: one.now, round: 2 })
    expect(one.outputsOf('poison').map(({ id }) => id)).toEqual([evidence.id])
    const again = new TestNode({ n: 4, f: 1 })
    again.state.replaying = true
    restore(again.state, takePending(one.state), [])
    again.clear()
    again.step({ type: 'go-live', now: again.now, round: 9 })
    expect(again.outputsOf('poison')).toEqual([])
  })
})
