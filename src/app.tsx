// Which screen a tab shows: what the boot says, then what the identity says, then what the address says.

import { lazy, Suspense } from 'react'
import { Link, Route, Switch } from 'wouter'
import { useEngineState } from './engine/context.ts'
import { BootScreen } from './features/boot/boot-screens.tsx'
import { BulkPage } from './features/bulk/page.tsx'
import { DataPage } from './features/data/page.tsx'
import { EvidenceDetailPage } from './features/evidence/detail-page.tsx'
import { EvidencePage } from './features/evidence/page.tsx'
import { HomePage } from './features/home/page.tsx'
import { KeyringPage } from './features/keyring/page.tsx'
import { OnboardingPage } from './features/onboarding/page.tsx'
import { PeersPage } from './features/peers/page.tsx'
import { CreatePolicyPage } from './features/policies/create-page.tsx'
import { PolicyPage } from './features/policies/detail-page.tsx'
import { PoliciesPage } from './features/policies/page.tsx'
import { VerifyProofPage } from './features/proofs/page.tsx'
import { SettingsPage } from './features/settings/page.tsx'
import { SporePage } from './features/spores/detail-page.tsx'
import { SporesPage } from './features/spores/page.tsx'
import { UnlockPage } from './features/unlock/page.tsx'
import { ROUTE } from './routes.ts'
import { Shell } from './shell/shell.tsx'
import { SHELL } from './shell/strings.ts'
import { Empty, FailureNote, Loading } from './ui/note.tsx'
import { Page } from './ui/page.tsx'

/** With the editor, which no other screen needs: it is fetched when it is first opened. */
const ConsolePage = lazy(() =>
  import('./features/console/page.tsx').then((module) => ({ default: module.ConsolePage })),
)

export function App() {
  const boot = useEngineState((state) => state.boot)
  const phase = useEngineState((state) => state.identity?.phase)
  const failure = useEngineState((state) => state.failures.identity)
  if (boot.phase !== 'running') return <BootScreen boot={boot} />
  switch (phase) {
    case undefined:
      return failure === undefined ? (
        <BootScreen boot={{ phase: 'starting' }} />
      ) : (
        <FailureNote failure={failure} />
      )
    case 'none':
      return <OnboardingPage />
    case 'locked':
      return <UnlockPage />
    case 'unlocked':
      return (
        <Shell>
          <Screens />
        </Shell>
      )
  }
}

export function Screens() {
  return (
    <Switch>
      <Route path={ROUTE.home} component={HomePage} />
      <Route path={ROUTE.keyring} component={KeyringPage} />
      <Route path={ROUTE.policies} component={PoliciesPage} />
      <Route path={ROUTE.newPolicy} component={CreatePolicyPage} />
      <Route path="/policies/:id">{({ id }) => <PolicyPage key={id} id={id} />}</Route>
      <Route path={ROUTE.console}>
        <Suspense fallback={<Loading what="the console" />}>
          <ConsolePage />
        </Suspense>
      </Route>
      <Route path={ROUTE.data} component={DataPage} />
      <Route path={ROUTE.bulk} component={BulkPage} />
      <Route path={ROUTE.spores} component={SporesPage} />
      <Route path="/spores/:id">{({ id }) => <SporePage key={id} id={id} />}</Route>
      <Route path={ROUTE.proofs} component={VerifyProofPage} />
      <Route path={ROUTE.evidence} component={EvidencePage} />
      <Route path="/evidence/:id">{({ id }) => <EvidenceDetailPage key={id} id={id} />}</Route>
      <Route path={ROUTE.peers} component={PeersPage} />
      <Route path={ROUTE.settings} component={SettingsPage} />
      <Route>
        <Page title={SHELL.notFoundTitle}>
          <Empty title={SHELL.notFoundTitle}>
            <Link href={ROUTE.home}>{SHELL.notFoundNext}</Link>
          </Empty>
        </Page>
      </Route>
    </Switch>
  )
}
