// What the node makes of the chosen file and mapping, asked again with each change; the newest answer wins.

import { useEffect, useState } from 'react'
import type { BulkPreview, BulkPreviewRequest, CallFailure } from '../../../worker/rpc/contract.ts'
import { useEngine } from '../../engine/context.ts'
import { failureOf } from '../../engine/engine-error.ts'

interface Asked {
  readonly preview: BulkPreview | undefined
  readonly failure: CallFailure | undefined
}

/** The request must be the same object while it is the same. */
export function usePreview(request: BulkPreviewRequest | undefined): Asked {
  const engine = useEngine()
  const [asked, setAsked] = useState<Asked>({ preview: undefined, failure: undefined })
  useEffect(() => {
    if (request === undefined) return undefined
    let current = true
    engine.call('bulk.preview', request).then(
      (preview) => current && setAsked({ preview, failure: undefined }),
      (thrown: unknown) => current && setAsked({ preview: undefined, failure: failureOf(thrown) }),
    )
    return () => {
      current = false
    }
  }, [engine, request])
  return request === undefined ? { preview: undefined, failure: undefined } : asked
}
