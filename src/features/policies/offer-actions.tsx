// The two answers to an offered policy. An ignored one can still be accepted later.

import { Button } from '@mantine/core'
import type { PolicyView } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine } from '../../engine/context.ts'
import { FailureNote } from '../../ui/note.tsx'
import rows from '../../ui/rows.module.css'
import { POLICIES } from './strings.ts'

export function OfferActions({ policy }: { readonly policy: PolicyView }) {
  const engine = useEngine()
  const accept = useAction(() => engine.call('policy.accept', { id: policy.id }))
  const ignore = useAction(() => engine.call('policy.ignore', { id: policy.id }))
  return (
    <div className={rows['stack']}>
      <div className={rows['actions']}>
        <Button onClick={() => void accept.run()} loading={accept.busy}>
          {POLICIES.accept}
        </Button>
        {policy.status === 'offered' && (
          <Button variant="default" onClick={() => void ignore.run()} loading={ignore.busy}>
            {POLICIES.ignore}
          </Button>
        )}
      </div>
      <FailureNote failure={accept.failure ?? ignore.failure} />
    </div>
  )
}
