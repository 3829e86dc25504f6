// Asks the node about a draft while it is typed: a moment after the last change, and only the latest answer counts.

import { useEffect, useState } from 'react'
import type { CallFailure, PolicyCheck, PolicyDraft } from '../../../worker/rpc/contract.ts'
import { useEngine } from '../../engine/context.ts'
import { failureOf } from '../../engine/engine-error.ts'

const PAUSE_MS = 120

export interface Checked {
  readonly check: PolicyCheck | undefined
  readonly failure: CallFailure | undefined
  /** It is about the draft as it stands now, and not about the one before the last change. */
  readonly isCurrent: boolean
}

export function useCheck(draft: PolicyDraft): Checked {
  const engine = useEngine()
  const text = JSON.stringify(draft)
  const [{ of, ...checked }, setChecked] = useState<Omit<Checked, 'isCurrent'> & { readonly of: string }>({
    check: undefined,
    failure: undefined,
    of: '',
  })
  useEffect(() => {
    let current = true
    const timer = setTimeout(() => {
      engine.call('policy.check', { draft: JSON.parse(text) as PolicyDraft }).then(
        (check) => current && setChecked({ check, failure: undefined, of: text }),
        (thrown: unknown) => current && setChecked((before) => ({ ...before, failure: failureOf(thrown) })),
      )
    }, PAUSE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [engine, text])
  return { ...checked, isCurrent: of === text }
}
