import { describe, expect, it } from 'vitest'
import {
  createTabLeader,
  type TabChannel,
  type TabMessage,
  type TabState,
} from '../../../src/engine/tab-leader.ts'

/** Web Locks with one name: first come, first served, as the standard says. */
class Locks {
  #held = false
  readonly #line: { run: () => Promise<void>; signal: AbortSignal | undefined }[] = []

  readonly request = (async (_name: string, options: LockOptions, work: (lock: Lock | null) => unknown) => {
    if (!this.#held) return this.#grant(work)
    if (options.ifAvailable === true) return work(null)
    return new Promise<unknown>((resolve, reject) => {
      const entry = { signal: options.signal, run: () => this.#grant(work).then(resolve, reject) }
      this.#line.push(entry)
      options.signal?.addEventListener('abort', () => {
        const at = this.#line.indexOf(entry)
        if (at >= 0) this.#line.splice(at, 1)
        reject(new DOMException('aborted', 'AbortError'))
      })
    })
  }) as LockManager['request']

  async #grant(work: (lock: Lock | null) => unknown): Promise<unknown> {
    this.#held = true
    try {
      return await work({ name: 'n', mode: 'exclusive' })
    } finally {
      this.#held = false
      void this.#line.shift()?.run()
    }
  }
}

class Air {
  readonly ends: TabChannel[] = []
  open(): TabChannel {
    const end: TabChannel = {
      onmessage: null,
      postMessage: (message) => {
        for (const other of this.ends)
          if (other !== end) other.onmessage?.({ data: message } as MessageEvent<TabMessage>)
      },
      close: () => void this.ends.splice(this.ends.indexOf(end), 1),
    }
    this.ends.push(end)
    return end
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

function world() {
  const locks = new Locks()
  const air = new Air()
  let running = 0
  let most = 0
  const log: string[] = []
  const open = (name: string, answers = true) => {
    const states: TabState[] = []
    const timers: (() => void)[] = []
    const channel = air.open()
    const leader = createTabLeader({
      name: 'sporedb:default',
      locks,
      channel,
      onHold: () => {
        log.push(`${name} starts`)
        most = Math.max(most, ++running)
        return async () => {
          await Promise.resolve()
          running--
          log.push(`${name} stopped`)
        }
      },
      onState: (state) => void states.push(state),
      setTimer: (run) => {
        timers.push(run)
        return () => void timers.splice(timers.indexOf(run), 1)
      },
    })
    if (!answers) channel.onmessage = null
    return { leader, timers, last: () => states.at(-1) }
  }
  return { open, log, most: () => most }
}

describe('one engine for a profile', () => {
  it('gives the engine to the first tab and tells the second', async () => {
    const { open } = world()
    const a = open('a')
    await settle()
    const b = open('b')
    await settle()
    expect(a.last()).toEqual({ type: 'holding' })
    expect(b.last()).toEqual({ type: 'elsewhere', asking: false, unanswered: false })
  })

  it('hands over on request: the holder has stopped before the other starts', async () => {
    const { open, log, most } = world()
    const a = open('a')
    await settle()
    const b = open('b')
    await settle()
    b.leader.take()
    await settle()
    expect(a.last()).toEqual({ type: 'moved' })
    expect(b.last()).toEqual({ type: 'holding' })
    expect(log).toEqual(['a starts', 'a stopped', 'b starts'])
    a.leader.take()
    await settle()
    expect(a.last()).toEqual({ type: 'holding' })
    expect(b.last()).toEqual({ type: 'moved' })
    expect(most()).toBe(1)
  })

  it('gives the engine to the tab that asked, not to one that waited longer', async () => {
    const { open, most } = world()
    open('a')
    await settle()
    const waiting = open('b')
    await settle()
    const asking = open('c')
    await settle()
    asking.leader.take()
    await settle()
    expect(asking.last()).toEqual({ type: 'holding' })
    expect(waiting.last()).toEqual({ type: 'elsewhere', asking: false, unanswered: false })
    asking.leader.close()
    await settle()
    expect(waiting.last()).toEqual({ type: 'holding' })
    expect(most()).toBe(1)
  })

  it('starts in a waiting tab once the holder is closed', async () => {
    const { open, log } = world()
    const a = open('a')
    await settle()
    const b = open('b')
    await settle()
    a.leader.close()
    await settle()
    expect(b.last()).toEqual({ type: 'holding' })
    expect(log).toEqual(['a starts', 'a stopped', 'b starts'])
  })

  it('says so when the holder does not answer, and never takes the lock by force', async () => {
    const { open, log } = world()
    open('a', false)
    await settle()
    const b = open('b')
    await settle()
    b.leader.take()
    await settle()
    expect(b.last()).toEqual({ type: 'elsewhere', asking: true, unanswered: false })
    b.timers.forEach((run) => run())
    expect(b.last()).toEqual({ type: 'elsewhere', asking: true, unanswered: true })
    expect(log).toEqual(['a starts'])
  })

  it('ends with one holder when two tabs ask at once', async () => {
    const { open, most } = world()
    const a = open('a')
    await settle()
    const b = open('b')
    const c = open('c')
    await settle()
    b.leader.take()
    c.leader.take()
    await settle()
    const holders = [a, b, c].filter((tab) => tab.last()?.type === 'holding')
    expect(holders).toHaveLength(1)
    expect(most()).toBe(1)
  })
})
