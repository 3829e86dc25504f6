// Follows the change feed on behalf of programs: one page at a time, one change at a time, waiting for the program before the
// next. It keeps nothing but a cursor, so a slow program slows down itself only; and it never skips a change: whatever
// stands in the way ends the subscription, or is waited for.

import type { ChangeView, FeedInput } from '../../worker/rpc/contract.ts'
import type { Engine } from './engine.ts'
import { EngineError } from './engine-error.ts'
import { FEED_PAGE, FEED_RETRY_MS, MAX_SUBSCRIPTIONS } from './limits.ts'
import type { EngineStore } from './store.ts'

export interface Subscription {
  stop(): void
  /** Behind the change that was told last. */
  readonly cursor: string | undefined
  readonly ended: Promise<void>
}

export type OnChange = (change: ChangeView) => unknown

interface Follower {
  readonly input: Omit<FeedInput, 'from' | 'limit'>
  readonly onChange: OnChange
  from: string
  cursor: string | undefined
  isStopped: boolean
  /** Something may have come since the page was asked for. */
  isWoken: boolean
  wake: () => void
}

/** With these the same question has the same answer. */
const LASTING: ReadonlySet<string> = new Set(['bad-input', 'expired', 'refused', 'unknown'])
/** The engine says when it is back. */
const AWAY: ReadonlySet<string> = new Set(['locked', 'no-identity', 'stopped'])

export function createSubscriptions(
  engine: Engine,
  store: EngineStore,
): (input: FeedInput, onChange: OnChange) => Subscription {
  const followers = new Set<Follower>()

  const wake = (follower: Follower): void => {
    follower.isWoken = true
    follower.wake()
  }
  const wakeAll = (): void => followers.forEach(wake)
  engine.subscribe((event) => {
    if (event.type === 'identity') wakeAll()
    if (event.type !== 'feed') return
    for (const follower of followers) if (follower.input.policy === event.policy) wake(follower)
  })
  store.subscribe(({ boot }, { boot: before }) => {
    if (boot.phase === 'running' && before.phase !== 'running') wakeAll()
  })

  /** Resolves when there may be more, at the latest after `atMostMs`. */
  function waken(follower: Follower, atMostMs?: number): Promise<void> {
    if (follower.isWoken || follower.isStopped) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = atMostMs === undefined ? undefined : setTimeout(() => follower.wake(), atMostMs)
      follower.wake = () => {
        clearTimeout(timer)
        follower.wake = () => undefined
        resolve()
      }
    })
  }

  /** True when there is more at once. */
  async function follow(follower: Follower): Promise<boolean> {
    const { input, onChange, from } = follower
    const page = await engine.call('feed.read', { ...input, from, limit: FEED_PAGE })
    for (const change of page.changes) {
      if (follower.isStopped) return false
      await onChange(change)
      follower.from = follower.cursor = change.cursor
    }
    follower.from = follower.cursor = page.cursor
    return page.more
  }

  async function run(follower: Follower): Promise<void> {
    while (!follower.isStopped) {
      follower.isWoken = false
      try {
        if (!(await follow(follower))) await waken(follower)
      } catch (error) {
        if (follower.isStopped) return
        if (!(error instanceof EngineError) || LASTING.has(error.code)) throw error
        await waken(follower, AWAY.has(error.code) ? undefined : FEED_RETRY_MS)
      }
    }
  }

  return ({ from = 'now', ...input }, onChange) => {
    if (followers.size >= MAX_SUBSCRIPTIONS)
      throw new EngineError({ code: 'busy', message: `At most ${MAX_SUBSCRIPTIONS} subscriptions at a time` })
    const follower: Follower = {
      input,
      onChange,
      from,
      cursor: undefined,
      isStopped: false,
      isWoken: false,
      wake: () => undefined,
    }
    followers.add(follower)
    const ended = run(follower).finally(() => followers.delete(follower))
    // A program that looks elsewhere must not see an unhandled rejection.
    ended.catch(() => undefined)
    return {
      stop() {
        follower.isStopped = true
        followers.delete(follower)
        follower.wake()
      },
      get cursor() {
        return follower.cursor
      },
      ended,
    }
  }
}
