import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createGatherer } from '../../../src/engine/gather.ts'
import { MAX_SPORES, SPORE_FLUSH_MS } from '../../../src/engine/limits.ts'
import { listNames, nameOf } from '../../../src/engine/names.ts'
import { createEngineStore, emptyState, project, withSpores } from '../../../src/engine/store.ts'
import { key, policy, spore, sporeId } from './samples.ts'

describe('the projection', () => {
  it('keeps the newest of everything and touches nothing else', () => {
    const before = emptyState('bob')
    const after = project(before, { type: 'identity', identity: { phase: 'locked', name: 'bob' } })
    expect(after.identity).toEqual({ phase: 'locked', name: 'bob' })
    expect(after.keyring).toBeUndefined()
    expect(before.identity).toBeUndefined()
    expect(project(after, { type: 'changed', policy: policy(1).id, keys: ['a'], more: false })).toBe(after)
  })

  it('stops visibly', () => {
    const state = project(emptyState(''), { type: 'stopped', message: 'broken', report: 'r' })
    expect(state.boot).toEqual({ phase: 'stopped', message: 'broken', report: 'r' })
  })

  it('replaces a spore by its later view', () => {
    const once = withSpores(emptyState(''), [spore(1)])
    const twice = withSpores(once, [spore(1, { stage: 'committed' })])
    expect(twice.spores?.size).toBe(1)
    expect(twice.spores?.get(sporeId(1))?.stage).toBe('committed')
    expect(once.spores?.get(sporeId(1))?.stage).toBe('submitted')
  })

  it('forgets the oldest decided spores first and an undecided one never', () => {
    const decided = Array.from({ length: MAX_SPORES }, (_, n) => spore(n + 10, { stage: 'committed' }))
    const state = withSpores(emptyState(''), [spore(1), ...decided, spore(9_999, { stage: 'aborted' })])
    expect(state.spores?.size).toBe(MAX_SPORES)
    expect(state.spores?.has(sporeId(1))).toBe(true)
    expect(state.spores?.has(sporeId(10))).toBe(false)
    expect(state.spores?.has(sporeId(11))).toBe(false)
    expect(state.spores?.has(sporeId(9_999))).toBe(true)
  })
})

describe('gathering spores', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('draws a flood once, each spore at its newest', () => {
    const store = createEngineStore('')
    let draws = 0
    store.subscribe(() => draws++)
    const gatherer = createGatherer(store)
    for (let n = 0; n < 500; n++) gatherer.take({ type: 'spore', spore: spore(n % 50, { receivedAt: n }) })
    expect(draws).toBe(0)
    vi.advanceTimersByTime(SPORE_FLUSH_MS)
    expect(draws).toBe(1)
    expect(store.getState().spores?.get(sporeId(49))?.receivedAt).toBe(499)
    gatherer.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('names', () => {
  const state = {
    ...emptyState(''),
    identity: { phase: 'unlocked' as const, name: 'alice', key: key('a') },
    keyring: [
      {
        key: key('b'),
        name: 'Bob',
        selfName: 'b',
        fingerprint: '',
        verified: false,
        introducer: 'none' as const,
        addedAt: 0,
        relays: [],
      },
    ],
    policies: [policy(1)],
  }

  it('come from oneself, the keyring, a policy’s label, or the key, in this order', () => {
    expect(nameOf(state, key('a'))).toBe('alice')
    expect(nameOf(state, key('b'))).toBe('Bob')
    expect(nameOf(state, key('c'))).toBe('c')
    expect(nameOf(state, key('e'))).toBe('eeeeeeee…')
  })

  it('are listed as one would say them', () => {
    expect(listNames([])).toBe('nobody')
    expect(listNames(['a'])).toBe('a')
    expect(listNames(['a', 'b'])).toBe('a and b')
    expect(listNames(['a', 'b', 'c', 'd'])).toBe('a, b, c and d')
    expect(listNames(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c and 3 others')
  })
})
