// The console's language for the editor: the grammar that also reads what is run, with colours on it. Colours are the theme's, so
// that they follow light and dark by themselves; each pair has at least 4.5:1.

import { HighlightStyle, LRLanguage, LanguageSupport, syntaxHighlighting } from '@codemirror/language'
import { styleTags, tags } from '@lezer/highlight'
import { parser } from '../../../../worker/console/grammar/parser.generated.ts'

const language = LRLanguage.define({
  name: 'sporedb',
  parser: parser.configure({
    props: [
      styleTags({
        'Command/Word': tags.keyword,
        'Begin Commit Explain': tags.controlKeyword,
        Word: tags.variableName,
        'Number Atom': tags.number,
        Bytes: tags.literal,
        String: tags.string,
        OpenString: tags.invalid,
        Comment: tags.comment,
        '[ ] { } , : ;': tags.punctuation,
      }),
    ],
  }),
  languageData: {
    commentTokens: { line: '#' },
    closeBrackets: { brackets: ['[', '{', '"'] },
  },
})

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword], color: 'var(--sp-accent-ink)', fontWeight: '600' },
  { tag: tags.variableName, color: 'var(--mantine-color-text)' },
  { tag: [tags.number, tags.literal], color: 'var(--mantine-color-text)', fontWeight: '600' },
  { tag: tags.string, color: 'var(--sp-ok)' },
  { tag: tags.invalid, color: 'var(--sp-bad)' },
  { tag: tags.comment, color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
  { tag: tags.punctuation, color: 'var(--mantine-color-dimmed)' },
])

export const sporeLanguage = [new LanguageSupport(language), syntaxHighlighting(colours)]
