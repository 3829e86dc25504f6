// Light, dark, or as the system says. Set on the root element before the first drawing, so that no inline script is needed
// and nothing flashes; Mantine's manager then keeps it in localStorage.

import { localStorageColorSchemeManager, type MantineColorScheme } from '@mantine/core'

export const colorSchemeManager = localStorageColorSchemeManager({ key: 'sporedb-color-scheme' })

export function applyStoredColorScheme(): void {
  const stored = colorSchemeManager.get('auto')
  const dark = stored === 'dark' || (stored === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
}

const NEXT: Readonly<Record<MantineColorScheme, MantineColorScheme>> = {
  auto: 'light',
  light: 'dark',
  dark: 'auto',
}
export const nextScheme = (scheme: MantineColorScheme): MantineColorScheme => NEXT[scheme]

export const SCHEME_NAME: Readonly<Record<MantineColorScheme, string>> = {
  auto: 'as this device',
  light: 'light',
  dark: 'dark',
}
