// A tab's life with the engine: look around, win the lock, start the worker, load, follow events, let go when asked. The
// store's `boot` always says which of these it is. Screens get one Engine that stays the same object whatever happens
// behind it; while nothing runs, its calls fail with a reason instead of hanging.

import type { EngineEvent } from '../../worker/rpc/contract.ts'
import type { Engine } from './engine.ts'
import { EngineError } from './engine-error.ts'
import { createGatherer } from './gather.ts'
import { loadAll, loadIdentity } from './load.ts'
import { profileName } from './profile.ts'
import { emptyState, type Boot, type EngineStore } from './store.ts'
import { lookAround, missingParts } from './support.ts'
import { createTabLeader, type TabLeader } from './tab-leader.ts'
import { startWorker, type WorkerLink } from './worker-link.ts'

export interface Session {
  readonly engine: Engine
  /** "Use it here": asks the tab that has the engine to let go. */
  readonly takeOver: () => void
}

/** With `mayBegin` false nothing is started: the address names no profile that could be opened. */
export function openSession(store: EngineStore, mayBegin = true): Session {
  const { profile } = store.getState()
  const listeners = new Set<(event: EngineEvent) => void>()
  let link: WorkerLink | undefined
  let leader: TabLeader | undefined

  const setBoot = (boot: Boot): void => store.setState({ boot })

  /** Returns how to stop: resolves once no worker of this tab can write any more. */
  function startEngine(): () => Promise<void> {
    const gatherer = createGatherer(store)
    const mine = startWorker(profile)
    link = mine
    setBoot({ phase: 'starting' })
    mine.client.subscribe((event) => follow(mine, event, (each) => gatherer.take(each)))
    mine.onCrash = (message, report) => setBoot({ phase: 'stopped', message, report })
    void mine.started.then(async (started) => {
      if (link !== mine) return
      if (started.type === 'unsupported') {
        setBoot({ phase: 'unsupported', missing: started.missing })
        return
      }
      if (started.type === 'failed') {
        setBoot({ phase: 'stopped', message: started.message, report: started.report })
        return
      }
      await loadIdentity(mine.client, store)
      if (store.getState().boot.phase !== 'starting') return
      setBoot({ phase: 'running' })
      await loadAll(mine.client, store)
    })
    return () => {
      link = undefined
      gatherer.close()
      mine.stop()
      store.setState(emptyState(profile))
      return Promise.resolve()
    }
  }

  function follow(from: WorkerLink, event: EngineEvent, take: (event: EngineEvent) => void): void {
    const before = store.getState().identity?.phase
    take(event)
    for (const listener of [...listeners]) listener(event)
    const unlockedNow =
      event.type === 'identity' && event.identity.phase === 'unlocked' && before !== 'unlocked'
    if (unlockedNow && store.getState().boot.phase === 'running') void loadAll(from.client, store)
  }

  async function begin(): Promise<void> {
    const missing = missingParts(await lookAround())
    if (missing.length > 0) {
      setBoot({ phase: 'unsupported', missing })
      return
    }
    leader = createTabLeader({
      name: profileName(profile),
      locks: navigator.locks,
      channel: new BroadcastChannel(profileName(profile)),
      onHold: startEngine,
      onState: (state) => {
        if (state.type === 'elsewhere')
          setBoot({ phase: 'elsewhere', asking: state.asking, unanswered: state.unanswered })
        else if (state.type === 'moved') setBoot({ phase: 'moved' })
      },
    })
  }

  if (mayBegin) void begin()

  return {
    engine: {
      call: (method, params) =>
        link?.client.call(method, params) ?? Promise.reject(new EngineError(NOT_HERE)),
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    takeOver: () => leader?.take(),
  }
}

const NOT_HERE = {
  code: 'stopped',
  message: 'SporeDB is not running in this tab',
  action: 'Choose "Use it here", or go to the tab that runs it',
} as const
