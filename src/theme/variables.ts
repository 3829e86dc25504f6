// The theme as CSS variables, put into a constructed style sheet. Mantine would write them into an inline <style> through
// innerHTML, which both the Content-Security-Policy and Trusted Types refuse; a constructed sheet needs neither.

import {
  convertCssVariables,
  defaultCssVariablesResolver,
  mergeMantineTheme,
  DEFAULT_THEME,
  type ConvertCSSVariablesInput,
} from '@mantine/core'
import { DARK, GOLD, GRAY, LEAF, RED, theme } from './theme.ts'

/** What the app draws with besides Mantine's own. `sunk` is behind code and results, `raised` is a card. */
const OURS = {
  light: {
    '--mantine-color-body': '#f6f5ef',
    '--mantine-color-default-border': GRAY[4],
    '--mantine-color-placeholder': GRAY[6],
    '--mantine-color-dimmed': GRAY[6],
    '--mantine-color-error': RED[7],
    '--mantine-color-anchor': GOLD[8],
    '--mantine-color-gold-text': GOLD[8],
    '--mantine-color-gold-filled': GOLD[6],
    '--mantine-color-gold-filled-hover': '#c98c15',
    '--mantine-color-gold-light': '#f8ecd0',
    '--mantine-color-gold-light-hover': '#f3e2ba',
    '--mantine-color-gold-light-color': GOLD[8],
    '--mantine-color-gold-outline': GOLD[8],
    '--sp-raised': '#ffffff',
    '--sp-sunk': '#efeee6',
    '--sp-line': GRAY[3],
    '--sp-accent': GOLD[6],
    '--sp-accent-ink': GOLD[8],
    '--sp-ok': LEAF[7],
    '--sp-bad': RED[7],
    '--sp-wait': GOLD[8],
    '--sp-shadow': '0 1px 2px rgb(22 31 25 / 8%), 0 4px 14px rgb(22 31 25 / 5%)',
  },
  dark: {
    '--mantine-color-default-border': DARK[4],
    '--mantine-color-placeholder': DARK[3],
    '--mantine-color-error': RED[3],
    '--mantine-color-anchor': GOLD[4],
    '--mantine-color-gold-text': GOLD[4],
    '--mantine-color-gold-filled': GOLD[4],
    '--mantine-color-gold-filled-hover': GOLD[3],
    '--mantine-color-gold-light': '#3a2f12',
    '--mantine-color-gold-light-hover': '#463916',
    '--mantine-color-gold-light-color': GOLD[3],
    '--mantine-color-gold-outline': GOLD[4],
    '--mantine-color-red-filled': RED[7],
    '--mantine-color-red-filled-hover': RED[6],
    '--mantine-color-red-light-color': RED[3],
    '--mantine-color-red-outline': RED[3],
    '--mantine-color-red-text': RED[3],
    '--sp-raised': DARK[6],
    '--sp-sunk': '#0b110d',
    '--sp-line': '#34443a',
    '--sp-accent': GOLD[4],
    '--sp-accent-ink': GOLD[4],
    '--sp-ok': LEAF[3],
    '--sp-bad': RED[3],
    '--sp-wait': GOLD[4],
    '--sp-shadow': '0 1px 2px rgb(0 0 0 / 40%)',
  },
} as const

export function themeVariables(): ConvertCSSVariablesInput {
  const made = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme))
  return {
    variables: made.variables,
    light: { ...made.light, ...OURS.light },
    dark: { ...made.dark, ...OURS.dark },
  }
}

/** Adopted sheets come after all linked ones, so these win over Mantine's defaults. */
export function adoptThemeVariables(): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(convertCssVariables(themeVariables(), ':root'))
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}
