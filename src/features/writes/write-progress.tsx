// A write as one thing: how far it is and what it waits for, the attempts inside, and a way to end it. It stays live until it is
// decided, and says so honestly when it is not.

import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { SporeId, WriteView } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine } from '../../engine/context.ts'
import { useNames } from '../../engine/names.ts'
import { useSpore } from '../../engine/use-spore.ts'
import { ROUTE } from '../../routes.ts'
import { FailureNote } from '../../ui/note.tsx'
import { shortId, sporeWords } from '../../ui/spore-words.ts'
import { StageShape } from '../../ui/stage-shape.tsx'
import { When } from '../../ui/when.tsx'
import { WRITES } from './strings.ts'
import { useWrite } from './use-write.ts'
import { currentOf, writeSummary, writeWords } from './view-model.ts'
import classes from './writes.module.css'

export function WriteProgress({ id }: { readonly id: string }) {
  const { write, isGone } = useWrite(id)
  if (write !== undefined) return <Known write={write} />
  return isGone ? <span className={classes['meta']}>{WRITES.unknown}</span> : null
}

function Known({ write }: { readonly write: WriteView }) {
  const engine = useEngine()
  const nameOf = useNames()
  const current = currentOf(write)
  const { spore } = useSpore(current)
  const words = writeWords(write, spore, nameOf)
  const cancel = useAction(() => engine.call('write.cancel', { id: write.id }))
  const isOpen = write.state === 'waiting' || write.state === 'undecided'
  return (
    <div
      className={classes['write']}
      data-stage={words.stage}
      data-executed={words.executed}
      data-write={write.state}
    >
      <StageShape stage={words.stage} endorsed={words.endorsed} quorum={words.quorum} />
      <div className={classes['progress']}>
        <span>
          <strong>{words.state}</strong>
          {words.progress !== '' && ` · ${words.progress}`}
        </span>
        {words.explanation.map((sentence) => (
          <span key={sentence} className={classes['meta']}>
            {sentence}
          </span>
        ))}
        {isOpen && (
          <span className={classes['meta']}>
            {write.state === 'waiting' ? WRITES.givesUp : WRITES.stopped} <When at={write.patientUntil} />
          </span>
        )}
      </div>
      <div className={classes['aside']}>
        {current !== undefined && <SporeLink id={current} />}
        {write.state === 'waiting' && (
          <Button
            size="compact-sm"
            variant="default"
            loading={cancel.busy}
            aria-label={WRITES.cancelWhich(writeSummary(write))}
            onClick={() => void cancel.run()}
          >
            {WRITES.cancel}
          </Button>
        )}
      </div>
      {write.attempts.length > 1 && <Attempts write={write} />}
      <FailureNote failure={cancel.failure} />
    </div>
  )
}

const SporeLink = ({ id }: { readonly id: SporeId }) => (
  <Link href={ROUTE.spore(id)} className={classes['link']} aria-label={`${WRITES.openSpore} ${shortId(id)}`}>
    {shortId(id)}
  </Link>
)

function Attempts({ write: { attempts } }: { readonly write: WriteView }) {
  // Old attempts are asked of the node one by one: not before somebody looks.
  const [isOpen, setOpen] = useState(false)
  return (
    <details className={classes['attempts']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{WRITES.attempts(attempts.length)}</summary>
      {isOpen && (
        <ol>
          {attempts.map((id) => (
            <Attempt key={id} id={id} />
          ))}
        </ol>
      )}
    </details>
  )
}

function Attempt({ id }: { readonly id: SporeId }) {
  const nameOf = useNames()
  const { spore } = useSpore(id)
  const words = spore === undefined ? undefined : sporeWords(spore, nameOf)
  return (
    <li>
      <SporeLink id={id} />
      {words !== undefined && (
        <>
          {' '}
          <strong>{words.stage}</strong>
          {words.explanation !== '' && `: ${words.explanation}`}
        </>
      )}
    </li>
  )
}
