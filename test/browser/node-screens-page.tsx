// The page of node.html with the app's screens on top: tests set it up by the contract, and look at it like a person.
import '@mantine/core/styles.css'
import '@fontsource-variable/inter'
import '@fontsource/jetbrains-mono/400.css'
import '@fontsource/jetbrains-mono/600.css'
import '../../src/theme/global.css'
import { createRoot } from 'react-dom/client'
import { App } from '../../src/app.tsx'
import { Providers } from '../../src/providers.tsx'
import { applyStoredColorScheme } from '../../src/theme/color-scheme.ts'
import { adoptThemeVariables } from '../../src/theme/variables.ts'
import { context } from './node-page.ts'

applyStoredColorScheme()
adoptThemeVariables()
history.replaceState(null, '', `/${location.search}`)

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no element with the id root')
createRoot(root).render(
  <Providers context={context}>
    <App />
  </Providers>,
)
