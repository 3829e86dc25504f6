// What every screen stands in: the look, the router, the engine. The app and the gallery of screens share it.

import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { Router } from 'wouter'
import { useBrowserLocation } from 'wouter/use-browser-location'
import { EngineProvider, type EngineContext } from './engine/context.ts'
import { profileSearch } from './engine/profile.ts'
import { colorSchemeManager } from './theme/color-scheme.ts'
import { theme } from './theme/theme.ts'

export function Providers({
  context,
  children,
}: {
  readonly context: EngineContext
  readonly children: ReactNode
}) {
  const search = profileSearch(context.store.getState().profile)
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <EngineProvider value={context}>
        <Router hook={keepSearch(search)} hrefs={(href) => withSearch(href, search)}>
          {children}
        </Router>
      </EngineProvider>
    </MantineProvider>
  )
}

/** The profile stays in the address whatever screen is shown, or a reload would open another node. */
const withSearch = (path: string, search: string): string =>
  search === '' || path.includes(search.slice(1))
    ? path
    : path + (path.includes('?') ? `&${search.slice(1)}` : search)

type LocationHook = typeof useBrowserLocation
const hooks = new Map<string, LocationHook>()

/** One hook for each search text: the router wants the same function at every drawing. */
function keepSearch(search: string): LocationHook {
  const known = hooks.get(search)
  if (known !== undefined) return known
  const useKeptLocation: LocationHook = (options) => {
    const [path, navigate] = useBrowserLocation(options)
    return [path, (to, how) => navigate(withSearch(String(to), search), how)]
  }
  hooks.set(search, useKeptLocation)
  return useKeptLocation
}
