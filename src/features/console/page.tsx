// The console: an editor with tabs, the cards of what was run, and what statements run under. What is typed stays when it is run, is
// saved with every key, and can be brought back; nothing typed is ever lost by running it.

import { Button } from '@mantine/core'
import { useCallback, useEffect, useMemo } from 'react'
import { Link } from 'wouter'
import type { Surroundings } from '../../../worker/console/port.ts'
import { useEngine, useEngineState } from '../../engine/context.ts'
import { ROUTE } from '../../routes.ts'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { keptOf, useKept } from './choice.ts'
import { ContextBar } from './context-bar.tsx'
import classes from './page.module.css'
import { consolePort } from './port.ts'
import { RunCard } from './run-card.tsx'
import { clearRuns, startRun, useRuns } from './runs.ts'
import { CONSOLE } from './strings.ts'
import { loadTabs, rememberRun, typeIntoActive, useTabs } from './tabs.ts'
import { Workspace } from './workspace.tsx'

export function ConsolePage() {
  const engine = useEngine()
  const profile = useEngineState((state) => state.profile)
  const policies = useEngineState((state) => state.policies)
  const failure = useEngineState((state) => state.failures.policies)
  const [kept, change] = useKept()
  const runs = useRuns()
  const areTabsLoaded = useTabs((state) => state.isLoaded)
  // What is typed before then would be mixed with the saved text, or run without a policy.
  const isReady = areTabsLoaded && (policies !== undefined || failure !== undefined)
  const active = useMemo(() => (policies ?? []).filter((policy) => policy.status === 'active'), [policies])
  // A choice that is not there any more falls back to the only policy there is.
  const chosenIn = useCallback(
    (id: string | undefined) =>
      active.find((policy) => policy.id === id) ?? (active.length === 1 ? active[0] : undefined),
    [active],
  )
  const chosen = chosenIn(kept.policy)
  useEffect(() => void loadTabs(profile), [profile])

  const around = useMemo(
    (): Surroundings => ({
      port: consolePort(engine),
      policies: active,
      context: () => {
        const now = keptOf(profile)
        return { ...now, policy: chosenIn(now.policy)?.id }
      },
      change,
    }),
    [engine, active, profile, chosenIn, change],
  )
  const run = useCallback(
    (text: string): void => {
      if (text.trim() === '') return
      rememberRun(text)
      void startRun(text, around)
    },
    [around],
  )

  return (
    <Page title={CONSOLE.title} intro={CONSOLE.intro}>
      <FailureNote failure={failure} />
      {policies !== undefined && active.length === 0 && (
        <Empty title={CONSOLE.noPolicyTitle}>
          <span>{CONSOLE.noPolicyNext}</span>
          <Button size="xs" variant="light" component={Link} href={ROUTE.policies}>
            {CONSOLE.toPolicies}
          </Button>
        </Empty>
      )}
      <ContextBar policies={active} chosen={chosen} context={kept} onChange={change} />
      {isReady ? (
        <Workspace around={around} onRun={run} />
      ) : (
        <Loading what="your policies and what you typed" />
      )}
      <section aria-label={CONSOLE.results} className={classes['results']}>
        {runs.length === 0 ? (
          <Empty title={CONSOLE.emptyTitle}>
            <span>{CONSOLE.emptyNext}</span>
          </Empty>
        ) : (
          <>
            <ol className={classes['runs']} aria-live="polite" aria-relevant="additions text">
              {runs.map((each) => (
                <RunCard key={each.id} run={each} onEdit={typeIntoActive} onRun={run} />
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
