// Keeps what is known of a policy's endorsers fresh while somebody looks. The node tells of partitions by itself, but not of
// every measurement; so this asks now and then, only while the screen is shown and the page is visible.

import { useEffect } from 'react'
import type { PolicyView, ReachView } from '../../../worker/rpc/contract.ts'
import { useEngineContext, useEngineState } from '../../engine/context.ts'
import { withReach } from '../../engine/store.ts'

const PAUSE_MS = 2_000

export function useReach({ id, status }: Pick<PolicyView, 'id' | 'status'>): ReachView | undefined {
  const { engine, store } = useEngineContext()
  const isActive = status === 'active'
  useEffect(() => {
    if (!isActive) return undefined
    const ask = (): void => {
      if (document.hidden) return
      engine.call('policy.reach', { id }).then(
        (reach) => store.setState((state) => withReach(state, reach)),
        // What is shown stays; it is only older.
        () => undefined,
      )
    }
    ask()
    const timer = setInterval(ask, PAUSE_MS)
    return () => clearInterval(timer)
  }, [engine, store, id, isActive])
  return useEngineState((state) => state.reach.get(id))
}
