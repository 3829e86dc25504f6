// One key's record, live: asked for again whenever the node says that the key changed.

import { useEffect, useState } from 'react'
import type { CallFailure, PolicyId, RecordView } from '../../../worker/rpc/contract.ts'
import { useEngine } from '../../engine/context.ts'
import { failureOf } from '../../engine/engine-error.ts'

export interface LiveRecord {
  readonly record: RecordView | undefined
  readonly failure: CallFailure | undefined
  /** When it last changed under our eyes. */
  readonly changedAt: number | undefined
}

const NOTHING: LiveRecord = { record: undefined, failure: undefined, changedAt: undefined }

export function useRecord(policy: PolicyId, key: string): LiveRecord {
  const engine = useEngine()
  const [live, setLive] = useState(NOTHING)
  useEffect(() => {
    let current = true
    let asking = false
    let again = false
    const ask = async (): Promise<void> => {
      again = asking
      if (asking) return
      asking = true
      try {
        const record = await engine.call('data.get', { policy, key })
        if (!current) return
        setLive((before) => ({
          record,
          failure: undefined,
          changedAt:
            before.record !== undefined && before.record.version.text !== record.version.text
              ? Date.now()
              : before.changedAt,
        }))
      } catch (thrown) {
        if (current) setLive((before) => ({ ...before, failure: failureOf(thrown) }))
      } finally {
        asking = false
        if (again && current) void ask()
      }
    }
    void ask()
    const stop = engine.subscribe((event) => {
      if (event.type !== 'changed' || event.policy !== policy) return
      if (event.more || event.keys.includes(key)) void ask()
    })
    return () => {
      current = false
      stop()
    }
  }, [engine, policy, key])
  return live
}
