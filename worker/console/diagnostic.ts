// What is wrong with a script and where, in UTF-16 units of the text as typed; always inside of it.

import type { SyntaxNode } from '@lezer/common'

export interface Place {
  readonly from: number
  readonly to: number
}

export interface Diagnostic extends Place {
  /** One sentence for people. */
  readonly message: string
  /** What was probably meant: text to put in place of a part of the script. */
  readonly suggestion?: Place & { readonly text: string }
}

export const placeOf = ({ from, to }: Pick<SyntaxNode, 'from' | 'to'>): Place => ({ from, to })

export const diagnostic = (
  { from, to }: Place,
  message: string,
  suggestion?: string | (Place & { readonly text: string }),
): Diagnostic => ({
  from,
  to,
  message,
  ...(suggestion === undefined
    ? {}
    : { suggestion: typeof suggestion === 'string' ? { from, to, text: suggestion } : suggestion }),
})

/** The script with a suggestion taken. */
export function applySuggestion(text: string, { suggestion }: Diagnostic): string | undefined {
  if (suggestion === undefined) return undefined
  return text.slice(0, suggestion.from) + suggestion.text + text.slice(suggestion.to)
}

/** The same diagnostic of a text in which its own stands at `offset`. */
export const movedBy = (offset: number, { suggestion, ...rest }: Diagnostic): Diagnostic =>
  diagnostic(
    { from: rest.from + offset, to: rest.to + offset },
    rest.message,
    suggestion && { ...suggestion, from: suggestion.from + offset, to: suggestion.to + offset },
  )
