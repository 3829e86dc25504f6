// One run: its text, when, how long, and what came of it. The card of a write stays live until the write is decided.

import { Button } from '@mantine/core'
import { memo } from 'react'
import { applySuggestion, type Diagnostic } from '../../../worker/console/diagnostic.ts'
import type { Outcome } from '../../../worker/console/outcome.ts'
import { FailureNote } from '../../ui/note.tsx'
import { shorten } from '../../ui/spore-words.ts'
import { durationText, tookText } from '../../ui/time.ts'
import { When } from '../../ui/when.tsx'
import classes from './card.module.css'
import { Explained } from './explained.tsx'
import { ResultView } from './result-view.tsx'
import type { Run } from './runs.ts'
import { CONSOLE } from './strings.ts'
import { markFault } from './view-model.ts'
import { Watched } from './watched.tsx'
import { WriteResult } from './write-result.tsx'

/** How much of a script a card repeats: the editor has all of it. */
const MAX_TEXT_SHOWN = 2_000

export interface RunCardProps {
  readonly run: Run
  readonly onEdit: (text: string) => void
  readonly onRun: (text: string) => void
}

export const RunCard = memo(function RunCard({ run, onEdit, onRun }: RunCardProps) {
  const { text, outcome, tookMs } = run
  const isBad = outcome?.type === 'fault' || outcome?.type === 'failed'
  return (
    <li className={classes['card']} data-testid="run-card" data-bad={isBad ? true : undefined}>
      <div className={classes['head']}>
        <code className={classes['query']}>{shorten(text, MAX_TEXT_SHOWN)}</code>
        <span className={classes['meta']}>
          <When at={run.at} />
          {tookMs !== undefined && ` · ${tookText(tookMs)}`}
        </span>
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => onEdit(text)}
          aria-label={`${CONSOLE.again}: ${shorten(text, 60)}`}
        >
          {CONSOLE.again}
        </Button>
      </div>
      {outcome === undefined ? (
        <span>{CONSOLE.running}</span>
      ) : (
        <OutcomeView run={run} outcome={outcome} onEdit={onEdit} onRun={onRun} />
      )}
    </li>
  )
})

function OutcomeView({ run, outcome, onEdit, onRun }: RunCardProps & { readonly outcome: Outcome }) {
  switch (outcome.type) {
    case 'write':
      return <WriteResult id={outcome.id} />
    case 'watch':
      return <Watched run={run} watch={outcome} />
    case 'explained':
      return <Explained view={outcome.view} />
    case 'chosen':
      return <Said text={CONSOLE.chosen(outcome.name)} />
    case 'timeout':
      return <Said text={CONSOLE.timeoutNow(durationText(outcome.ms))} />
    case 'level':
      return <Said text={CONSOLE.levelNow(CONSOLE.levels[outcome.level])} />
    case 'fault':
      return <Faults diagnostics={outcome.diagnostics} text={run.text} onEdit={onEdit} />
    case 'failed':
      return <FailureNote failure={outcome.failure} />
    default:
      return <ResultView outcome={outcome} onRun={onRun} />
  }
}

const Said = ({ text }: { readonly text: string }) => (
  <output className={classes['said']} data-answer>
    {text}
  </output>
)

const MAX_FAULTS_SHOWN = 5

function Faults({
  diagnostics,
  text,
  onEdit,
}: {
  readonly diagnostics: readonly Diagnostic[]
  readonly text: string
  readonly onEdit: (text: string) => void
}) {
  return (
    <div role="alert" className={classes['faults']}>
      {diagnostics.slice(0, MAX_FAULTS_SHOWN).map((fault, at) => (
        <Fault key={at} fault={fault} text={text} onEdit={onEdit} />
      ))}
      {diagnostics.length > MAX_FAULTS_SHOWN && (
        <span>{CONSOLE.moreFaults(diagnostics.length - MAX_FAULTS_SHOWN)}</span>
      )}
    </div>
  )
}

function Fault({
  fault,
  text,
  onEdit,
}: {
  readonly fault: Diagnostic
  readonly text: string
  readonly onEdit: (text: string) => void
}) {
  const marked = markFault(text, fault)
  const better = applySuggestion(text, fault)
  return (
    <div className={classes['fault']}>
      <code className={classes['marked']} aria-hidden="true">
        {marked.before}
        <mark>{marked.at}</mark>
        {marked.after}
      </code>
      <span>
        {fault.message} <span className={classes['meta']}>({marked.place})</span>
      </span>
      {better !== undefined && (
        <Button variant="light" size="compact-sm" onClick={() => onEdit(better)}>
          {CONSOLE.takeSuggestion(shorten(fault.suggestion?.text.trim() ?? '', 60))}
        </Button>
      )}
    </div>
  )
}
