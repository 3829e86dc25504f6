// The page's entry. Wiring only: takes an invite out of the address before anything else can see it, sets the look, opens the
// session with the engine, offers the program interface, draws.

import '@mantine/core/styles.css'
import '@fontsource-variable/inter'
import '@fontsource/jetbrains-mono/400.css'
import '@fontsource/jetbrains-mono/600.css'
import './theme/global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createProgramApi } from './engine/program-api.ts'
import { readProfile } from './engine/profile.ts'
import { openSession } from './engine/session.ts'
import { createEngineStore } from './engine/store.ts'
import { takeInvites } from './features/meet/pending-invite.ts'
import { Providers } from './providers.tsx'
import { listenForInstall } from './pwa/install.ts'
import { registerServiceWorker } from './pwa/service-worker.ts'
import { applyStoredColorScheme } from './theme/color-scheme.ts'
import { adoptThemeVariables } from './theme/variables.ts'

takeInvites()
applyStoredColorScheme()
adoptThemeVariables()
listenForInstall()

const profile = readProfile(location.search)
const store = createEngineStore(profile.ok ? profile.value : '')
if (!profile.ok) store.setState({ boot: { phase: 'bad-profile', message: profile.reason } })
const session = openSession(store, profile.ok)
globalThis.sporedb = createProgramApi(session.engine, store, __BUILD_ID__)
if (import.meta.env.PROD) void registerServiceWorker()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id root')
createRoot(root).render(
  <StrictMode>
    <Providers context={{ engine: session.engine, store, takeOver: session.takeOver }}>
      <App />
    </Providers>
  </StrictMode>,
)
