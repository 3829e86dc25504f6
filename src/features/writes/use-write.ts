// One write, live from the store; asked of the node once when the page does not have it.

import { useEffect, useState } from 'react'
import type { WriteView } from '../../../worker/rpc/contract.ts'
import { useEngine, useEngineState } from '../../engine/context.ts'

export interface KnownWrite {
  readonly write: WriteView | undefined
  /** Neither the page nor the node knows it any more. */
  readonly isGone: boolean
}

export function useWrite(id: string): KnownWrite {
  const engine = useEngine()
  const kept = useEngineState((state) => state.writes.get(id))
  const [asked, setAsked] = useState<KnownWrite>({ write: undefined, isGone: false })
  const isMissing = kept === undefined
  useEffect(() => {
    if (!isMissing) return undefined
    let current = true
    engine.call('write.get', { id }).then(
      (write) => current && setAsked({ write, isGone: false }),
      () => current && setAsked({ write: undefined, isGone: true }),
    )
    return () => {
      current = false
    }
  }, [engine, id, isMissing])
  return kept === undefined ? asked : { write: kept, isGone: false }
}
