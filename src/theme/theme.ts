// The look: deep-forest neutrals, one accent of mycelium gold, 8 px corners. Every colour of the app comes from here or from
// variables.ts. Pairs of text and ground were chosen for at least 4.5:1 in both schemes; test/src/theme checks them.

import {
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

/** Light neutrals, used by Mantine in the light scheme. 6 is dimmed text, 4 the border of a field (3:1). */
export const GRAY: MantineColorsTuple = [
  '#f4f6f1',
  '#ebeee7',
  '#dfe4db',
  '#cdd4c9',
  '#838e85',
  '#7f8b82',
  '#556258',
  '#3f4b42',
  '#29332c',
  '#161f19',
]
/** Dark neutrals, lightest first. 0 text, 2 dimmed, 3 placeholder, 4 border of a field (3:1), 6 surface, 7 ground. */
export const DARK: MantineColorsTuple = [
  '#e3eae4',
  '#c3cfc6',
  '#a3b5a8',
  '#83988a',
  '#66796c',
  '#26332b',
  '#1a241d',
  '#101813',
  '#0b110d',
  '#070b08',
]
export const GOLD: MantineColorsTuple = [
  '#fff8e6',
  '#fdecc4',
  '#f9dc95',
  '#f3c95f',
  '#ecb93a',
  '#dca023',
  '#b97e0c',
  '#96660a',
  '#704c06',
  '#4d3404',
]
export const LEAF: MantineColorsTuple = [
  '#eaf6ee',
  '#cfe9d7',
  '#a9d8b8',
  '#7fcf9a',
  '#58b87a',
  '#37995b',
  '#257d46',
  '#1d6738',
  '#17522d',
  '#103a20',
]
export const RED: MantineColorsTuple = [
  '#fdeeec',
  '#fad4d0',
  '#f5b3ac',
  '#ff9d94',
  '#f2837a',
  '#df5a50',
  '#c93c32',
  '#ae261e',
  '#8c1f18',
  '#661611',
]

/** Ink on gold: white on gold would be unreadable. */
export const ON_GOLD = '#1b1405'

const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  const isGold = (input.color ?? input.theme.primaryColor) === 'gold'
  return isGold && input.variant === 'filled' ? { ...colors, color: ON_GOLD } : colors
}

/** 120 to 180 ms: quick enough not to be waited for, slow enough to be followed. */
const MOTION = { duration: 140 }

export const theme = createTheme({
  primaryColor: 'gold',
  primaryShade: { light: 7, dark: 4 },
  colors: { gray: GRAY, dark: DARK, gold: GOLD, leaf: LEAF, red: RED },
  black: '#161f19',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono', ui-monospace, monospace",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '650' },
  defaultRadius: 'md',
  radius: { xs: '0.25rem', sm: '0.375rem', md: '0.5rem', lg: '0.75rem', xl: '1rem' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  variantColorResolver,
  components: {
    // Mantine's scroll lock injects a <style> element, which the Content-Security-Policy refuses: see global.css for ours.
    Modal: {
      defaultProps: {
        lockScroll: false,
        transitionProps: MOTION,
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        // Its <header> would be a second banner landmark.
        attributes: { header: { role: 'presentation' } },
      },
    },
    Checkbox: { defaultProps: { iconColor: ON_GOLD } },
    Radio: { defaultProps: { iconColor: ON_GOLD } },
    PasswordInput: {
      defaultProps: {
        visibilityToggleButtonProps: { 'aria-label': 'Show or hide what is typed', tabIndex: 0 },
      },
    },
  },
})
