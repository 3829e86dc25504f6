import { describe, expect, it, vi } from 'vitest'
import type { Engine } from '../../../src/engine/engine.ts'
import { EngineError } from '../../../src/engine/engine-error.ts'
import { FEED_RETRY_MS, MAX_SUBSCRIPTIONS } from '../../../src/engine/limits.ts'
import { createEngineStore } from '../../../src/engine/store.ts'
import { createSubscriptions } from '../../../src/engine/subscriptions.ts'
import type {
  CallFailure,
  ChangeView,
  EngineEvent,
  FeedInput,
  FeedView,
} from '../../../worker/rpc/contract.ts'
import { policyId, sporeId } from './samples.ts'

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

const change = (number: number): ChangeView => ({
  cursor: `c${number}`,
  spore: sporeId(number),
  at: number,
  effects: [],
})

/** A node with so many changes; cursors are their numbers. */
function node() {
  const listeners = new Set<(event: EngineEvent) => void>()
  const asked: FeedInput[] = []
  const at = { newest: 3, fails: undefined as CallFailure | undefined }
  const engine = {
    async call(_method: string, input: FeedInput): Promise<FeedView> {
      asked.push(input)
      await Promise.resolve()
      if (at.fails) throw new EngineError(at.fails)
      const from =
        input.from === 'oldest' ? 0 : input.from === 'now' ? at.newest : Number(input.from?.slice(1))
      const last = Math.min(at.newest, from + 2)
      const changes = Array.from({ length: last - from }, (_, i) => change(from + i + 1))
      return { changes, cursor: `c${last}`, more: last < at.newest }
    },
    subscribe(listener: (event: EngineEvent) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as Engine
  const store = createEngineStore('')
  const emit = (event: EngineEvent): void => listeners.forEach((listener) => listener(event))
  const more = (newest: number): void => {
    at.newest = newest
    emit({ type: 'feed', policy: policyId(1) })
  }
  return { subscribe: createSubscriptions(engine, store), store, asked, at, emit, more }
}

const input = { policy: policyId(1) }
const cursors = (told: readonly ChangeView[]): readonly string[] => told.map(({ cursor }) => cursor)

describe('a subscription', () => {
  it('tells every change once and in order, now and when there is more', async () => {
    const { subscribe, more, asked } = node()
    const told: ChangeView[] = []
    const following = subscribe({ ...input, from: 'oldest' }, (each) => void told.push(each))
    await settle()
    expect(cursors(told)).toEqual(['c1', 'c2', 'c3'])
    const quiet = asked.length
    await settle()
    expect(asked).toHaveLength(quiet)
    more(6)
    await settle()
    expect(cursors(told)).toEqual(['c1', 'c2', 'c3', 'c4', 'c5', 'c6'])
    expect(following.cursor).toBe('c6')
  })

  it('begins now unless told otherwise, or behind a cursor', async () => {
    const { subscribe, more } = node()
    const [fromNow, fromTwo]: [ChangeView[], ChangeView[]] = [[], []]
    subscribe(input, (each) => void fromNow.push(each))
    subscribe({ ...input, from: 'c2' }, (each) => void fromTwo.push(each))
    await settle()
    expect([cursors(fromNow), cursors(fromTwo)]).toEqual([[], ['c3']])
    more(4)
    await settle()
    expect([cursors(fromNow), cursors(fromTwo)]).toEqual([['c4'], ['c3', 'c4']])
  })

  it('waits for a slow reader, and asks for nothing meanwhile', async () => {
    const { subscribe, more, asked } = node()
    let go = (): void => undefined
    const told: ChangeView[] = []
    subscribe({ ...input, from: 'oldest' }, (each) => {
      told.push(each)
      return new Promise<void>((resolve) => (go = resolve))
    })
    await settle()
    more(100)
    await settle()
    expect([cursors(told), asked.length]).toEqual([['c1'], 1])
    for (let i = 0; i < 3; i++) {
      go()
      await settle()
    }
    expect([cursors(told), asked.length]).toEqual([['c1', 'c2', 'c3', 'c4'], 2])
  })

  it('misses nothing that comes while a page is read', async () => {
    const { subscribe, more } = node()
    const told: ChangeView[] = []
    subscribe({ ...input, from: 'c3' }, (each) => void told.push(each))
    more(3)
    more(5)
    await settle()
    expect(cursors(told)).toEqual(['c4', 'c5'])
  })

  it('stops when told to', async () => {
    const { subscribe, more } = node()
    const told: ChangeView[] = []
    const following = subscribe({ ...input, from: 'oldest' }, (each) => {
      told.push(each)
      following.stop()
    })
    await following.ended
    more(9)
    await settle()
    expect(cursors(told)).toEqual(['c1'])
  })

  it('ends with the reason when a cursor is too old or of another database, and with what the reader threw', async () => {
    const { subscribe, at } = node()
    for (const code of ['expired', 'unknown', 'bad-input'] as const) {
      at.fails = { code, message: code }
      await expect(subscribe({ ...input, from: 'c1' }, () => undefined).ended).rejects.toMatchObject({ code })
    }
    at.fails = undefined
    const following = subscribe({ ...input, from: 'c1' }, (each) => {
      if (each.cursor === 'c3') throw new TypeError('of the program')
    })
    await expect(following.ended).rejects.toThrow('of the program')
    expect(following.cursor).toBe('c2')
  })

  it('waits while the node is locked or in another tab, and goes on behind the last change', async () => {
    const { subscribe, at, store, emit, asked } = node()
    const told: ChangeView[] = []
    subscribe({ ...input, from: 'c1' }, (each) => void told.push(each))
    await settle()
    at.fails = { code: 'stopped', message: '' }
    emit({ type: 'feed', policy: policyId(1) })
    await settle()
    at.newest = 5
    const before = asked.length
    await settle()
    expect(asked).toHaveLength(before)
    at.fails = undefined
    store.setState({ boot: { phase: 'running' } })
    await settle()
    expect(cursors(told)).toEqual(['c2', 'c3', 'c4', 'c5'])
  })

  it('tries again after a while when the node was too busy', async () => {
    vi.useFakeTimers()
    try {
      const { subscribe, at } = node()
      const told: ChangeView[] = []
      at.fails = { code: 'busy', message: '' }
      subscribe({ ...input, from: 'c2' }, (each) => void told.push(each))
      await vi.advanceTimersByTimeAsync(FEED_RETRY_MS / 2)
      at.fails = undefined
      expect(told).toEqual([])
      await vi.advanceTimersByTimeAsync(FEED_RETRY_MS)
      expect(cursors(told)).toEqual(['c3'])
    } finally {
      vi.useRealTimers()
    }
  })

  it('bounds how many there are', () => {
    const { subscribe } = node()
    const all = Array.from({ length: MAX_SUBSCRIPTIONS }, () => subscribe(input, () => undefined))
    expect(() => subscribe(input, () => undefined)).toThrow('At most')
    all[0]?.stop()
    expect(() => subscribe(input, () => undefined)).not.toThrow()
  })
})
