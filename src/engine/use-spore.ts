// One spore, whether the page still keeps it or not: from the store, which is live, else asked of the node once.

import { useEffect, useState } from 'react'
import type { CallFailure, SporeId, SporeView } from '../../worker/rpc/contract.ts'
import { useEngine, useEngineState } from './context.ts'
import { failureOf } from './engine-error.ts'

export interface KnownSpore {
  readonly spore: SporeView | undefined
  readonly failure: CallFailure | undefined
}

const NOTHING: KnownSpore = { spore: undefined, failure: undefined }

export function useSpore(id: SporeId | undefined): KnownSpore {
  const engine = useEngine()
  const kept = useEngineState((state) => (id === undefined ? undefined : state.spores?.get(id)))
  const [asked, setAsked] = useState(NOTHING)
  const isMissing = kept === undefined
  useEffect(() => {
    if (!isMissing || id === undefined) return undefined
    let current = true
    engine.call('spore.get', { id }).then(
      (spore) => current && setAsked({ spore, failure: undefined }),
      (thrown: unknown) => current && setAsked({ spore: undefined, failure: failureOf(thrown) }),
    )
    return () => {
      current = false
    }
  }, [engine, id, isMissing])
  return kept === undefined ? asked : { spore: kept, failure: undefined }
}
