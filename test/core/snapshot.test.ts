// A node that restarts is the node it was: the same promises, the same values, the same chains; and damage is noticed.

import { decode, encode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createState } from '../../worker/core/handle/policy-state.ts'
import { restore, takePending, takeSegment } from '../../worker/core/handle/snapshot.ts'
import type { Intended } from '../../worker/core/input.ts'
import { InvariantError } from '../../worker/core/model/result.ts'
import { step } from '../../worker/core/node.ts'
import { pathAt, recordAt } from '../../worker/core/rules/version.ts'
import type { Ballots, CoreState, PolicyState, SporeEntry } from '../../worker/core/state.ts'
import { add, endorse, idOf, plain, reject, set } from './builders.ts'
import { CoreCluster, TestStore } from './core-cluster.ts'
import { anyWishes, plainOperation, type Wish } from './history.ts'
import { scalar } from './builders.ts'
import { TestNode } from './test-node.ts'

/** Items of queues are for the node to choose. */
const intended = (wish: Wish): Intended => {
  const { op, key, sub, argument, more } = plainOperation(wish)
  const isItem = op === 'QADD' || op === 'QTAKE'
  return { op, key, sub: isItem ? null : sub, argument, ...(more && { more }) }
}

/** What must be the same after a restart. Not the order of arrival, not when somebody was last asked. */
function memoryOf(policy: PolicyState, self: number): unknown {
  const entry = ({
    spore,
    endorsed,
    rejected,
    accepted,
    holding,
    notes,
    ownVote,
    ownAccepted,
    stage,
    executed,
    round,
    overBudget,
    results,
    effects,
    ballots,
  }: SporeEntry): unknown => ({
    id: spore.id,
    votes: [endorsed, rejected, accepted, holding & ~(1 << self)],
    // Whom this node itself waits for is on the screen only; its own HOLD may be younger than the snapshot.
    places: [...notes]
      .filter(([endorser, note]) => endorser !== self || note.endorsed || note.rejected || note.accepted)
      .sort(([a], [b]) => a - b)
      .map(([endorser, { endorsed, rejected, accepted, why, ref }]) => [
        endorser,
        [endorsed, rejected, accepted],
        why,
        why === undefined ? undefined : ref,
      ]),
    own: [ownVote, ownAccepted, stage, executed, round, overBudget, results, effects],
    ballots: ballots && ballotMemoryOf(ballots),
  })
  const byId = (a: SporeEntry, b: SporeEntry): number => (a.spore.id < b.spore.id ? -1 : 1)
  return {
    open: [...policy.open.values()].sort(byId).map(entry),
    decided: [...policy.decided].sort(([a], [b]) => (a < b ? -1 : 1)),
    slots: [...policy.records.range('')].map(([slot, { x, w, cs, cls, parentX, value }]) => [
      slot,
      x,
      w,
      cs,
      cls,
      parentX,
      value,
    ]),
    chains: policy.chains.map(({ next, head, forks, missing, batches }) => [
      next,
      head,
      forks,
      missing,
      [...batches].sort(([a], [b]) => a - b),
    ]),
    missing: [...policy.missing].map(([id, { votes }]) => [id, votes]),
    freed: freedInForce(policy),
    budgets: [...policy.openByEmitter].sort(),
    own: [...policy.own].map(({ spore }) => spore.id),
    silenced: policy.silenced,
  }
}

/** Which of two reports came first is forgotten, and so is who was asked. */
function ballotMemoryOf({ promised, proposed, reports, proposals, accepts }: Ballots): unknown {
  const byText = (all: readonly unknown[]): unknown[] => all.map((each) => JSON.stringify(plain(each))).sort()
  return {
    promised,
    proposed,
    reports: byText([...reports].flatMap(([ballot, there]) => there.map((each) => [ballot, each]))),
    proposals: byText(
      [...proposals.values()].flat().map(({ ballot, place, reports: refs }) => [ballot, place, refs]),
    ),
    accepts: byText(
      [...accepts].flatMap(([ballot, by]) => [...by].map(([endorser, place]) => [ballot, endorser, place])),
    ),
  }
}

/** Rivals that an endorsement might still have to name: those at the path that the slot is at, and not of its class. */
function freedInForce(policy: PolicyState): unknown {
  const inForce: string[] = []
  for (const { access, ids } of policy.freed) {
    const { slot, mode, base } = access
    const isHere = base.path.join() === pathAt(policy.records, slot).join()
    if (isHere && mode !== recordAt(policy.records, slot).cls)
      for (const id of ids) inForce.push(`${slot} ${mode} ${id}`)
  }
  return inForce.sort()
}

const policyOfState = (state: CoreState): PolicyState => [...state.policies.values()][0]!

/** A schedule: each number is one move, its parts say which. */
const moves = fc.array(fc.nat(9_999), { minLength: 60, maxLength: 250 })

/** One waited behind another that is preferred only once it is here for longer than a wound delay. */
const PREFERRED_BY_AGE: [Wish[][], number[], boolean] = [
  [
    [{ op: 'SET', key: 's', element: 'a', argument: '2', index: 0 }],
    [{ op: 'RPUSH', key: 'l', element: 'a', argument: '2', index: 0 }],
    [
      { op: 'RPUSH', key: 'l', element: 'a', argument: '2', index: 0 },
      { op: 'SADD', key: 's', element: 'a', argument: '2', index: 0 },
    ],
  ],
  [
    ...[8058, ...Array<number>(10).fill(0), 462, 0, 0, 9592, ...Array<number>(6).fill(0), 8818],
    ...[0, 0, 0, 8876, ...Array<number>(9).fill(0), 2728, ...Array<number>(25).fill(0)],
  ],
  false,
]

/** A cut where an own rejection is sealed and the HOLD before it is not durable yet. */
const HELD_THEN_EXPIRED: [Wish[][], number[], boolean] = [
  [
    [{ op: 'ADD', key: 'k', element: 'a', argument: '2', index: 0 }],
    [{ op: 'SET', key: 'k', element: 'a', argument: '2', index: 0 }],
  ],
  [
    ...[0, 0, 7003, 8349, 0, 7755, 7763, 0, 7100, 7720, 0, 5448, 0, 524],
    ...[...Array<number>(8).fill(0), 2952, ...Array<number>(10).fill(0), 468],
    ...[...Array<number>(5).fill(0), 6072, ...Array<number>(35).fill(0)],
  ],
  false,
]

function run(
  wishes: readonly (readonly Wish[])[],
  schedule: readonly number[],
  store: TestStore,
): CoreCluster {
  const cluster = new CoreCluster(4, 1)
  const left = [...wishes]
  for (const move of schedule) {
    const i = move % 4
    const kind = Math.floor(move / 4) % 12
    if (kind < 6) cluster.deliverAny(i, Math.floor(move / 48) % 4)
    else if (kind < 8) {
      cluster.flush(i)
      // As the host does it: the cut is made as soon as the round is closed, before it is durable.
      if (i === 0 && move % 3 === 0) store.cut(cluster.nodes[0]!.state)
    } else if (kind < 10) cluster.durable(i)
    else if (kind === 10) {
      // Some live long, some soon need ballots.
      const life = move % 3 === 0 ? 600_000 : 2_000
      cluster.submit(i, (left.pop() ?? []).map(intended), cluster.now + life)
    } else cluster.tick(i, 700)
  }
  return cluster
}

/**
 * A restart dates what came by the end of its round, and who is preferred (EN-7) depends on that date: so all of it is older
 * than any wound delay, and both look at the clock once more.
 */
function passWoundDelay(cluster: CoreCluster): void {
  cluster.quiet(0)
  cluster.tick(0, 600)
  cluster.quiet(0)
}

describe('restarting', () => {
  it('SN-1 a node that restarts from snapshot and log remembers what the running one remembers, and votes nothing anew', () => {
    let decided = 0
    let open = 0
    let ballots = 0
    fc.assert(
      fc.property(anyWishes, moves, fc.boolean(), (wishes, schedule, settled) => {
        const store = new TestStore()
        const cluster = run(wishes, schedule, store)
        if (settled) cluster.settle()
        passWoundDelay(cluster)
        const running = cluster.policy(0)
        const restarted = policyOfState(store.restart(cluster, 0))
        expect(plain(memoryOf(restarted, 0))).toEqual(plain(memoryOf(running, 0)))
        // Waiting is no vote.
        const votes = restarted.outbox.filter(({ type }) => type !== 'HOLD')
        expect(votes).toEqual([])
        decided += running.decided.size
        open += running.open.size
        for (const { ballots: there } of running.open.values()) if (there && there.promised > 0) ballots++
      }),
      { numRuns: 120, examples: [HELD_THEN_EXPIRED, PREFERRED_BY_AGE] },
    )
    expect(Math.min(decided, open)).toBeGreaterThan(50)
    expect(ballots).toBeGreaterThan(10)
  })

  it('SN-1 also without any snapshot: the log alone is enough', () => {
    fc.assert(
      fc.property(anyWishes, moves, (wishes, schedule) => {
        const cluster = run(wishes, schedule, new TestStore())
        passWoundDelay(cluster)
        const restarted = policyOfState(new TestStore().restart(cluster, 0))
        expect(plain(memoryOf(restarted, 0))).toEqual(plain(memoryOf(cluster.policy(0), 0)))
      }),
      { numRuns: 40 },
    )
  })

  it('SN-1 four nodes in any schedule agree on every decision and every value', () => {
    fc.assert(
      fc.property(anyWishes, moves, (wishes, schedule) => {
        const cluster = run(wishes, schedule, new TestStore())
        cluster.settle()
        for (let i = 0; i < 4; i++) cluster.tick(i, 2_000)
        cluster.settle()
        const slots = [0, 1, 2, 3].map((i) =>
          plain(
            [...cluster.policy(i).records.range('')].map(([slot, { x, w, cs, value }]) => [
              slot,
              x,
              w,
              cs,
              value,
            ]),
          ),
        )
        for (const each of slots) expect(each).toEqual(slots[0])
        for (const [id, { stage }] of cluster.policy(0).decided)
          for (const i of [1, 2, 3]) {
            const there = cluster.policy(i).decided.get(id)?.stage
            if (there !== undefined) expect(there === 'committed').toBe(stage === 'committed')
          }
      }),
      { numRuns: 60 },
    )
  })

  it('EN-1 a promise survives the restart: the rival that arrives afterwards has to wait', () => {
    const cluster = new CoreCluster(4, 1)
    cluster.submit(1, [intended({ op: 'SET', key: 'k', element: '', argument: '1' })])
    cluster.flush(1)
    cluster.durable(1)
    while (cluster.deliver(0, 1)) continue
    cluster.quiet(0)
    const state = new TestStore().restart(cluster, 0)
    const policy = policyOfState(state)
    const [first] = policy.open.values()
    expect(first?.ownVote).toBe('E')
    const node = new TestNode({ n: 4, f: 1 })
    const rival = node.spore([set('k', '2')])
    step(state, {
      type: 'bundle',
      now: cluster.now,
      from: cluster.nodes[1]!.key,
      bundle: {
        policy: cluster.id,
        emitter: rival.emitter,
        spores: [rival],
        signature: new Uint8Array(64),
        wire: new Uint8Array(),
      },
    })
    expect(policy.outbox).toEqual([{ type: 'HOLD', spore: rival.id, by: first?.spore.id }])
  })

  it('SN-2 what was finished before the last snapshots is remembered from their segments', () => {
    const cluster = new CoreCluster(4, 1)
    const store = new TestStore()
    for (let i = 0; i < 5; i++) {
      cluster.submit(i % 4, [intended({ op: 'ADD', key: 'n', element: '', argument: '2' })])
      cluster.settle()
      cluster.quiet(0)
      store.cut(cluster.nodes[0]!.state)
    }
    expect(store.segments.length).toBeGreaterThan(3)
    const restarted = policyOfState(store.restart(cluster, 0))
    expect(restarted.decided.size).toBe(5)
    expect(restarted.records.get('n')?.value).toEqual(scalar('10'))
  })
})

describe('a damaged snapshot', () => {
  /** A node with something of everything in its snapshot. */
  function busy(): TestNode {
    const one = new TestNode({ n: 4, f: 1 })
    const [open, aborted] = [one.spore([set('k', '1')]), one.spore([add('n', '1')])]
    one.receive(open, aborted)
    one.round()
    for (const endorser of [1, 2, 3]) one.hear(endorser, reject(aborted, 'STALE', open.id))
    one.hear(1, endorse({ id: idOf('d') }))
    one.committed([set('l', '1')])
    one.round()
    return one
  }
  const fresh = (one: TestNode): CoreState => {
    const state = createState(one.key)
    step(state, { type: 'policy', id: one.policy.id, record: one.record, pages: [] })
    return state
  }

  it('SN-3 stops the engine by an InvariantError, whatever is wrong with it, or is as good as another snapshot', () => {
    const one = busy()
    const [pending, segment] = [takePending(one.state), takeSegment(one.state)!]
    expect(() => restore(fresh(one), pending, [segment])).not.toThrow()
    let refused = 0
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.nat(30), { maxLength: 7 }), oddValue, (which, path, odd) => {
        const [first, second] = which
          ? [damage(pending, path, odd), segment]
          : [pending, damage(segment, path, odd)]
        try {
          restore(fresh(one), first, [second])
        } catch (error) {
          if (!(error instanceof InvariantError)) throw error
          refused++
        }
      }),
      { numRuns: 1_500 },
    )
    expect(refused).toBeGreaterThan(200)
  })

  it('SN-3 bytes that are no snapshot at all are refused', () => {
    const one = busy()
    const pending = takePending(one.state)
    for (const bytes of [
      new Uint8Array(),
      new Uint8Array([1]),
      pending.subarray(1),
      pending.subarray(0, -1),
      encode({}),
      encode([1]),
    ])
      expect(() => restore(fresh(one), bytes, [])).toThrow(InvariantError)
  })
})

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 1.5, '', 'x', [], [[]], [[], []], 2 ** 40),
  fc.nat(40),
  fc.uint8Array({ maxLength: 40 }),
)

/** The same bytes with one node of their structure replaced. */
function damage(bytes: Uint8Array, path: readonly number[], odd: unknown): Uint8Array {
  const replaced = (node: unknown, [first, ...rest]: readonly number[]): unknown => {
    if (first === undefined || !Array.isArray(node) || node.length === 0) return odd
    const copy: unknown[] = [...(node as readonly unknown[])]
    const at = first % copy.length
    copy[at] = replaced(copy[at], rest)
    return copy
  }
  return encode(replaced(decode(bytes), path))
}
