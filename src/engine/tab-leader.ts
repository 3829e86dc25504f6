// One engine for a profile, whatever number of tabs is open. The Web Lock decides and nothing else: two writers with one
// identity would contradict each other, so the lock is a safety device and is never stolen. A tab without it may ask the
// holder to let go; the holder stops its worker first and releases the lock afterwards.

import { HANDOVER_TIMEOUT_MS } from './limits.ts'

export type TabMessage =
  /** "Let me have it": the holder hands over, tabs that wait in line step back. */
  | { readonly type: 'take' }
  /** The holder lets go: tabs that stepped back may stand in line again, behind the one that asked. */
  | { readonly type: 'free' }

export type TabState =
  | { readonly type: 'holding' }
  | { readonly type: 'elsewhere'; readonly asking: boolean; readonly unanswered: boolean }
  /** This tab had the engine and another one asked for it. */
  | { readonly type: 'moved' }

export interface TabChannel {
  postMessage(message: TabMessage): void
  onmessage: ((event: MessageEvent<TabMessage>) => void) | null
  close(): void
}

export interface TabLeaderOptions {
  readonly name: string
  readonly locks: Pick<LockManager, 'request'>
  readonly channel: TabChannel
  /** Starts the engine; the returned function stops it and resolves when nothing of it runs any more. */
  readonly onHold: () => () => Promise<void>
  readonly onState: (state: TabState) => void
  readonly setTimer?: (run: () => void, ms: number) => () => void
}

export interface TabLeader {
  /** "Use it here." */
  take(): void
  close(): void
}

const setRealTimer = (run: () => void, ms: number): (() => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

export function createTabLeader(options: TabLeaderOptions): TabLeader {
  const { name, locks, channel, onHold, onState, setTimer = setRealTimer } = options
  let state: TabState | undefined
  let release: ((why: 'moved' | 'closed') => void) | undefined
  let queue: AbortController | undefined
  let stopTimer: () => void = () => undefined
  let isClosed = false

  function become(next: TabState): void {
    state = next
    if (!isClosed) onState(next)
  }

  /** Runs while the lock is held; the lock is released when the returned promise settles. */
  async function hold(lock: Lock | null): Promise<void> {
    if (lock === null || isClosed) return
    stopTimer()
    queue = undefined
    const until = new Promise<'moved' | 'closed'>((resolve) => (release = resolve))
    become({ type: 'holding' })
    const stop = onHold()
    const why = await until
    release = undefined
    await stop()
    if (why === 'closed') return
    become({ type: 'moved' })
    channel.postMessage({ type: 'free' })
  }

  function waitInLine(): void {
    queue?.abort()
    const mine = new AbortController()
    queue = mine
    locks.request(name, { signal: mine.signal }, hold).catch((error: unknown) => {
      if (!mine.signal.aborted) throw error
    })
  }

  async function start(): Promise<void> {
    const got = await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock === null) return false
      await hold(lock)
      return true
    })
    if (got || isClosed) return
    become({ type: 'elsewhere', asking: false, unanswered: false })
    waitInLine()
  }

  function take(): void {
    if (isClosed || state?.type === 'holding') return
    become({ type: 'elsewhere', asking: true, unanswered: false })
    waitInLine()
    channel.postMessage({ type: 'take' })
    stopTimer()
    stopTimer = setTimer(
      () => become({ type: 'elsewhere', asking: true, unanswered: true }),
      HANDOVER_TIMEOUT_MS,
    )
  }

  channel.onmessage = ({ data }) => {
    if (data.type === 'take') {
      if (release !== undefined) {
        release('moved')
        return
      }
      queue?.abort()
      queue = undefined
      stopTimer()
      if (state?.type === 'elsewhere') become({ type: 'elsewhere', asking: false, unanswered: false })
    } else if (state?.type === 'elsewhere' && queue === undefined) waitInLine()
  }

  void start()

  return {
    take,
    close() {
      isClosed = true
      stopTimer()
      queue?.abort()
      release?.('closed')
      channel.onmessage = null
      channel.close()
    },
  }
}
