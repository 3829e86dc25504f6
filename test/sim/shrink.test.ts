import { describe, expect, it } from 'vitest'
import { planOf } from './regimes.ts'
import { packNames, partsOf, planWithout, shrink, unpackNames } from './shrink.ts'

const plan = planOf({ seed: 3, n: 4, f: 1 })

describe('shrinking', () => {
  it('keeps just the parts without which nothing breaks', async () => {
    const needed = ['f3', 'f7', 'w0.5']
    const without = await shrink(
      plan,
      (smaller) => {
        const left = new Set([
          ...smaller.faults.map((fault) => `f${plan.faults.indexOf(fault)}`),
          ...smaller.clients.flatMap(({ id, writes }) =>
            writes.map((write) => `w${id}.${plan.clients[id]?.writes.indexOf(write) ?? -1}`),
          ),
        ])
        return Promise.resolve(needed.every((name) => left.has(name)))
      },
      5_000,
    )
    const smaller = planWithout(plan, without)
    expect(smaller.faults).toEqual([plan.faults[3], plan.faults[7]])
    expect(smaller.clients.map(({ writes }) => writes.length).reduce((a, b) => a + b)).toBe(1)
    expect(smaller.clients[0]?.writes).toEqual([plan.clients[0]?.writes[5]])
  })

  it('writes names of parts down and reads them again', () => {
    const names = new Set(partsOf(plan).flat())
    expect(unpackNames(packNames(names))).toEqual(names)
    expect(packNames(new Set(['f1', 'f2', 'f3', 'w1.9', 'w1.8', 'h3.0']))).toBe('f1-3,w1.8-9,h3.0')
    expect(unpackNames('')).toEqual(new Set())
  })
})
