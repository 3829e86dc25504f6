// Waits for the outcome of spores on behalf of programs. It looks at events as they come, not at the store, which gathers;
// and it never lets a wait pile up without bound.

import type { SporeId, SporeView } from '../../worker/rpc/contract.ts'
import type { Engine } from './engine.ts'
import { EngineError } from './engine-error.ts'
import { MAX_AWAITED_SPORES } from './limits.ts'

interface Waiter {
  readonly resolve: (spore: SporeView) => void
  readonly reject: (error: EngineError) => void
}

export interface Outcomes {
  readonly isFull: boolean
  of(id: SporeId): Promise<SporeView>
  /** The engine went away: nobody will ever answer. */
  abandon(): void
}

export function createOutcomes(engine: Engine): Outcomes {
  const waiting = new Map<SporeId, Waiter>()

  function look(spore: SporeView): void {
    const waiter = waiting.get(spore.id)
    if (waiter === undefined) return
    if (spore.stage === 'committed' && spore.executed) {
      waiting.delete(spore.id)
      waiter.resolve(spore)
    } else if (spore.stage === 'aborted' || spore.stage === 'dead') {
      waiting.delete(spore.id)
      const message = spore.explanation === '' ? `The spore is ${spore.stage}` : spore.explanation
      waiter.reject(new EngineError({ code: 'refused', message, where: spore.id }))
    }
  }

  engine.subscribe((event) => {
    if (event.type === 'spore') look(event.spore)
  })

  return {
    get isFull() {
      return waiting.size >= MAX_AWAITED_SPORES
    },
    of(id) {
      const outcome = new Promise<SporeView>((resolve, reject) => waiting.set(id, { resolve, reject }))
      // A program that doesn't care for the outcome must not see an unhandled rejection.
      outcome.catch(() => undefined)
      // The decision may have come before anybody listened.
      engine.call('spore.get', { id }).then(look, () => undefined)
      return outcome
    },
    abandon() {
      const all = [...waiting.values()]
      waiting.clear()
      const failure = {
        code: 'stopped',
        message: 'SporeDB stopped in this tab before the spore was decided',
      } as const
      for (const waiter of all) waiter.reject(new EngineError(failure))
    },
  }
}
