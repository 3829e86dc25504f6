import { describe, expect, it } from 'vitest'
import { ON_GOLD } from '../../../src/theme/theme.ts'
import { themeVariables } from '../../../src/theme/variables.ts'

type Scheme = Readonly<Record<string, string>>
const made = themeVariables()
const variables: Scheme = made.variables
const light: Scheme = made.light
const dark: Scheme = made.dark

/** The colour behind a variable, whatever chain of variables leads to it. */
function colorOf(name: string, scheme: Scheme): string {
  const value = scheme[name] ?? variables[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  const next = /^var\((--[\w-]+)\)$/u.exec(value)
  return next?.[1] === undefined ? value : colorOf(next[1], scheme)
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/giu, '$&$&') : hex
  if (!/^#[0-9a-f]{6}$/iu.test(full)) throw new Error(`${hex} is not a plain colour`)
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(full.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (a: string, b: string): number => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const GROUNDS = ['--mantine-color-body', '--sp-raised', '--sp-sunk']
const TEXTS = [
  '--mantine-color-text',
  '--mantine-color-dimmed',
  '--mantine-color-placeholder',
  '--mantine-color-error',
  '--mantine-color-anchor',
  '--mantine-color-gold-text',
  '--sp-ok',
  '--sp-bad',
  '--sp-wait',
  '--sp-accent-ink',
]

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('the %s scheme', (_name, scheme) => {
  it.each(TEXTS)('%s can be read on every ground', (text) => {
    for (const ground of GROUNDS)
      expect(contrast(colorOf(text, scheme), colorOf(ground, scheme)), ground).toBeGreaterThanOrEqual(4.5)
  })

  it('ink on gold can be read, at rest and under the pointer', () => {
    for (const ground of ['--mantine-color-gold-filled', '--mantine-color-gold-filled-hover'])
      expect(contrast(ON_GOLD, colorOf(ground, scheme))).toBeGreaterThanOrEqual(4.5)
  })

  it('text on the pale gold of a chosen place can be read', () => {
    for (const ground of ['--mantine-color-gold-light', '--mantine-color-gold-light-hover'])
      expect(
        contrast(colorOf('--mantine-color-gold-light-color', scheme), colorOf(ground, scheme)),
      ).toBeGreaterThanOrEqual(4.5)
  })

  it('white on the red of what cannot be undone can be read', () => {
    expect(contrast('#ffffff', colorOf('--mantine-color-red-filled', scheme))).toBeGreaterThanOrEqual(4.5)
  })

  it('the border that Mantine gives to fields stands out by 3:1', () => {
    const border = scheme === light ? '--mantine-color-gray-4' : '--mantine-color-dark-4'
    for (const ground of ['--mantine-color-body', '--sp-raised'])
      expect(contrast(colorOf(border, scheme), colorOf(ground, scheme)), ground).toBeGreaterThanOrEqual(3)
  })

  it('fields and marks stand out from the ground by 3:1', () => {
    for (const mark of ['--mantine-color-default-border', '--mantine-color-gold-filled'])
      for (const ground of ['--mantine-color-body', '--sp-raised'])
        expect(
          contrast(colorOf(mark, scheme), colorOf(ground, scheme)),
          `${mark} on ${ground}`,
        ).toBeGreaterThanOrEqual(3)
  })
})
