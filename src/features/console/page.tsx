// The console: one line, its cards, and the policy and timeout that lines use. The typed line stays when it is wrong and
// can be brought back when it was right; nothing typed is ever lost by pressing Enter.

import { Button, Select } from '@mantine/core'
import { Link } from 'wouter'
import { useEngine, useEngineState } from '../../engine/context.ts'
import { ROUTE } from '../../routes.ts'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { durationText } from '../../ui/time.ts'
import { remember, useKept } from './choice.ts'
import { CommandLine } from './command-line.tsx'
import classes from './page.module.css'
import { RunCard } from './run-card.tsx'
import { clearRuns, startRun, useRuns } from './runs.ts'
import { CONSOLE } from './strings.ts'
import { useDraft } from './draft.ts'

export function ConsolePage() {
  const engine = useEngine()
  const policies = useEngineState((state) => state.policies)
  const failure = useEngineState((state) => state.failures.policies)
  const [kept, change] = useKept()
  const [draft, setDraft] = useDraft()
  const runs = useRuns()
  const active = (policies ?? []).filter((policy) => policy.status === 'active')
  // A choice that is not there any more falls back to the only policy there is.
  const chosen =
    active.find((policy) => policy.id === kept.policy) ?? (active.length === 1 ? active[0] : undefined)

  const run = async (line: string): Promise<boolean> => {
    change({ history: remember(kept.history, line) })
    const outcome = await startRun(line, {
      engine,
      policies: active,
      policy: chosen?.id,
      timeoutMs: kept.timeoutMs,
      choosePolicy: (policy) => change({ policy }),
      chooseTimeout: (timeoutMs) => change({ timeoutMs }),
    })
    return outcome.type !== 'fault' && outcome.type !== 'failed'
  }

  return (
    <Page title={CONSOLE.title} intro={CONSOLE.intro}>
      <FailureNote failure={failure} />
      {policies === undefined && failure === undefined && <Loading what="your policies" />}
      {policies !== undefined && active.length === 0 && (
        <Empty title={CONSOLE.noPolicyTitle}>
          <span>{CONSOLE.noPolicyNext}</span>
          <Button size="xs" variant="light" component={Link} href={ROUTE.policies}>
            {CONSOLE.toPolicies}
          </Button>
        </Empty>
      )}
      <div className={classes['context']}>
        <Select
          label={CONSOLE.policy}
          placeholder={CONSOLE.choosePolicy}
          data={active.map((policy) => ({ value: policy.id, label: policy.record.name }))}
          value={chosen?.id ?? null}
          onChange={(id) => {
            const policy = active.find((each) => each.id === id)
            if (policy !== undefined) change({ policy: policy.id })
          }}
          allowDeselect={false}
          disabled={active.length === 0}
          className={classes['select'] ?? ''}
        />
        <span className={classes['timeout']}>{CONSOLE.timeout(durationText(kept.timeoutMs))}</span>
        {chosen !== undefined && <span className={classes['status']}>{chosen.statusText}</span>}
      </div>
      <CommandLine history={kept.history} draft={draft} onDraft={setDraft} onRun={run} />
      <section aria-label={CONSOLE.results} className={classes['results']}>
        {runs.length === 0 ? (
          <Empty title={CONSOLE.emptyTitle}>
            <span>{CONSOLE.emptyNext}</span>
          </Empty>
        ) : (
          <>
            <ol className={classes['runs']} aria-live="polite" aria-relevant="additions text">
              {runs.map((each) => (
                <RunCard key={each.id} run={each} onEdit={setDraft} />
              ))}
            </ol>
            <Button variant="subtle" size="xs" onClick={clearRuns} className={classes['clear'] ?? ''}>
              {CONSOLE.clear}
            </Button>
          </>
        )}
      </section>
    </Page>
  )
}
