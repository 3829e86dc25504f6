import { describe, expect, it } from 'vitest'
import { encodeBuried } from '../../worker/core/codec/buried-codec.ts'
import { encodeExecuted } from '../../worker/core/codec/executed-codec.ts'
import { decodeRound, encodeRound } from '../../worker/host/round-codec.ts'
import { idOf, NOW, POLICY } from '../core/builders.ts'

describe('what a round says besides messages', () => {
  it('FE-1 DE-6 is read back as it was written, in its order', () => {
    const buried = { policy: POLICY, winners: new Map([[idOf('a'), idOf('b')] as const]) }
    const executed = { policy: POLICY, spores: [idOf('b'), idOf('c')] }
    const round = encodeRound(NOW, [
      { kind: 'buried', bytes: encodeBuried(buried) },
      { kind: 'executed', bytes: encodeExecuted(executed) },
    ])
    expect(decodeRound(round)).toEqual([
      { type: 'time', at: NOW },
      { type: 'buried', ...buried },
      { type: 'executed', ...executed },
    ])
  })

  it('SN-3 is a damaged disk when one stands for the other', () => {
    const bytes = encodeExecuted({ policy: POLICY, spores: [idOf('b')] })
    expect(() => decodeRound(encodeRound(NOW, [{ kind: 'buried', bytes }]))).toThrow('damaged')
  })
})
