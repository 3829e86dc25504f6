// The elements of the collection that is shown, fresh with each version of its key.

import { useEffect, useState } from 'react'
import type { CallFailure, PolicyId, RecordView } from '../../../worker/rpc/contract.ts'
import { useEngine } from '../../engine/context.ts'
import { failureOf } from '../../engine/engine-error.ts'
import { type Collection, type ElementPage, readElements } from './elements.ts'

interface Asked {
  readonly page: ElementPage | undefined
  readonly failure: CallFailure | undefined
}

export function useElements(
  policy: PolicyId,
  { key, version }: RecordView,
  type: Collection['type'],
  count: number,
): Asked {
  const engine = useEngine()
  const [asked, setAsked] = useState<Asked>({ page: undefined, failure: undefined })
  const { text } = version
  useEffect(() => {
    let current = true
    readElements(engine, { policy, key }, type, count).then(
      (page) => current && setAsked({ page, failure: undefined }),
      (thrown: unknown) => current && setAsked({ page: undefined, failure: failureOf(thrown) }),
    )
    return () => {
      current = false
    }
  }, [engine, policy, key, type, count, text])
  return asked
}
