// The list of decided spores in a snapshot: what was put in comes out, and damage stops the engine.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packDecided, STAGES, unpackDecided } from '../../worker/core/handle/snapshot-decided.ts'
import { InvariantError } from '../../worker/core/model/result.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Decided, PolicyState } from '../../worker/core/state.ts'
import { anyId } from './arbitraries.ts'

const policyWith = (decided = new Map<SporeId, Decided>()): PolicyState =>
  ({ decided }) as unknown as PolicyState
const anyDecided = fc.record({ stage: fc.constantFrom(...STAGES), round: fc.nat(2 ** 48 - 1) })

describe('decided spores in a snapshot', () => {
  it('SN-1 come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyId, anyDecided), { maxLength: 20 }), (rows) => {
        const decided = new Map(rows)
        const back = policyWith()
        unpackDecided(back, packDecided(policyWith(decided), [...decided.keys()]))
        expect([...back.decided]).toEqual([...decided])
      }),
    )
  })

  it('SN-3 stop the engine when they are damaged', () => {
    const id = 'ab'.repeat(32) as SporeId
    const packed = packDecided(policyWith(new Map([[id, { stage: 'aborted', round: 7 }]])), [id])
    expect(() => unpackDecided(policyWith(), packed.subarray(1))).toThrow(InvariantError)
    packed[32] = 9
    expect(() => unpackDecided(policyWith(), packed)).toThrow(InvariantError)
  })
})
