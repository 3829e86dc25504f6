// One run: its text, when, how long, and what came of it. The card of a write stays live until the write is decided.

import { Button } from '@mantine/core'
import { memo } from 'react'
import type { CommandFault } from '../../../worker/console/command.ts'
import { useEngineState } from '../../engine/context.ts'
import { FailureNote } from '../../ui/note.tsx'
import { shortId } from '../../ui/spore-words.ts'
import { durationText, tookText } from '../../ui/time.ts'
import { When } from '../../ui/when.tsx'
import { WriteProgress } from '../writes/write-progress.tsx'
import classes from './page.module.css'
import type { Outcome } from './run-command.ts'
import type { Run } from './runs.ts'
import { CONSOLE } from './strings.ts'
import { applySuggestion, markFault, memberTexts, valueText, versionText } from './view-model.ts'

export const RunCard = memo(function RunCard({
  run,
  onEdit,
}: {
  readonly run: Run
  readonly onEdit: (line: string) => void
}) {
  const isBad = run.outcome?.type === 'fault' || run.outcome?.type === 'failed'
  return (
    <li className={classes['card']} data-testid="run-card" data-bad={isBad ? true : undefined}>
      <div className={classes['head']}>
        <code className={classes['query']}>{run.line}</code>
        <span className={classes['meta']}>
          <When at={run.at} />
          {run.tookMs !== undefined && ` · ${tookText(run.tookMs)}`}
        </span>
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => onEdit(run.line)}
          aria-label={`${CONSOLE.again}: ${run.line}`}
        >
          {CONSOLE.again}
        </Button>
      </div>
      {run.outcome === undefined ? (
        <span>{CONSOLE.running}</span>
      ) : (
        <OutcomeView outcome={run.outcome} line={run.line} onEdit={onEdit} />
      )}
    </li>
  )
})

function OutcomeView({
  outcome,
  line,
  onEdit,
}: {
  readonly outcome: Outcome
  readonly line: string
  readonly onEdit: (line: string) => void
}) {
  switch (outcome.type) {
    case 'value':
      return <output className={classes['answer']}>{valueText(outcome.value)}</output>
    case 'version':
      return <output className={classes['answer']}>{versionText(outcome.version)}</output>
    case 'members':
      return <Members {...outcome} />
    case 'contains':
      return <output className={classes['answer']}>{outcome.contains ? CONSOLE.yes : CONSOLE.no}</output>
    case 'write':
      return <WriteProgress id={outcome.id} />
    case 'help':
      return (
        <dl className={classes['help']}>
          {outcome.usages.map((usage) => (
            <div key={usage.verb}>
              <dt>{usage.form}</dt>
              <dd>
                {usage.does}, as in <code>{usage.example}</code>
              </dd>
            </div>
          ))}
        </dl>
      )
    case 'policies':
      return <PolicyList chosen={outcome.chosen} />
    case 'chosen':
      return <Chosen policy={outcome.policy} />
    case 'timeout':
      return <output className={classes['answer']}>{CONSOLE.timeoutNow(durationText(outcome.ms))}</output>
    case 'fault':
      return <Fault fault={outcome.fault} line={line} onEdit={onEdit} />
    case 'failed':
      return <FailureNote failure={outcome.failure} />
  }
}

function Members({ members, more }: Extract<Outcome, { readonly type: 'members' }>) {
  if (members.length === 0) return <output className={classes['answer']}>{CONSOLE.emptySet}</output>
  return (
    <>
      <ul className={classes['members']}>
        {memberTexts(members).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {more && <span className={classes['meta']}>{CONSOLE.more}</span>}
    </>
  )
}

function PolicyList({ chosen }: { readonly chosen: string | undefined }) {
  const policies = useEngineState((state) => state.policies) ?? []
  const active = policies.filter((policy) => policy.status === 'active')
  return (
    <ul className={classes['members']}>
      {active.map((policy) => (
        <li
          key={policy.id}
        >{`${policy.record.name} (${policy.id.slice(0, 8)})${policy.id === chosen ? ', in use' : ''}: ${policy.statusText}`}</li>
      ))}
      {active.length === 0 && <li>{CONSOLE.noPolicyTitle}</li>}
    </ul>
  )
}

function Chosen({ policy }: { readonly policy: string }) {
  const known = useEngineState((state) => state.policies)?.find((each) => each.id === policy)
  return (
    <output className={classes['answer']}>{CONSOLE.chosen(known?.record.name ?? shortId(policy))}</output>
  )
}

function Fault({
  fault,
  line,
  onEdit,
}: {
  readonly fault: CommandFault
  readonly line: string
  readonly onEdit: (line: string) => void
}) {
  const marked = markFault(line, fault)
  const better = applySuggestion(line, fault)
  return (
    <div role="alert" className={classes['fault']}>
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
          {CONSOLE.takeSuggestion(better)}
        </Button>
      )}
    </div>
  )
}
