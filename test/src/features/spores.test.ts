import { describe, expect, it } from 'vitest'
import { orderSpores, parseFilter, summary } from '../../../src/features/spores/view-model.ts'
import { spore } from '../engine/samples.ts'

describe('the list of spores', () => {
  const list = [
    spore(1, { stage: 'committed', receivedAt: 9 }),
    spore(2, { stage: 'submitted', receivedAt: 1 }),
    spore(3, { stage: 'aborted', receivedAt: 5 }),
    spore(4, { stage: 'endorsed', receivedAt: 2 }),
  ]
  const ids = (filter: Parameters<typeof orderSpores>[1]) =>
    orderSpores(list, filter).map((each) => list.indexOf(each) + 1)

  it('has the undecided on top and is newest first', () => {
    expect(ids('all')).toEqual([4, 2, 1, 3])
  })

  it('is filtered by stage, and an unknown filter shows all', () => {
    expect(ids('undecided')).toEqual([4, 2])
    expect(ids('committed')).toEqual([1])
    expect(ids('refused')).toEqual([3])
    expect(parseFilter('nonsense')).toBe('all')
    expect(parseFilter('refused')).toBe('refused')
  })

  it('sums up several operations', () => {
    const operations = [
      { op: 'ADD', key: 'a', argument: { type: 'number' as const, number: '1' }, exact: false },
      { op: 'DELETE', key: 'b', exact: false },
    ]
    expect(summary(spore(1, { operations }))).toBe('ADD a 1 and 1 more')
  })
})
