// One piece of evidence with its messages, asked of the node once: it never changes.

import { useEffect, useState } from 'react'
import type { CallFailure, EvidenceDetails } from '../../../worker/rpc/contract.ts'
import { useEngine } from '../../engine/context.ts'
import { failureOf } from '../../engine/engine-error.ts'

export interface KnownEvidence {
  readonly details: EvidenceDetails | undefined
  readonly failure: CallFailure | undefined
}

export function useEvidence(id: string): KnownEvidence {
  const engine = useEngine()
  const [known, setKnown] = useState<KnownEvidence>({ details: undefined, failure: undefined })
  useEffect(() => {
    let current = true
    engine.call('evidence.get', { id }).then(
      (details) => current && setKnown({ details, failure: undefined }),
      (thrown: unknown) => current && setKnown({ details: undefined, failure: failureOf(thrown) }),
    )
    return () => {
      current = false
    }
  }, [engine, id])
  return known
}
