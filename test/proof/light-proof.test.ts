// Light proofs with real signatures: what they prove, from the policy alone, and everything that they must not prove.

import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeProof, encodeProof, MAX_PROOF_BYTES } from '../../worker/core/codec/proof-codec.ts'
import { encode } from '../../worker/core/codec/cbor.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { makeSpore } from '../../worker/core/codec/spore-codec.ts'
import { exportPolicy } from '../../worker/core/codec/policy-json.ts'
import { encodePolicy } from '../../worker/core/codec/policy-codec.ts'
import type { Item } from '../../worker/core/model/batch.ts'
import type { Proof, ShownVotes } from '../../worker/core/model/proof.ts'
import type { ProofFault } from '../../worker/core/rules/proof.ts'
import { createVerifier, type Verifier } from '../../worker/crypto/verifier.ts'
import { verifyProof } from '../../worker/verify-proof.ts'
import { add, endorse, mul, reject, set } from '../core/builders.ts'
import { policyOf } from '../core/policy-samples.ts'
import { accepts, bytesOf, ProofWorld } from './proof-world.ts'

let world: ProofWorld
let fast: ProofWorld
let verifier: Verifier

beforeAll(async () => {
  world = await ProofWorld.create(4, 1)
  fast = await ProofWorld.create(6, 1, true)
  verifier = await createVerifier()
})

const verify = (bytes: Uint8Array, policy: Parameters<typeof verifyProof>[1] = world.record) =>
  verifyProof(bytes, policy, verifier)

async function faultOf(
  proof: Proof | Uint8Array,
  policy: Parameters<typeof verifyProof>[1] = world.record,
): Promise<ProofFault['code'] | 'proven'> {
  const verdict = await verify(proof instanceof Uint8Array ? proof : encodeProof(proof), policy)
  return verdict.ok ? 'proven' : verdict.reason.code
}

describe('light proofs', () => {
  it('PF-1 PF-3 prove a commit from the record, from its file, or from its id with the record along', async () => {
    const spore = world.spore()
    const proof = await world.proof(spore, await world.saidBy(3, accepts()(spore)))
    for (const policy of [world.record, exportPolicy(world.record)]) {
      const verdict = await verify(bytesOf(proof), policy)
      expect(verdict.ok && verdict.value).toMatchObject({
        policy: world.policy,
        spore: { id: spore.id, emitter: world.keyOf(0) },
        decision: 'committed',
        grounds: 'accepts',
        ballot: 0,
        by: null,
        endorsers: [0, 1, 2],
      })
    }
    expect((await verify(bytesOf(proof, world.record), world.policy)).ok).toBe(true)
    expect(await faultOf(proof, world.policy)).toBe('no-policy')
    expect(await faultOf(proof, 'not a policy')).toBe('no-policy')
    expect((await verifyProof(bytesOf(proof), world.record)).ok).toBe(true)
  })

  it('PF-3 proves what a later ballot decided, by its parity', async () => {
    for (const [ballot, decision] of [
      [2, 'committed'],
      [1, 'aborted'],
      [7, 'aborted'],
    ] as const) {
      const spore = world.spore()
      const proof = await world.proof(spore, await world.saidBy(3, accepts(ballot)(spore)), decision)
      const verdict = await verify(bytesOf(proof))
      expect(verdict.ok && verdict.value).toMatchObject({ decision, ballot, grounds: 'accepts' })
    }
  })

  it('PF-3 proves an abort by α refusals, and no more', async () => {
    const spore = world.spore()
    const batches = await world.saidBy(3, reject(spore, 'STALE', spore.id))
    const proof = await world.proof(spore, batches, 'aborted')
    const verdict = await verify(bytesOf(proof))
    expect(verdict.ok && verdict.value).toMatchObject({ decision: 'aborted', grounds: 'rejects' })
    expect(world.votes(spore, batches.slice(1), 'aborted')).toBeUndefined()
    expect(world.votes(spore, batches, 'committed')).toBeUndefined()
  })

  it('PF-3 proves a fast commit by qF endorsements, only where the policy is fast', async () => {
    const spore = fast.spore()
    const batches = await fast.saidBy(6, endorse(spore, spore.id))
    const proof = await fast.proof(spore, batches)
    const verdict = await verify(bytesOf(proof), fast.record)
    expect(verdict.ok && verdict.value).toMatchObject({ decision: 'committed', grounds: 'endorses' })
    expect(fast.votes(spore, batches.slice(1), 'committed')).toBeUndefined()
    const slow = await ProofWorld.create(6, 1)
    const there = slow.spore()
    const said = await slow.saidBy(6, endorse(there))
    expect(slow.votes(there, said, 'committed')).toBeUndefined()
    const faked = await slow.proof(there, await slow.saidBy(4, accepts()(there)))
    const outcome = { type: 'endorses', votes: faked.outcome.votes as ShownVotes['votes'] } as const
    expect(await faultOf({ ...faked, outcome }, slow.record)).toBe('not-fast')
  })

  it('PF-4 proves that a spore is dead by the commit that took its place', async () => {
    const [winner, loser] = [world.spore([set('k', 'a')]), world.spore([set('k', 'b')], 1)]
    const commit = await world.proof(winner, await world.saidBy(3, accepts()(winner)))
    const { shown } = await world.proof(loser, await world.saidBy(3, accepts()(loser)))
    const votes = commit.outcome as ShownVotes
    const dead = { ...commit, shown, outcome: { type: 'dead', by: commit.shown, votes } } as const
    const verdict = await verify(encodeProof(dead))
    expect(verdict.ok && verdict.value).toMatchObject({
      decision: 'dead',
      spore: { id: loser.id },
      by: { id: winner.id },
    })
    // Another class at the same base is dead, too; one that merely came along is not.
    for (const [operation, fault] of [
      [set('other', 'b'), 'not-dead'],
      [add('k', '1'), 'not-dead'],
    ] as const) {
      const bystander = world.spore([operation])
      const { shown: other } = await world.proof(bystander, await world.saidBy(3, accepts()(bystander)))
      expect(await faultOf({ ...dead, shown: other })).toBe(fault)
    }
    expect(await faultOf({ ...dead, shown: commit.shown })).toBe('not-dead')
    const adding = world.spore([add('n', '1')])
    const multiplying = world.spore([mul('n', '2')])
    const first = await world.proof(adding, await world.saidBy(3, accepts()(adding)))
    const second = await world.proof(multiplying, await world.saidBy(3, accepts()(multiplying)))
    const outcome = { type: 'dead', by: first.shown, votes: first.outcome as ShownVotes } as const
    expect(await faultOf({ ...second, outcome })).toBe('proven')
    // An abort leaves room.
    const aborted = await world.proof(winner, await world.saidBy(3, accepts(1)(winner)), 'aborted')
    const none = { type: 'dead', by: aborted.shown, votes: aborted.outcome as ShownVotes } as const
    expect(await faultOf({ ...dead, outcome: none })).toBe('not-dead')
  })

  it('PF-2 is no proof for another policy, another emitter or another era', async () => {
    const proof = await world.committed()
    expect(await faultOf(proof, fast.record)).toBe('other-policy')
    expect(await faultOf(proof, { ...world.record, comment: 'x' })).toBe('other-policy')
    const from = async (changes: object): Promise<string> => {
      const spore = makeSpore({ ...proof.shown.spore, ...changes })
      return faultOf(await world.proof(spore, await world.saidBy(3, accepts()(spore))))
    }
    expect(fast.keyOf(5)).not.toBe(world.keyOf(3))
    expect(await from({ era: 1 })).toBe('era')
    expect(await from({ policy: fast.policy })).toBe('other-policy')
    const spore = world.spore()
    const ours = await world.proof(spore, await world.saidBy(3, accepts()(spore)))
    const theirs = makeSpore({ ...spore, emitter: fast.keyOf(5) })
    const batches = await world.saidBy(3, accepts()(theirs))
    const shown = { ...ours.shown, spore: theirs }
    expect(await faultOf({ ...ours, shown, outcome: world.votes(theirs, batches, 'committed')! })).toBe(
      'emitter',
    )
  })

  it('PF-3 takes exactly as many votes as decide, of different endorsers, each of its kind', async () => {
    const spore = world.spore()
    const proof = await world.proof(spore, await world.saidBy(3, accepts()(spore)))
    const votes = (proof.outcome as ShownVotes).votes
    const showing = (each: readonly ShownVotes['votes'][number][], ballot = 0): Proof => ({
      ...proof,
      outcome: { type: 'accepts', ballot, votes: each },
    })
    const [a, b, c] = votes as [(typeof votes)[0], (typeof votes)[0], (typeof votes)[0]]
    expect(await faultOf(showing([a, b]))).toBe('votes')
    expect(await faultOf(showing([a, b, b]))).toBe('order')
    expect(await faultOf(showing([a, c, b]))).toBe('order')
    expect(await faultOf(showing([a, b, { ...c, endorser: 4 }]))).toBe('order')
    expect(await faultOf(showing([a, b, c], 2))).toBe('ballot')
    expect(await faultOf({ ...proof, outcome: { type: 'rejects', votes } })).toBe('item')
    // Somebody else's signature, or one for another item, place or chain.
    expect(await faultOf(showing([a, b, { ...c, endorser: 3 }]))).toBe('signature')
    expect(await faultOf(showing([a, b, { ...c, signature: b.signature }]))).toBe('signature')
    expect(await faultOf(showing([a, b, { ...c, seq: c.seq + 1 }]))).toBe('signature')
    expect(await faultOf(showing([a, b, { ...c, count: 2 }]))).toBe('signature')
    expect(await faultOf(showing([a, b, { ...c, previous: 'cd'.repeat(32) }]))).toBe('signature')
    // Votes on another spore do not count for this one: the item's id is the proof's.
    const swapped = { ...proof, shown: (await world.committed()).shown }
    expect(await faultOf(encodeProof(swapped))).toBe('signature')
  })

  it('PF-3 HOLD, RECOVER and PROPOSE are no votes that decide', async () => {
    const spore = world.spore()
    const items: readonly Item[] = [
      { type: 'HOLD', spore: spore.id, by: spore.id },
      { type: 'RECOVER', spore: spore.id, ballot: 1, vote: 'E', accepted: null, by: null },
      { type: 'PROPOSE', spore: spore.id, ballot: 2, reports: [] },
    ]
    const proof = await world.proof(spore, await world.saidBy(3, accepts()(spore)))
    const votes = (proof.outcome as ShownVotes).votes
    for (const item of items) {
      expect(world.votes(spore, await world.saidBy(4, item), 'committed')).toBeUndefined()
      const shown = votes.map((vote) => ({ ...vote, item }))
      expect(await faultOf({ ...proof, outcome: { type: 'accepts', ballot: 0, votes: shown } })).toBe('item')
    }
  })

  it('PF-1 a proof of one spore of a bundle and one item of a batch holds, wherever they stand', async () => {
    for (const [k, together] of [
      [1, 1],
      [2, 3],
      [7, 64],
      [64, 5],
    ] as const)
      expect(await faultOf(await world.committed(k, together))).toBe('proven')
    const spore = world.spore()
    const others = Array.from({ length: 9 }, () => accepts()(world.spore()))
    for (let before = 0; before <= 9; before++) {
      const batches = await world.saidBy(3, accepts()(spore), others.slice(0, before))
      expect(await faultOf(await world.proof(spore, batches))).toBe('proven')
    }
  })
})

describe('the bytes of a light proof', () => {
  it('CO-1 PF-1 come back as they were, and no other bytes say the same', async () => {
    const proof = await world.committed(7, 3)
    for (const bytes of [bytesOf(proof), bytesOf(proof, world.record)]) {
      const decoded = decodeProof(bytes)
      expect(decoded && encodeProof(decoded)).toEqual(bytes)
      expect(decodeProof(new Uint8Array([...bytes, 0]))).toBeUndefined()
      expect(decodeProof(new Uint8Array([0x98, 0x04, ...bytes.subarray(1)]))).toBeUndefined()
    }
    // A path has one form: a side without a step, or more steps than a bundle has, is none.
    const path = (sides: number, siblings: number) => ({
      ...proof,
      shown: { ...proof.shown, path: { sides, siblings: new Array(siblings).fill(new Uint8Array(32)) } },
    })
    expect(decodeProof(encodeProof(path(4, 2)))).toBeUndefined()
    expect(decodeProof(encodeProof(path(0, 7)))).toBeUndefined()
    expect(decodeProof(encodeProof(path(63, 6)))).toBeDefined()
  })

  it('PF-1 are refused as soon as one bit is another', { timeout: 120_000 }, async () => {
    const proofs = [bytesOf(await world.committed(3, 2), world.record)]
    const spore = fast.spore()
    proofs.push(bytesOf(await fast.proof(spore, await fast.saidBy(6, endorse(spore, spore.id))), fast.record))
    for (const [i, bytes] of proofs.entries()) {
      const policy = [world.policy, fast.policy][i]!
      expect((await verify(bytes, policy)).ok).toBe(true)
      for (let at = 0; at < bytes.length; at++) {
        const flipped = bytes.slice()
        flipped[at]! ^= 1 << ((at * 5 + i) % 8)
        const verdict = await verify(flipped, policy)
        expect(verdict.ok, `byte ${at} of proof ${i}`).toBe(false)
      }
    }
  })

  it('PF-1 any bytes are judged without throwing', async () => {
    const proof = bytesOf(await world.committed(2, 2), world.record)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect((await verify(bytes)).ok).toBe(false)
      }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.nat(proof.length - 1),
        fc.nat(proof.length - 1),
        fc.uint8Array({ maxLength: 40 }),
        async (at, length, put) => {
          const bytes = new Uint8Array([
            ...proof.subarray(0, at),
            ...put,
            ...proof.subarray(at + (length % 60)),
          ])
          if (Buffer.from(bytes).equals(proof)) return
          expect((await verify(bytes, world.policy)).ok).toBe(false)
        },
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (value) => {
        let bytes: Uint8Array
        try {
          bytes = encode(['proof/1', hexToBytes(world.policy), value, value])
        } catch {
          return
        }
        expect((await verify(bytes)).ok).toBe(false)
      }),
    )
    expect(await faultOf(new Uint8Array(MAX_PROOF_BYTES + 1))).toBe('too-large')
  })

  it('PF-1 the largest proof fits', () => {
    const name = '\u{1f344}'.repeat(64)
    const record = policyOf(31, 10, { name, comment: '\u{1f344}'.repeat(1_000) })
    const largestRecord = 88_731 + 2
    const vote = 64 + 32 + 3 + 10 + 3 + 64 * 34 + 3 + 10 * 32 + 8
    expect(largestRecord).toBeGreaterThan(encodePolicy(record).length)
    expect(largestRecord + 2 * (65_536 + 64 + 6 * 32 + 16) + 31 * vote).toBeLessThan(MAX_PROOF_BYTES)
  })

  it('PF-1 are as small as the design says: q·(140 + 32·log2 k) bytes and the body', async () => {
    const rows: string[] = []
    for (const [n, f] of [
      [4, 1],
      [16, 5],
      [31, 10],
    ] as const) {
      const each = await ProofWorld.create(n, f)
      for (const k of [1, 16, 64]) {
        const proof = await each.committed(k, 1)
        const size = bytesOf(proof).length
        const body = proof.shown.spore.body.length
        const { q } = each.parameters
        const votes = size - body
        const designed = q * (140 + 32 * Math.log2(k))
        rows.push(
          `n=${n} q=${q} k=${k}: ${size} B with a body of ${body} B, ${votes} B without; the design says ${designed} B; with the policy ${bytesOf(proof, each.record).length} B`,
        )
        expect(votes).toBeLessThan(designed + 160)
        expect((await verify(bytesOf(proof), each.record)).ok).toBe(true)
      }
    }
    console.log(rows.join('\n'))
  })
})
