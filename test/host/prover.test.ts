// Proofs out of a running mycelium: every member makes them from its own log, and nobody needs a node to check them.

import { afterEach, describe, expect, it } from 'vitest'
import type { SporeId } from '../../worker/core/model/ids.ts'
import { createVerifier } from '../../worker/crypto/verifier.ts'
import { Archive } from '../../worker/host/archive.ts'
import { Prover } from '../../worker/host/prover.ts'
import { CallError } from '../../worker/rpc/call-error.ts'
import { ProofCalls } from '../../worker/rpc/proof-calls.ts'
import { verifyProof } from '../../worker/verify-proof.ts'
import { Cluster, set } from './cluster.ts'

let cluster: Cluster

afterEach(() => {
  cluster.stop()
})

const policyAt = (node: number) => cluster.nodes[node]!.engine.state.policies.get(cluster.policy)!

function proverAt(node: number): Prover {
  const { engine, store } = cluster.nodes[node]!
  return new Prover(engine.state, new Archive(store))
}

async function proofAt(node: number, id: SporeId): Promise<Uint8Array> {
  // Decided a moment before it is on disk: what is not there yet cannot be shown.
  for (let turn = 0; turn < 100; turn++) {
    const made = await proverAt(node).prove(id, true)
    if (made.ok) return made.value
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { stage } = policyAt(node).decided.get(id) ?? {}
  throw new Error(`no proof of a spore that is ${stage ?? 'unknown'}`)
}

async function submitted(node: number, key: string): Promise<SporeId> {
  const result = await cluster.submit(node, [set(key, `by ${node}`)])
  if (!result.ok) throw new Error(result.reason.message)
  return result.value
}

const everywhere = (id: SporeId, nodes: readonly number[]): boolean =>
  nodes.every((node) => policyAt(node).decided.has(id))

describe('proofs out of the log', () => {
  it('PF-5 every member proves a commit, also a replica and a node that was restarted', async () => {
    cluster = await Cluster.create({ n: 4, f: 1, replicas: 1 })
    const ids = await Promise.all(['a', 'b', 'c'].map((key, i) => submitted(i, key)))
    await cluster.until(() => ids.every((id) => everywhere(id, [0, 1, 2, 3, 4])))
    for (const node of [0, 1, 2, 3, 4])
      for (const id of ids) {
        const verdict = await verifyProof(await proofAt(node, id), cluster.policy)
        expect(verdict.ok && verdict.value).toMatchObject({ decision: 'committed', spore: { id } })
      }
    cluster.crash(2)
    await cluster.restart(2)
    expect((await verifyProof(await proofAt(2, ids[0]!), cluster.record)).ok).toBe(true)
  })

  it('PF-5 a spore that is no longer remembered is found in the log by its body', async () => {
    cluster = await Cluster.create({ n: 4, f: 1 })
    const id = await submitted(0, 'old')
    await cluster.until(() => everywhere(id, [0, 1, 2, 3]))
    for (let i = 0; i < 5; i++) {
      const later = await submitted(1, `k${i}`)
      await cluster.until(() => everywhere(later, [0, 1, 2, 3]))
    }
    policyAt(3).recent.clear()
    const verdict = await verifyProof(await proofAt(3, id), cluster.record)
    expect(verdict.ok && verdict.value.spore.id).toBe(id)
  })

  it('PF-4 PF-5 of two writers at one version the loser is proven to be dead or aborted', async () => {
    cluster = await Cluster.create({ n: 4, f: 1 })
    for (let i = 0; i < 4; i++) {
      const ids = await Promise.all([submitted(0, `k${i}`), submitted(1, `k${i}`)])
      await cluster.until(() => ids.every((id) => everywhere(id, [0, 1, 2, 3])))
      const ends: string[] = []
      for (const id of ids)
        for (const node of [0, 3]) {
          const verdict = await verifyProof(await proofAt(node, id), cluster.policy)
          if (!verdict.ok) throw new Error(verdict.reason.message)
          const committed = policyAt(node).decided.get(id)?.stage === 'committed'
          expect(verdict.value.decision === 'committed').toBe(committed)
          ends.push(verdict.value.decision)
        }
      expect(ends.filter((end) => end === 'committed').length).toBeLessThanOrEqual(2)
    }
  })

  it('PF-5 says why there is no proof, and the page hears it in words', async () => {
    cluster = await Cluster.create({ n: 4, f: 1 })
    for (const other of [1, 2, 3]) cluster.crash(other)
    const id = await submitted(0, 'alone')
    await cluster.until(() => policyAt(0).open.has(id))
    expect(await proverAt(0).prove(id, true)).toEqual({ ok: false, reason: 'undecided' })
    const unknown = 'ab'.repeat(32) as SporeId
    expect(await proverAt(0).prove(unknown, true)).toEqual({ ok: false, reason: 'unknown' })
    const calls = await callsAt(0)
    await expect(calls.make({ id })).rejects.toThrow(/not decided yet/)
    await expect(calls.make({ id: 'x' as SporeId })).rejects.toBeInstanceOf(CallError)
  })

  it('PF-5 the page gets proof and meaning, and checks proofs of others', async () => {
    cluster = await Cluster.create({ n: 4, f: 1 })
    const id = await submitted(0, 'k')
    await cluster.until(() => everywhere(id, [0, 1, 2, 3]))
    const [mine, theirs] = [await callsAt(0), await callsAt(3)]
    const { proof, proven } = await mine.make({ id })
    expect(proven).toMatchObject({
      decision: 'committed',
      policyKnown: true,
      policyName: 'test',
      operations: ['SET k "by 0"'],
      by: null,
    })
    expect(proven.sentence).toMatch(
      /^Spore [0-9a-f]{8} is committed for good in policy “test”: 3 of 4 endorsers signed that they accept its end\.$/,
    )
    expect(await theirs.verify({ proof })).toEqual({ valid: true, proven })
    expect(await theirs.verify({ proof, policy: cluster.policy })).toMatchObject({ valid: true })
    const other = 'cd'.repeat(32) as typeof cluster.policy
    expect(await theirs.verify({ proof, policy: other })).toMatchObject({
      valid: false,
      code: 'other-policy',
    })
    const bent = proof.slice()
    bent[200]! ^= 1
    expect(await theirs.verify({ proof: bent })).toMatchObject({ valid: false })
    expect(await theirs.verify({ proof: new Uint8Array(9) })).toMatchObject({
      valid: false,
      code: 'malformed',
    })
    await expect(theirs.verify({ proof: 'text' as never })).rejects.toBeInstanceOf(CallError)
    // A node that does not know the policy says so: the id is for the reader to compare.
    policyAt(3)
    cluster.nodes[3]!.engine.state.policies.delete(cluster.policy)
    expect(await theirs.verify({ proof })).toMatchObject({ valid: true, proven: { policyKnown: false } })
    const bare = (await mine.make({ id, withPolicy: false })).proof
    expect(await theirs.verify({ proof: bare })).toMatchObject({ valid: false, code: 'no-policy' })
  })
})

async function callsAt(node: number): Promise<ProofCalls> {
  return new ProofCalls(
    cluster.nodes[node]!.engine.state,
    proverAt(node),
    await createVerifier(),
    (key) => `name of ${key.slice(0, 4)}`,
  )
}
