// Waits for the outcome of spores and writes on behalf of programs. It looks at events as they come, not at the store, which
// gathers; and it never lets a wait pile up without bound.

import type { CallFailure, SporeId, SporeView, WriteView } from '../../worker/rpc/contract.ts'
import type { Engine } from './engine.ts'
import { EngineError } from './engine-error.ts'
import { MAX_AWAITED } from './limits.ts'

export interface Outcomes {
  readonly isFull: boolean
  /** Resolves when the spore is committed and executed here. */
  ofSpore(id: SporeId): Promise<SporeView>
  /** Resolves when one of its spores is. */
  ofWrite(id: string): Promise<WriteView>
  /** The engine went away: nobody will ever answer. */
  abandon(): void
}

export function createOutcomes(engine: Engine): Outcomes {
  const spores = new Waits<SporeView>(endOfSpore)
  const writes = new Waits<WriteView>(endOfWrite)

  engine.subscribe((event) => {
    if (event.type === 'spore') spores.look(event.spore)
    if (event.type === 'write') writes.look(event.write)
    // Spores are followed again when it is unlocked. Writes are not: nobody tries them any more (WR-6).
    if (event.type === 'identity' && event.identity.phase !== 'unlocked')
      writes.abandon('SporeDB was locked before the write was decided: its last attempt may still commit')
  })

  return {
    get isFull() {
      return spores.size + writes.size >= MAX_AWAITED
    },
    ofSpore(id) {
      // The decision may have come before anybody listened.
      engine.call('spore.get', { id }).then(
        (spore) => spores.look(spore),
        () => undefined,
      )
      return spores.of(id)
    },
    ofWrite(id) {
      engine.call('write.get', { id }).then(
        (write) => writes.look(write),
        () => undefined,
      )
      return writes.of(id)
    },
    abandon() {
      spores.abandon('SporeDB stopped in this tab before the spore was decided')
      writes.abandon('SporeDB stopped in this tab before the write was decided: it may still commit')
    },
  }
}

interface Waiter<View> {
  readonly resolve: (view: View) => void
  readonly reject: (error: EngineError) => void
}

/** Undefined while it is not over; the failure when it came to nothing. */
type EndOf<View> = (view: View) => 'committed' | CallFailure | undefined

class Waits<View extends { readonly id: string }> {
  readonly #endOf: EndOf<View>
  readonly #waiting = new Map<string, Waiter<View>>()

  constructor(endOf: EndOf<View>) {
    this.#endOf = endOf
  }

  get size(): number {
    return this.#waiting.size
  }

  of(id: string): Promise<View> {
    const outcome = new Promise<View>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    // A program that doesn't care for the outcome must not see an unhandled rejection.
    outcome.catch(() => undefined)
    return outcome
  }

  look(view: View): void {
    const waiter = this.#waiting.get(view.id)
    const end = waiter && this.#endOf(view)
    if (end === undefined) return
    this.#waiting.delete(view.id)
    if (end === 'committed') waiter?.resolve(view)
    else waiter?.reject(new EngineError(end))
  }

  abandon(message: string): void {
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of all) reject(new EngineError({ code: 'stopped', message }))
  }
}

function endOfSpore({ id, stage, executed, explanation }: SporeView): 'committed' | CallFailure | undefined {
  if (stage === 'committed') return executed ? 'committed' : undefined
  if (stage !== 'aborted' && stage !== 'dead') return undefined
  return { code: 'refused', message: explanation === '' ? `The spore is ${stage}` : explanation, where: id }
}

/** While it is undecided after its patience it may still commit, so that is no end. */
function endOfWrite({ id, state, explanation }: WriteView): 'committed' | CallFailure | undefined {
  switch (state) {
    case 'committed':
      return 'committed'
    case 'refused':
      return { code: 'refused', message: explanation, where: id }
    case 'given-up':
      return { code: 'expired', message: explanation, where: id }
    case 'waiting':
    case 'undecided':
      return undefined
  }
}
