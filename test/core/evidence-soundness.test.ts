// PN-4: nothing that honest cores say, in whatever order it travels, is evidence against any of them. Every message that
// anybody wrote down is an exhibit, so this tests the rules and not what the cores happen to suspect.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unpackBatch } from '../../worker/core/codec/batch-codec.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import type { Intended } from '../../worker/core/input.ts'
import type { Batch } from '../../worker/core/model/batch.ts'
import { EVIDENCE_CODES } from '../../worker/core/model/evidence.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Bundle } from '../../worker/core/model/spore.ts'
import { assemble, type Exhibits } from '../../worker/core/rules/evidence-assembly.ts'
import { base, del, endorse, reject, scalar, srem } from './builders.ts'
import { CoreCluster } from './core-cluster.ts'
import { TestNode } from './test-node.ts'

const OPERATIONS: readonly Intended[] = [
  { op: 'SET', key: 'k', sub: null, argument: scalar('v') },
  { op: 'DELETE', key: 's', sub: null, argument: null },
  { op: 'ADD', key: 'n', sub: null, argument: scalar('1') },
  { op: 'MUL', key: 'n', sub: null, argument: scalar('2') },
  { op: 'SADD', key: 's', sub: scalar('e'), argument: null },
  { op: 'SREM', key: 's', sub: scalar('e'), argument: null },
]

type Move =
  | { readonly type: 'submit'; readonly at: number; readonly operation: number }
  | { readonly type: 'deliver'; readonly at: number; readonly from: number }
  | { readonly type: 'flush'; readonly at: number }
  | { readonly type: 'durable'; readonly at: number }
  | { readonly type: 'tick'; readonly at: number; readonly milliseconds: number }

const node = fc.nat(3)
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('submit' as const), at: node, operation: fc.nat(5) }),
  },
  { weight: 12, arbitrary: fc.record({ type: fc.constant('deliver' as const), at: node, from: node }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constantFrom('flush' as const, 'durable' as const), at: node }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('tick' as const),
      at: node,
      milliseconds: fc.constantFrom(1, 200, 3_000, 600_000),
    }),
  },
)

function play(cluster: CoreCluster, move: Move): void {
  if (move.type === 'submit') cluster.submit(move.at, [OPERATIONS[move.operation]!])
  else if (move.type === 'deliver') cluster.deliverAny(move.at, move.from)
  else if (move.type === 'flush') cluster.flush(move.at)
  else if (move.type === 'durable') cluster.durable(move.at)
  else cluster.tick(move.at, move.milliseconds)
}

function exhibitsOf(cluster: CoreCluster): Exhibits {
  const batches = new Map<string, Batch>()
  const bundles = new Map<string, Bundle>()
  for (const { log } of cluster.nodes)
    for (const wires of log.values())
      for (const wire of wires) {
        const message = decodeMessage(wire)
        if (message?.type === 'bundle')
          bundles.set(message.bundle.spores.map(({ id }) => id).join(), message.bundle)
        const batch =
          message?.type === 'batch' ? unpackBatch(message.batch, () => undefined)?.batch : undefined
        if (batch) batches.set(batch.digest, batch)
      }
  return { batches: [...batches.values()], bundles: [...bundles.values()] }
}

/** Every suspicion that could be had about anybody and any spore. */
function findings(cluster: CoreCluster, exhibits: Exhibits): string[] {
  const ids = exhibits.bundles.flatMap(({ spores }) => spores.map(({ id }) => id))
  const pairs = ids
    .flatMap((one) => ids.map((two): SporeId[] => [one, two]))
    .filter(([one, two]) => one !== two)
  const found: string[] = []
  for (const accused of cluster.nodes.keys())
    for (const code of EVIDENCE_CODES) {
      const about = code === 'P1' ? [[]] : code === 'P3' || code === 'P11' ? pairs : ids.map((id) => [id])
      for (const spores of about)
        if (assemble(cluster.id, cluster.record, { code, accused, spores }, exhibits))
          found.push(`${code} against ${accused}`)
    }
  return found
}

describe('PN-4 honest cores', () => {
  it('leave no evidence against anybody, in any schedule', () => {
    let said = 0
    let ballots = 0
    fc.assert(
      fc.property(fc.array(anyMove, { minLength: 120, maxLength: 200 }), (moves) => {
        const cluster = new CoreCluster(4, 1)
        for (const move of moves) play(cluster, move)
        for (let i = 0; i < 4; i++) {
          cluster.settle()
          for (const each of cluster.nodes.keys()) cluster.tick(each, 3_100)
        }
        const exhibits = exhibitsOf(cluster)
        const items = exhibits.batches.flatMap((batch) => batch.items)
        said += items.length
        ballots += items.filter(({ type }) => type === 'RECOVER' || type === 'PROPOSE').length
        expect(findings(cluster, exhibits)).toEqual([])
      }),
      { numRuns: 25 },
    )
    expect(said).toBeGreaterThan(500)
    expect(ballots).toBeGreaterThan(20)
  }, 120_000)

  it('EN-8 name a rival that ended also after a late write to the slot that came to nothing', () => {
    const one = new TestNode({ n: 4, f: 1 })
    // The set is deleted first; that an element was taken out of the old one is heard later.
    const late = one.spore([srem('s', 'e', base(0, 0))])
    const deletion = one.committed([del('s')])
    expect(one.stage(deletion)).toBe('committed')
    const [ended, retry] = [one.spore([srem('s', 'e', base(1, 0))]), one.spore([srem('s', 'e', base(1, 0))])]
    one.receive(ended)
    one.hear(1, reject(ended))
    one.hear(2, reject(ended))
    one.hear(3, reject(ended))
    expect(one.stage(ended)).toBe('aborted')
    one.receive(late)
    one.commit(late)
    one.round()
    one.receive(retry)
    const items = one.round()
    expect(items).toContainEqual(endorse(retry, ended.id))
  })
})
