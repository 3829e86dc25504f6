// A watched key: its value now, read anew whenever the node says that it changed, until it is stopped.

import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { valueToText } from '../../../worker/console/format.ts'
import type { RecordView } from '../../../worker/rpc/contract.ts'
import type { Outcome } from '../../../worker/console/outcome.ts'
import type { CallFailure } from '../../../worker/rpc/contract.ts'
import { useEngine } from '../../engine/context.ts'
import { failureOf } from '../../engine/engine-error.ts'
import { FailureNote } from '../../ui/note.tsx'
import { shorten } from '../../ui/spore-words.ts'
import { When } from '../../ui/when.tsx'
import classes from './card.module.css'
import { consolePort } from './port.ts'
import { stopWatching, type Run } from './runs.ts'
import { CONSOLE } from './strings.ts'

interface Seen {
  readonly record: RecordView
  readonly changes: number
  readonly at: number
}

export function Watched({
  run,
  watch,
}: {
  readonly run: Run
  readonly watch: Extract<Outcome, { readonly type: 'watch' }>
}) {
  const engine = useEngine()
  const [seen, setSeen] = useState<Seen | undefined>(undefined)
  const [failure, setFailure] = useState<CallFailure | undefined>(undefined)
  const { policy, key, level } = watch
  const isStopped = run.isStopped === true

  useEffect(() => {
    if (isStopped) return undefined
    const port = consolePort(engine)
    let isCurrent = true
    let isReading = false
    let isDue = true
    // One read at a time: a hundred changes while it is under way are one more read.
    const read = async (): Promise<void> => {
      if (isReading) return
      isReading = true
      while (isDue && isCurrent) {
        isDue = false
        try {
          const record = await port.call('data.get', {
            policy,
            key,
            ...(level === 'committed' ? {} : { level }),
          })
          if (isCurrent) setSeen((before) => next(before, record))
          setFailure(undefined)
        } catch (error) {
          if (isCurrent) setFailure(failureOf(error))
        }
      }
      isReading = false
    }
    const unsubscribe = engine.subscribe((event) => {
      if (event.type !== 'changed' || event.policy !== policy || !(event.more || event.keys.includes(key)))
        return
      isDue = true
      void read()
    })
    void read()
    return () => {
      isCurrent = false
      unsubscribe()
    }
  }, [engine, policy, key, level, isStopped])

  return (
    <div className={classes['watch']}>
      {seen !== undefined && (
        <output className={classes['answer']} data-answer>
          {shorten(valueToText(seen.record.value))}
        </output>
      )}
      <span className={classes['meta']}>
        {isStopped ? CONSOLE.stopped : CONSOLE.watching}
        {seen !== undefined && (
          <>
            {` · version ${seen.record.version.text} · ${CONSOLE.changes(seen.changes)} `}
            <When at={run.at} />
          </>
        )}
      </span>
      {!isStopped && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={CONSOLE.stopWatching(key)}
          onClick={() => stopWatching(run.id)}
        >
          {CONSOLE.stop}
        </Button>
      )}
      <FailureNote failure={failure} />
    </div>
  )
}

function next(before: Seen | undefined, record: Seen['record']): Seen {
  const isSame = before?.record.version.text === record.version.text
  if (before !== undefined && isSame) return before
  return { record, changes: before === undefined ? 0 : before.changes + 1, at: Date.now() }
}
