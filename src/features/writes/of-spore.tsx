// On the screen of one's own spore: which attempt of a write it is, and a way to end it while it is undecided.

import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { SporeView } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { isDecided } from '../../engine/store.ts'
import { ROUTE } from '../../routes.ts'
import { FailureNote } from '../../ui/note.tsx'
import rows from '../../ui/rows.module.css'
import { WRITES } from './strings.ts'
import { writeOf } from './view-model.ts'

export function WriteOfSpore({ spore }: { readonly spore: SporeView }) {
  const engine = useEngine()
  const writes = useEngineState((state) => state.writes)
  const write = writeOf(writes.values(), spore.id)
  // A write goes on with another spore unless it is the write that is cancelled.
  const cancel = useAction(async () => {
    if (write?.state === 'waiting') await engine.call('write.cancel', { id: write.id })
    else await engine.call('spore.cancel', { id: spore.id })
  })
  const canCancel = spore.mine && !isDecided(spore)
  const attempts = write?.attempts ?? []
  if (!canCancel && attempts.length < 2) return null
  return (
    <>
      {attempts.length > 1 && (
        <div className={rows['chips']}>
          <span>{WRITES.partOf(attempts.indexOf(spore.id) + 1, attempts.length)}</span>
          {attempts.map((id, at) =>
            id === spore.id ? null : (
              <Link key={id} href={ROUTE.spore(id)} className={rows['link']}>
                {WRITES.attempt(at + 1)}
              </Link>
            ),
          )}
        </div>
      )}
      {canCancel && (
        <div className={rows['chips']}>
          <Button size="xs" variant="default" loading={cancel.busy} onClick={() => void cancel.run()}>
            {WRITES.cancelSpore}
          </Button>
          <span className={rows['small']}>{WRITES.cancelSporeHint}</span>
        </div>
      )}
      <FailureNote failure={cancel.failure} />
    </>
  )
}
