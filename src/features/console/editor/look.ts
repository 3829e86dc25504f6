// The look of the editor and of what it opens: the app's own colours, corners and type.

import { EditorView } from '@codemirror/view'

const MONO = 'var(--mantine-font-family-monospace)'

export const editorLook = EditorView.theme({
  '&': {
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: 'var(--mantine-radius-md)',
    backgroundColor: 'var(--sp-raised)',
    color: 'var(--mantine-color-text)',
    fontSize: '0.9375rem',
  },
  '&.cm-focused': { outline: '2px solid var(--sp-accent-ink)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: MONO, lineHeight: '1.55', maxHeight: '45vh', overflow: 'auto' },
  '.cm-content': { minHeight: '5.5rem', padding: '0.625rem 0', caretColor: 'var(--mantine-color-text)' },
  '.cm-content:focus-visible': { outline: 'none' },
  '.cm-line': { padding: '0 0.75rem' },
  '.cm-placeholder': { color: 'var(--mantine-color-placeholder)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'color-mix(in srgb, var(--sp-accent) 25%, transparent)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--sp-bad) 1px',
    textUnderlineOffset: '0.25em',
  },
  '.cm-lintPoint-error::after': { borderBottomColor: 'var(--sp-bad)' },
  '.cm-tooltip': {
    maxWidth: 'min(34rem, calc(100vw - 2rem))',
    border: '1px solid var(--sp-line)',
    borderRadius: 'var(--mantine-radius-md)',
    backgroundColor: 'var(--sp-raised)',
    color: 'var(--mantine-color-text)',
    boxShadow: 'var(--sp-shadow)',
  },
  // What a command does stands beside its list: the box around both must not cut it off.
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    borderRadius: 'var(--mantine-radius-md)',
    fontFamily: MONO,
    fontSize: '0.875rem',
    maxHeight: '15rem',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.25rem 0.625rem', lineHeight: '1.5' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--mantine-color-gold-light)',
    color: 'var(--mantine-color-text)',
  },
  '.cm-completionDetail': { color: 'var(--mantine-color-dimmed)', fontStyle: 'normal' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-tooltip.cm-completionInfo': { padding: '0.5rem 0.75rem', fontSize: '0.8125rem', lineHeight: '1.5' },
  '.cm-diagnostic': { padding: '0.5rem 0.75rem', fontSize: '0.875rem' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--sp-bad)' },
  '.cm-diagnosticAction': {
    minHeight: '1.5rem',
    marginInlineStart: '0.5rem',
    padding: '0 0.5rem',
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: 'var(--mantine-radius-sm)',
    backgroundColor: 'transparent',
    color: 'var(--mantine-color-text)',
    fontFamily: MONO,
  },
})
