// I8 can fail: locks without an owner, locks that outlive their spore, locks that others wait behind for too long.

import { describe, expect, it } from 'vitest'
import { step } from '../../../worker/core/node.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import type { SporeEntry } from '../../../worker/core/state.ts'
import { bundleOf, set } from '../../core/builders.ts'
import { lockBound, Locks } from './locks.ts'
import { Story } from './story.ts'

const story = (): Story => new Story((ledger) => new Locks(ledger, 5_000))

function opened(run: Story, ...spores: readonly Spore[]): SporeEntry[] {
  return spores.map((spore) => {
    step(run.stateOf(0)!, { type: 'bundle', now: run.at, from: spore.emitter, bundle: bundleOf(spore) })
    return run.policyOf(0)!.open.get(spore.id)!
  })
}

function contended(): { run: Story; owner: SporeEntry } {
  const run = story()
  const [owner] = opened(run, run.submit([set('k', '1')]), run.submit([set('k', '2')]))
  return { run, owner: owner! }
}

const wait = (run: Story, milliseconds: number): void => {
  for (let passed = 0; passed < milliseconds; passed += 500) {
    run.later(500)
    run.tell({ type: 'fault', at: run.at, name: 'nothing', detail: '' })
  }
}

describe('I8 locks', () => {
  it('I8 passes a contended lock within the bound, and any lock before the network is whole', () => {
    const { run } = contended()
    wait(run, 60_000)
    run.happens('healed')
    wait(run, 5_000)
  })

  it('I8 finds one that is older', () => {
    const { run } = contended()
    run.happens('healed')
    expect(() => wait(run, 6_000)).toThrow(/I8: node 0: others wait behind/)
  })

  it('I8 leaves alone what nobody waits for, and counts anew after a restart', () => {
    const alone = story()
    opened(alone, alone.submit([set('k', '1')]))
    alone.happens('healed')
    wait(alone, 20_000)
    const { run } = contended()
    run.happens('healed')
    wait(run, 4_000)
    run.tell({ type: 'crashed', at: run.at, node: 0 })
    wait(run, 4_000)
  })

  it('I8 finds a lock whose spore is decided, and one that nobody owns', () => {
    const decided = contended()
    decided.owner.stage = 'aborted'
    expect(() => decided.run.happens('healed')).toThrow(/I8.*which is aborted/)
    const orphan = contended()
    orphan.run.policyOf(0)!.open.delete(orphan.owner.spore.id)
    expect(() => orphan.run.happens('healed')).toThrow(/I8.*"k" that nobody owns/)
  })

  it('I8 allows for f silent coordinators', () => {
    expect(lockBound(1)).toBeLessThan(lockBound(2))
  })
})
