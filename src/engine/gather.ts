// Feeds events into the store. Spores come in floods, so they are gathered for a moment and drawn together, each at its
// newest; everything else is rare and goes straight through. Order between the two kinds doesn't matter to a screen.

import type { EngineEvent, SporeId, SporeView } from '../../worker/rpc/contract.ts'
import { SPORE_FLUSH_MS } from './limits.ts'
import { project, withSpores, type EngineStore } from './store.ts'

export interface Gatherer {
  take(event: EngineEvent): void
  close(): void
}

export function createGatherer(store: EngineStore): Gatherer {
  const newest = new Map<SporeId, SporeView>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush(): void {
    timer = undefined
    const spores = [...newest.values()]
    newest.clear()
    store.setState((state) => withSpores(state, spores))
  }

  return {
    take(event) {
      if (event.type !== 'spore') {
        store.setState((state) => project(state, event))
        return
      }
      newest.set(event.spore.id, event.spore)
      timer ??= setTimeout(flush, SPORE_FLUSH_MS)
    },
    close() {
      clearTimeout(timer)
      newest.clear()
    },
  }
}
